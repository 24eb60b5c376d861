// One draft on the server: fetched when it is gone on with, and saved again and again, sealed.
import { uuid } from "../fill/world.js";
import { draftKey, openDraft, place, sealDraft, type Unfinished } from "./box.js";
import type { Pass } from "./pass.js";

/** How a saving went; "signedOut" and "unanswered" may go better later. */
export type Saved = "saved" | "signedOut" | "unanswered" | "elsewhere" | "tooLarge" | "refused";

const BY_STATUS: Record<number, Saved> = { 401: "signedOut", 403: "signedOut", 409: "elsewhere", 413: "tooLarge" };
const newId = (): string => uuid().replace(/-/g, "");

export class Draft {
  id: string;
  /** How often the server has saved it, as far as this page knows; 0: it is not there yet. */
  saves: number;
  /** Why the server would not have it, in its words. */
  sentence = "";
  private readonly writer = newId();
  private key: Promise<CryptoKey> | undefined;

  constructor(
    private readonly marks: DOMStringMap,
    private readonly pass: Pass,
    private readonly version: string,
  ) {
    this.id = marks["draft"] || newId();
    this.saves = Number(marks["saves"] ?? 0);
    const { key } = marks;
    if (key) this.key = draftKey(key);
  }

  /** Whether this sign-in holds a key to drafts. */
  get canKeep(): boolean {
    return this.key !== undefined && Boolean(window.crypto?.subtle);
  }

  get address(): string {
    return `${this.marks["drafts"]}/${this.id}`;
  }

  /** Begin another draft with the same answers. */
  part(): void {
    this.id = newId();
    this.saves = 0;
  }

  /** Fetch and open it; rejects when that cannot be. */
  async open(): Promise<Unfinished> {
    const answer = await fetch(`${this.address}/sealed`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    return openDraft(await answer.arrayBuffer(), await this.key!, place(this.id, this.version));
  }

  async save(unfinished: Unfinished): Promise<Saved> {
    const body = await sealDraft(unfinished, await this.key!, place(this.id, this.version));
    const known = new URLSearchParams({
      version: this.marks["versionId"] ?? "",
      writer: this.writer,
      saves: String(this.saves),
    });
    try {
      const answer = await fetch(`${this.address}/sealed?${known}`, {
        method: "PUT",
        headers: { Accept: "application/json", "X-CSRFToken": this.pass.csrf },
        body,
      });
      return await this.judged(answer);
    } catch {
      return "unanswered";
    }
  }

  private async judged(answer: Response): Promise<Saved> {
    if (answer.ok) {
      const { saves } = (await answer.json()) as { saves: number };
      this.saves = saves;
      return "saved";
    }
    if (answer.status >= 500) return "unanswered";
    const { sentence } = (await answer.json()) as { sentence?: string };
    this.sentence = sentence ?? "";
    return BY_STATUS[answer.status] ?? "refused";
  }
}
