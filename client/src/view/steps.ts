// Shows a long form step by step, or all of it on one page.

import { button, find, focusOn, make } from "./dom";
import type { Check } from "./check";
import type { Page } from "./page";

/** The elements shown together: a group with its questions, or questions that stand alone. */
type Step = HTMLElement[];

const MARKED = "[data-question], [data-add], .check";
const WHOLE = -1; // the place of all on one page, in the trail
const holdsParts = (element: HTMLElement): boolean => element.querySelector("[data-group], [data-repeat]") !== null;
const together = (element: HTMLElement): boolean =>
  element.dataset.group === undefined || /field-list|table-list/.test(element.dataset.appearance ?? "") || !holdsParts(element);

/** Part a form into steps; a group that only gathers groups is no step, but stands around some. */
function part(root: HTMLElement): { steps: Step[]; around: HTMLElement[] } {
  const steps: Step[] = [];
  const around: HTMLElement[] = [];
  let alone: Step | undefined;
  const visit = (element: HTMLElement): void => {
    for (const child of [...element.children] as HTMLElement[]) {
      const { question, group, repeat, after } = child.dataset;
      if (after !== undefined) alone = undefined;
      else if (group !== undefined && !together(child)) {
        alone = undefined;
        around.push(child);
        visit(child);
        alone = undefined;
      } else if (group !== undefined) {
        alone = undefined;
        steps.push([child]);
      } else if (question !== undefined || repeat !== undefined) {
        if (!alone) steps.push((alone = []));
        alone.push(child);
      } else if (child.querySelector("[data-group], [data-question]")) visit(child);
    }
  };
  visit(root);
  return { steps, around };
}

const relevant = (step: Step): boolean =>
  step.some((element) =>
    [element, ...find(element, MARKED)].some((each) => each.matches(MARKED) && !each.closest("[hidden]")),
  );

export class Steps {
  private readonly steps: Step[];
  private readonly around: HTMLElement[];
  private at = 0;
  private readonly seen = new Set<number>();
  private readonly where = make("p", { tabindex: "-1" });
  private readonly bar = make("progress", { "aria-hidden": "true" });
  private readonly progress = make("div", { class: "progress" }, this.where, this.bar);
  private readonly back: HTMLButtonElement;
  private readonly next: HTMLButtonElement;
  private readonly toggle: HTMLButtonElement;
  private readonly moves: HTMLElement;
  private readonly last: HTMLElement[];
  /** Only after several steps: what was answered on one page is in sight there. */
  private readonly check: Check | undefined;

  constructor(
    private readonly page: Page,
    private readonly faultless: (step: Step, show: boolean) => boolean,
    public whole: boolean,
    check?: Check,
  ) {
    ({ steps: this.steps, around: this.around } = part(page.root));
    this.check = this.steps[1] && check;
    if (this.check) this.steps.push([this.check.element]);
    this.back = button(page.say("back"), () => this.backward(), { class: "back" });
    this.next = button(page.say("next"), () => this.forward(), { class: "next" });
    this.toggle = button("", () => this.turn(), { class: "toggle" });
    this.moves = make("div", { class: "moves" }, this.back, this.next);
    this.last = find(page.root, "[data-send], [type=submit]");
    page.root.prepend(this.progress);
    if (check) this.last[0]?.parentElement?.before(check.element, check.asking);
    if (this.last[0]) this.last[0].before(this.moves);
    else page.root.append(this.moves);
    page.root.append(this.toggle);
    this.refresh();
  }

  /** The place of the step that is shown. */
  get current(): number {
    return this.at;
  }

  /** What is shown, as the trail notes it. */
  get here(): number {
    return this.whole ? WHOLE : this.at;
  }

  go(to: number): void {
    this.at = Math.min(Math.max(to, 0), this.steps.length - 1);
    this.refresh();
  }

