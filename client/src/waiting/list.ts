// Shows what waits on this computer: form and time only, as the rest is sealed.
import { button, make } from "../view/dom.js";
import { type Words, say } from "../send/words.js";
import type { Waiting } from "./store.js";

export interface Shown {
  words: Words;
  language: string;
  /** Who is here: only what is theirs may they throw away. */
  owner: string;
  again(): void;
  discard(instanceId: string): void;
}

/** Fill the place with the list; empty when nothing waits. */
export function showWaiting(place: HTMLElement, waiting: Waiting[], shown: Shown): void {
  const { words } = shown;
  place.hidden = waiting.length === 0;
  place.replaceChildren(
    make("h2", {}, say(words, "waiting.title")),
    make("ul", {}, ...waiting.map((each) => item(each, shown))),
    button(say(words, "send_again"), shown.again),
  );
}

function item(waiting: Waiting, { words, language, owner, discard }: Shown): HTMLElement {
  const time = new Date(waiting.at);
  const parts: (string | HTMLElement)[] = [
    `${waiting.parcel.formId}, `,
    make("time", { datetime: time.toISOString() }, time.toLocaleString(language)),
  ];
  if (waiting.refused !== undefined) {
    const gone = (): void => discard(waiting.instanceId);
    parts.push(make("p", { class: "error" }, waiting.refused));
    if (waiting.owner === owner) parts.push(button(say(words, "waiting.discard"), gone));
  }
  return make("li", { "data-instance": waiting.instanceId }, ...parts);
}
