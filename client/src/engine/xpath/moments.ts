// Dates and times as JavaRosa reads and writes them: in local time, days from midnight.

export const DAY = 864e5;
const DATE = /^(\d+)-(\d+)-(\d+)$/;
const TIME = /^(\d+):(\d+)(?::(\d+)(?:\.(\d*))?)?$/;
const ZONE = /(?:Z|([+-])(\d\d?)(?::?(\d\d))?)$/;

type Clock = [hour: number, minute: number, second: number, thousandths: number];

export function pad(value: number, length = 2): string {
  return String(value).padStart(length, "0");
}

export function midnight(year: number, month: number, day: number): Date {
  const date = new Date(2000, month - 1, 1);
  date.setFullYear(year, month - 1, day);
  return date;
}

export function startOfDay(date: Date): Date {
  return midnight(date.getFullYear(), date.getMonth() + 1, date.getDate());
}

/** Days since 1 January 1970, whatever the hour. */
export function daysOf(date: Date): number {
  const day = new Date(0);
  day.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  return day.getTime() / DAY;
}

export function dateOfDays(days: number): Date {
  return midnight(1970, 1, 1 + days);
}

function readDay(text: string): Date | undefined {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || !month || !day) return undefined;
  const date = midnight(year, month, day);
  return date.getMonth() === month - 1 && date.getDate() === day ? date : undefined;
}

function readClock(text: string): Clock | undefined {
  const found = TIME.exec(text);
  if (!found) return undefined;
  const [hour = 0, minute = 0, second = 0] = found.slice(1, 4).map((each) => Number(each ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return [hour, minute, second, Math.trunc(Number(`0.${found[4] || 0}`) * 1000 + 1e-9)];
}

/** Put a time of day, which may name its zone, on a day of the local calendar. */
function onDay(day: Date, text: string): Date | undefined {
  const zone = ZONE.exec(text);
  const clock = readClock(zone ? text.slice(0, zone.index) : text);
  if (!clock) return undefined;
  const date = new Date(day);
  if (!zone) {
    date.setHours(...clock);
    return date;
  }
  const offset = (zone[1] === "-" ? -1 : 1) * (Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0));
  const utc = new Date(0);
  utc.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  utc.setUTCHours(...clock);
  return new Date(utc.getTime() - offset * 6e4);
}

/** Read a date with or without a time. */
export function readMoment(text: string): Date | undefined {
  const [day = "", time] = text.split("T");
  const date = readDay(day);
  return date && time !== undefined ? onDay(date, time) : date;
}

/** Read a time of day; JavaRosa puts it on the day it is read. */
export function readTime(text: string, today: Date): Date | undefined {
  return onDay(startOfDay(today), text);
}

export function isoDate(date: Date): string {
  return `${pad(date.getFullYear(), 4)}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
}

export function isoTime(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const size = Math.abs(offset);
  const zone = `${offset < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(Math.floor(size % 60))}`;
  const seconds = `${pad(date.getSeconds())}.${pad(date.getMilliseconds(), 3)}`;
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${seconds}${offset ? zone : "Z"}`;
}

export function isoMoment(date: Date): string {
  return `${isoDate(date)}T${isoTime(date)}`;
}
