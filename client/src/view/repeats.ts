// Shows the instances of a repeat, adds and removes them.

import type { Node } from "../engine";
import { bind, type Bound } from "./binding";
import { button, controls, find, focusOn, make } from "./dom";
import { show, type Page } from "./page";

interface Instance {
  node: Node;
  element: HTMLElement;
  bound: Bound;
  heading: HTMLElement;
}

// Every instance of every repeat has its own number, so that no two ids on the page are alike.
let count = 0;

const NUMBERED = ["id", "for", "name", "aria-describedby", "aria-labelledby", "aria-controls", "list"];

function numbered(template: HTMLTemplateElement): DocumentFragment {
  const copy = document.importNode(template.content, true);
  const number = String(++count);
  for (const element of find(copy, "*")) {
    for (const name of NUMBERED) {
      const value = element.getAttribute(name);
      if (value?.includes("__n__")) element.setAttribute(name, value.split("__n__").join(number));
    }
  }
  return copy;
}

export class Repeat {
  private instances: Instance[] = [];
  private readonly place: HTMLElement;
  private readonly add: HTMLButtonElement | null;
  private readonly fixed: boolean;

  constructor(
    private readonly page: Page,
    readonly element: HTMLElement,
    readonly ref: string,
    private readonly parent: Node,
  ) {
    this.place = element.querySelector<HTMLElement>(".instances")!;
    this.add = element.querySelector<HTMLButtonElement>("[data-add]");
    const { count: counted, fixed } = page.model.repeats[ref] ?? {};
    this.fixed = Boolean(counted || fixed);
    this.add?.addEventListener("click", () => this.grow());
    this.reconcile();
  }

  get bound(): Bound[] {
    return this.instances.flatMap(({ bound }) => [bound, ...bound.repeats.flatMap((each) => each.bound)]);
  }

  /** Make the page show the instances that the form has now. */
  reconcile(): void {
    const nodes = this.parent.children.filter((each) => each.ref === this.ref && each.kind === "repeat");
    const old = new Map(this.instances.map((each) => [each.node, each]));
    for (const { node, element } of this.instances) {
      if (nodes.includes(node)) continue;
      forget(this.page, node);
      element.remove();
    }
    this.instances = nodes.map((node) => old.get(node) ?? this.instance(node));
    this.instances.forEach(({ element, heading, bound }, place) => {
      if (this.place.children[place] !== element) this.place.insertBefore(element, this.place.children[place] ?? null);
      heading.textContent = `${this.title} ${place + 1}`;
      for (const repeat of bound.repeats) repeat.reconcile();
    });
    this.refresh();
  }

  private get title(): string {
    return this.element.querySelector("h2, h3, h4")?.textContent?.trim() ?? "";
  }

  private refresh(): void {
    const relevant = this.instances.length ? this.instances.some(({ node }) => node.relevant) : this.parent.relevant;
    this.element.hidden = !relevant;
    if (this.add) this.add.hidden = this.fixed;
  }

  private instance(node: Node): Instance {
    const heading = make("h3", { tabindex: "-1" });
    const element = make("div", { class: "instance", role: "group", "data-instance": node.ref }, heading);
    element.append(numbered(this.element.querySelector("template")!));
    heading.id = `instance-${count}`;
    element.setAttribute("aria-labelledby", heading.id);
    if (!this.fixed) {
      const label = this.page.say("remove");
      element.append(button(label, () => this.shrink(node), { class: "remove", "aria-describedby": heading.id }));
    }
    this.place.append(element);
    const refresh = () => {
      element.hidden = !node.relevant;
      this.refresh();
    };
    show(this.page, node, { refresh });
    element.hidden = !node.relevant;
    return { node, element, heading, bound: bind(this.page, element, node) };
  }

  private grow(): void {
    const node = this.page.form.add(this.ref, this.parent);
    const added = this.instances.find((each) => each.node === node);
    if (added) focusOn(added.heading);
  }

  private shrink(node: Node): void {
    if (answered(node) && !confirm(this.page.say("remove_sure"))) return;
    const place = this.instances.findIndex((each) => each.node === node);
    this.page.form.remove(node);
    const next = this.instances[place] ?? this.instances[place - 1];
    if (next) focusOn(next.heading);
    else if (this.add) this.add.focus();
    else focusOn(controls(this.element)[0] ?? this.element);
  }
}

const answered = (node: Node): boolean => node.value !== "" || node.children.some(answered);

/** Let go of all that showed a node that is no more. */
function forget(page: Page, node: Node): void {
  page.shown.delete(node);
  page.questions.delete(node);
  node.children.forEach((each) => forget(page, each));
}
