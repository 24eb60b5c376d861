// Solves a proof of work: many small puzzles, so that the time it takes varies little.
import { sha256 } from "@noble/hashes/sha2.js";
import { type Breathe, breathing } from "../seal/breathe.js";

export interface Puzzles {
  challenge: string;
  puzzles: number;
  bits: number;
}

const TRIES = 64; // between two looks at the clock

/**
 * Return the challenge and a nonce for each puzzle, in base 36, joined by points.
 *
 * sha256(sha256(challenge), number, nonce), both of 32 bits, begins with `bits` zero bits.
 */
export async function solve(task: Puzzles, breathe: Breathe = breathing(8, 4)): Promise<string> {
  const block = new Uint8Array(40);
  block.set(sha256(new TextEncoder().encode(task.challenge)));
  const found = [task.challenge];
  for (let number = 0; number < task.puzzles; number++) {
    found.push((await nonce(block, { number, bits: task.bits, breathe })).toString(36));
  }
  return found.join(".");
}

async function nonce(
  block: Uint8Array,
  { number, bits, breathe }: { number: number; bits: number; breathe: Breathe },
): Promise<number> {
  const numbers = new DataView(block.buffer);
  numbers.setUint32(32, number);
  for (let tried = 0; ; tried++) {
    numbers.setUint32(36, tried);
    const hash = sha256(block);
    if (new DataView(hash.buffer).getUint32(0) >>> (32 - bits) === 0) return tried;
    if (tried % TRIES === 0) await breathe();
  }
}
