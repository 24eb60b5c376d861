// Finds where in a question a widget built here is to stand.

import { make } from "../dom";
import type { Question } from "../page";

/** The place the server left for the control, before the line for errors. */
export function placeOf({ element }: Question): HTMLElement {
  const left = element.querySelector<HTMLElement>("[data-control], .control, .choices");
  if (left) return left;
  const place = make("div", { class: "control" });
  const error = element.querySelector(".error");
  if (error) error.before(place);
  else element.append(place);
  return place;
}
