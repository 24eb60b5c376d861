// The functions of expressions, each as JavaRosa has it.

import { type Context, type Result, type Run, one } from "./context";
import type { Item } from "./items";
import {
  dateOfDays,
  fractionOfDay,
  fractionOfDays,
  formatMoment,
  momentOfDays,
  readMoment,
  startOfDay,
} from "./moments";
import { type Path, follow, rooted } from "./paths";
import { round } from "./round";
import { shuffled } from "./shuffle";
import { NoValue, type Value, toIndex, toNumber, toText, toTruth, toWhole } from "./values";

type Function = (given: readonly Result[], context: Context) => Result;

const text = (of: (...texts: string[]) => Value): Function => (given) =>
  of(...given.map((each) => toText(one(each))));
const number = (of: (...numbers: number[]) => number): Function => (given) =>
  of(...given.map((each) => toDouble(one(each))));

/** Mathematical functions know the fraction of a day, which comparisons do not. */
function toDouble(value: Value): number {
  return value instanceof Date ? fractionOfDays(value) - fractionOfDays(dateOfDays(0)) : toNumber(value);
}

/** The values of arguments, or of the nodes of the one path that is given. */
function all(given: readonly Result[]): Value[] {
  const [first] = given;
  if (given.length === 1 && Array.isArray(first)) return (first as readonly Item[]).map(({ held }) => held);
  return given.map(one);
}

function nodes(result: Result | undefined): readonly Item[] {
  if (!Array.isArray(result)) throw new NoValue("not a path");
  return result as readonly Item[];
}

/** The argument, or the value of the node at hand where none is given. */
function orHere(given: readonly Result[], context: Context): string {
  return toText(given.length ? one(given[0]!) : (context.here?.held ?? ""));
}

function toDate(value: Value, keepsTime: boolean): Value {
  if (value instanceof Date) return keepsTime ? value : startOfDay(value);
  if (typeof value === "number") {
    if (Number.isNaN(value)) return value;
    if (Math.abs(value) >= 2 ** 31) throw new NoValue("no date");
    return keepsTime ? momentOfDays(value) : dateOfDays(Math.trunc(value));
  }
  if (value === "") return value;
  const date = typeof value === "string" ? readMoment(value) : undefined;
  if (!date) throw new NoValue("no date");
  return date;
}

function decimalMoment(value: Value, part: (date: Date) => number, ofNumber: (days: number) => number): Value {
  if (typeof value === "number") return ofNumber(value);
  const date = toDate(value, true);
  return date instanceof Date ? part(date) : date;
}

const format: Function = ([value, pattern], { form }) => {
  const date = toDate(one(value!), true);
  if (!(date instanceof Date)) return "";
  const written = formatMoment(date, toText(one(pattern!)), form.language);
  if (written === undefined) throw new NoValue("no pattern of a date");
  return written;
};

/** Choose the extreme of those that are numbers; `start` is where JavaRosa starts. */
const extreme = (choose: (...numbers: number[]) => number, start: number): Function => (given) => {
  const numbers = all(given).map(toNumber).filter((each) => !Number.isNaN(each));
  return numbers.length ? choose(start, ...numbers) : NaN;
};

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

function checklist([least, most, ...rest]: readonly Result[]): boolean {
  const count = all(rest).filter(toTruth).length;
  const [from, to] = [toIndex(one(least!)), toIndex(one(most!))];
  return (from < 0 || count >= from) && (to < 0 || count <= to);
}

function weighted([least, most, ...rest]: readonly Result[]): boolean {
  const isPaths = rest.length === 2 && rest.every(Array.isArray);
  const flags = isPaths ? all([rest[0]!]) : rest.filter((_, turn) => turn % 2 === 0).map(one);
  const weights = isPaths ? all([rest[1]!]) : rest.filter((_, turn) => turn % 2).map(one);
  const sum = flags.reduce<number>((left, flag, turn) => left + (toTruth(flag) ? toNumber(weights[turn] ?? "") : 0), 0);
  return sum >= toNumber(one(least!)) && sum <= toNumber(one(most!));
}

/** Random letters and digits, or a UUID where no length is given. */
const uuid: Function = ([length], { form }) => {
  if (length === undefined) return form.uuid();
  const letter = (): string => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[Math.floor(form.random() * 36)]!;
  return Array.from({ length: toIndex(one(length)) }, letter).join("");
};

const position: Function = ([path], { here, place, position: turn }) => {
  if (path) return (nodes(path)[0]?.index ?? -1) + 1;
  return (turn < 0 ? (here?.index ?? place[place.length - 1]?.index ?? 0) : turn) + 1;
};

const join: Function = ([separator, ...rest]) => all(rest).map(toText).join(toText(one(separator!)));

