// Brings one sealed submission to the server, as often as it takes, always with the same bytes.
import type { Parcel } from "../seal/parcel.js";
import { type Answer, send } from "./post.js";
import { type Verdict, verdictOf } from "./verdict.js";
import type { Work } from "./work.js";

export interface Outcome {
  verdict: Verdict;
  sentence: string;
}

export interface Way {
  address: string;
  csrf(): string | undefined;
  work: Pick<Work, "solution" | "renew">;
  progress(part: number): void;
}

export class Delivery {
  private running: Promise<Outcome> | undefined;

  constructor(
    readonly parcel: Parcel,
    private readonly way: Way,
  ) {}

  /** Where it goes. */
  get address(): string {
    return this.way.address;
  }

  /** Send; while one attempt is under way a second press joins it. */
  attempt(): Promise<Outcome> {
    this.running ??= this.tried().finally(() => (this.running = undefined));
    return this.running;
  }

  private async tried(): Promise<Outcome> {
    let answer = await this.posted();
    if (verdictOf(answer.status) === "work") {
      this.way.work.renew();
      answer = await this.posted();
    }
    return { verdict: verdictOf(answer.status), sentence: answer.sentence };
  }

  private async posted(): Promise<Answer> {
    const { address, work, progress } = this.way;
    const solution = await work.solution();
    const csrf = this.way.csrf(); // another one after a new sign-in
    const headers = {
      ...(csrf === undefined ? {} : { "X-CSRFToken": csrf }),
      ...(solution ? { "X-Work": solution } : {}),
    };
    return send(this.parcel, { address, headers, progress });
  }
}
