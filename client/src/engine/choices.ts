// The choices a question offers now.

import type { Filling } from "./filling";
import type { FormNode } from "./tree";
import type { Context, Result } from "./xpath/context";
import { call } from "./xpath/functions";
import type { Item } from "./xpath/items";
import { type Value, toText } from "./xpath/values";

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
      return this.shuffled(rows, typeof how === "number" ? how : filling.evaluate(how, node, 0));
    }
    const order = this.orders.get(node.key) ?? this.shuffled(filling.rows(list));
    this.orders.set(node.key, order);
    return order.filter((row) => rows.includes(row));
  }
  private shuffled(...given: [rows: readonly Item[], seed?: Value]): readonly Item[] {
    const runs = given.map((each) => () => each as Result);
    return call("randomize", runs, [])!({ form: this.filling } as unknown as Context) as readonly Item[];
  }
}
