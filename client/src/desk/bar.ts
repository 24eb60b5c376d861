// The line above a form that says how it is kept, with the button to pause.
import { type Words, say } from "../send/words.js";
import { button, make } from "../view/dom.js";

const KEYS = ["desk.keys.send", "desk.keys.keep", "desk.keys.next", "desk.keys.back", "desk.keys.move"];

/** What the line says; `way` leads elsewhere, in another window. */
export interface Said {
  state: string;
  text: string;
  way?: { href: string; label: string };
  press?: { label: string; press(): void };
}

export class Bar {
  private readonly status = make("p", { class: "desk-status", role: "status" });
  private readonly warning = make("p", { class: "desk-warning", role: "alert", hidden: true });
  private readonly pause: HTMLButtonElement;
  private readonly keys: HTMLElement;

  constructor(
    private readonly words: Words,
    pause: () => void,
  ) {
    this.pause = button(this.say("desk.pause"), pause, { class: "quiet", "data-pause": true });
    const lines = KEYS.map((key) => make("li", {}, this.say(key)));
    this.keys = make("details", {}, make("summary", {}, this.say("desk.keys")), make("ul", {}, ...lines));
  }

  say(key: string): string {
    return say(this.words, key);
  }

  /** Stand on the page, also on the one that came with another language. */
  stand(canPause: boolean): void {
    const place = document.getElementById("desk");
    if (!place || this.status.parentNode === place) return;
    this.pause.hidden = !canPause;
    place.replaceChildren(this.status, this.warning, this.pause, this.keys);
  }

  show({ state, text, way, press }: Said): void {
    const parts: (string | HTMLElement)[] = [text];
    if (way) parts.push(" ", make("a", { href: way.href, target: "_blank", rel: "noopener" }, way.label));
    if (press) parts.push(" ", button(press.label, press.press, { class: "quiet" }));
    this.status.dataset["state"] = state;
    this.status.replaceChildren(...parts);
  }

  /** Warn that the session ends soon; "" when it does not. */
  warn(text: string): void {
    if (this.warning.textContent === text) return;
    this.warning.textContent = text;
    this.warning.hidden = text === "";
  }
}
