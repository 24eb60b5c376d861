// The model of a form as the server writes it into the page.

/** An expression as the XForm has it, and the generic absolute paths it reads ("*" is everything). */
export type Expression = [text: string, reads: string[]];
export type Message = string | Expression;
export type RuleName = "relevant" | "calculate" | "required" | "readonly" | "constraint";

export interface Bind extends Partial<Record<RuleName, Expression>> {
  type?: string;
  preload?: [kind: string, parameter: string];
  constraintMsg?: Message;
  requiredMsg?: Message;
}

export interface Action {
  event: "odk-instance-first-load" | "odk-new-repeat" | "xforms-value-changed";
  ref: string;
  value: Expression;
  within?: string;
  trigger?: string;
}

export interface Control {
  appearance: string;
  list?: string;
  where?: Expression;
  shuffled?: boolean | number | Expression;
  range?: [start: string, end: string, step: string];
  media?: string;
  maxPixels?: number;
}

export interface List {
  columns: string[];
  rows: string[][];
}

export interface ModelJson {
  id: string;
  version: string;
  language: string;
  key: string;
  instance: string;
  binds: Record<string, Bind>;
  actions: Action[];
  repeats: Record<string, { count?: Expression; fixed?: boolean }>;
  controls: Record<string, Control>;
  lists: Record<string, List>;
  values: Expression[];
  words: Record<string, string>;
  quote?: string;
}
