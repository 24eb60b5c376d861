// Says on the page what becomes of what was sent, in place of the form.
import { button, make } from "../view/dom.js";
import { type Words, say } from "./words.js";

export interface Notice {
  /** For the style sheet and for tests. */
  state: string;
  title: string;
  sentences?: string[];
  /** What the form itself says once it has arrived. */
  words?: HTMLElement[];
  reference?: string;
  /** What is said after the reference. */
  closing?: string;
  buttons?: { label: string; press(): void }[];
}

/** The page as it is now: a change of language brings another form and other words. */
export interface Place {
  readonly form: HTMLElement;
  readonly words: Words;
}

export class Panel {
  private readonly progress = make("progress");

  constructor(private readonly place: Place) {}

  /** Show a notice instead of the form, or above it when the form is to stay. */
  show(notice: Notice, formStays = false): void {
    const box = this.box();
    box.dataset["state"] = notice.state;
    box.replaceChildren(
      make("h2", {}, notice.title),
      ...(notice.sentences ?? []).map((each) => make("p", {}, each)),
      ...(notice.words ?? []),
      ...(notice.reference ? [make("output", { class: "reference" }, notice.reference)] : []),
      ...(notice.closing ? [make("p", {}, notice.closing)] : []),
      ...(notice.buttons ?? []).map(({ label, press }) => button(label, press)),
    );
    box.hidden = false;
    this.place.form.hidden = !formStays;
    if (!formStays) box.focus();
  }

  /** Show how much has gone out, from 0 to 1. */
  advance(part: number): void {
    this.progress.value = part;
    this.progress.setAttribute("aria-label", this.say("sending"));
    if (!this.progress.isConnected) this.box().append(this.progress);
  }

  /** Give the form back. */
  clear(): void {
    this.box().replaceChildren();
    this.box().hidden = true;
    this.place.form.hidden = false;
    this.place.form.querySelector<HTMLElement>("[data-send]")?.focus();
  }

  say(key: string): string {
    return say(this.place.words, key);
  }

  private box(): HTMLElement {
    const there = document.getElementById("outcome");
    if (there?.getAttribute("role")) return there;
    const box = there ?? make("div", { id: "outcome" });
    if (!there) this.place.form.before(box);
    box.classList.add("outcome");
    box.tabIndex = -1;
    box.setAttribute("role", "status");
    return box;
  }
}
