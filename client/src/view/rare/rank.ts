// Puts choices in order with buttons; nothing is answered until an order is made or accepted.

import type { Choice } from "../../engine";
import { button, find, make } from "../dom";
import type { Question, Widget } from "../page";
import { placeOf } from "./place";

class Rank implements Widget {
  private readonly list = make("ol", { class: "rank" });
  private readonly accept: HTMLButtonElement;
  private readonly clear: HTMLButtonElement;
  private order: string[] = [];
  private choices: Choice[] = [];

  constructor(private readonly question: Question) {
    const { page } = question;
    this.accept = button(page.say("rank.accept"), () => question.answer(this.order.join(" ")));
    this.clear = button(page.say("clear"), () => {
      question.answer("");
      this.accept.focus();
    });
    placeOf(question).replaceChildren(this.list, this.accept, this.clear);
    this.refill();
  }

  refill(): void {
    this.choices = this.question.page.form.choices(this.question.node);
  }

  show(value: string): void {
    const names = this.choices.map(({ name }) => name);
    const kept = value.split(" ").filter((each) => names.includes(each));
    this.order = [...kept, ...names.filter((each) => !kept.includes(each))];
    this.accept.hidden = value !== "";
    this.clear.hidden = value === "";
    this.draw();
  }

  private draw(): void {
    const held = this.list.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.move : undefined;
    this.list.replaceChildren(...this.order.map((name, at) => this.line(name, at)));
    if (!held) return;
    const [way, name] = held.split(":");
    const buttons = find<HTMLButtonElement>(this.list, `[data-name="${CSS.escape(name!)}"] button`);
    (buttons.find((each) => each.dataset.move?.startsWith(`${way}:`) && !each.disabled) ?? buttons.find((each) => !each.disabled))?.focus();
  }

  private line(name: string, at: number): HTMLLIElement {
    const { page } = this.question;
    const label = this.choices.find((each) => each.name === name)?.label ?? name;
    const mover = (way: "up" | "down", sign: string, by: number, end: boolean) =>
      button(sign, () => this.move(name, by), {
        "aria-label": page.say(`rank.${way}`, { choice: label }),
        "data-move": `${way}:${name}`,
        "data-ends": true,
        disabled: end || this.question.node.readonly,
      });
    return make(
      "li",
      { "data-name": name },
      make("span", {}, label),
      " ",
      mover("up", "↑", -1, at === 0),
      mover("down", "↓", 1, at === this.order.length - 1),
    );
  }

  private move(name: string, by: number): void {
    const at = this.order.indexOf(name);
    const order = this.order.filter((each) => each !== name);
    order.splice(at + by, 0, name);
    this.question.answer(order.join(" "));
    const { page } = this.question;
    const label = this.choices.find((each) => each.name === name)?.label ?? name;
    page.announce(page.say("rank.now", { choice: label, place: at + by + 1 }));
  }
}

export const rank = (question: Question): Widget => new Rank(question);
