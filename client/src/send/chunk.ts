// Fetches the chunk with the cryptography when the page is idle, again when it did not come.
import type { seal } from "../seal/index.js";
import type { readKey } from "../seal/public_key.js";
import type { solve } from "../proof/solve.js";

export interface Crypto {
  readKey: typeof readKey;
  seal: typeof seal;
  solve: typeof solve;
}

export class Chunk {
  private coming: Promise<Crypto> | undefined;
  private tries = 0;

  constructor(private readonly address: string) {}

  /** Return the chunk; a failed fetch is forgotten, so that the next call tries anew. */
  get(): Promise<Crypto> {
    this.coming ??= this.fetched().catch((problem: unknown) => {
      this.coming = undefined;
      throw problem;
    });
    return this.coming;
  }

  private fetched(): Promise<Crypto> {
    // Some browsers remember that a module failed, by its address.
    const address = new URL(this.address, document.baseURI);
    if (this.tries++) address.searchParams.set("again", String(this.tries));
    return import(address.href) as Promise<Crypto>;
  }
}

/** Call when the page has nothing better to do. */
export function whenIdle(act: () => void): void {
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 3000 });
  else setTimeout(act, 500);
}
