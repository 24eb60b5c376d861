// The last step of a public form: every answer once more, with a way back to its question.

import { find, make } from "./dom";
import type { Page, Question } from "./page";

export class Check {
  readonly element = make("section", { class: "check away" });
  /** Where an empty form is asked about. */
  readonly asking = make("p", { class: "told", role: "alert", hidden: true });
  private wasAsked = false;

  constructor(
    private readonly page: Page,
    private readonly questions: () => Question[],
    private readonly go: (question: Question) => void,
  ) {}

  fill(): void {
    const { page } = this;
    const lines = this.questions()
      .filter(({ kind, node }) => kind !== "note" && node.relevant && node.value)
      .flatMap((each) => [make("dt", {}, this.way(each)), make("dd", {}, answerOf(each))]);
    this.element.replaceChildren(
      make("h2", {}, page.say("check.title")),
      make("p", {}, page.say("check.how")),
      make("dl", {}, ...lines),
    );
  }

  /** Ask once whether to send what tells nothing: only choices that had to be made. */
  asks(): boolean {
    const told = this.questions().some(
      ({ kind, node }) => kind !== "note" && node.relevant && node.value && !(node.required && kind === "select1"),
    );
    this.asking.hidden = told || this.wasAsked;
    if (this.asking.hidden) return false;
    this.wasAsked = true;
    this.asking.textContent = this.page.say("check.empty");
    return true;
  }

  private way(question: Question): HTMLElement {
    const way = make("a", { href: `#${question.element.id}` }, question.label || question.node.path);
    way.addEventListener("click", (event) => {
      // A followed link would stay in the history.
      event.preventDefault();
      this.go(question);
    });
    return way;
  }
}

/** An answer in the words of the form; what has none, such as a photograph, as a mark. */
function answerOf({ page, node, element }: Question): string {
  const ticked = find(element, "input:checked").map((each) => each.parentElement!.textContent!.trim());
  const choices = page.form.choices(node);
  const chosen = node.value.split(" ").map((name) => choices.find((each) => each.name === name)?.label);
  if (ticked.length || choices.length) return (ticked.length ? ticked : chosen).join(", ");
  const [control] = find<HTMLInputElement>(element, "input:not([type=file]), textarea");
  const day = control?.type === "date" && control.valueAsDate;
  const { lang } = document.documentElement;
  // The browser knows the habit of the country, such as the day before the month.
  const habit = navigator.language.startsWith(lang) ? navigator.language : lang;
  if (day) return day.toLocaleDateString(habit, { dateStyle: "long", timeZone: "UTC" });
  return control?.value || "✓";
}
