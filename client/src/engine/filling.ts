// A form as it is being filled in: answers change, rules follow, instances of repeats come and go.

import { type Answer, answerOf, readAnswer } from "./answers";
import type { Expression, Message, ModelJson, RuleName } from "./model";
import { Planting } from "./planting";
import { type Rule, Rules } from "./rules";
import type { Flag, FormNode } from "./tree";
import { type Context, type Surroundings, one } from "./xpath/context";
import { type Item, type Place, Row } from "./xpath/items";
import { follow, levelsOf } from "./xpath/paths";
import { parse } from "./xpath/parse";
import { NO_VALUE, type Value, toIndex, toText, toTruth } from "./xpath/values";

/** Time, chance and ids, as the page gives them. */
export interface World {
  now(): Date;
  random(): number;
  uuid(): string;
}

// A count beyond this is a slip of the hand; it would freeze the page.
const MOST_INSTANCES = 500;
const FLAGS: Partial<Record<RuleName, Flag>> = { relevant: "isShown", required: "isNeeded", readonly: "isFixed" };

export class Filling implements Surroundings {
  readonly root: FormNode;
  readonly language: string;
  readonly changed = new Set<FormNode>();
  /** How many instances were made so far. */
  made = 0;
  private readonly planting: Planting;
  private readonly rules: Rules;
  private readonly tables = new Map<string, readonly Item[]>();

  constructor(
    readonly model: ModelJson,
    private readonly world: World,
    restore?: (filling: Filling) => void,
  ) {
    this.language = model.language;
    this.planting = new Planting(model.instance, model.repeats, (node) => this.begin(node));
    this.root = this.planting.root;
    const refs = new Set<string>();
    this.root.each(({ ref }) => refs.add(ref));
    this.rules = new Rules(model.binds, [...refs], (rule, place) => this.apply(rule, place));
    if (restore) restore(this);
    else this.firstLoad();
    this.rules.all();
    this.count();
  }

  readonly now = (): Date => this.world.now();
  readonly random = (): number => this.world.random();
  readonly uuid = (): string => this.world.uuid();

  rows(list: string): readonly Item[] {
    const { columns, rows } = this.model.lists[list] ?? { columns: [], rows: [] };
    const table = this.tables.get(list) ?? rows.map((cells, index) => new Row(index, columns, cells));
    this.tables.set(list, table);
    return table;
  }

  type(node: FormNode): string {
    return this.model.binds[node.ref]?.type ?? "string";
  }

  private begin(node: FormNode): void {
    if (node.kind === "repeat") {
      const { count, fixed } = this.model.repeats[node.ref]!;
      node.removable = !count && !fixed;
    }
    if (node.kind !== "question") return;
    node.answer = readAnswer(node.source.textContent ?? "", this.type(node), this.now()) ?? null;
    const [kind, parameter] = this.model.binds[node.ref]?.preload ?? [];
    if (kind === "uid") node.answer = answerOf(`uuid:${this.uuid()}`, "string");
    if (kind === "date") node.answer = answerOf(this.now(), "date");
    if (kind === "timestamp" && parameter === "start") node.answer = answerOf(this.now(), "dateTime");
  }

  private firstLoad(): void {
    for (const { event, ref, value } of this.model.actions) {
      if (event === "odk-instance-first-load") for (const node of this.at(ref, [])) this.setTo(node, value);
    }
  }

  /** The nodes of a reference, as seen from a place. */
  at(ref: string, place: Place): readonly FormNode[] {
    const context = { form: this } as unknown as Context;
    return follow(context, levelsOf(ref.slice(1).split("/")), place) as readonly FormNode[];
  }

  /** Evaluate an expression for a node, or for the place of one that is not there yet. */
  evaluate([text]: Expression, node: FormNode | undefined, otherwise: Value, more?: Partial<Context>): Value {
    const place = node?.place ?? [];
    try {
      return one(parse(text).run({ form: this, here: node, place, first: place, position: -1, ...more }));
    } catch (error) {
      if ((error as Error).name === NO_VALUE) return otherwise;
      throw error;
    }
  }

  says(message: Message | undefined, node: FormNode): string {
    if (!Array.isArray(message)) return message ?? "";
    return toText(this.evaluate(message, node, ""));
  }

  private apply({ name, target }: Rule, place: Place): void {
    const expression = this.model.binds[target]![name]!;
    const flag = FLAGS[name];
    for (const node of this.at(target, place)) {
      // What cannot be told is shown, free to change, and may stay empty.
      const value = this.evaluate(expression, node, flag ? name === "relevant" : "");
      if (flag) this.flag(node, flag, toTruth(value));
      else this.hold(node, answerOf(value, this.type(node)));
    }
  }

  private flag(node: FormNode, flag: Flag, is: boolean): void {
    if (node[flag] === is) return;
    node[flag] = is;
    if (flag === "isNeeded") this.changed.add(node);
    else node.each((each) => this.changed.add(each));
  }

  private hold(node: FormNode, answer: Answer | null, misfit = ""): boolean {
    const before = node.value;
    node.answer = answer;
    node.misfit = misfit;
    if (node.value === before) return false;
    this.changed.add(node);
    return true;
  }

