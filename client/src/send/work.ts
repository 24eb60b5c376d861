// The proof of work for one submission, solved while the person fills in the form.
import type { Puzzles } from "../proof/solve.js";
import type { Chunk } from "./chunk.js";

export class Work {
  private solved: Promise<string> | undefined;

  /** `address` gives the puzzles; without one nothing is to be solved. */
  constructor(
    private readonly address: string | undefined,
    private readonly chunk: Chunk,
  ) {}

  /** For those who are signed in. */
  static none(): Pick<Work, "solution" | "renew"> {
    return { solution: () => Promise.resolve(""), renew: () => undefined };
  }

  /** Return the solution, "" when there is none to be had: the server then says what it wants. */
  solution(): Promise<string> {
    this.solved ??= this.begun().catch(() => {
      this.solved = undefined;
      return "";
    });
    return this.solved;
  }

  /** Forget a solution that the server did not take. */
  renew(): void {
    this.solved = undefined;
  }

  private async begun(): Promise<string> {
    if (this.address === undefined) return "";
    const answer = await fetch(this.address, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const { solve } = await this.chunk.get();
    return solve((await answer.json()) as Puzzles);
  }
}
