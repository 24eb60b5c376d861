// What functions make of the arguments they are given.

import { type Context, type Result, type Run, one } from "./context";
import type { Item } from "./items";
import type { Path } from "./paths";
import { NoValue, type Value, toText } from "./values";

export type Function = (given: readonly Result[], context: Context) => Result;
/** Makes the call of a function that does not want all its arguments evaluated, or not as they are. */
export type Making = (given: readonly Run[], paths: readonly (Path | undefined)[]) => Run;

export const text = (of: (...texts: string[]) => Value): Function => (given) =>
  of(...given.map((each) => toText(one(each))));

/** The values of arguments, or of the nodes of the one path that is given. */
export function all(given: readonly Result[]): Value[] {
  const [first] = given;
  if (given.length === 1 && Array.isArray(first)) return (first as readonly Item[]).map(({ held }) => held);
  return given.map(one);
}

export function nodes(result: Result | undefined): readonly Item[] {
  if (!Array.isArray(result)) throw new NoValue("not a path");
  return result as readonly Item[];
}

/** The argument, or the value of the node at hand where none is given. */
export function orHere(given: readonly Result[], context: Context): string {
  return toText(given.length ? one(given[0]!) : (context.here?.held ?? ""));
}
