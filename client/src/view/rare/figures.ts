// Numbers and years as people write them: read where they can be read in one way only.

import type { Writing } from "../page";

// The decimal mark of languages that have only one; elsewhere habits differ from country to country.
const MARKS: Record<string, string> = { en: ".", fr: "," };
const ARABIC_MARK = "\u066b";
const NUMBER = /^(-?)([1-9]\d{0,2}(?:([ '.,])\d{3})(?:\3\d{3})*|\d*)(?:([.,])(\d*))?$/;
const YEAR = /^(19|[2-9]\d)\d\d$/;

/** Write digits, spaces and signs of other keyboards as those of a plain one. */
function plainly(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (each) => String(each.charCodeAt(0) & 15))
    .replace(/[\u2010-\u2014\u2212]/g, "-")
    .replace(/[\u2018\u2019\u02bc\u066c]/g, "'")
    .replace(ARABIC_MARK, ".")
    .trim();
}

/** The number that was typed, with a point; undefined where it is none, or where it could be two. */
function readNumber(typed: string, language: string): string | undefined {
  const text = plainly(typed);
  const own = typed.includes(ARABIC_MARK) ? "." : MARKS[language.slice(0, 2)];
  const [, sign, whole = "", group, mark, part = ""] = NUMBER.exec(text) ?? [];
  const digits = whole.replace(/\D/g, "");
  if (!(digits + part)) return undefined;
  const number = `${sign}${digits || 0}${part && `.${part}`}`;
  if (!group) return number;
  const times = whole.split(group).length - 1;
  // What looks like thousands is the fraction, where this mark means nothing else.
  if (group === own) return times === 1 && !mark ? text.replace(group, ".") : undefined;
  const isPoint = /[.,]/.test(group);
  const isSure = mark ? mark !== group && (isPoint || mark === own || part.length !== 3) : !isPoint || times > 1;
  return isSure ? number : undefined;
}

/** Whether a number keeps every digit. */
function isKept(number: string): boolean {
  const [, whole, part = ""] = /^-?0*(\d+)\.?(\d*)$/.exec(number) ?? [];
  return part.length <= 20 && Math.abs(Number(number)).toFixed(part.length) === `${whole}${part && `.${part}`}`;
}

export function decimal(language: string): Writing {
  return {
    write: (text) => {
      const number = readNumber(text, language);
      return number !== undefined && isKept(number) ? number : undefined;
    },
    read: (value) => {
      if (!/^-?\d+\.\d+(E-?\d+)?$/.test(value)) return value;
      const text = Number(value).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 });
      return (Number(text) === Number(value) ? text : value).replace(".", MARKS[language.slice(0, 2)] ?? ".");
    },
  };
}

export function int(language: string): Writing {
  return {
    write: (text) => {
      const number = readNumber(text, language);
      return number?.includes(".") ? undefined : number;
    },
    read: (value) => value,
  };
}

export const year: Writing = {
  write: (text) => (YEAR.test(plainly(text)) ? `${plainly(text)}-01-01` : undefined),
  read: (value) => value.replace(/^(\d{4})-\d\d-\d\d$/, "$1"),
};
