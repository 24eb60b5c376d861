// Tells whether this browser gives back what was drawn; some spoil it, so that no page knows them again.

const SIDE = 256; // some leave small canvases alone
const NEARLY = 8; // a last bit or two that is changed is seen by nobody

function blank(): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  return [canvas, canvas.getContext("2d", { willReadFrequently: true })!];
}

/** Colours that go from one corner to the other, so that no two squares are alike. */
function known(): ImageData {
  const picture = new ImageData(SIDE, SIDE);
  for (let at = 0; at < picture.data.length; at += 4) {
    const [x, y] = [(at / 4) % SIDE, Math.floor(at / 4 / SIDE)];
    picture.data.set([x, y, (x + y) / 2, 255], at);
  }
  return picture;
}

/** Draw known pixels, write them as a file, read that file, and compare. */
export async function canvasIsTrue(): Promise<boolean> {
  const picture = known();
  const [canvas, pen] = blank();
  pen.putImageData(picture, 0, 0);
  try {
    const file = await new Promise<Blob>((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error())), "image/png"));
    const [, second] = blank();
    second.drawImage(await createImageBitmap(file), 0, 0);
    const { data } = second.getImageData(0, 0, SIDE, SIDE);
    return data.every((each, at) => Math.abs(each - picture.data[at]!) <= NEARLY);
  } catch {
    return false;
  }
}
