// Reads an expression into a function, with JavaRosa's operators and precedence.

import { type Context, type Run, one } from "./context";
import { call } from "./functions";
import { type Path, walk } from "./paths";
import { type Value, isEqual, toNumber, toTruth } from "./values";

const NAME = "[A-Za-z_\\u00aa-\\uffff][\\w.\\u00aa-\\uffff-]*";
const TOKEN = new RegExp(
  `\\s*("[^"]*"|'[^']*'|\\d+\\.?\\d*|\\.\\d+|${NAME}(?::(?!:)${NAME})?|[!<>]=|::|//|\\.\\.|[^\\s])`,
  "y",
);
const IS_NAME = new RegExp(`^${NAME}`);

type Both = (left: Value, right: Value) => Value;
const compare = (of: (left: number, right: number) => boolean | number): Both => (left, right) =>
  of(toNumber(left), toNumber(right));

const STRENGTH: Record<string, number> = {
  or: 1,
  and: 2,
  "=": 3,
  "!=": 3,
  "<": 4,
  "<=": 4,
  ">": 4,
  ">=": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  div: 6,
  mod: 6,
};
const OPERATORS: Record<string, Both> = {
  "=": isEqual,
  "!=": (left, right) => !isEqual(left, right),
  "<": compare((left, right) => left < right),
  "<=": compare((left, right) => left <= right),
  ">": compare((left, right) => left > right),
  ">=": compare((left, right) => left >= right),
  "+": compare((left, right) => left + right),
  "-": compare((left, right) => left - right),
  "*": compare((left, right) => left * right),
  div: compare((left, right) => left / right),
  mod: compare((left, right) => left % right),
};

export interface Parsed {
  readonly run: Run;
  readonly paths: readonly Path[];
}

const known = new Map<string, Parsed>();

/** Read an expression; the same text is read once. */
export function parse(text: string): Parsed {
  let parsed = known.get(text);
  if (!parsed) known.set(text, (parsed = new Parser(text).whole()));
  return parsed;
}

class Parser {
  private readonly tokens: string[] = [];
  private readonly paths: Path[] = [];
  private at = 0;
  private inside: Path | undefined;

  constructor(private readonly text: string) {
    TOKEN.lastIndex = 0;
    for (let found; (found = TOKEN.exec(text)); ) this.tokens.push(found[1]!);
  }

  whole(): Parsed {
    const run = this.expression(0);
    if (this.at < this.tokens.length) this.fail();
    return { run, paths: this.paths };
  }

  private fail(): never {
    throw new Error(`cannot read ${this.text} at ${this.next}`);
  }

  private get next(): string {
    return this.tokens[this.at] ?? "";
  }

  private takes(token: string): boolean {
    if (this.next !== token) return false;
    this.at++;
    return true;
  }

  private expect(token: string): void {
    if (!this.takes(token)) this.fail();
  }

  private expression(least: number): Run {
    let left = this.operand();
    for (;;) {
      const operator = this.next;
      const strength = STRENGTH[operator] ?? 0;
      if (strength <= least) return left;
      this.at++;
      left = binary(operator, left, this.expression(strength));
    }
  }

  private operand(): Run {
    const token = this.next;
    if (this.takes("-")) {
      const operand = this.operand();
      return (context) => -toNumber(one(operand(context)));
    }
    if (/^["']/.test(token)) return this.constant(token.slice(1, -1));
    if (/^\.?\d/.test(token)) return this.constant(Number(token));
    if (this.takes("(")) {
      const inner = this.expression(0);
      this.expect(")");
      return inner;
    }
    return IS_NAME.test(token) && this.tokens[this.at + 1] === "(" ? this.call(token) : this.path("here");
  }

  private constant(value: Value): Run {
    this.at++;
    return () => value;
  }

  private call(name: string): Run {
    const argument = this.tokens[this.at + 2] ?? "";
    this.at += 2;
    const supplied: Run[] = [];
    const paths: (Path | undefined)[] = [];
    while (!this.takes(")")) {
      if (supplied.length) this.expect(",");
      const before = this.paths.length;
      supplied.push(this.expression(0));
      paths.push(this.paths[before]);
    }
    if (name === "current") return this.path("current");
    if (name === "instance") return this.path({ list: argument.slice(1, -1) });
    return call(name, supplied, paths) ?? this.fail();
  }

  private path(from: Path["from"]): Run {
    const isRooted = from === "here" && this.takes("/");
    const path: Path = { from: isRooted ? "root" : from, up: 0, levels: [], inside: this.inside };
    this.paths.push(path);
    if (from === "here") this.step(path);
    while (this.takes("/")) this.step(path);
    return (context: Context) => walk(path, context);
  }

  private step(path: Path): void {
    const name = this.next;
    this.at++;
    if (name === ".") return;
    if (name === "..") {
      if (!path.levels.pop()) path.up++;
      return;
    }
    if (name !== "*" && !IS_NAME.test(name)) this.fail();
    const where: Run[] = [];
    path.levels.push({ name, where });
    const { inside } = this;
    this.inside = { ...path, levels: [...path.levels] };
    while (this.takes("[")) {
      where.push(this.expression(0));
      this.expect("]");
    }
    this.inside = inside;
  }
}

function binary(operator: string, left: Run, right: Run): Run {
  if (operator === "or") return (context) => toTruth(one(left(context))) || toTruth(one(right(context)));
  if (operator === "and") return (context) => toTruth(one(left(context))) && toTruth(one(right(context)));
  const both = OPERATORS[operator]!;
  return (context) => both(one(left(context)), one(right(context)));
}
