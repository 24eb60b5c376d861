// Months and times of day, as the controls of browsers give them.

import type { Writing } from "../page";

const YEAR = /^(19|[2-9]\d)\d\d-/; // an earlier one is a year of two digits, or a slip of the hand
const CLOCK = /^\d\d:\d\d(:\d\d(\.\d+)?)?$/;

const two = (number: number): string => String(Math.trunc(Math.abs(number))).padStart(2, "0");

/** The offset that this place has at a time, as ODK writes it: "-04:00", or "Z". */
function offset(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  return minutes === 0 ? "Z" : `${minutes < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}

/** A time of day to the millisecond; browsers leave out what is zero at the end. */
function whole(time: string): string {
  const [clock = "", part = ""] = time.split(".");
  return `${clock.length === 5 ? `${clock}:00` : clock}.${part.padEnd(3, "0")}`;
}

export const month: Writing = {
  write: (text) => (YEAR.test(text) ? `${text}-01` : undefined),
  read: (value) => value.replace(/^(\d{4}-\d\d)-\d\d$/, "$1"),
};

export const time: Writing = {
  write: (text) => (CLOCK.test(text) ? whole(text) + offset(new Date()) : undefined),
  read: (value) => value.replace(/^(\d\d:\d\d):.*/, "$1"),
};

export const moment: Writing = {
  write: (text) =>
    YEAR.test(text) && CLOCK.test(text.slice(11)) ? `${text.slice(0, 11)}${whole(text.slice(11))}${offset(new Date(text))}` : undefined,
  read: (value) => value.replace(/^(\d{4}-.{11}):.*/, "$1"),
};
