// Keys for those who type fast: send, keep, and move from part to part of a form.
import { controls, find } from "../view/dom.js";

export interface Deeds {
  keep(): void;
}

/** Listen for as long as the page is there. */
export function listenForKeys({ keep }: Deeds): void {
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector<HTMLFormElement>("form.fill");
    if (!form || form.hidden || event.isComposing) return;
    const deed = deedOf(event, form, keep);
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

function deedOf(event: KeyboardEvent, form: HTMLFormElement, keep: () => void): (() => void) | undefined {
  const { key, altKey, shiftKey } = event;
  const control = event.ctrlKey || event.metaKey;
  if (control && !altKey && !shiftKey && key === "Enter") return () => form.requestSubmit();
  if (control && !altKey && !shiftKey && key.toLowerCase() === "s") return keep;
  if (altKey && !control && key === "PageDown") return () => move(form, 1);
  if (altKey && !control && key === "PageUp") return () => move(form, -1);
  return undefined;
}

/** Go a step on or back; with all on one page, to the first field of the next part. */
function move(form: HTMLFormElement, by: 1 | -1): void {
  const press = form.querySelector<HTMLButtonElement>(by > 0 ? ".moves .next" : ".moves .back");
  if (press && !press.hidden) return press.click();
  const parts = find(form, "[data-group]").filter((each) => controls(each).length > 0);
  const active = document.activeElement;
  const here = parts.reduce((found, each, at) => (each.contains(active) ? at : found), by > 0 ? -1 : parts.length);
  const next = parts[Math.min(Math.max(here + by, 0), parts.length - 1)];
  const field = next && controls(next)[0];
  field?.focus();
  next?.scrollIntoView({ block: "start" });
}
