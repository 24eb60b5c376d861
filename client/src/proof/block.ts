// SHA-256 of a message that fits in one block (FIPS 180-4), for the many tries of a proof of work.

const primes: number[] = [];
for (let tried = 2; primes.length < 64; tried++) {
  if (primes.every((prime) => tried % prime)) primes.push(tried);
}

/** The first 32 bits behind the point, as the constants of the standard are made. */
const behindPoint = (root: number): number => ((root % 1) * 2 ** 32) | 0;
const ROUNDS = Int32Array.from(primes, (prime) => behindPoint(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => behindPoint(Math.sqrt(prime)));

const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** Return the words of a padded message, with room for those that follow from them. */
export function padded(message: Int32Array): Int32Array {
  const words = new Int32Array(64);
  words.set(message);
  words[message.length] = 0x80000000;
  words[15] = 32 * message.length;
  return words;
}

/** Return the first 32 bits of the hash of a padded message, whose first 16 words stay as they are. */
export function firstWord(words: Int32Array): number {
  for (let at = 16; at < 64; at++) {
    const early = words[at - 15]!;
    const late = words[at - 2]!;
    const first = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const second = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[at] = words[at - 16]! + first + words[at - 7]! + second;
  }
  let a = START[0]!, b = START[1]!, c = START[2]!, d = START[3]!;
  let e = START[4]!, f = START[5]!, g = START[6]!, h = START[7]!;
  for (let at = 0; at < 64; at++) {
    const mixed = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
    const one = (h + mixed + ((e & f) ^ (~e & g)) + ROUNDS[at]! + words[at]!) | 0;
    const other = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + other) | 0;
  }
  return (START[0]! + a) >>> 0;
}
