// What every part of a mounted form shares.

import type { Form, ModelJson, Node } from "../engine";
import type { Attachments } from "./attachments";
import type { Bound } from "./binding";
import type { Question } from "./question";

/** Something on the page that shows a node and is told when the node has changed. */
export interface Shown {
  refresh(): void;
}

export interface Page {
  root: HTMLElement;
  form: Form;
  model: ModelJson;
  attachments: Attachments;
  questions: Map<Node, Question>;
  shown: Map<Node, Shown[]>;
  /** Tie an instance's elements to its nodes. */
  bind(element: HTMLElement, context: Node): Bound;
  /** Show again what may depend on a part that has come late. */
  arrived(): void;
  /** A word of the page in its language, with its {places} filled. */
  say(key: string, places?: Record<string, string | number>): string;
  /** Tell a screen reader, without moving the focus. */
  announce(sentence: string): void;
}

export function show(page: Page, node: Node, shown: Shown): void {
  const there = page.shown.get(node);
  if (there) there.push(shown);
  else page.shown.set(node, [shown]);
}
