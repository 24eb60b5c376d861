// A file of any kind: kept as it is, under a random name.

import { button, make } from "../dom";
import type { Question, Widget } from "../page";
import { placeOf } from "./place";

const MOST_BYTES = 10_000_000; // what a submission may hold of one file

export function file(question: Question): Widget {
  const { page, node } = question;
  const input = question.element.querySelector<HTMLInputElement>("input[type=file]")!;
  const told = make("span");
  const clear = button(page.say("clear"), () => {
    page.attachments.remove(node.value);
    input.value = "";
    input.focus();
    question.answer("");
  });
  const line = make("p", { class: "attached", hidden: true }, told, " ", clear);
  placeOf(question).append(line);
  input.addEventListener("change", () => {
    const [chosen] = input.files ?? [];
    if (!chosen) return;
    const isEmpty = chosen.size === 0;
    if (!isEmpty && chosen.size <= MOST_BYTES) {
      return question.answer(page.attachments.put(node, chosen, ending(chosen.name)));
    }
    input.value = "";
    const why = isEmpty ? "file.empty" : "file.too_large";
    question.answer(node.value, page.say(why, { megabytes: MOST_BYTES / 1_000_000 }));
    question.complain();
  });
  return {
    show(value) {
      const size = page.attachments.get(value)?.size ?? 0;
      line.hidden = value === "";
      told.textContent = page.say("file.attached", { size: Math.ceil(size / 1000) });
    },
  };
}

const ending = (name: string): string => (name.includes(".") ? name.slice(name.lastIndexOf(".") + 1) : "");
