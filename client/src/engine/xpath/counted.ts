// Moments as numbers of days, and as a pattern wants them written.

import { DAY, pad } from "./moments";

export function fractionOfDays(date: Date): number {
  return date.getTime() / DAY;
}

/** The time of day as a fraction; JavaRosa takes the clock's offset of today for all days. */
export function fractionOfDay(date: Date, now: Date): number {
  const days = (date.getTime() - now.getTimezoneOffset() * 6e4) / DAY;
  return days - Math.floor(days);
}

export function momentOfDays(days: number): Date {
  return new Date(Math.trunc(days * DAY));
}

/** Write a date after a pattern such as "%d %b %Y"; undefined where the pattern is none. */
export function formatMoment(date: Date, pattern: string, language: string): string | undefined {
  const name = (how: Intl.DateTimeFormatOptions): string =>
    date.toLocaleDateString(/^(en|$)/.test(language) ? "en-US" : language, how);
  const parts: Record<string, () => string | number> = {
    "%": () => "%",
    Y: () => pad(date.getFullYear(), 4),
    y: () => pad(date.getFullYear(), 4).slice(2),
    m: () => pad(date.getMonth() + 1),
    n: () => date.getMonth() + 1,
    b: () => name({ month: "short" }),
    d: () => pad(date.getDate()),
    e: () => date.getDate(),
    H: () => pad(date.getHours()),
    h: () => date.getHours(),
    M: () => pad(date.getMinutes()),
    S: () => pad(date.getSeconds()),
    "3": () => pad(date.getMilliseconds(), 3),
    a: () => name({ weekday: "short" }),
  };
  let isKnown = true;
  const text = pattern.replace(/%([^]?)/g, (_, letter: string) => {
    const part = parts[letter];
    if (!part) isKnown = false;
    return part ? String(part()) : "";
  });
  return isKnown ? text : undefined;
}
