// Solves a proof of work: many small puzzles, so that the time it takes varies little.
import { type Breathe, breathing } from "../seal/breathe.js";
import { firstWord, padded } from "./block.js";

export interface Puzzles {
  challenge: string;
  puzzles: number;
  bits: number;
}

const SEED_WORDS = 8;
const TRIES = 256; // between two looks at the clock

/**
 * Return the challenge and a nonce for each puzzle, in base 36, joined by points.
 *
 * sha256(sha256(challenge), number, nonce), both of 32 bits, begins with `bits` zero bits.
 */
export async function solve(task: Puzzles, breathe: Breathe = breathing(8, 4)): Promise<string> {
  const seed = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(task.challenge));
  const message = new Int32Array(SEED_WORDS + 2);
  const bytes = new DataView(seed);
  for (let at = 0; at < SEED_WORDS; at++) message[at] = bytes.getInt32(4 * at);
  const words = padded(message);
  const found = [task.challenge];
  for (words[SEED_WORDS] = 0; words[SEED_WORDS]! < task.puzzles; words[SEED_WORDS]!++) {
    found.push((await nonce(words, task.bits, breathe)).toString(36));
  }
  return found.join(".");
}

async function nonce(words: Int32Array, bits: number, breathe: Breathe): Promise<number> {
  for (let tried = 0; ; tried++) {
    words[SEED_WORDS + 1] = tried;
    if (firstWord(words) < 2 ** (32 - bits)) return tried;
    if (tried % TRIES === 0) await breathe();
  }
}
