// Answers with the keyboard: letters find a choice by its beginning, digits take the nth.

import { plain } from "./dom";

const PAUSE = 800; // milliseconds after which what was typed begins anew

/** Gather keys that follow each other quickly. */
function gathering(): (key: string) => string {
  let typed = "";
  let last = 0;
  return (key) => {
    const now = Date.now();
    typed = now - last > PAUSE ? key : typed + key;
    last = now;
    return typed;
  };
}

function nth(inputs: HTMLInputElement[], typed: string): HTMLInputElement | undefined {
  return inputs[Number(typed) - 1] ?? inputs[Number(typed.slice(-1)) - 1];
}

function byBeginning(inputs: HTMLInputElement[], typed: string): HTMLInputElement | undefined {
  const beginning = plain(typed);
  return beginning ? inputs.find((each) => plain(each.parentElement?.textContent ?? "").startsWith(beginning)) : undefined;
}

/** Let keys choose in a group of radios or boxes; Delete takes the answer back. */
export function choosingByKeys(group: HTMLElement, clear: () => void): void {
  const gather = gathering();
  group.addEventListener("keydown", (event) => {
    const { key } = event;
    const target = event.target as HTMLElement;
    if (!target.matches("[type=radio], [type=checkbox]")) return;
    if (key === "Delete" || key === "Backspace") clear();
    if (key.length !== 1 || key === " " || event.ctrlKey || event.altKey || event.metaKey) return;
    const inputs = [...group.querySelectorAll<HTMLInputElement>("input:enabled")];
    const typed = gather(key);
    const digit = /^\d+$/.test(typed);
    const found = digit ? nth(inputs, typed) : byBeginning(inputs, typed);
    if (!found) return;
    event.preventDefault();
    found.focus();
    // A letter only goes to a box that may be ticked: the same letter may begin several.
    if (digit ? found.type === "checkbox" || !found.checked : found.type === "radio" && !found.checked) found.click();
  });
}
