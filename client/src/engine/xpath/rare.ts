// The functions that few forms call, each as JavaRosa has it.

import { type Context, type Result, type Run, one } from "./context";
import { fractionOfDay, fractionOfDays, formatMoment, momentOfDays } from "./counted";
import { type Function, type Making, all, nodes, orHere, text } from "./given";
import { dateOfDays, readMoment, startOfDay } from "./moments";
import { type Path, follow, rooted } from "./paths";
import { round } from "./round";
import { shuffled } from "./shuffle";
import { NoValue, type Value, toIndex, toNumber, toText, toTruth, toWhole } from "./values";

const number = (of: (...numbers: number[]) => number): Function => (given) =>
  of(...given.map((each) => toDouble(one(each))));

/** Mathematical functions know the fraction of a day, which comparisons do not. */
function toDouble(value: Value): number {
  return value instanceof Date ? fractionOfDays(value) - fractionOfDays(dateOfDays(0)) : toNumber(value);
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

const join: Function = ([separator, ...rest]) => all(rest).map(toText).join(toText(one(separator!)));

export const functions: Record<string, Function> = {
  "boolean-from-string": text((value) => value === "1" || value.toLowerCase() === "true"),
  round: ([value, places]) => round(toNumber(one(value!)), places === undefined ? 0 : toIndex(one(places))),
  "normalize-space": (given, context) => orHere(given, context).replace(/[ \t\n\v\f\r]+/g, " ").replace(/^ | $/g, ""),
  join,
  "substring-after": text((whole, part) =>
    whole.includes(part!) ? whole.slice(whole.indexOf(part!) + part!.length) : "",
  ),
  "ends-with": text((whole, part) => whole.endsWith(part!)),
  min: extreme(Math.min, Number.MAX_VALUE),
  max: extreme(Math.max, Number.MIN_VALUE),
  checklist,
  "weighted-checklist": weighted,
  randomize: ([path, seed], { form }) =>
    shuffled(nodes(path), seed === undefined ? form.random : toWhole(one(seed))),
  uuid,
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

export const makings: Record<string, Making> = {
  "indexed-repeat": (given, paths) => (context) => indexed(context, given, paths),
};

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
