// Lists at the top of the form what must be looked at again, with a link to each question.

import { focusOn, make } from "./dom";
import type { Page, Question } from "./page";

export class Summary {
  private readonly box: HTMLElement;
  private readonly list = make("ul");
  private lines = new Map<Question, HTMLLIElement>();

  constructor(
    page: Page,
    private readonly go: (question: Question) => void,
  ) {
    const title = make("h2", { id: "problems-title" }, page.say("problems.title"));
    this.box = make(
      "div",
      { class: "problems", role: "group", "aria-labelledby": title.id, tabindex: "-1", hidden: true },
      title,
      this.list,
    );
    page.root.prepend(this.box);
  }

  /** Show these problems and go there; none hides the list. */
  show(questions: Question[], others: string[] = []): void {
    for (const question of questions) question.complain();
    this.lines = new Map(questions.map((each) => [each, this.line(each)]));
    this.list.replaceChildren(...this.lines.values(), ...others.map((each) => make("li", {}, each)));
    this.box.hidden = this.list.children.length === 0;
    if (!this.box.hidden) focusOn(this.box);
  }

  /** Take out what has been put right since. */
  refresh(): void {
    if (this.box.hidden) return;
    for (const [question, line] of this.lines) {
      if (question.complains) continue;
      line.remove();
      this.lines.delete(question);
    }
    this.box.hidden = this.list.children.length === 0;
  }

  private line(question: Question): HTMLLIElement {
    const link = make("a", { href: `#${question.element.id}` }, question.label || question.node.path);
    link.addEventListener("click", (event) => {
      // A followed link would stay in the history.
      event.preventDefault();
      this.go(question);
    });
    return make("li", {}, link, ": ", question.problem() ?? "");
  }
}
