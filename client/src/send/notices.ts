// The notice for each way in which sending can end.
import { find } from "../view/dom.js";
import type { Outcome } from "./delivery.js";
import type { Notice, Panel } from "./panel.js";

export interface Presses {
  again(): void;
  back(): void;
}

/** What its sender is to quote later, and what the form itself says once it has arrived. */
export interface Receipt {
  reference: string;
  words: HTMLElement[];
}

type Say = Panel["say"];

/** Return the notice; the reference is shown only for what the server has. */
export function noticeOf(outcome: Outcome, { say, receipt, presses }: Telling): Notice {
  const again = { label: say("send_again"), press: presses.again };
  const back = { label: say("to_answers"), press: presses.back };
  const said = outcome.sentence;
  switch (outcome.verdict) {
    case "sent":
    case "earlier":
      return received(outcome.verdict, say, receipt);
    case "unanswered":
      return notice("unanswered", say("unanswered.title"), [say("unanswered"), say("keep_open")], [again]);
    case "busy":
      return notice("busy", say("not_sent"), [said || say("busy"), say("keep_open")], [again]);
    case "tooLarge":
      return notice("tooLarge", say("not_sent"), [said || say("too_large"), say("answers_kept")], [back]);
    default:
      return notice("refused", say("not_sent"), [said || say("refused"), say("answers_kept")], [again, back]);
  }
}

export interface Telling {
  say: Say;
  receipt: Receipt;
  presses: Presses;
}

/** What is shown once the server has it, or the browser keeps it sealed. */
export function received(verdict: "sent" | "earlier" | "waiting" | "signedOut", say: Say, { reference, words }: Receipt): Notice {
  const kept = { sent: [], earlier: [say("sent.earlier")], waiting: [say("waiting")], signedOut: [say("signed_out")] };
  const first = kept[verdict];
  const sentences = [...first, say("sent.reference")];
  if (verdict === "waiting" || verdict === "signedOut") return { state: verdict, title: say("not_sent"), sentences, reference };
  const arrived = { state: verdict, title: say("sent.title"), words, closing: say("sent.close") };
  return isQuoted(words, reference) ? { ...arrived, sentences: first } : { ...arrived, sentences, reference };
}

/** Whether the words of the form hold the reference; it is then made to stand out. */
function isQuoted(words: HTMLElement[], reference: string): boolean {
  const quoted = words.flatMap((each) => find(each, "output")).filter((each) => each.textContent === reference);
  for (const each of quoted) each.className = "reference";
  return quoted.length > 0;
}

function notice(
  state: string,
  title: string,
  sentences: string[],
  buttons: Exclude<Notice["buttons"], undefined>,
): Notice {
  return { state, title, sentences, buttons };
}
