// The functions of expressions, each as JavaRosa has it; the rare ones are in rare.ts.

import { type Result, type Run, one } from "./context";
import { type Function, type Making, all, nodes, orHere, text } from "./given";
import { startOfDay } from "./moments";
import type { Path } from "./paths";
import { NoValue, type Value, toIndex, toNumber, toText, toTruth, toWhole } from "./values";

function substring(whole: string, from: number, to: number): string {
  const bound = (at: number): number => Math.min(Math.max(0, at < 0 ? whole.length + at : at), whole.length);
  return whole.slice(bound(from), Math.max(bound(from), bound(to)));
}

function translate(whole: string, from: string, to: string): string {
  return whole.split("").map((letter) => (from.includes(letter) ? (to[from.indexOf(letter)] ?? "") : letter)).join("");
}

function listed(value: Value): string[] {
  return toText(value).split(" ").filter(Boolean);
}

const patterns = new Map<string, RegExp>();

/** Tell whether the whole text matches: Java anchors a pattern at both ends, and counts characters. */
function matches(whole: string, pattern: string): boolean {
  let regex = patterns.get(pattern);
  if (!regex) patterns.set(pattern, (regex = compiled(`^(?:${pattern})$`)));
  return regex.test(whole);
}

function compiled(pattern: string): RegExp {
  // Escapes that need none are an error only in the stricter kind, which counts whole characters.
  for (const flags of ["u", ""]) {
    try {
      return new RegExp(pattern, flags);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  throw new NoValue("a pattern that only Java knows");
}

const position: Function = ([path], { here, place, position: turn }) => {
  if (path) return (nodes(path)[0]?.index ?? -1) + 1;
  return (turn < 0 ? (here?.index ?? place[place.length - 1]?.index ?? 0) : turn) + 1;
};

const FUNCTIONS: Record<string, Function> = {
  true: () => true,
  false: () => false,
  boolean: ([value]) => toTruth(one(value!)),
  not: ([value]) => !toTruth(one(value!)),
  number: ([value]) => toNumber(one(value!)),
  int: ([value]) => toWhole(one(value!)),
  string: text((value) => value),
  "string-length": (given, context) => orHere(given, context).length,
  concat: (given) => all(given).map(toText).join(""),
  substr: ([whole, from, to]) =>
    substring(toText(one(whole!)), toIndex(one(from!)), to === undefined ? Infinity : toIndex(one(to))),
  "substring-before": text((whole, part) => whole.slice(0, Math.max(0, whole.indexOf(part!)))),
  translate: text(translate as (...texts: string[]) => string),
  contains: text((whole, part) => whole.includes(part!)),
  "starts-with": text((whole, part) => whole.startsWith(part!)),
  regex: text(matches as (...texts: string[]) => boolean),
  selected: text((list, name) => ` ${list} `.includes(` ${name!.trim()} `)),
  "count-selected": ([list]) => listed(one(list!)).length,
  "selected-at": ([list, at]) => listed(one(list!))[toIndex(one(at!))] ?? "",
  count: ([path]) => nodes(path).length,
  "count-non-empty": ([path]) => nodes(path).filter(({ isFilled }) => isFilled).length,
  sum: ([path]) => nodes(path).reduce((sum, { held }) => sum + (toNumber(held) || 0), 0),
  position,
  random: (_, { form }) => form.random(),
  once: ([value], { here }) => (here && here.held !== "" ? here.held : one(value!)),
  today: (_, { form }) => startOfDay(form.now()),
  now: (_, { form }) => form.now(),
};

/** Those that see to their arguments themselves. */
const MAKINGS: Record<string, Making> = {
  if: ([first, second, third]) => (context) => (toTruth(one(first!(context))) ? second! : third!)(context),
  coalesce: ([first, second]) => (context) => coalesce(first!(context), () => second!(context)),
};

/** Learn the rare functions, which come in a script of their own where a form needs one. */
export function learn(rare: { functions: Record<string, Function>; makings: Record<string, Making> }): void {
  Object.assign(FUNCTIONS, rare.functions);
  Object.assign(MAKINGS, rare.makings);
}

/** Return how a function is called with these arguments, or undefined where there is none. */
export function call(name: string, given: readonly Run[], paths: readonly (Path | undefined)[]): Run | undefined {
  const making = MAKINGS[name];
  if (making) return making(given, paths);
  const named = FUNCTIONS[name];
  return named && ((context) => named(given.map((each) => each(context)), context));
}

function coalesce(first: Result, second: () => Result): Result {
  const value = one(first);
  return value === "" || Number.isNaN(value) ? second() : value;
}
