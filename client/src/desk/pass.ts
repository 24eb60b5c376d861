// Who is signed in on this page, and what proves to the server that a request comes from it.

interface Renewed {
  csrf: string;
  owner: string;
  ends: string;
}

/** What the page is told of a session; `Pass` keeps it true after a new sign-in in another window. */
export class Pass {
  readonly owner: string;
  csrf: string;
  /** When the session ends in any case, in ms. */
  ends: number;

  constructor(private readonly marks: DOMStringMap) {
    this.owner = marks["owner"] ?? "";
    this.csrf = marks["csrf"] ?? "";
    this.ends = Date.parse(marks["ends"] ?? "");
  }

  /** Ask anew; false when nobody is signed in, or somebody else. */
  async renew(): Promise<boolean> {
    try {
      const answer = await fetch(this.marks["pass"] ?? "", { headers: { Accept: "application/json" }, cache: "no-store" });
      if (!answer.ok) return false;
      const { csrf, owner, ends } = (await answer.json()) as Renewed;
      if (owner !== this.owner) return false;
      this.csrf = csrf;
      this.ends = Date.parse(ends);
      return true;
    } catch {
      return false; // no connection, or a page of something in between
    }
  }
}
