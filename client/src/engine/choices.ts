// The choices a question offers now.

import type { Filling } from "./filling";
import type { FormNode } from "./tree";
import type { Item } from "./xpath/items";
import { shuffled } from "./xpath/shuffle";
import { toText, toWhole } from "./xpath/values";

export interface Choice {
  name: string;
  label: string;
}

const text = (row: Item, column: string): string => toText(row.named(column)[0]?.held ?? "");

/** Orders of lists that are shuffled without a seed: one for each question, so that they stay. */
export class Choices {
  private readonly orders = new Map<string, readonly Item[]>();

  constructor(private readonly filling: Filling) {}

  of(node: FormNode): Choice[] {
    return this.ordered(node).map((row) => ({ name: text(row, "name"), label: text(row, "label") }));
  }

  private ordered(node: FormNode): readonly Item[] {
    const { filling } = this;
    const { shuffled: how, list = "" } = filling.model.controls[node.ref]!;
    const rows = filling.offered(node);
    if (how === undefined || how === false) return rows;
    if (how !== true) {
      return shuffled(rows, typeof how === "number" ? how : toWhole(filling.evaluate(how, node, 0)));
    }
    const order = this.orders.get(node.key) ?? shuffled(filling.rows(list), filling.random);
    this.orders.set(node.key, order);
    return order.filter((row) => rows.includes(row));
  }
}
