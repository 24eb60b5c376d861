// Enciphers one file as Collect does (AES-256-CFB, padded), in pieces so that the page stays alive.
import { cfb } from "@noble/ciphers/aes.js";
import type { Breathe } from "./breathe.js";
import { hex, Md5 } from "./md5.js";

const BLOCK = 16;
const PIECE = 64 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

/** The enciphered bytes of one file, and the MD5 of what it was. */
export interface Enciphered {
  blob: Blob;
  md5: string;
}

/** Return the vectors of an envelope's files one by one: each adds one to the next byte. */
export function* vectors(instanceId: string, key: Bytes): Generator<Bytes, never> {
  const seed = new Md5().update(new TextEncoder().encode(instanceId)).update(key).digest();
  for (let at = 0; ; at = (at + 1) % BLOCK) {
    seed[at] = (seed[at] ?? 0) + 1;
    yield seed.slice();
  }
}

/** Encipher a file; what was read of it is overwritten. */
export async function encipher(
  content: Blob | Bytes,
  { key, vector, breathe }: { key: Bytes; vector: Bytes; breathe: Breathe },
): Promise<Enciphered> {
  const size = content instanceof Blob ? content.size : content.length;
  const [digest, pieces] = [new Md5(), [] as Bytes[]];
  // The last piece, which may be empty, carries the padding.
  for (let start = 0, feedback = vector; start <= size; start += PIECE) {
    const clear = await read(content, start, start + PIECE);
    digest.update(clear);
    const whole = start + PIECE > size ? padded(clear) : clear;
    const piece = cfb(key, feedback).encrypt(whole) as Bytes;
    pieces.push(piece);
    feedback = piece.slice(-BLOCK);
    clear.fill(0);
    whole.fill(0);
    await breathe();
  }
  return { blob: new Blob(pieces), md5: hex(digest.digest()) };
}

async function read(content: Blob | Bytes, start: number, end: number): Promise<Bytes> {
  if (!(content instanceof Blob)) return content.slice(start, end);
  return new Uint8Array(await new Response(content.slice(start, end)).arrayBuffer());
}

function padded(clear: Bytes): Bytes {
  const missing = BLOCK - (clear.length % BLOCK);
  const whole = new Uint8Array(clear.length + missing).fill(missing);
  whole.set(clear);
  return whole;
}
