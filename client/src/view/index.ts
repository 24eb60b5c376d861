// Brings a form's page to life: ties its HTML to the engine's form, and shows what is wrong.

import type { Form, ModelJson, Node } from "../engine";
import type { Attachments } from "./attachments";
import { bind } from "./binding";
import { Check } from "./check";
import { controls, find, make } from "./dom";
import type { Bound, Output, Page, Question, Trail } from "./page";
import { Steps } from "./steps";
import { Summary } from "./summary";

export { Attachments } from "./attachments";

/** Where somebody is in the form: kept while the language changes. */
export interface Place {
  step: number;
  whole: boolean;
  complaining: string[];
  focus: { path: string; control: number } | null;
}

/** How a form begins: where its writer was, and who is told where they go. */
export interface Start {
  place?: Place | undefined;
  trail?: Trail | undefined;
}

export interface View {
  stop(): void;
  /** True when nothing is wrong; else what is to be looked at again is shown. */
  showProblems(): boolean;
  place(): Place;
  /** Say a sentence above the form, such as that something did not work. */
  tell(sentence: string): void;
  /** Go back to a place of the trail; false when it is the one shown. */
  retrace(step: number): boolean;
}

function sayer(words: Record<string, string>): Page["say"] {
  return (key, places = {}) =>
    (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name: string) => String(places[name] ?? whole));
}

class Mounted implements View {
  private readonly page: Page;
  private readonly bound: Bound;
  private readonly summary: Summary;
  private readonly check: Check | undefined;
  private readonly steps: Steps;
  private readonly spoken = make("p", { class: "spoken", role: "status" });
  private readonly told = make("p", { class: "told", role: "alert", hidden: true });
  private readonly unlisten: () => void;
  private readonly made: Element[];
  private isMounted = false;
  private isStopped = false;

  constructor(root: HTMLElement, form: Form, model: ModelJson, attachments: Attachments, { place, trail }: Start) {
    this.page = {
      root,
      form,
      model,
      attachments,
      questions: new Map(),
      shown: new Map(),
      trail,
      bind: (element, context) => bind(this.page, element, context),
      arrived: () => this.arrived(),
      say: sayer(model.words),
      announce: (sentence) => void (this.spoken.textContent = sentence),
    };
    const before = new Set(root.children);
    this.bound = bind(this.page, root, form.root);
    this.showOutputs(() => true);
    const go = (question: Question): void => this.goTo(question);
    if ("check" in root.dataset) this.check = new Check(this.page, () => this.questions(), go);
    const faultless = (step: HTMLElement[], show: boolean): boolean => this.faultless(step, show);
    this.steps = new Steps(this.page, faultless, place?.whole ?? !("steps" in root.dataset), this.check);
    this.summary = new Summary(this.page, go);
    root.prepend(this.told);
    root.append(this.spoken);
    this.made = [...root.children].filter((each) => !before.has(each));
    root.addEventListener("keydown", keepFromSending);
    this.unlisten = form.listen((changed, structure) => this.changed(changed, structure));
    this.isMounted = true;
    if (place) this.take(place);
  }

  stop(): void {
    this.isStopped = true;
    this.unlisten();
    this.page.root.removeEventListener("keydown", keepFromSending);
    for (const each of this.made) each.remove();
  }

  showProblems(): boolean {
    const wrong = this.questions().filter((each) => each.problem() !== null);
    const unseen = this.page.form.problems().filter(({ node }) => !this.page.questions.has(node));
    this.summary.show(wrong, unseen.map(({ sentence }) => sentence));
    return wrong.length + unseen.length === 0 && !this.check?.asks();
  }

  place(): Place {
    const all = this.questions();
    const active = document.activeElement as HTMLElement | null;
    const question = all.find((each) => each.element.contains(active));
    return {
      step: this.steps.current,
      whole: this.steps.whole,
      complaining: all.filter((each) => each.complains).map((each) => each.node.path),
      focus: question && active ? { path: question.node.path, control: controls(question.element).indexOf(active) } : null,
    };
  }

  tell(sentence: string): void {
    this.told.textContent = sentence;
    this.told.hidden = sentence === "";
    this.told.scrollIntoView({ block: "nearest" });
  }

  retrace(step: number): boolean {
    return this.steps.retrace(step);
  }

  /** All questions, as they stand on the page. */
  private questions(): Question[] {
    return [...this.page.questions.values()].sort((one, other) =>
      one.element.compareDocumentPosition(other.element) & Node_.DOCUMENT_POSITION_FOLLOWING ? -1 : 1,
    );
  }

  private take({ step, complaining, focus }: Place): void {
    this.steps.go(step);
    const all = this.questions();
    for (const each of all) if (complaining.includes(each.node.path)) each.complain();
    const question = focus && all.find((each) => each.node.path === focus.path);
    if (question) (controls(question.element)[focus.control] ?? question.element).focus();
  }

  private faultless(step: HTMLElement[], show: boolean): boolean {
    const within = this.questions().filter(({ element }) => step.some((each) => each.contains(element)));
    const wrong = within.filter((each) => each.problem() !== null);
    if (show) this.summary.show(wrong);
    return wrong.length === 0;
  }

  private goTo(question: Question): void {
    this.steps.reveal(question.element);
    question.focus();
  }

  private arrived(): void {
    if (!this.isMounted || this.isStopped) return;
    this.showOutputs(() => true);
    this.steps.refresh();
  }

  private changed(changed: Set<Node>, structure: boolean): void {
    for (const repeat of this.bound.repeats) structure ? repeat.reconcile() : repeat.refresh();
    for (const node of changed) for (const shown of this.page.shown.get(node) ?? []) shown.refresh();
    const refs = new Set([...changed].map((each) => each.ref));
    const stale = (reads: string[] = []) => structure || reads.some((each) => each === "*" || refs.has(each));
    this.showOutputs(stale);
    const { controls: asked } = this.page.model;
    for (const [node, question] of this.page.questions) {
      const where = asked[node.ref]?.where;
      if (where && stale(where[1])) question.refill();
    }
    this.summary.refresh();
    this.steps.refresh();
    this.page.trail?.begin(this.steps.here);
  }

  private showOutputs(stale: (reads?: string[]) => boolean): void {
    const { form, model } = this.page;
    const all = [this.bound, ...this.bound.repeats.flatMap((each) => each.bound)].flatMap((each): Output[] => each.outputs);
    for (const { element, context, expression } of all) {
      if (!stale(model.values[expression]?.[1])) continue;
      const text = form.value(expression, context());
      if (element.textContent !== text) element.textContent = text;
    }
  }
}

const Node_ = globalThis.Node; // the document's, not the form's

/** Enter in a field would send the form; only the button does. */
function keepFromSending(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.key === "Enter" && target.matches("input, select")) event.preventDefault();
}

export function mount(
  root: HTMLElement,
  form: Form,
  model: ModelJson,
  attachments: Attachments,
  start: Start,
): View {
  return new Mounted(root, form, model, attachments, start);
}

/** The model that stands in a form's page. */
export function modelOf(page: Document): ModelJson {
  return JSON.parse(find(page, "#form-model")[0]?.textContent ?? "null") as ModelJson;
}
