// Makes a new picture from a photograph, so that nothing of its metadata is left.

export class NotAPicture extends Error {}
export class TooLarge extends Error {}

const MOST_BYTES = 40_000_000; // more than any telephone's photograph
const DEFAULT_PIXELS = 1600; // the longer edge, when the form names none
const QUALITY = 0.85;

async function decoded(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch {
    throw new NotAPicture();
  }
}

/** Draw a picture anew, its longer edge no longer than `pixels`. */
export async function redrawn(file: Blob, pixels = DEFAULT_PIXELS): Promise<HTMLCanvasElement> {
  if (file.size > MOST_BYTES) throw new TooLarge();
  const picture = await decoded(file);
  const scale = Math.min(1, pixels / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d")!;
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return canvas;
}

export function written(canvas: HTMLCanvasElement, type: "image/jpeg" | "image/png"): Promise<Blob> {
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new NotAPicture())), type, QUALITY),
  );
}
