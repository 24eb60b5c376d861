// What every part of a mounted form shares.

import type { Form, ModelJson, Node } from "../engine";
import type { Attachments } from "./attachments";

/** Something on the page that shows a node and is told when the node has changed. */
export interface Shown {
  refresh(): void;
}

/** A text of the page that holds a value of the form. */
export interface Output {
  element: HTMLElement;
  context(): Node;
  expression: number;
}

/** What was tied to the nodes below one context. */
export interface Bound {
  repeats: Repeated[];
  outputs: Output[];
}

/** A repeat on the page, with what stands in its instances. */
export interface Repeated extends Shown {
  readonly bound: Bound[];
  reconcile(): void;
}

/** A question on the page, and its node of the form. */
export interface Question extends Shown {
  readonly page: Page;
  readonly element: HTMLElement;
  readonly node: Node;
  readonly kind: string;
  readonly appearance: string[];
  readonly label: string;
  readonly complains: boolean;
  /**
   * Take an answer from the control, in the instance's format; or say what cannot be read there.
   * A misfit is what was typed as it stands there, to be put right.
   */
  answer(value: string, unread?: string | null, isMisfit?: boolean): void;
  problem(): string | null;
  /** Show what is wrong with the answer, from now on until it is right. */
  complain(): void;
  /** Fill the choices again, where they depend on other answers. */
  refill(): void;
  focus(): void;
}

/** The control of a question. */
export interface Widget {
  /** Show the node's value, which may not be the one typed here. */
  show(value: string): void;
  /** Fill the choices again. */
  refill?(): void;
}

/** How a kind of answer is written in the instance, and in the control. */
export interface Writing {
  /** Undefined where it cannot be told for sure what stands in the control. */
  write(text: string): string | undefined;
  /** What was not read stays as it is. */
  read(value: string): string;
}

export type MakeWidget = (question: Question) => Widget;

/** Told where somebody goes in a form, so that Back leads to where they were. */
export interface Trail {
  begin(place: number): void;
  /** Go back as the browser does; false when there is nowhere to go. */
  back(): boolean;
  onward(from: number, to: number): void;
}

export interface Page {
  root: HTMLElement;
  form: Form;
  model: ModelJson;
  attachments: Attachments;
  questions: Map<Node, Question>;
  shown: Map<Node, Shown[]>;
  trail?: Trail | undefined;
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
