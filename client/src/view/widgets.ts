// Finds what brings the control of a question to life; the rare ones are loaded when first met.

import { choices } from "./choices";
import type { MakeWidget, Question, Widget } from "./page";
import { withRareParts } from "./rare_parts";
import { typed } from "./typed";

const trigger: MakeWidget = (question) => {
  const box = question.element.querySelector<HTMLInputElement>("input")!;
  box.addEventListener("change", () => question.answer(box.checked ? "OK" : ""));
  return { show: (value) => void (box.checked = value !== "") };
};

const COMMON: Record<string, MakeWidget> = { select1: choices, select: choices, trigger };
const RARE = new Set(["rank", "range", "geopoint", "image", "file", "signature", "draw"]);

export function widgetFor(question: Question, ready: (widget: Widget) => void): void {
  const { kind } = question;
  if (kind === "note") return;
  if (!RARE.has(kind)) return ready((COMMON[kind] ?? typed)(question));
  withRareParts(({ rare }) => ready(rare[kind]!(question)));
}
