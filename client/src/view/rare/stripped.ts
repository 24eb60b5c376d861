// Takes what a picture says of itself out of its bytes; only how it is turned stays.

type Bytes = Uint8Array;

/** What a JPEG (ITU-T T.81) needs to be shown: frames, tables, scans, restarts. */
const isNeeded = (marker: number): boolean => (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8) || (marker >= 0xda && marker <= 0xdd);
// JFIF 1.01 without a small picture in it.
const JFIF = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];
const ORIENTATION = 0x0112;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const CHUNKS = ["IHDR", "PLTE", "tRNS", "gAMA", "sRGB", "IDAT", "IEND"];

/** A picture without its metadata, or undefined where it is of another kind or not whole. */
export async function stripped(file: Blob): Promise<{ picture: Blob; extension: string } | undefined> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    if (starts(bytes, 0, [0xff, 0xd8])) return { picture: new Blob(jpeg(bytes), { type: "image/jpeg" }), extension: "jpg" };
    if (starts(bytes, 0, PNG)) return { picture: new Blob(png(bytes), { type: "image/png" }), extension: "png" };
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem; // it ends too early
  }
  return undefined;
}

const starts = (bytes: Bytes, at: number, what: number[]): boolean => what.every((each, turn) => bytes[at + turn] === each);
const viewOf = (bytes: Bytes): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const numbers = (of: number[]): Uint8Array<ArrayBuffer> => new Uint8Array(of);

function jpeg(bytes: Bytes): BlobPart[] {
  const view = viewOf(bytes);
  const kept: BlobPart[] = [];
  let begin: number[] = JFIF;
  let turned = 1;
  let at = 2;
  for (;;) {
    if (view.getUint8(at) !== 0xff) throw new RangeError("no marker");
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) at++; // a marker may have any number of these before it
    else if (marker === 0xd9) break;
    else {
      const end = at + 2 + view.getUint16(at + 2);
      const part = bytes.slice(at, end);
      if (end > bytes.length) throw new RangeError("not whole");
      if (marker === 0xe1 && starts(part, 4, EXIF)) turned = orientation(part.subarray(10));
      // How Adobe's programs wrote the colours.
      if (marker === 0xee && starts(part, 4, [0x41, 0x64, 0x6f, 0x62, 0x65])) begin = [0xff, 0xee, 0, 14, ...part.subarray(4, 16)];
      if (isNeeded(marker)) kept.push(part);
      at = end;
      if (marker === 0xda) {
        const scan = at;
        while (view.getUint8(at) !== 0xff || isWithinScan(view.getUint8(at + 1))) at++;
        kept.push(bytes.slice(scan, at));
      }
    }
  }
  return [numbers([0xff, 0xd8, ...begin]), numbers(turned > 1 ? app1(turned) : []), ...kept, numbers([0xff, 0xd9])];
}

/** A byte of a scan that looks like a marker, or a restart within it. */
const isWithinScan = (marker: number): boolean => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

/** A block of Exif (TIFF 6.0) that says how the picture is turned and nothing else. */
const tiff = (turned: number): number[] => [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, turned, 0, 0, 0, 0, 0, 0];
const app1 = (turned: number): number[] => [0xff, 0xe1, 0, 2 + EXIF.length + tiff(turned).length, ...EXIF, ...tiff(turned)];

/** How a block of Exif says that the picture is turned: 1 to 8, 1 being upright. */
function orientation(block: Bytes): number {
  const view = viewOf(block);
  try {
    const little = view.getUint16(0) === 0x4949;
    const first = view.getUint32(4, little);
    for (let left = view.getUint16(first, little), at = first + 2; left > 0; left--, at += 12) {
      const value = view.getUint16(at + 8, little);
      if (view.getUint16(at, little) === ORIENTATION) return value <= 8 ? value : 1;
    }
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
  }
  return 1;
}

function png(bytes: Bytes): BlobPart[] {
  const view = viewOf(bytes);
  const kept: BlobPart[] = [numbers(PNG)];
  for (let at = 8; ; ) {
    const end = at + 12 + view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end > bytes.length) throw new RangeError("not whole");
    const turned = name === "eXIf" ? orientation(bytes.subarray(at + 8, end - 4)) : 1;
    if (turned > 1) kept.push(numbers(chunk("eXIf", tiff(turned))));
    if (CHUNKS.includes(name)) kept.push(bytes.slice(at, end));
    if (name === "IEND") return kept;
    at = end;
  }
}

function chunk(name: string, data: number[]): number[] {
  const body = [...name].map((each) => each.charCodeAt(0)).concat(data);
  return [...fourBytes(data.length), ...body, ...fourBytes(checked(body))];
}

const fourBytes = (number: number): number[] => [24, 16, 8, 0].map((by) => (number >>> by) & 0xff);

/** The check of a chunk (ISO 3309). */
function checked(bytes: number[]): number {
  let sum = ~0;
  for (const each of bytes) {
    sum ^= each;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 && 0xedb88320);
  }
  return ~sum;
}
