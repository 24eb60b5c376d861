// The order of shuffled things: JavaRosa's for a seed, any order without one.

import shuffle from "openrosa-xpath-evaluator/src/utils/shuffle";

/** Return the things in the order of a seed, or of a source of chance. */
export function shuffled<Thing>(things: readonly Thing[], seed: number | (() => number)): Thing[] {
  if (typeof seed === "number") return shuffle(things, seed);
  const keyed = things.map((thing) => ({ thing, key: seed() }));
  return keyed.sort((left, right) => left.key - right.key).map(({ thing }) => thing);
}
