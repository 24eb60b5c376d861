// Opens the form of the page: engine, view and sending brought together.
import { Chunk, whenIdle } from "../send/chunk.js";
import { Panel } from "../send/panel.js";
import type { Attached } from "../seal/parcel.js";
import { type Finished, type Keep, Sending, canSeal } from "../send/sending.js";
import { Work } from "../send/work.js";
import { Attachments, type Place } from "../view";
import { find } from "../view/dom.js";
import { Filling } from "../view/filling";
import { uuid, world } from "./world.js";

/** What a form begins with and is sent with at a desk of the task force. */
export interface Begun {
  saved?: string;
  /** Where its writer was. */
  place?: Place;
  files: Attached[];
  /** Where it is sent, made from the address of its page. */
  submit(address: string): string;
  csrf(): string;
  /** Told when nobody is signed in any more. */
  signedOut(): void;
}

/** Bring the page's form to life; `keep` is where sealed submissions may wait. */
export function openForm(keep?: Keep, begun?: Begun): Filling | undefined {
  const start = document.getElementById("fill");
  if (!start) return undefined;
  const attachments = new Attachments(uuid);
  for (const { name, blob } of begun?.files ?? []) attachments.restore(name, blob);
  // What somebody answered before this script had come, on a slow line.
  const early = find<HTMLInputElement>(start, ":checked, textarea, [type=text], [type=date]").filter(({ value }) => value);
  const filling = new Filling(world, attachments, begun?.saved, begun?.place);
  for (const each of early) {
    each.click(); // a choice
    each.dispatchEvent(new Event("input")); // words
  }
  const panel = new Panel({
    get form() {
      return filling.root;
    },
    get words() {
      return filling.model.words;
    },
  });
  const chunk = new Chunk(start.dataset["seal"] ?? new URL("seal.js", import.meta.url).href);
  const work = new Work(start.dataset["work"], chunk);
  const sending = new Sending({
    source: {
      check: () => filling.view.showProblems(),
      finish: () => finished(filling, attachments),
      wipe: () => wipe(filling, attachments),
    },
    chunk,
    panel,
    keep,
    signedOut: begun?.signedOut,
    way: () => {
      const { submit = "", csrf } = filling.root.dataset;
      const progress = (part: number): void => panel.advance(part);
      return { address: begun?.submit(submit) ?? submit, csrf: begun?.csrf ?? (() => csrf), work, progress };
    },
  });
  listen(sending);
  if (canSeal()) whenIdle(() => void ready(chunk, work, filling.model.key).catch(() => warn(panel)));
  else warn(panel);
  return filling;
}

function listen(sending: Sending): void {
  document.addEventListener("submit", (event) => {
    if ((event.target as Element).id !== "fill") return;
    event.preventDefault();
    void sending.submit();
  });
  // Another language would bring the form back while it is on its way.
  window.addEventListener(
    "click",
    (event) => {
      if (!sending.underWay || !(event.target as Element).closest?.("a[data-language]")) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
}

/** Fetch the chunk, solve the puzzles; rejects when the form's key is none. */
async function ready(chunk: Chunk, work: Work, key: string): Promise<void> {
  const crypto = await chunk.get().catch(() => undefined); // it is asked for again when it is needed
  await crypto?.readKey(key);
  await work.solution();
}

/** Say before anything is filled in that this page will not be able to send it. */
function warn(panel: Panel): void {
  panel.show({ state: "unsealed", title: panel.say("cannot_seal") }, true);
}

function finished({ form, model, root }: Filling, attachments: Attachments): Finished {
  const { xml, instanceId } = form.finish();
  const { key, id: formId, version } = model;
  // A file of a question that no longer applies stays here.
  const files = attachments.all().filter(({ name }) => xml.includes(name));
  const receipt = { reference: form.reference(), words: closingWords(root) };
  return { filled: { key, formId, version, instanceId, xml, files }, receipt };
}

/** What the form keeps to say until it has arrived. */
function closingWords(root: HTMLElement): HTMLElement[] {
  const notes = find(root, "[data-after] .note").filter((each) => !each.closest("#fill [hidden]"));
  return notes.map((each) => each.cloneNode(true) as HTMLElement);
}

/** Forget every answer, also those that stand in fields. */
function wipe(filling: Filling, attachments: Attachments): void {
  const { root } = filling;
  filling.end();
  for (const { name } of attachments.all()) attachments.remove(name);
  (root as HTMLFormElement).reset();
  root.replaceChildren();
}
