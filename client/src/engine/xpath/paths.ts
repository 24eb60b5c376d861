// Follows the paths of expressions, with JavaRosa's rule for positions that a path leaves open.

import { type Context, type Run } from "./context";
import { Cell, type Item, type Place, type Placed } from "./items";

export interface Level {
  readonly name: string;
  readonly where: readonly Run[];
}

/** A path: from the root, from here, from the rule's own node, or from the root of a list. */
export interface Path {
  readonly from: "root" | "here" | "current" | { list: string };
  up: number;
  levels: Level[];
  /** The path whose predicate this path stands in. */
  readonly inside: Path | undefined;
}

export function levelsOf(names: readonly string[]): Level[] {
  return names.map((name) => ({ name, where: [] }));
}

/**
 * Return the items that levels lead to, seen from a place.
 *
 * As far as the names are those of the place the positions are the place's own too, so that in
 * a repeat "/data/person/name" is the name of the same person. A level with a predicate is open.
 */
export function follow(context: Context, levels: readonly Level[], place: Place): readonly Item[] {
  let found: readonly Item[] = [context.form.root];
  let isSame = true;
  levels.forEach(({ name, where }, depth) => {
    const own = isSame ? place[depth] : undefined;
    const wanted = name === "*" && own ? own.name : name;
    isSame = own?.name === wanted;
    if (depth === 0) return;
    found = found.flatMap((item) => {
      const named = item.named(wanted);
      if (!where.length) return isSame && own ? named.slice(own.index, own.index + 1) : named;
      return where.reduce((left, test, turn) => filter(context, left, test, turn > 0), named);
    });
  });
  return found;
}

function filter(context: Context, items: readonly Item[], test: Run, isLater: boolean): readonly Item[] {
  return items.filter((here, turn) => {
    const position = isLater ? turn : here.index;
    const place = (here as Partial<Placed>).place ?? [];
    return test({ form: context.form, first: context.first, here, place, position }) === true;
  });
}

/** Return the levels of a path from the root, seen from a place. */
export function rooted(path: Path, place: Place): Level[] {
  const above = path.from === "root" ? [] : place.slice(0, place.length - path.up);
  return [...levelsOf(above.map(({ name }) => name)), ...path.levels];
}

/** Evaluate a path; what is not relevant is not there, and an answer on trial stands for the node's. */
export function walk(path: Path, context: Context): readonly Item[] {
  const { candidate, here } = context;
  const found = reach(path, context).filter((item) => item.isRelevant);
  return candidate === undefined ? found : found.map((item) => (item === here ? new Cell(candidate) : item));
}

function reach(path: Path, context: Context): readonly Item[] {
  if (typeof path.from === "object") return rowsAt(context, path.levels, context.form.rows(path.from.list));
  const { here, place, first } = context;
  if (path.from === "here" && here && !("place" in here)) return below(here, path.levels);
  const base = path.from === "current" ? first : place;
  return follow(context, rooted(path, base), base);
}

/** A list is root/item/column, whatever it is called; its rows are what is filtered. */
function rowsAt(context: Context, levels: readonly Level[], rows: readonly Item[]): readonly Item[] {
  const [, rowLevel, ...columns] = levels;
  const tests = rowLevel?.where ?? [];
  const found = tests.reduce((left, test, turn) => filter(context, left, test, turn > 0), rows);
  return found.flatMap((row) => below(row, columns));
}

function below(item: Item, levels: readonly Level[]): readonly Item[] {
  return levels.reduce<readonly Item[]>((items, { name }) => items.flatMap((each) => each.named(name)), [item]);
}

/** Return the names on the way to what a path reads, for a rule of the node `own`. */
export function generic(path: Path, own: readonly string[]): readonly string[] | undefined {
  if (typeof path.from === "object") return undefined;
  const around = path.from === "here" && path.inside ? generic(path.inside, own) : own;
  if (!around) return undefined;
  const above = path.from === "root" ? [] : around.slice(0, around.length - path.up);
  return [...above, ...path.levels.map(({ name }) => name)];
}