  /** Take an answer as it was typed, in the format of the instance; a misfit is kept, but is no answer. */
  set(node: FormNode, typed: string, isMisfit?: boolean): void {
    const answer = isMisfit ? undefined : readAnswer(typed, this.type(node), this.now());
    this.put(node, answer ?? null, answer === undefined ? typed : "");
    this.settle();
  }

  private put(node: FormNode, answer: Answer | null, misfit = ""): void {
    if (!answer && !node.answer && !misfit && !node.misfit) return;
    const isChanged = this.hold(node, answer, misfit);
    this.rules.changed(node);
    if (!isChanged) return;
    for (const { event, ref, value, trigger } of this.model.actions) {
      if (event !== "xforms-value-changed" || trigger !== node.ref) continue;
      for (const target of this.at(ref, node.parent?.place ?? [])) this.setTo(target, value);
    }
  }

  private setTo(node: FormNode, expression: Expression): void {
    const answer = answerOf(this.evaluate(expression, node, ""), this.type(node));
    this.put(node, answer && (readAnswer(answer.text, this.type(node), this.now()) ?? answer));
  }

  add(ref: string, parent: FormNode): FormNode {
    const node = this.grow(ref, parent);
    this.settle();
    return node;
  }

  private grow(ref: string, parent: FormNode): FormNode {
    this.made++;
    const node = this.planting.add(parent, ref.slice(ref.lastIndexOf("/") + 1));
    for (const { event, ref: target, value, within } of this.model.actions) {
      if (event !== "odk-new-repeat" || within !== ref) continue;
      for (const each of this.at(target, node.place)) this.setTo(each, value);
    }
    this.rules.added(node);
    return node;
  }

  /** Put back an instance that was there before; its answers are put back after it. */
  regrow(parent: FormNode, name: string, turn: number): FormNode {
    return this.planting.add(parent, name, turn);
  }

  remove(node: FormNode): void {
    const { parent, place } = node;
    parent!.drop(node);
    this.rules.removed(node, place);
    this.settle();
  }

  /** Do what follows from a change besides the rules: counted repeats grow, lost choices go. */
  private settle(): void {
    do this.count();
    while (this.prune());
  }

  private count(): void {
    for (const [ref, { count }] of Object.entries(this.model.repeats)) {
      if (!count) continue;
      for (const parent of this.at(ref.slice(0, ref.lastIndexOf("/")), [])) this.grown(ref, parent, count);
    }
  }

  private grown(ref: string, parent: FormNode, count: Expression): void {
    const name = ref.slice(ref.lastIndexOf("/") + 1);
    const number = this.atNext(ref, parent, count, 0);
    const wanted = Math.min(toIndex(number), MOST_INSTANCES);
    while (parent.named(name).length < wanted && this.welcomes(ref, parent)) this.grow(ref, parent);
    for (const node of parent.named(name)) node.removable = node.index >= wanted;
  }

  /** Whether one more instance of a repeat would apply. */
  welcomes(ref: string, parent: FormNode): boolean {
    const { relevant } = this.model.binds[ref] ?? {};
    return parent.relevant && (!relevant || toTruth(this.atNext(ref, parent, relevant, true)));
  }

  /** Evaluate as the next instance of a repeat would, which is not there yet. */
  private atNext(ref: string, parent: FormNode, expression: Expression, otherwise: Value): Value {
    const name = ref.slice(ref.lastIndexOf("/") + 1);
    const place = [...parent.place, { name, index: parent.named(name).length }];
    return this.evaluate(expression, undefined, otherwise, { place, first: place });
  }

  /** Take back choices that their list no longer has; say whether there were any. */
  private prune(): boolean {
    const filtered = Object.entries(this.model.controls).filter(([, { where }]) => where?.[1].length);
    return filtered.flatMap(([ref]) => this.at(ref, []).map((node) => this.pruneOne(node))).some(Boolean);
  }

  private pruneOne(node: FormNode): boolean {
    if (!node.answer || !node.relevant) return false;
    const offered = new Set(this.offered(node).map((row) => toText(row.named("name")[0]?.held ?? "")));
    if (offered.has(node.value)) return false;
    const chosen = node.value.split(" ");
    const kept = chosen.filter((name) => offered.has(name));
    if (kept.length === chosen.length) return false;
    this.put(node, answerOf(kept.join(" "), "string"));
    return true;
  }

  /** The rows of a question's list that its filter lets pass. */
  offered(node: FormNode): readonly Item[] {
    const { list = "", where } = this.model.controls[node.ref]!;
    const rows = this.rows(list);
    if (!where) return rows;
    return rows.filter((here) => this.evaluate(where, node, false, { here, place: [], position: here.index }) === true);
  }

  /** Go over the whole form as JavaRosa does before it closes it, and note the time of the end. */
  close(): void {
    this.root.each((node) => {
      if (node.ref in this.model.controls && node.relevant && node.answer) this.put(node, node.answer);
    });
    this.settle();
    this.root.each((node) => {
      const [kind, parameter] = this.model.binds[node.ref]?.preload ?? [];
      if (kind === "timestamp" && parameter === "end") this.hold(node, answerOf(this.now(), "dateTime"));
    });
  }
}
