// Lets the page draw and listen in the middle of long work.

export type Breathe = () => Promise<void>;

/** Return a function to await between pieces of work: it pauses once `longest` ms were worked. */
export function breathing(longest = 12, pause = 0): Breathe {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longest) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
    since = performance.now();
  };
}
