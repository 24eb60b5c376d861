// Keeps everything that was answered, also what does not apply, and puts it back.

import type { Filling } from "./filling";
import type { FormNode } from "./tree";
import type { Value } from "./xpath/values";

type Kept = string | number | boolean | { date: number };
type Leaf = [text: string, value: Kept] | [misfit: string] | null;
interface Branch {
  [name: string]: Leaf | Branch | (Branch & { $turn: number })[];
}
interface Saved {
  id: string;
  version: string;
  data: Branch;
}

export function save({ model, root }: Filling): string {
  const saved: Saved = { id: model.id, version: model.version, data: branch(root) };
  return JSON.stringify(saved);
}

function branch(node: FormNode): Branch {
  const kept: Branch = {};
  for (const [name, nodes] of node.below) {
    const [first] = nodes;
    if (!first || first.kind === "repeat") {
      kept[name] = nodes.map((each) => Object.assign(branch(each), { $turn: turnOf(each) }));
    } else if (first.kind === "group") kept[name] = branch(first);
    else if (first.misfit) kept[name] = [first.misfit];
    else kept[name] = first.answer && [first.answer.text, keep(first.answer.value)];
  }
  return kept;
}

/** How many instances had been made with this one: it is the end of its key. */
function turnOf({ key, parent, name }: FormNode): number {
  return Number(key.slice(`${parent!.key}-${name}`.length));
}

function keep(value: Value): Kept {
  return value instanceof Date ? { date: value.getTime() } : value;
}

/** Put answers back; a draft of another version is put back as far as the form has its questions. */
export function restore(filling: Filling, text: string): void {
  const { data } = JSON.parse(text) as Saved;
  putBack(filling, filling.root, data);
}

function putBack(filling: Filling, node: FormNode, kept: Branch): void {
  const isRepeat = (name: string): boolean => `${node.ref}/${name}` in filling.model.repeats;
  const repeats = [...node.below.keys(), ...Object.keys(kept)].filter(isRepeat);
  for (const [name, [first]] of node.below) {
    if (!first || isRepeat(name)) continue;
    if (first.kind === "group") putBack(filling, first, (kept[name] ?? {}) as Branch);
    else answer(first, kept[name] as Leaf | undefined);
  }
  for (const name of new Set(repeats)) instances(filling, node, name, (kept[name] ?? []) as Branch[]);
  reorder(node, Object.keys(kept));
}

/** Repeats that were emptied and filled anew stand behind their siblings, as they did. */
function reorder({ below }: FormNode, names: readonly string[]): void {
  const moved = names.filter((name) => below.has(name)).map((name) => [name, below.get(name)!] as const);
  for (const [name, nodes] of moved) {
    below.delete(name);
    below.set(name, nodes);
  }
}

/** Those that stand in the form from the beginning stay where they are, others follow them. */
function instances(filling: Filling, parent: FormNode, name: string, kept: readonly Branch[]): void {
  const turns = kept.map((each) => Number(each["$turn"]));
  for (const node of [...parent.named(name)]) if (!turns.includes(turnOf(node))) parent.drop(node);
  kept.forEach((each, index) => {
    putBack(filling, parent.named(name)[index] ?? filling.regrow(parent, name, turns[index]!), each);
  });
}

function answer(node: FormNode, leaf: Leaf | undefined): void {
  const [text = "", value] = leaf ?? [];
  node.misfit = value === undefined ? text : "";
  node.answer = value === undefined ? null : { text, value: typeof value === "object" ? new Date(value.date) : value };
}
