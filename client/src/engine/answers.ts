// Answers as nodes hold them: the value that expressions see, and the text that is submitted.

import { isoDate, isoMoment, isoTime, readMoment, readTime } from "./xpath/moments";
import { type Value, isInt, javaDouble, toTruth } from "./xpath/values";

export interface Answer {
  readonly value: Value;
  readonly text: string;
}

const NEARLY = 1e-9;
// What XML cannot hold: controls, and halves of characters, for which JavaRosa writes "?".
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
const HALVES = /[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g;

/** Hold what an expression gave, as JavaRosa keeps it in a node of this type. */
export function answerOf(result: Value, type: string): Answer | null {
  if (result === "" || Number.isNaN(result)) return null;
  if (type === "boolean" || typeof result === "boolean") {
    const value = toTruth(result);
    return { value, text: value ? "1" : "0" };
  }
  if (typeof result === "number") return ofNumber(result, type);
  if (result instanceof Date) return ofMoment(result, type);
  return { value: result, text: printable(result) };
}

function printable(text: string): string {
  return text.replace(CONTROLS, "").replace(HALVES, (found) => (found.length > 1 ? found : "?"));
}

function ofNumber(result: number, type: string): Answer {
  const isWholeNumber = type === "int";
  // Java's int ends there, and what goes beyond it stays at its end, infinity too.
  const value = isWholeNumber ? Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.trunc(result))) : Math.trunc(result);
  const isWhole = isWholeNumber || Math.abs(result - value) < NEARLY;
  if (!isWhole || Math.abs(value) >= 2 ** 63) return { value: result, text: javaDouble(result) };
  return { value, text: isInt(value) ? String(value) : BigInt(value).toString() };
}

function ofMoment(value: Date, type: string): Answer {
  const write = type === "date" ? isoDate : type === "time" ? isoTime : isoMoment;
  return { value, text: write(value) };
}

/** Read what was typed or stands in a form; undefined where it does not fit the type. */
export function readAnswer(typed: string, type: string, now: Date): Answer | null | undefined {
  const text = printable(typed);
  if (text === "") return null;
  const read = READERS[type];
  return read ? read(text.trim(), now) : { value: text, text };
}

const READERS: Record<string, (text: string, now: Date) => Answer | undefined> = {
  int: (text) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : NaN;
    return isInt(value) ? { value, text: String(value) } : undefined;
  },
  decimal: (text) => {
    if (!/^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
    return { value: Number(text), text: javaDouble(Number(text)) };
  },
  boolean: (text) => ({ value: text === "1" || text === "true", text: text === "true" ? "1" : text }),
  date: (text) => moment(readMoment(text), "date"),
  dateTime: (text) => moment(readMoment(text), "dateTime"),
  time: (text, now) => moment(readTime(text, now), "time"),
  geopoint: (text) => {
    const parts = text.split(/\s+/).map(Number);
    if (parts.length < 2 || parts.length > 4 || parts.some(Number.isNaN)) return undefined;
    const whole = [...parts, 0, 0].slice(0, 4).map(javaDouble).join(" ");
    return { value: whole, text: whole };
  },
};

function moment(date: Date | undefined, type: string): Answer | undefined {
  return date && ofMoment(date, type);
}
