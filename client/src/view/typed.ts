// What is typed in: text, numbers, dates and times.

import { misfit } from "../engine/problems";
import type { Question, Widget, Writing } from "./page";
import { withRareParts } from "./rare_parts";

type Control = HTMLInputElement | HTMLTextAreaElement;

const asIs: Writing = { write: (text) => text, read: (value) => value };
// An earlier year is one of two digits, or a slip of the hand.
const date: Writing = { ...asIs, write: (text) => (/^(19|[2-9]\d)\d\d-/.test(text) ? text : undefined) };
// How these are written comes late; until then what the form itself can read is an answer.
const LATE = ["int", "decimal", "year", "month-year", "time", "dateTime"];

// Without a latest date browsers let years have six digits.
const LATEST: Record<string, string> = { date: "9999-12-31", month: "9999-12", "datetime-local": "9999-12-31T23:59" };

/** Let a large field grow with what is typed. */
function grow(control: Control): void {
  control.style.setProperty("height", "auto");
  if (control.scrollHeight) control.style.setProperty("height", `${control.scrollHeight + 2}px`);
}

export function typed(question: Question): Widget {
  const control = question.element.querySelector<Control>("input, textarea");
  if (!control) return { show() {} };
  const { page, kind, appearance } = question;
  const by = appearance.find((each) => LATE.includes(each)) ?? kind;
  let { write, read } = by === "date" ? date : asIs;
  const large = control.tagName === "TEXTAREA";
  const latest = LATEST[control.type];
  if (latest) control.setAttribute("max", latest);
  let isTyped = false;
  let taking = false;
  let shown = "";
  const take = () => {
    const { value, validity } = control;
    const written = value && write(value);
    taking = true;
    question.answer(written ?? value, validity.badInput ? page.say(misfit(kind, appearance)) : null, written === undefined);
    taking = false;
    shown = question.node.value;
  };
  if (LATE.includes(by)) {
    withRareParts(({ writing }) => {
      ({ write, read } = writing(by, document.documentElement.lang));
      if (isTyped) take();
      else control.value = read(shown);
    });
  }
  control.addEventListener("input", () => {
    isTyped = true;
    take();
    if (large) grow(control);
  });
  // Some browsers say only then that half a date stands there.
  control.addEventListener("blur", () => control.validity.badInput && take());
  return {
    show(value) {
      // What is being typed stays as it is typed: "1." is on its way to "1.5".
      if (taking || value === shown) return;
      shown = value;
      control.value = read(value);
      if (large) grow(control);
    },
  };
}
