// What a path leads to: nodes of the form, rows of its lists, and the cells of those.

import type { Value } from "./values";

/** Anything that a path of an expression can lead to. */
export interface Item {
  /** Its position among its namesakes, from 0. */
  readonly index: number;
  /** Its value, "" where it has none or is not relevant. */
  readonly held: Value;
  readonly isRelevant: boolean;
  readonly isFilled: boolean;
  /** Its children of this name; "*" is all of them. */
  named(name: string): readonly Item[];
}

/** Where a node stands: every name on the way from the root, with its position. */
export type Place = readonly { readonly name: string; readonly index: number }[];

/** A node of the primary instance, which stands somewhere. */
export interface Placed extends Item {
  readonly place: Place;
}

export class Cell implements Item {
  readonly index = 0;
  readonly isRelevant = true;
  constructor(readonly held: Value) {}
  get isFilled(): boolean {
    return this.held !== "";
  }
  named(): readonly Item[] {
    return [];
  }
}

export class Row implements Item {
  readonly held = "";
  readonly isRelevant = true;
  readonly isFilled = true;
  constructor(
    readonly index: number,
    private readonly columns: readonly string[],
    private readonly cells: readonly string[],
  ) {}

  named(name: string): readonly Item[] {
    if (name === "*") return this.cells.map((text) => new Cell(text));
    const column = this.columns.indexOf(name);
    return column < 0 ? [] : [new Cell(this.cells[column] ?? "")];
  }
}