const FUNCTIONS: Record<string, Function> = {
  true: () => true,
  false: () => false,
  boolean: ([value]) => toTruth(one(value!)),
  not: ([value]) => !toTruth(one(value!)),
  "boolean-from-string": text((value) => value === "1" || value.toLowerCase() === "true"),
  number: ([value]) => toNumber(one(value!)),
  int: ([value]) => toWhole(one(value!)),
  round: ([value, places]) => round(toNumber(one(value!)), places === undefined ? 0 : toIndex(one(places))),
  string: text((value) => value),
  "string-length": (given, context) => orHere(given, context).length,
  "normalize-space": (given, context) => orHere(given, context).replace(/[ \t\n\v\f\r]+/g, " ").replace(/^ | $/g, ""),
  concat: (given) => all(given).map(toText).join(""),
  join,
  substr: ([whole, from, to]) =>
    substring(toText(one(whole!)), toIndex(one(from!)), to === undefined ? Infinity : toIndex(one(to))),
  "substring-before": text((whole, part) => whole.slice(0, Math.max(0, whole.indexOf(part!)))),
  "substring-after": text((whole, part) =>
    whole.includes(part!) ? whole.slice(whole.indexOf(part!) + part!.length) : "",
  ),
  translate: text(translate as (...texts: string[]) => string),
  contains: text((whole, part) => whole.includes(part!)),
  "starts-with": text((whole, part) => whole.startsWith(part!)),
  "ends-with": text((whole, part) => whole.endsWith(part!)),
  regex: text(matches as (...texts: string[]) => boolean),
  selected: text((list, name) => ` ${list} `.includes(` ${name!.trim()} `)),
  "count-selected": ([list]) => listed(one(list!)).length,
  "selected-at": ([list, at]) => listed(one(list!))[toIndex(one(at!))] ?? "",
  count: ([path]) => nodes(path).length,
  "count-non-empty": ([path]) => nodes(path).filter(({ isFilled }) => isFilled).length,
  sum: ([path]) => nodes(path).reduce((sum, { held }) => sum + (toNumber(held) || 0), 0),
  min: extreme(Math.min, Number.MAX_VALUE),
  max: extreme(Math.max, Number.MIN_VALUE),
  position,
  checklist,
  "weighted-checklist": weighted,
  randomize: ([path, seed], { form }) =>
    shuffled(nodes(path), seed === undefined ? form.random : toWhole(one(seed))),
  random: (_, { form }) => form.random(),
  uuid,
  once: ([value], { here }) => (here && here.held !== "" ? here.held : one(value!)),
  today: (_, { form }) => startOfDay(form.now()),
  now: (_, { form }) => form.now(),
  date: ([value]) => toDate(one(value!), false),
  "date-time": ([value]) => toDate(one(value!), true),
  "decimal-date-time": ([value]) => decimalMoment(one(value!), fractionOfDays, (days) => days),
  "decimal-time": ([value], { form }) =>
    decimalMoment(one(value!), (date) => fractionOfDay(date, form.now()), (days) => days - Math.floor(days)),
  "format-date": format,
  "format-date-time": format,
  abs: number(Math.abs),
  pow: number(Math.pow),
  sqrt: number(Math.sqrt),
  log: number(Math.log),
  log10: number(Math.log10),
  exp: number(Math.exp),
  exp10: number((power) => 10 ** power),
  sin: number(Math.sin),
  cos: number(Math.cos),
  tan: number(Math.tan),
  asin: number(Math.asin),
  acos: number(Math.acos),
  atan: number(Math.atan),
  atan2: number(Math.atan2),
  pi: () => Math.PI,
};

/** Return how a function is called with these arguments, or undefined where there is none. */
export function call(name: string, given: readonly Run[], paths: readonly (Path | undefined)[]): Run | undefined {
  const [first, second, third] = given;
  if (name === "if") return (context) => (toTruth(one(first!(context))) ? second! : third!)(context);
  if (name === "coalesce") return (context) => coalesce(first!(context), () => second!(context));
  if (name === "indexed-repeat") return (context) => indexed(context, given, paths);
  const named = FUNCTIONS[name];
  return named && ((context) => named(given.map((each) => each(context)), context));
}

function coalesce(first: Result, second: () => Result): Result {
  const value = one(first);
  return value === "" || Number.isNaN(value) ? second() : value;
}

/** The path given first, seen from the instances of its repeats that are given after it. */
function indexed(context: Context, given: readonly Run[], paths: readonly (Path | undefined)[]): Result {
  if (paths.some((path, turn) => !path && (turn === 0 || turn % 2))) throw new NoValue("not a path");
  const levels = rooted(paths[0]!, context.place);
  const seen = levels.map(({ name }, depth) => ({
    name,
    index: context.place[depth]?.name === name ? context.place[depth]!.index : 0,
  }));
  for (let turn = 1; turn + 1 < given.length; turn += 2) {
    const depth = rooted(paths[turn]!, context.place).length - 1;
    const index = Math.max(1, toIndex(one(given[turn + 1]!(context)))) - 1;
    seen[depth] = { name: levels[depth]!.name, index };
  }
  return follow(context, levels, seen).filter(({ isRelevant }) => isRelevant);
}
