// Makes nodes from the primary instance, and instances of repeats from their templates.

import { FormNode } from "./tree";

const JAVAROSA = "http://openrosa.org/javarosa";

/** Makes nodes of the elements of one form. */
export class Planting {
  private readonly templates = new Map<string, Element>();
  readonly root: FormNode;

  constructor(
    instance: string,
    private readonly repeats: Readonly<Record<string, unknown>>,
    private readonly start: (node: FormNode) => void,
  ) {
    const { documentElement } = new DOMParser().parseFromString(instance, "application/xml");
    this.find(documentElement, `/${documentElement.tagName}`);
    this.root = new FormNode(`/${documentElement.tagName}`, documentElement.tagName, "group", null, documentElement, "0");
    this.fill(this.root, documentElement);
    this.start(this.root);
  }

  private find(element: Element, ref: string): void {
    const isTemplate = element.hasAttributeNS(JAVAROSA, "template");
    if (isTemplate || (ref in this.repeats && !this.templates.has(ref))) this.templates.set(ref, element);
    for (const child of element.children) this.find(child, `${ref}/${child.tagName}`);
  }

  private fill(parent: FormNode, element: Element): void {
    const isInTemplate = element.closest(`[*|template]`) !== null;
    for (const child of element.children) {
      const isTemplate = child.hasAttributeNS(JAVAROSA, "template");
      // As in JavaRosa, a template keeps the place of its instances; a copy of it has no such place.
      if (isTemplate && isInTemplate) continue;
      const nodes = parent.below.get(child.tagName) ?? [];
      parent.below.set(child.tagName, nodes);
      if (isTemplate) parent.kept.add(child.tagName);
      else nodes.push(this.make(parent, child, nodes.length));
    }
  }

  private make(parent: FormNode, element: Element, index: number): FormNode {
    const name = element.tagName;
    const ref = `${parent.ref}/${name}`;
    const isRepeat = ref in this.repeats;
    const kind = isRepeat ? "repeat" : element.children.length ? "group" : "question";
    const turn = (parent.turns.get(name) ?? 0) + 1;
    parent.turns.set(name, turn);
    const node = new FormNode(ref, name, kind, parent, element, `${parent.key}-${name}${isRepeat ? turn : ""}`);
    node.index = index;
    this.fill(node, element);
    this.start(node);
    return node;
  }

  /** Add an instance after the others of a repeat; `turn` is its place in the order of making. */
  add(parent: FormNode, name: string, turn?: number): FormNode {
    const nodes = parent.below.get(name) ?? [];
    parent.below.set(name, nodes);
    if (turn !== undefined) parent.turns.set(name, turn - 1);
    const node = this.make(parent, this.templates.get(`${parent.ref}/${name}`)!, nodes.length);
    nodes.push(node);
    return node;
  }
}
