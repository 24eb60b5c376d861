// The nodes of a form as it is being filled in: groups, questions and instances of repeats.

import type { Answer } from "./answers";
import type { Place, Placed } from "./xpath/items";
import type { Value } from "./xpath/values";

/** A node as the view sees it. */
export interface Node {
  readonly ref: string;
  readonly path: string;
  readonly kind: "question" | "group" | "repeat";
  readonly value: string;
  readonly relevant: boolean;
  readonly required: boolean;
  readonly readonly: boolean;
  /** An instance that whoever fills the form may take away. */
  readonly removable: boolean;
  readonly parent: Node | null;
  readonly children: Node[];
  readonly key: string;
}

export type Flag = "isShown" | "isNeeded" | "isFixed";

export class FormNode implements Node, Placed {
  index = 0;
  answer: Answer | null = null;
  /** What was typed and does not fit the type. */
  misfit = "";
  isShown = true;
  isNeeded = false;
  isFixed = false;
  removable = false;
  /** How many instances each repeat below has had. */
  readonly turns = new Map<string, number>();
  readonly below = new Map<string, FormNode[]>();
  /** The repeats below whose place among the children stays when they have no instance. */
  readonly kept = new Set<string>();

  constructor(
    readonly ref: string,
    readonly name: string,
    readonly kind: Node["kind"],
    readonly parent: FormNode | null,
    readonly source: Element,
    readonly key: string,
  ) {}

  get value(): string {
    return this.misfit || (this.answer?.text ?? "");
  }

  get held(): Value {
    return this.answer && this.relevant ? this.answer.value : "";
  }

  get isFilled(): boolean {
    return this.below.size > 0 || this.answer !== null;
  }

  get relevant(): boolean {
    return this.isShown && (!this.parent || this.parent.relevant);
  }

  get isRelevant(): boolean {
    return this.relevant;
  }

  get required(): boolean {
    return this.isNeeded;
  }

  get readonly(): boolean {
    return this.isFixed || (this.parent?.readonly ?? false);
  }

  get children(): FormNode[] {
    return [...this.below.values()].flat();
  }

  get place(): Place {
    return [...(this.parent?.place ?? []), { name: this.name, index: this.index }];
  }

  get path(): string {
    const position = this.kind === "repeat" ? `[${this.index + 1}]` : "";
    return `${this.parent?.path ?? ""}/${this.name}${position}`;
  }

  named(name: string): readonly FormNode[] {
    return name === "*" ? this.children : (this.below.get(name) ?? []);
  }

  /** Call a function for this node and all below it, in the order of the document. */
  each(visit: (node: FormNode) => void): void {
    visit(this);
    for (const nodes of this.below.values()) for (const node of nodes) node.each(visit);
  }

  drop({ name, index }: FormNode): void {
    const nodes = this.below.get(name)!;
    nodes.splice(index, 1);
    nodes.forEach((node, turn) => void (node.index = turn));
    if (!nodes.length && !this.kept.has(name)) this.below.delete(name);
  }
}
