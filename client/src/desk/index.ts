// A form at a desk of the task force: kept as a sealed draft while it is filled in, and sent by name.
import type { Begun } from "../fill/open.js";
import type { Filling } from "../view/filling.js";
import type { Words } from "../send/words.js";
import { Bar, type Said } from "./bar.js";
import type { Unfinished } from "./box.js";
import { Draft, type Saved } from "./draft.js";
import { listenForKeys } from "./keys.js";
import { Pass } from "./pass.js";

const SOON = 5 * 60_000; // ms before a session ends in which that is said
const WATCH = 1000;

export class Desk {
  readonly pass: Pass;
  private readonly bar: Bar;
  private readonly draft: Draft | undefined;
  private filling: Filling | undefined;
  private kept = ""; // what was saved last, to tell whether something has changed since
  private since = 0;
  private seen = Date.now(); // when the server was last heard
  private saving: Promise<Saved> | undefined;
  private out = false;
  private apart = false;

  constructor(private readonly marks: DOMStringMap) {
    this.pass = new Pass(marks);
    const words = JSON.parse(marks["words"] ?? "{}") as Words;
    this.bar = new Bar(words, () => void this.pause());
    if (marks["drafts"] === undefined) return;
    this.draft = new Draft(marks, this.pass, marks["versionId"] ?? "");
    delete document.getElementById("desk")!.dataset["key"];
  }

  /** Fetch what this form begins with; undefined when its draft cannot be opened. */
  async begin(): Promise<Begun | undefined> {
    const draft = this.draft!;
    this.bar.stand(draft.canKeep);
    const begun: Begun = { files: [], submit: (address) => this.submitTo(address), csrf: () => this.pass.csrf, signedOut: () => this.signedOut() };
    if (!draft.saves) return begun;
    try {
      return { ...begun, ...(await draft.open()) };
    } catch {
      this.bar.show({ state: "closed", text: this.bar.say("desk.not_opened") });
      return undefined;
    }
  }

  /** Keep the form from now on. */
  watch(filling: Filling): void {
    this.filling = filling;
    this.kept = this.print() ?? "";
    this.since = Date.now();
    this.bar.show(this.draft!.canKeep ? { state: "fresh", text: this.bar.say("desk.keeps") } : this.said("no_key"));
    listenForKeys({ keep: () => void this.keep() });
    window.setInterval(() => this.look(), WATCH);
    window.addEventListener("focus", () => void this.back());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") void this.keep();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isChanged()) event.preventDefault();
    });
  }

  /** Say that nobody is signed in here any more, and where to sign in. */
  private signedOut(): void {
    this.out = true;
    this.bar.show(this.said("signed_out"));
  }

  private submitTo(address: string): string {
    return this.draft!.saves ? `${address}?draft=${this.draft!.id}` : address;
  }

  /** The form as it stands now; undefined once it was sent, and while it is on its way. */
  private print(): string | undefined {
    const { filling } = this;
    if (!filling?.form || filling.root.hidden) return undefined;
    return filling.form.save() + filling.attachments.all().map(({ name }) => name).join();
  }

  private isChanged(): boolean {
    const print = this.print();
    return print !== undefined && print !== this.kept;
  }

  /** Every second: stand where the page is, warn, and keep what has changed when it is time. */
  private look(): void {
    this.bar.stand(this.draft!.canKeep);
    this.warn();
    if (Date.now() - this.since < Number(this.marks["every"] ?? 30) * 1000) return;
    this.since = Date.now();
    if (this.isChanged()) void this.keep();
  }

  private warn(): void {
    const now = Date.now();
    const idle = this.seen + Number(this.marks["idle"] ?? 0) * 1000;
    const [first, key] = this.pass.ends < idle ? [this.pass.ends, "desk.ends"] : [idle, "desk.idle"];
    const minutes = String(Math.max(Math.ceil((first - now) / 60_000), 0));
    const isNear = !this.out && first - now < SOON && this.filling?.form !== undefined;
    this.bar.warn(isNear ? this.bar.say(key).replace("{minutes}", minutes) : "");
  }

  /** Save what has changed; while one saving is under way another joins it. */
  private keep(): Promise<Saved> {
    this.saving ??= this.saved().finally(() => (this.saving = undefined));
    return this.saving;
  }

  private async saved(): Promise<Saved> {
    const print = this.print();
    const draft = this.draft!;
    if (print === undefined || !draft.canKeep || this.apart) return "refused";
    if (print === this.kept && draft.saves) return "saved";
    if (this.out) await this.pass.renew();
    const { form, attachments, view } = this.filling!;
    const saved = form.save();
    const files = attachments.all().filter(({ name }) => saved.includes(name));
    const outcome = await draft.save({ saved, place: view.place(), files } satisfies Unfinished);
    if (outcome === "saved") this.settled(print);
    else this.troubled(outcome);
    return outcome;
  }

  private settled(print: string): void {
    this.kept = print;
    this.seen = Date.now();
    this.out = false;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.bar.show({ state: "saved", text: this.bar.say("desk.saved").replace("{time}", time) });
    history.replaceState(null, "", this.draft!.address);
  }

  private troubled(outcome: Saved): void {
    const { bar } = this;
    this.out = outcome === "signedOut";
    if (outcome !== "elsewhere") return bar.show(this.said(TROUBLES[outcome] ?? "not_kept"));
    this.apart = true;
    const part = (): void => {
      this.apart = false;
      this.draft!.part();
      void this.keep();
    };
    bar.show({ state: "elsewhere", text: this.draft!.sentence, press: { label: bar.say("desk.part"), press: part } });
  }

  private said(key: string): Said {
    const said: Said = { state: key, text: this.bar.say(`desk.${key}`) };
    if (key === "signed_out") said.way = { href: this.marks["signIn"] ?? "", label: this.bar.say("desk.sign_in") };
    return said;
  }

  private async pause(): Promise<void> {
    const outcome = await this.keep();
    if (outcome === "saved") location.assign(this.marks["list"] ?? "");
  }

  /** Somebody came back to this window, perhaps after signing in in another. */
  private async back(): Promise<void> {
    if (!this.out || !(await this.pass.renew())) return;
    this.out = false;
    this.seen = Date.now();
    this.bar.show({ state: "back", text: this.bar.say("desk.back") });
    void this.keep();
  }
}

const TROUBLES: Partial<Record<Saved, string>> = {
  signedOut: "signed_out",
  unanswered: "no_connection",
  tooLarge: "too_large",
};
