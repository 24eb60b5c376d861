// Sends what waits, one after the other, when the connection is back and at every visit.
import { Delivery } from "../send/delivery.js";
import { Work } from "../send/work.js";
import type { Store, Waiting } from "./store.js";

const AGAIN = 60_000; // ms between tries while the page is open

/** Who is signed in on this page, and what proves that a request comes from it. */
export interface Person {
  owner: string;
  csrf(): string | undefined;
  /** Ask who is signed in now; false when it is nobody, or somebody else. */
  renew?(): Promise<boolean>;
}

/** Who is told of what waits, and of what has arrived after all. */
export interface Hearers {
  changed(waiting: Waiting[]): void;
  arrived(instanceId: string): void;
}

export class Queue {
  private running: Promise<void> | undefined;

  constructor(
    private readonly store: Store,
    private readonly person: Person,
    private readonly hearers: Hearers,
  ) {}

  /** Send now, and again whenever there is hope. */
  begin(): void {
    const hope = (): void => void this.flush();
    window.addEventListener("online", hope);
    window.addEventListener("focus", hope);
    window.setInterval(hope, AGAIN);
    hope();
  }

  /** Try to send all that waits for this person. */
  flush(): Promise<void> {
    this.running ??= this.sent()
      .catch(() => undefined) // no store in this browser: nothing waits
      .finally(() => (this.running = undefined));
    return this.running;
  }

  async tell(): Promise<void> {
    this.hearers.changed(await this.store.all());
  }

  private async sent(): Promise<void> {
    await this.tell();
    const own = (await this.store.all()).filter(({ owner }) => owner === this.person.owner);
    if (!own.length || (await this.person.renew?.()) === false) return;
    for (const waiting of own) await this.send(waiting);
  }

  private async send(waiting: Waiting): Promise<void> {
    const way = { address: waiting.address, csrf: () => this.person.csrf(), work: Work.none(), progress: () => undefined };
    const { verdict, sentence } = await new Delivery(waiting.parcel, way).attempt();
    if (verdict === "sent" || verdict === "earlier") {
      await this.store.remove(waiting.instanceId);
      this.hearers.arrived(waiting.instanceId);
    } else if (verdict === "refused" || verdict === "tooLarge") {
      await this.store.put({ ...waiting, refused: sentence });
    }
    await this.tell();
  }
}
