// The words of the page in its language; the server's table has them, missing ones show their key.

export type Words = Record<string, string>;

export function say(words: Words, key: string): string {
  return words[key] ?? key;
}
