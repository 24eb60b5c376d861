// Shows the instances of a repeat, adds and removes them.

import type { Node } from "../engine";
import { button, controls, find, focusOn, make } from "./dom";
import type { Bound, Page, Repeated } from "./page";

interface Instance {
  node: Node;
  element: HTMLElement;
  bound: Bound;
  heading: HTMLElement;
  number: HTMLElement;
  remove: HTMLElement;
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

export class Repeat implements Repeated {
  private instances: Instance[] = [];
  private readonly place: HTMLElement;
  private readonly add: HTMLButtonElement | null;
  private readonly fixed: boolean;
  private readonly above: HTMLElement | null;

  constructor(
    private readonly page: Page,
    readonly element: HTMLElement,
    readonly ref: string,
    private readonly parent: Node,
  ) {
    this.place = element.querySelector<HTMLElement>(":scope > .instances")!;
    this.above = element.querySelector(":scope > :is(h2, h3, h4)");
    this.add = element.querySelector<HTMLButtonElement>(":scope > [data-add]");
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
    this.instances.forEach(({ element, number, bound }, place) => {
      number.textContent = String(place + 1);
      if (this.place.children[place] !== element) this.place.insertBefore(element, this.place.children[place] ?? null);
      for (const repeat of bound.repeats) repeat.reconcile();
    });
    this.refresh();
  }

  /** Show what applies, and what may be taken away: of a counted repeat, what is too much. */
  refresh(): void {
    for (const { node, element, remove, bound } of this.instances) {
      element.hidden = !node.relevant;
      remove.hidden = !node.removable;
      for (const repeat of bound.repeats) repeat.refresh();
    }
    const { length } = this.instances;
    const { form } = this.page;
    this.element.hidden = !(length ? this.instances.some(({ node }) => node.relevant) : form.welcomes(this.ref, this.parent));
    if (this.add) this.add.hidden = this.fixed;
  }

  /** The node whose values the repeat's own heading shows. */
  get first(): Node {
    return this.instances[0]?.node ?? this.parent;
  }

  private instance(node: Node): Instance {
    const number = make("span");
    const title = [...(this.above?.childNodes ?? [])].map((each) => each.cloneNode(true) as ChildNode);
    const heading = make(this.above?.tagName === "H2" ? "h3" : "h4", { tabindex: "-1" }, ...title, " ", number);
    const element = make("div", { class: "instance", role: "group", "data-instance": node.ref }, heading);
    element.append(numbered(this.element.querySelector(":scope > template")!));
    heading.id = `instance-${count}`;
    element.setAttribute("aria-labelledby", heading.id);
    const label = this.page.say("remove");
    const remove = button(label, () => this.shrink(node), { class: "remove", "aria-describedby": heading.id });
    element.append(remove);
    this.place.append(element);
    return { node, element, heading, number, remove, bound: this.page.bind(element, node) };
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
