// The browser's Back in a form that is being filled: a step back, and before it leaves it asks once.

/** How many entries of this page come before the one shown; the first gets its mark with the second. */
const depth = (): number => Number(history.state);

export class Trail {
  private isBegun = false;
  private isWarned = false;
  private address = location.href;
  /** What was shown at each entry of the history. */
  private readonly places: number[] = [];

  /** `show` goes to a place, unless it is there already. */
  constructor(
    private readonly show: (place: number) => boolean,
    private readonly warn: (link?: HTMLAnchorElement) => void,
  ) {
    // Where a step was scrolled to is nothing to the next one, nor to what is said in their place.
    history.scrollRestoration = "manual";
    this.unwind();
    window.addEventListener("popstate", () => this.popped());
    document.addEventListener("click", (event) => this.pressed(event), true);
  }

  /** Something was answered: from now on there is something to lose. */
  begin(place: number): void {
    this.isBegun = true;
    if (history.state === null) this.onward(place, place);
  }

  onward(from: number, to: number): void {
    if (history.state === null && from !== to) this.onward(from, from);
    this.places[depth()] = from;
    history.replaceState(depth(), "");
    history.pushState(depth() + 1, "");
    this.places[depth()] = to;
  }

  back(): boolean {
    if (!depth()) return false;
    history.back();
    return true;
  }

  /** Another language has another address. */
  rename(address: string): void {
    this.address = address;
    history.replaceState(history.state, "", address);
  }

  /** Nothing is left to lose: go to the first entry, so that Back leads out. */
  end(): void {
    this.isBegun = false;
    this.unwind();
  }

  private unwind(): void {
    if (depth()) history.go(-depth());
  }

  private popped(): void {
    this.rename(this.address);
    if (this.show(this.places[depth()] ?? 0) || depth()) return;
    if (this.isBegun && !this.isWarned) this.ask();
  }

  private ask(link?: HTMLAnchorElement): void {
    this.isWarned = true;
    this.warn(link);
  }

  private pressed(event: MouseEvent): void {
    const link = (event.target as Element).closest("a");
    if (!link || !this.isBegun || this.isWarned || link.origin !== location.origin) return;
    if (link.target || link.hash || link.dataset.language || link.dataset.leave !== undefined) return;
    event.preventDefault();
    this.ask(link);
  }
}
