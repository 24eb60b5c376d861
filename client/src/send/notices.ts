// The notice for each way in which sending can end.
import type { Outcome } from "./delivery.js";
import type { Notice, Panel } from "./panel.js";

export interface Presses {
  again(): void;
  back(): void;
}

type Say = Panel["say"];

/** Return the notice; the reference is shown only for what the server has. */
export function noticeOf(outcome: Outcome, { say, reference, presses }: Telling): Notice {
  const again = { label: say("send_again"), press: presses.again };
  const back = { label: say("to_answers"), press: presses.back };
  const said = outcome.sentence;
  switch (outcome.verdict) {
    case "sent":
    case "earlier":
      return received(outcome.verdict, say, reference);
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
  reference: string;
  presses: Presses;
}

/** What is shown once the server has it, or the browser keeps it sealed. */
export function received(verdict: "sent" | "earlier" | "waiting" | "signedOut", say: Say, reference: string): Notice {
  const kept = { sent: [], earlier: [say("sent.earlier")], waiting: [say("waiting")], signedOut: [say("signed_out")] };
  const first = kept[verdict];
  const sentences = [...first, say("sent.reference")];
  if (verdict === "waiting" || verdict === "signedOut") return { state: verdict, title: say("not_sent"), sentences, reference };
  return { state: verdict, title: say("sent.title"), sentences, reference, closing: say("sent.close") };
}

function notice(
  state: string,
  title: string,
  sentences: string[],
  buttons: Exclude<Notice["buttons"], undefined>,
): Notice {
  return { state, title, sentences, buttons };
}
