// Fetches the script with the rare parts when a form first needs it, again when it did not come.

import type * as Extra from "./extra";

const PAUSE = 3000; // milliseconds before the next try, more each time

let coming: Promise<typeof Extra> | undefined;
let here: typeof Extra | undefined;

/** Some browsers remember that a module failed, by its address. */
const again = (tries: number): string => new URL(`extra.js?again=${tries}`, import.meta.url).href;

async function fetched(tries: number): Promise<typeof Extra> {
  try {
    here = await (tries ? import(again(tries)) : import("./extra.js"));
    return here!;
  } catch {
    await new Promise((done) => setTimeout(done, PAUSE * (tries + 1)));
    return fetched(tries + 1);
  }
}

/** Call with the rare parts: at once if they are here. */
export function withRareParts(use: (extra: typeof Extra) => void): void {
  if (here) return use(here);
  coming ??= fetched(0);
  void coming.then(use);
}
