// Time, chance and ids as the form's engine asks for them.

/** A random UUID (RFC 9562, version 4); the browser's own function is missing in older ones. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export const world = {
  now: () => new Date(),
  random: () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32,
  uuid,
};
