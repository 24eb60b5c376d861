// Makes a new picture from a photograph, so that nothing of its metadata is left.

import { canvasIsTrue } from "./canvas";
import { stripped } from "./stripped";

export class NotAPicture extends Error {}
export class TooLarge extends Error {}
/** The browser would spoil it, and it cannot be cleaned in another way. */
export class Spoiled extends Error {}

const PROBLEMS = [
  [NotAPicture, "photo.not_one"],
  [TooLarge, "photo.too_large"],
  [Spoiled, "photo.spoiled"],
] as const;
const MOST_KEPT = 10_000_000; // what a submission may hold of one file

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

/** Return a photograph without its metadata: drawn anew or, where the browser spoils that, cut out of its bytes. */
export async function cleaned(
  file: Blob,
  type: "image/jpeg" | "image/png",
  pixels?: number,
): Promise<{ picture: Blob; extension: string }> {
  const canvas = await redrawn(file, pixels);
  if (await canvasIsTrue()) return { picture: await written(canvas, type), extension: type === "image/jpeg" ? "jpg" : "png" };
  const bare = await stripped(file);
  if (!bare) throw new Spoiled();
  if (bare.picture.size > MOST_KEPT) throw new TooLarge();
  return bare;
}

/** Return the key of the sentence for what was wrong with a photograph; other problems go on. */
export function whatIsWrong(problem: unknown): string {
  const found = PROBLEMS.find(([kind]) => problem instanceof kind);
  if (!found) throw problem;
  return found[1];
}

export function written(canvas: HTMLCanvasElement, type: "image/jpeg" | "image/png"): Promise<Blob> {
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob ? done(blob) : fail(new NotAPicture())), type, QUALITY),
  );
}
