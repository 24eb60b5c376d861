// Selects: as radios and boxes, as a drop-down list, or as a list to search in.

import { combobox } from "./combobox";
import { button, find, make } from "./dom";
import { choosingByKeys } from "./keys";
import { naming } from "./naming";
import type { Question, Widget } from "./page";

const LONG = 30; // choices: more than these are searched in, not looked through

const split = (value: string): string[] => value.split(" ").filter(Boolean);

export function choices(question: Question): Widget {
  const { element } = question;
  const list = element.querySelector<HTMLElement>("[data-list]");
  const select = element.querySelector("select");
  if (select) return dropDown(question, select, list !== null || "list" in select.dataset);
  if (!list) return boxes(question, element, false);
  const long = sizeOf(question) > LONG;
  if (long || question.appearance.includes("autocomplete")) return combobox(question, list);
  if (!question.appearance.includes("minimal")) return boxes(question, list, true);
  return question.kind === "select" ? combobox(question, list) : dropDown(question, placed(question, list), true);
}

function sizeOf(question: Question): number {
  const { lists, controls } = question.page.model;
  return lists[controls[question.node.ref]?.list ?? ""]?.rows.length ?? 0;
}

function placed(question: Question, list: HTMLElement): HTMLSelectElement {
  const select = make("select", naming(question));
  list.append(select);
  return select;
}

function boxes(question: Question, group: HTMLElement, filled: boolean): Widget {
  const type = question.kind === "select1" ? "radio" : "checkbox";
  const inputs = () => find<HTMLInputElement>(group, "input");
  group.addEventListener("change", () =>
    question.answer(inputs().filter((each) => each.checked).map((each) => each.value).join(" ")),
  );
  const clear = () => question.node.readonly || question.answer("");
  choosingByKeys(question.element, clear);
  const unchoose = type === "radio" ? unchoosing(question, clear) : undefined;
  const refill = () => fill(question, group, type);
  if (filled) refill();
  return {
    ...(filled ? { refill } : {}),
    show(value) {
      const chosen = split(value);
      for (const each of inputs()) each.checked = chosen.includes(each.value);
      if (unchoose) unchoose.hidden = value === "" || question.node.required || question.node.readonly;
    },
  };
}

/** A radio cannot be let go by itself; this takes the answer back, as Delete does, which Tab need not pass. */
function unchoosing({ element, page, label }: Question, clear: () => void): HTMLButtonElement {
  const word = page.say("clear");
  const unchoose = button(word, clear, { class: "unchoose", tabindex: "-1", "aria-label": `${word}: ${label}` });
  element.append(unchoose);
  return unchoose;
}

function fill(question: Question, group: HTMLElement, type: string): void {
  const at = (document.activeElement as HTMLInputElement | null)?.value;
  const focused = group.contains(document.activeElement);
  const described = naming(question)["aria-describedby"]!;
  group.replaceChildren(
    ...question.page.form.choices(question.node).map(({ name, label }) =>
      make(
        "label",
        {},
        make("input", { type, name: question.element.id, value: name, "aria-describedby": described }),
        " ",
        make("span", {}, label),
      ),
    ),
  );
  const all = find<HTMLInputElement>(group, "input");
  if (focused) (all.find((each) => each.value === at) ?? all[0])?.focus();
}

function dropDown(question: Question, select: HTMLSelectElement, filled: boolean): Widget {
  select.addEventListener("change", () => question.answer(select.value));
  const refill = () =>
    select.replaceChildren(
      make("option", { value: "" }, question.page.say("choose")),
      ...question.page.form.choices(question.node).map(({ name, label }) => make("option", { value: name }, label)),
    );
  if (filled) refill();
  return { ...(filled ? { refill } : {}), show: (value) => void (select.value = value) };
}
