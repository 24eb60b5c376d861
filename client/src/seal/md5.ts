// MD5 (RFC 1321) piece by piece: the format of sealed submissions asks for it; it keeps no secret.

const BLOCK = 64;
const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const SINES = Int32Array.from({ length: BLOCK }, (_, at) => Math.abs(Math.sin(at + 1)) * 2 ** 32);

type Bytes = Uint8Array<ArrayBuffer>;

export class Md5 {
  private readonly state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  /** What does not fill a block yet. */
  private readonly rest = new Uint8Array(BLOCK);
  private readonly view = new DataView(this.rest.buffer);
  private length = 0;

  update(bytes: Uint8Array): this {
    for (let at = 0; at < bytes.length; ) {
      const begin = this.length % BLOCK;
      const part = bytes.subarray(at, at + BLOCK - begin);
      this.rest.set(part, begin);
      this.length += part.length;
      at += part.length;
      if (begin + part.length === BLOCK) this.mix();
    }
    return this;
  }

  /** The 16 bytes; nothing can be added after it, and nothing is left of what was read. */
  digest(): Bytes {
    const { length, rest, view, state } = this;
    const end = length % BLOCK;
    rest.fill(0, end);
    rest[end] = 0x80;
    if (end >= BLOCK - 8) {
      this.mix();
      rest.fill(0);
    }
    view.setUint32(BLOCK - 8, length * 8, true);
    view.setUint32(BLOCK - 4, length / 2 ** 29, true);
    this.mix();
    rest.fill(0);
    const bytes = new DataView(new ArrayBuffer(16));
    state.forEach((word, at) => bytes.setInt32(4 * at, word, true));
    return new Uint8Array(bytes.buffer);
  }

  /** Take in the block that stands in `rest`. */
  private mix(): void {
    const { state, view } = this;
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let at = 0; at < BLOCK; at++) {
      const round = at >> 4;
      let mixed = c ^ (b | ~d);
      let turn = 7 * at;
      if (!round) [mixed, turn] = [(b & c) | (~b & d), at];
      else if (round === 1) [mixed, turn] = [(d & b) | (~d & c), 5 * at + 1];
      else if (round === 2) [mixed, turn] = [b ^ c ^ d, 3 * at + 5];
      const sum = (a + mixed + SINES[at]! + view.getInt32(4 * (turn % 16), true)) | 0;
      const shift = SHIFTS[4 * round + (at % 4)]!;
      a = d;
      d = c;
      c = b;
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0;
    }
    [a, b, c, d].forEach((word, at) => (state[at]! += word));
  }
}

export function md5(bytes: Uint8Array): Bytes {
  return new Md5().update(bytes).digest();
}

export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
}
