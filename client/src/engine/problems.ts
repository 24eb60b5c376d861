// What is wrong with the answers: badly typed, missing, or against a constraint.

import { type Answer, readAnswer } from "./answers";
import type { Filling } from "./filling";
import type { FormNode } from "./tree";
import { toTruth } from "./xpath/values";

const MISFITS: Record<string, string> = {
  int: "not_a_whole_number",
  decimal: "not_a_number",
  date: "not_a_date",
  dateTime: "not_a_date",
  time: "not_a_time",
  geopoint: "place.not_one",
  year: "not_a_year",
  "month-year": "not_a_month",
};
const TOO_LONG: Record<string, string> = { int: "too_large_number", decimal: "too_many_digits" };

/** Return the key of the sentence for what cannot be read as an answer of a type with these appearances. */
export function misfit(type: string, appearance: readonly string[], typed = ""): string {
  const tooLong = /^-?\d+$/.test(typed) && TOO_LONG[type];
  return tooLong || MISFITS[appearance.find((each) => each in MISFITS) ?? type] || type;
}

/** Return the sentence to show for a question, or for an answer it is about to get. */
export function problem(filling: Filling, node: FormNode, candidate?: string): string | null {
  const { model } = filling;
  if (!(node.ref in model.controls) || !node.relevant) return null;
  const type = filling.type(node);
  const answer = candidate === undefined ? held(node) : readAnswer(candidate, type, filling.now());
  if (answer === undefined) {
    const { appearance } = model.controls[node.ref]!;
    return word(filling, misfit(type, appearance.split(" "), candidate ?? node.misfit));
  }
  const { constraint, constraintMsg, requiredMsg } = model.binds[node.ref] ?? {};
  if (!answer) return node.required ? filling.says(requiredMsg, node) || word(filling, "needs_answer") : null;
  if (!constraint) return null;
  const isRight = toTruth(filling.evaluate(constraint, node, true, { candidate: answer.value }));
  return isRight ? null : filling.says(constraintMsg, node) || word(filling, "not_right");
}

function held({ misfit, answer }: FormNode): Answer | null | undefined {
  return misfit ? undefined : answer;
}

function word({ model }: Filling, key: string): string {
  return model.words[key] ?? key;
}
