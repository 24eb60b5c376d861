// Keeps one question of the page and its node of the form alike.

import type { Node } from "../engine";
import { controls, find, focusOn } from "./dom";
import type { Page, Question, Widget } from "./page";
import { widgetFor } from "./widgets";

export class Asked implements Question {
  readonly kind: string;
  readonly appearance: string[];
  private readonly error: HTMLElement | null;
  private readonly needed: HTMLElement | null;
  private widget: Widget | undefined;
  private touched = false;
  private complaining = false;
  /** What the control itself cannot read, such as half a date: the form knows nothing of it. */
  private unread: string | null = null;

  constructor(
    readonly page: Page,
    readonly element: HTMLElement,
    readonly node: Node,
  ) {
    this.kind = element.dataset.kind ?? "string";
    this.appearance = (element.dataset.appearance ?? "").split(" ");
    this.error = element.querySelector(".error");
    this.needed = element.querySelector(".needed");
    element.addEventListener("focusout", (event) => {
      if (!element.contains(event.relatedTarget as HTMLElement | null)) this.left();
    });
    this.refresh();
    widgetFor(this, (widget) => {
      this.widget = widget;
      this.refresh();
    });
  }

  get label(): string {
    return this.element.querySelector(".label")?.textContent?.trim() ?? "";
  }

  answer(value: string, unread: string | null = null, isMisfit = false): void {
    this.touched = true;
    this.unread = unread;
    if (isMisfit || value !== this.node.value) this.page.form.set(this.node, value, isMisfit);
    if (this.complaining) this.complain();
  }

  problem(): string | null {
    return this.node.relevant ? (this.unread ?? this.page.form.problem(this.node)) : null;
  }

  complain(): void {
    const sentence = this.problem();
    this.complaining = sentence !== null;
    if (!this.error) return;
    this.error.hidden = !this.complaining;
    this.error.textContent = sentence ?? "";
    this.element.classList.toggle("wrong", this.complaining);
    for (const each of find(this.element, "input, select, textarea")) {
      if (this.complaining) each.setAttribute("aria-invalid", "true");
      else each.removeAttribute("aria-invalid");
    }
  }

  get complains(): boolean {
    return this.complaining;
  }

  refresh(): void {
    const { node } = this;
    this.element.hidden = !node.relevant;
    if (this.needed) this.needed.hidden = !node.required;
    for (const each of find(this.element, "textarea, select, input:not([type=radio], [type=checkbox])")) {
      each.toggleAttribute("required", node.required);
    }
    this.lock(node.readonly);
    this.widget?.show(node.value);
    if (this.complaining) this.complain();
  }

  refill(): void {
    this.widget?.refill?.();
    this.widget?.show(this.node.value);
  }

  focus(): void {
    const [first] = controls(this.element).filter((each) => each.matches("input, select, textarea, canvas"));
    focusOn(first ?? controls(this.element)[0] ?? this.element);
  }

  private left(): void {
    if (this.touched) this.complain();
  }

  private lock(readonly: boolean): void {
    for (const each of find<HTMLInputElement>(this.element, "input, textarea, select, button")) {
      if (each.matches("textarea, input:not([type=radio], [type=checkbox], [type=file], [type=range])")) {
        each.readOnly = readonly;
      } else if (!each.dataset.ends) each.disabled = readonly;
    }
  }
}