  /** Go to the step that holds an element. */
  reveal(element: HTMLElement): void {
    const from = this.here;
    this.find(element);
    this.note(from);
  }

  /** Go back to a place of the trail, or before it where it no longer applies; false when it is shown. */
  retrace(place: number): boolean {
    if (place === this.here) return false;
    this.whole = place === WHOLE;
    let to = this.whole ? this.at : place;
    while (to > 0 && !relevant(this.steps[to]!)) to--;
    this.go(to);
    this.head();
    return true;
  }

  private find(element: HTMLElement): void {
    const found = this.steps.findIndex((step) => step.some((each) => each.contains(element)));
    if (found >= 0) this.go(found);
  }

  private note(from: number): void {
    if (this.here !== from) this.page.trail?.onward(from, this.here);
  }

  refresh(): void {
    const ahead = this.following(1);
    const last = this.steps.length - 1;
    if (!this.whole) this.seen.add(this.at);
    if (this.check && this.at === last) this.check.fill();
    // While something here is still to be answered, what comes next may not be known.
    const isOpen = ahead === undefined || (this.check !== undefined && ahead === last);
    const unsure = isOpen && this.at < last && !this.faultless(this.current_, false);
    const end = this.whole || (ahead === undefined && !unsure);
    this.mark();
    this.back.hidden = this.whole || this.following(-1) === undefined;
    this.next.hidden = end;
    this.progress.hidden = this.whole || this.steps.length < 2;
    this.toggle.hidden = this.steps.length < 2;
    for (const each of this.last) each.hidden = !end;
    this.toggle.textContent = this.page.say(this.whole ? "step_by_step" : "all_at_once");
    this.count(unsure);
  }

  private get current_(): Step {
    return this.steps[this.at] ?? [];
  }

  /** The next step that applies; once the answers were checked, the next that nobody has seen. */
  private following(by: number): number | undefined {
    const last = this.steps.length - 1;
    const isChecked = by > 0 && this.check !== undefined && this.seen.has(last);
    for (let at = this.at + by; at >= 0 && at <= last; at += by) {
      if (relevant(this.steps[at]!) && !(isChecked && at < last && this.seen.has(at))) return at;
    }
    return undefined;
  }

  /** Put away all but this step. */
  private mark(): void {
    const here = this.current_;
    this.steps.forEach((step, at) => {
      for (const each of step) each.classList.toggle("away", !this.whole && at !== this.at);
    });
    for (const each of this.around) {
      each.classList.toggle("away", !this.whole && !here.some((element) => each.contains(element)));
    }
  }

  private count(unsure: boolean): void {
    const asked = this.steps.map((step, at) => at === this.at || (unsure && at > this.at) || relevant(step));
    const step = asked.slice(0, this.at + 1).filter(Boolean).length;
    const steps = asked.filter(Boolean).length;
    this.where.textContent = this.page.say("step_of", { step, steps });
    this.bar.max = steps;
    this.bar.value = step;
  }

  private forward(): void {
    const from = this.here;
    if (this.faultless(this.current_, true)) this.move(1);
    this.note(from);
  }

  private backward(): void {
    if (!this.page.trail?.back()) this.move(-1);
  }

  private move(by: number): void {
    const to = this.following(by);
    if (to === undefined) return this.refresh();
    this.go(to);
    this.head();
  }

  /** Go to the beginning of the step, so that it is read from there. */
  private head(): void {
    const heading = this.current_.flatMap((each) => find(each, "h2, h3, h4")).find((each) => !each.closest("[hidden]"));
    focusOn(heading ?? this.where);
    this.page.root.scrollIntoView({ block: "start" });
  }

  private turn(): void {
    const from = this.here;
    this.whole = !this.whole;
    if (!this.whole) this.find((document.activeElement ?? this.page.root) as HTMLElement);
    this.refresh();
    this.note(from);
    if (!this.whole) this.head();
    else this.toggle.focus();
  }
}
