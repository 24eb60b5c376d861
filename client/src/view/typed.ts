// What is typed in: text, numbers, dates and times, and how each is written in the instance.

import type { Question, Widget } from "./page";

type Control = HTMLInputElement | HTMLTextAreaElement;

/** How a kind is written in the instance, given what stands in the control, and the other way. */
interface Writing {
  write(text: string): string;
  read(value: string): string;
}

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

const asIs: Writing = { write: (text) => text, read: (value) => value };

const WRITINGS: Record<string, Writing> = {
  int: { write: (text) => text.replace(/\s/g, ""), read: (value) => value },
  // A comma is what most of the world's keyboards give; a space parts thousands.
  decimal: { write: (text) => text.replace(/\s/g, "").replace(/^([^.,]*),([^.,]*)$/, "$1.$2"), read: (value) => value },
  date: { write: (text) => text, read: (value) => value.slice(0, 10) },
  "month-year": { write: (text) => text && `${text}-01`, read: (value) => value.slice(0, 7) },
  year: {
    write: (text) => (/^\d{4}$/.test(text.trim()) ? `${text.trim()}-01-01` : text.trim()),
    read: (value) => value.replace(/^(\d{4})-.*/, "$1"),
  },
  time: {
    write: (text) => text && whole(text) + offset(new Date()),
    read: (value) => value.slice(0, 5),
  },
  dateTime: {
    write: (text) => text && `${text.slice(0, 11)}${whole(text.slice(11))}${offset(new Date(text))}`,
    read: (value) => value.slice(0, 16),
  },
};

// Without a latest date browsers let years have six digits.
const LATEST: Record<string, string> = { date: "9999-12-31", month: "9999-12", "datetime-local": "9999-12-31T23:59" };

function unreadable(question: Question): string {
  return question.page.say(question.kind === "time" ? "not_a_time" : "not_a_date");
}

/** Let a large field grow with what is typed. */
function grow(control: Control): void {
  control.style.setProperty("height", "auto");
  if (control.scrollHeight) control.style.setProperty("height", `${control.scrollHeight + 2}px`);
}

export function typed(question: Question): Widget {
  const control = question.element.querySelector<Control>("input, textarea");
  if (!control) return { show() {} };
  const by = question.appearance.find((each) => each in WRITINGS) ?? question.kind;
  const { write, read } = WRITINGS[by] ?? asIs;
  const large = control.tagName === "TEXTAREA";
  const latest = LATEST[control.type];
  if (latest) control.setAttribute("max", latest);
  let taking = false;
  let shown = "";
  const take = () => {
    taking = true;
    question.answer(write(control.value), control.validity.badInput ? unreadable(question) : null);
    taking = false;
    shown = question.node.value;
  };
  control.addEventListener("input", () => {
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
