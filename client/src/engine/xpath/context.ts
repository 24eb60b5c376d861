// Where an expression is evaluated, and what of the world it may ask.

import type { Item, Place } from "./items";
import { NoValue, type Value } from "./values";

export interface Surroundings {
  readonly root: Item;
  readonly language: string;
  rows(list: string): readonly Item[];
  now(): Date;
  random(): number;
  uuid(): string;
}

export interface Context {
  readonly form: Surroundings;
  /** The node at hand, or the row of a list; a node that is yet to be made has only a place. */
  readonly here: Item | undefined;
  readonly place: Place;
  /** The node whose rule this is: what current() is. */
  readonly first: Place;
  /** Position in the nodes that a predicate filters, or -1. */
  readonly position: number;
  /** The answer that is on trial, where the rule is a constraint. */
  readonly candidate?: Value;
}

export type Result = Value | readonly Item[];
export type Run = (context: Context) => Result;

/** The one value of a result; JavaRosa has none for a path that leads to several. */
export function one(result: Result): Value {
  if (!Array.isArray(result)) return result as Value;
  if (result.length > 1) throw new NoValue("several nodes where one is meant");
  return (result as readonly Item[])[0]?.held ?? "";
}
