// The engine of a web form: what JavaRosa is to Collect, without a screen.

import { type Choice, Choices } from "./choices";
import { Filling, type World } from "./filling";
import type { ModelJson } from "./model";
import { problem } from "./problems";
import { restore, save } from "./saved";
import { serialise } from "./serialise";
import type { FormNode, Node } from "./tree";
import { toText } from "./xpath/values";

export type { Choice, ModelJson, Node, World };
export type Listener = (changed: Set<Node>, structure: boolean) => void;

export interface Form {
  readonly root: Node;
  all(ref: string): Node[];
  node(key: string): Node | undefined;
  /**
   * Take an answer in the format of the instance: dates as ISO 8601, choices with spaces between;
   * what is known to be a misfit is kept as it is, to be put right.
   */
  set(node: Node, value: string, isMisfit?: boolean): void;
  add(ref: string, parent: Node): Node;
  /** Whether one more instance of a repeat would apply. */
  welcomes(ref: string, parent: Node): boolean;
  remove(node: Node): void;
  choices(node: Node): Choice[];
  value(index: number, context: Node): string;
  /** The sentence to show for a question; for another answer than it has, if one is given. */
  problem(node: Node, candidate?: string): string | null;
  problems(within?: Node): { node: Node; sentence: string }[];
  listen(listener: Listener): () => void;
  finish(): { xml: string; instanceId: string };
  save(): string;
  reference(): string;
}

/** Begin a form, or go on with one that was saved, in whatever language the model is. */
export function createForm(model: ModelJson, world: World, saved?: string): Form {
  return new OpenForm(new Filling(model, world, saved === undefined ? undefined : (it) => restore(it, saved)));
}

class OpenForm implements Form {
  private readonly listeners = new Set<Listener>();
  private readonly lists: Choices;

  constructor(private readonly filling: Filling) {
    this.lists = new Choices(filling);
    filling.changed.clear();
  }

  get root(): Node {
    return this.filling.root;
  }

  all(ref: string): Node[] {
    return [...this.filling.at(ref, [])];
  }

  node(key: string): Node | undefined {
    let found: Node | undefined;
    this.filling.root.each((node) => void (node.key === key && (found = node)));
    return found;
  }

  set(node: Node, value: string, isMisfit?: boolean): void {
    this.change(() => this.filling.set(node as FormNode, value, isMisfit));
  }

  add(ref: string, parent: Node): Node {
    return this.change(() => this.filling.add(ref, parent as FormNode), true);
  }

  welcomes(ref: string, parent: Node): boolean {
    return this.filling.welcomes(ref, parent as FormNode);
  }

  remove(node: Node): void {
    this.change(() => this.filling.remove(node as FormNode), true);
  }

  /** Make a change, then tell who listens; a change of one answer may add instances too. */
  private change<Made>(make: () => Made, isStructure = false): Made {
    const { filling } = this;
    const before = filling.made;
    const made = make();
    const changed = new Set<Node>(filling.changed);
    filling.changed.clear();
    for (const listener of this.listeners) listener(changed, isStructure || filling.made !== before);
    return made;
  }

  choices(node: Node): Choice[] {
    return this.lists.of(node as FormNode);
  }

  value(index: number, context: Node): string {
    return toText(this.filling.evaluate(this.filling.model.values[index]!, context as FormNode, ""));
  }

  problem(node: Node, candidate?: string): string | null {
    return problem(this.filling, node as FormNode, candidate);
  }

  problems(within: Node = this.root): { node: Node; sentence: string }[] {
    const found: { node: Node; sentence: string }[] = [];
    (within as FormNode).each((node) => {
      const sentence = problem(this.filling, node);
      if (sentence !== null) found.push({ node, sentence });
    });
    return found;
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  finish(): { xml: string; instanceId: string } {
    this.change(() => this.filling.close());
    return { xml: serialise(this.filling.root), instanceId: this.instanceId };
  }

  private get instanceId(): string {
    return this.all(`${this.root.ref}/meta/instanceID`)[0]?.value ?? "";
  }

  save(): string {
    return save(this.filling);
  }

  /** What to quote later: the form's own reference, or the beginning of the submission's id. */
  reference(): string {
    const { quote } = this.filling.model;
    return (quote && this.all(quote)[0]?.value) || this.instanceId.replace(/^uuid:/, "").slice(0, 8);
  }
}
