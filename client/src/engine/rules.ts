// The rules of a form in the order of their dependence, and which of them a change sets off.
// This is JavaRosa's way, also in what it leaves alone: a change in one instance of a repeat sets
// off the rules of that instance, not those of the others.

import type { Bind, Expression, RuleName } from "./model";
import type { FormNode } from "./tree";
import type { Run } from "./xpath/context";
import type { Place } from "./xpath/items";
import { generic } from "./xpath/paths";
import { parse } from "./xpath/parse";

export interface Rule {
  readonly name: RuleName;
  readonly target: string;
  readonly names: readonly string[];
  readonly run: Run;
  readonly feeds: Set<Rule>;
}

const SET_OFF: readonly RuleName[] = ["relevant", "readonly", "required", "calculate"];
const namesOf = (ref: string): string[] => ref.slice(1).split("/");
const isWithin = (ref: string, around: string): boolean => ref === around || ref.startsWith(`${around}/`);

export class Rules {
  private ordered: Rule[] = [];
  private readonly readers = new Map<string, Set<Rule>>();

  /** `apply` evaluates a rule where its target stands as seen from a place. */
  constructor(
    binds: Readonly<Record<string, Bind>>,
    refs: readonly string[],
    private readonly apply: (rule: Rule, place: Place) => void,
  ) {
    for (const [target, bind] of Object.entries(binds)) {
      for (const name of SET_OFF) if (bind[name]) this.read(name, target, bind[name]);
    }
    for (const rule of this.ordered) this.feed(rule, refs);
    this.sort();
  }

  private read(name: RuleName, target: string, [text]: Expression): void {
    const { run, paths } = parse(text);
    const names = namesOf(target);
    const rule: Rule = { name, target, names, run, feeds: new Set() };
    this.ordered.push(rule);
    for (const path of paths) {
      const read = `/${generic(path, names)?.join("/")}`;
      this.readers.set(read, (this.readers.get(read) ?? new Set()).add(rule));
    }
  }

  /** Whether a node is relevant bears on all that stands below it. */
  private feed({ name, target, feeds }: Rule, refs: readonly string[]): void {
    const changed = name === "relevant" ? refs.filter((ref) => isWithin(ref, target)) : [target];
    for (const ref of changed) for (const reader of this.readers.get(ref) ?? []) feeds.add(reader);
  }

  private sort(): void {
    const sorted = new Set<Rule>();
    const visit = (rule: Rule): void => {
      if (sorted.has(rule)) return;
      rule.feeds.forEach((fed) => fed !== rule && visit(fed));
      sorted.add(rule);
    };
    this.ordered.reverse().forEach(visit);
    this.ordered = [...sorted].reverse();
  }

  private run(first: Iterable<Rule>, place: Place, everywhere?: Set<Rule>, done?: Set<Rule>): Set<Rule> {
    const due = new Set(first);
    // A set can grow while it is walked over: what is added is walked over too.
    for (const rule of due) rule.feeds.forEach((fed) => due.add(fed));
    const ran = this.ordered.filter((rule) => due.has(rule) && !done?.has(rule));
    for (const rule of ran) this.apply(rule, everywhere?.has(rule) ? [] : place);
    return new Set(ran);
  }

  /** Run every rule, when the form begins. */
  all(): void {
    this.run(this.ordered, []);
  }

  /** Run what depends on a node that was changed. */
  changed(node: FormNode): void {
    this.run(this.readers.get(node.ref) ?? [], node.place);
  }

  added({ ref, place, children }: FormNode): void {
    const first = this.moved(ref, place);
    const own = this.run(this.ordered.filter(({ target }) => isWithin(target, ref)), place);
    this.belowMoved(children, place, new Set([...first, ...own]));
  }

  /** Run what depends on an instance that was taken away; `place` is where it stood. */
  removed({ ref, children }: FormNode, place: Place): void {
    this.belowMoved(children, place, this.moved(ref, place));
  }

  private moved(ref: string, place: Place): Set<Rule> {
    return this.run(this.readers.get(ref) ?? [], place, this.everywhere(ref));
  }

  private belowMoved(children: readonly FormNode[], place: Place, done: Set<Rule>): void {
    for (const { ref, name, index } of children) {
      this.run(this.readers.get(ref) ?? [], [...place, { name, index }], undefined, done);
    }
  }

  /** The rules that bear on all instances when one comes or goes: inside, by what is outside. */
  private everywhere(ref: string): Set<Rule> {
    const found = new Set<Rule>();
    const outside = new Set<Rule>();
    let due = new Set(this.readers.get(ref) ?? []);
    for (const rule of due) if (isWithin(rule.target, ref)) found.add(rule);
    while (due.size) {
      const next = new Set<Rule>();
      for (const rule of due) {
        if (!rule.target.startsWith(`${ref}/`)) outside.add(rule);
        else if ([...outside, ...found].some(({ feeds }) => feeds.has(rule))) found.add(rule);
        rule.feeds.forEach((fed) => next.add(fed));
      }
      due = next;
    }
    return found;
  }
}
