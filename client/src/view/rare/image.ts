// A photograph: chosen or taken, drawn anew without its metadata, and shown small.

import { button, make } from "../dom";
import type { Question, Widget } from "../page";
import { cleaned, redrawn, whatIsWrong } from "./picture";
import { placeOf } from "./place";

const SMALL = 240; // pixels of the longer edge of what is shown

export function image(question: Question): Widget {
  const { page, node } = question;
  const input = question.element.querySelector<HTMLInputElement>("input[type=file]")!;
  const clear = button(page.say("clear"), () => take(""), { class: "clear", hidden: true });
  const shown = make("div", { class: "picture" });
  placeOf(question).append(shown, clear);
  let seen = "";

  const take = (name: string): void => {
    if (!name) {
      page.attachments.remove(node.value);
      input.value = "";
      input.focus();
    }
    question.answer(name);
  };
  input.addEventListener("change", () => void chosen(question, input));
  return {
    show(value) {
      clear.hidden = value === "";
      if (value === seen) return;
      seen = value;
      void preview(question, value, shown);
    },
  };
}

async function chosen(question: Question, input: HTMLInputElement): Promise<void> {
  const file = input.files?.[0];
  if (!file) return;
  const { page, node } = question;
  page.announce(page.say("photo.working"));
  try {
    const { picture, extension } = await cleaned(file, "image/jpeg", page.model.controls[node.ref]?.maxPixels);
    question.answer(page.attachments.put(node, picture, extension));
  } catch (problem) {
    input.value = "";
    question.answer(node.value, page.say(whatIsWrong(problem)));
    question.complain();
  }
  page.announce("");
}

/** A canvas needs no address that the page's policy would have to allow. */
async function preview(question: Question, name: string, shown: HTMLElement): Promise<void> {
  const blob = question.page.attachments.get(name);
  if (!blob) return shown.replaceChildren();
  const canvas = await redrawn(blob, SMALL);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", question.page.say("photo.attached"));
  shown.replaceChildren(canvas);
}
