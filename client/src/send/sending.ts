// One filled form on its way: checked, sealed once, sent until the server has it, then forgotten.
import type { Filled, Parcel } from "../seal/parcel.js";
import type { Chunk } from "./chunk.js";
import { Delivery, type Outcome, type Way } from "./delivery.js";
import { noticeOf, type Receipt, received } from "./notices.js";
import type { Panel } from "./panel.js";

/** The form as far as sending needs it. */
export interface Source {
  /** True when nothing is wrong; otherwise the page shows what is. */
  check(): boolean;
  finish(): Finished;
  /** Forget every answer. */
  wipe(): void;
}

/** A filled form, and what its sender is to be told. */
export interface Finished {
  filled: Filled;
  receipt: Receipt;
}

/** A place where a sealed submission waits; says whether it has taken it, and later that it arrived. */
export type Keep = (parcel: Parcel, address: string, arrived: () => void) => Promise<boolean>;

export interface Surroundings {
  source: Source;
  chunk: Chunk;
  panel: Panel;
  /** Where to, as the page says when it is sealed. */
  way(): Way;
  keep?: Keep | undefined;
  /** Told when nobody is signed in any more. */
  signedOut?: (() => void) | undefined;
}

export class Sending {
  private delivery: Delivery | undefined;
  private receipt: Receipt = { reference: "", words: [] };
  private busy = false;
  private waits = false; // for the connection, with bytes that were sealed
  private ended = false;

  constructor(private readonly around: Surroundings) {
    window.addEventListener("online", () => {
      if (this.waits) void this.deliver();
    });
  }

  /** Whether there is something to lose: from the press until the end, or back at the answers. */
  get underWay(): boolean {
    return !this.ended && (this.busy || this.delivery !== undefined);
  }

  /** Check, seal and send; a press while that goes on does nothing. */
  async submit(): Promise<void> {
    if (this.busy || this.delivery || this.ended || !this.around.source.check()) return;
    this.busy = true;
    try {
      this.delivery = await this.sealed();
    } catch {
      this.unsealed();
    } finally {
      this.busy = false;
    }
    if (this.delivery) await this.deliver();
  }

  private async sealed(): Promise<Delivery> {
    const { panel, source, chunk, way } = this.around;
    panel.show({ state: "preparing", title: panel.say("preparing") });
    const crypto = await chunk.get();
    const { filled, receipt } = source.finish();
    this.receipt = receipt;
    return new Delivery(await crypto.seal(filled), way());
  }

  /** The chunk did not come, or the key is none: nothing was sent, nothing is lost. */
  private unsealed(): void {
    const { panel } = this.around;
    const sentences = [panel.say(canSeal() ? "not_loaded" : "cannot_seal"), panel.say("answers_kept")];
    const again = { label: panel.say("send_again"), press: () => void this.submit() };
    const back = { label: panel.say("to_answers"), press: () => panel.clear() };
    panel.show({ state: "unsealed", title: panel.say("not_sent"), sentences, buttons: [again, back] });
  }

  private async deliver(): Promise<void> {
    const { panel } = this.around;
    if (this.busy || !this.delivery) return;
    this.busy = true;
    this.waits = false;
    panel.show({ state: "sending", title: panel.say("sending") });
    const outcome = await this.delivery.attempt();
    if (outcome.verdict === "signedOut") this.around.signedOut?.();
    const kept = await this.kept(outcome);
    this.busy = false;
    if (kept) this.end(outcome.verdict === "signedOut" ? "signedOut" : "waiting");
    else this.settle(outcome);
  }

  /** Let the sealed bytes wait in the browser, where that is allowed and of use. */
  private async kept({ verdict }: Outcome): Promise<boolean> {
    const { keep } = this.around;
    if (!keep || !this.delivery || !["unanswered", "busy", "signedOut"].includes(verdict)) return false;
    return keep(this.delivery.parcel, this.delivery.address, () => this.tell("sent"));
  }

  private settle(outcome: Outcome): void {
    if (outcome.verdict === "sent" || outcome.verdict === "earlier") {
      this.end(outcome.verdict);
      return;
    }
    this.waits = outcome.verdict === "unanswered" || outcome.verdict === "busy";
    const presses = { again: () => void this.deliver(), back: () => this.back() };
    const { panel } = this.around;
    panel.show(noticeOf(outcome, { say: (key) => panel.say(key), receipt: this.receipt, presses }));
  }

  private end(how: "sent" | "earlier" | "waiting" | "signedOut"): void {
    this.around.source.wipe();
    this.delivery = undefined;
    this.ended = true;
    this.tell(how);
  }

  private tell(how: "sent" | "earlier" | "waiting" | "signedOut"): void {
    const { panel } = this.around;
    panel.show(received(how, (key) => panel.say(key), this.receipt));
  }

  /** Back to the answers; what is sealed from them next is another parcel. */
  private back(): void {
    this.delivery = undefined;
    this.waits = false;
    this.around.panel.clear();
  }
}

/** Whether this browser lets a page seal at all: only over https, or on this very machine. */
export function canSeal(): boolean {
  return Boolean(window.crypto?.subtle);
}
