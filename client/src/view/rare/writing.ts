// How each kind of answer that is typed is written in the instance; plain text and days need none of this.

import type { Writing } from "../page";
import { decimal, int, year } from "./figures";
import { moment, month, time } from "./moments";

/** How a kind is written and read, with the habits of a language. */
export function writing(kind: string, language: string): Writing {
  if (kind === "int") return int(language);
  if (kind === "decimal") return decimal(language);
  return { year, "month-year": month, time, dateTime: moment }[kind]!;
}
