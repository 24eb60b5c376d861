// Values of expressions, and how JavaRosa makes one kind of them from another.

import { daysOf, isoDate } from "./moments";

export type Value = string | number | boolean | Date;

/** By its name, since the script of the rare functions has a class of its own. */
export const NO_VALUE = "NoValue";

/** What JavaRosa throws where a value is of no use to a function: the expression has no value. */
export class NoValue extends Error {
  override readonly name = NO_VALUE;
}

const NEARLY = 1e-12;
const LARGEST = 2 ** 31 - 1;

export function toNumber(value: Value): number {
  if (value instanceof Date) return daysOf(value);
  if (typeof value !== "string") return Number(value);
  const text = value.replace(/,/g, ".").trim();
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : NaN;
}

export function toTruth(value: Value): boolean {
  if (typeof value === "number") return Math.abs(value) > NEARLY;
  return Boolean(value);
}

export function toText(value: Value): string {
  if (value instanceof Date) return isoDate(value);
  return typeof value === "number" ? numberText(value) : String(value);
}

/** Cut off the fraction, as `int()` does. */
export function toWhole(value: Value): number {
  return Math.trunc(toNumber(value));
}

/** A whole number as an index: what is no number is 0. */
export function toIndex(value: Value): number {
  return toWhole(value) || 0;
}

export function isEqual(left: Value, right: Value): boolean {
  if (typeof left === "boolean" || typeof right === "boolean") return toTruth(left) === toTruth(right);
  if (typeof left === "number" || typeof right === "number") {
    return Math.abs(toNumber(left) - toNumber(right)) < NEARLY;
  }
  return toText(left) === toText(right);
}

export function isInt(whole: number): boolean {
  return whole <= LARGEST && whole >= -LARGEST - 1;
}

function numberText(value: number): string {
  if (Math.abs(value) < NEARLY) return "0";
  const whole = Math.trunc(value);
  return isInt(whole) && Math.abs(value - whole) < NEARLY ? String(whole) : javaDouble(value);
}

/** Write a number as Java does: 1.0E7 from ten million on, 9.9E-4 below a thousandth. */
export function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (!size || (size >= 1e-3 && size < 1e7)) {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return text.includes(".") ? text : `${text}.0`;
  }
  const [digits = "", exponent] = value.toExponential().split("e");
  return `${digits.includes(".") ? digits : `${digits}.0`}E${Number(exponent)}`;
}
