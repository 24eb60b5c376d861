// Ties a control made here to the words of its question.

import { find } from "./dom";
import type { Question } from "./page";

/** The attributes that tie a control made here to the label, the hint and the error of its question. */
export function naming({ element }: Question): Record<string, string> {
  const label = element.querySelector<HTMLElement>("legend, label, .label")!;
  label.id ||= `${element.id}-label`;
  const described = find(element, ".hint, .error").map((each) => each.id).join(" ");
  const id = label.getAttribute("for") ?? `${element.id}-control`;
  return { id, "aria-labelledby": label.id, "aria-describedby": described };
}
