// Ties the elements of a form, or of one instance of a repeat, to the nodes they show.

import type { Node } from "../engine";
import { find } from "./dom";
import { type Bound, type Output, type Page, type Repeated, show } from "./page";
import { Asked } from "./question";
import { withRareParts } from "./rare_parts";

/** The nodes below one context by their reference; what stands in a repeat below has its own. */
function below(context: Node): Map<string, Node> {
  const nodes = new Map([[context.ref, context]]);
  const visit = (node: Node): void => {
    for (const child of node.children) {
      if (child.kind === "repeat") continue;
      nodes.set(child.ref, child);
      visit(child);
    }
  };
  visit(context);
  return nodes;
}

class Binding implements Bound {
  readonly repeats: Repeated[] = [];
  readonly outputs: Output[] = [];
  private readonly nodes: Map<string, Node>;

  constructor(
    private readonly page: Page,
    private readonly context: Node,
  ) {
    this.nodes = below(context);
  }

  visit(element: HTMLElement, around: Node): void {
    const { question, group, repeat, value } = element.dataset;
    const node = this.nodes.get(question ?? group ?? "") ?? around;
    if (value !== undefined) this.outputs.push({ element, context: () => around, expression: Number(value) });
    else if (repeat !== undefined) this.repeat(element, repeat, around);
    else {
      if (question !== undefined && node.ref === question) this.question(element, node);
      else if (group !== undefined && node !== this.context) showGroup(this.page, element, node);
      for (const child of [...element.children]) this.visit(child as HTMLElement, node);
    }
  }

  private question(element: HTMLElement, node: Node): void {
    const question = new Asked(this.page, element, node);
    this.page.questions.set(node, question);
    show(this.page, node, question);
  }

  private repeat(element: HTMLElement, ref: string, around: Node): void {
    const parent = this.nodes.get(ref.slice(0, ref.lastIndexOf("/"))) ?? around;
    withRareParts(({ Repeat }) => {
      const repeat = new Repeat(this.page, element, ref, parent);
      this.repeats.push(repeat);
      // What stands around the instances, such as the heading.
      for (const output of find(element, "[data-value]")) {
        if (element.contains(output.closest("[data-instance]"))) continue;
        this.outputs.push({ element: output, context: () => repeat.first, expression: Number(output.dataset.value) });
      }
      element.dataset.bound = "";
      this.page.arrived();
    });
  }
}

function showGroup(page: Page, element: HTMLElement, node: Node): void {
  const shown = { refresh: () => void (element.hidden = !node.relevant) };
  show(page, node, shown);
  shown.refresh();
}

export function bind(page: Page, element: HTMLElement, context: Node): Bound {
  const binding = new Binding(page, context);
  for (const child of [...element.children]) binding.visit(child as HTMLElement, context);
  return binding;
}
