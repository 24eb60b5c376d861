// Fetches a script that only some forms need, again when it did not come.

const PAUSE = 3000; // milliseconds before the next try, more each time

/** Return a function that calls with what a script exports: at once if it is here. */
export function later<Script>(name: string): (use: (script: Script) => void) => void {
  let here: Script | undefined;
  let coming: Promise<Script> | undefined;
  return (use) => {
    if (here) return use(here);
    coming ??= fetched<Script>(name, 0).then((script) => (here = script));
    void coming.then(use);
  };
}

async function fetched<Script>(name: string, tries: number): Promise<Script> {
  try {
    // Some browsers remember that a module failed, by its address.
    const address = new URL(tries ? `${name}?again=${tries}` : name, import.meta.url);
    return (await import(address.href)) as Script;
  } catch {
    await new Promise((done) => setTimeout(done, PAUSE * (tries + 1)));
    return fetched(name, tries + 1);
  }
}
