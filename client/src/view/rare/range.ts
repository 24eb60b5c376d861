// A slider with its number beside it, which can be left empty.

import { button, make } from "../dom";
import { naming } from "../naming";
import type { Question, Widget } from "../page";
import { placeOf } from "./place";

export function range(question: Question): Widget {
  const { page, element, node } = question;
  const slider = element.querySelector<HTMLInputElement>("input[type=range]") ?? slide(question);
  const [start, , step] = page.model.controls[node.ref]?.range ?? [slider.min, slider.max, slider.step];
  // As many places behind the point as the form's own numbers have.
  const places = Math.max(...[start, step].map((each) => (each.split(".")[1] ?? "").length));
  const number = make("output", { for: slider.id, class: "number" });
  const take = () => question.answer(Number(slider.value).toFixed(places));
  const clear = button(page.say("clear"), () => {
    question.answer("");
    slider.focus();
  });
  slider.after(number, clear);
  slider.addEventListener("input", take);
  // A press in the place where the slider already stands is an answer too.
  slider.addEventListener("click", take);
  slider.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") take();
  });
  return {
    show(value) {
      clear.hidden = value === "";
      number.textContent = value || "–";
      slider.setAttribute("aria-valuetext", value || page.say("not_answered"));
      if (value && Number(slider.value) !== Number(value)) slider.value = value;
      element.classList.toggle("unanswered", value === "");
    },
  };
}

function slide(question: Question): HTMLInputElement {
  const [min, max, step] = question.page.model.controls[question.node.ref]?.range ?? ["0", "10", "1"];
  const slider = make("input", { ...naming(question), type: "range", min, max, step });
  placeOf(question).append(slider);
  return slider;
}
