// A list to search in by typing, for one choice or for several (the ARIA combobox with a listbox).

import { button, find, make, plain } from "./dom";
import { naming } from "./naming";
import type { Question, Widget } from "./page";

interface Option {
  name: string;
  label: string;
  text: string; // the label as it is searched
  element: HTMLLIElement;
}

class Combobox implements Widget {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLUListElement;
  private readonly chips = make("ul", { class: "chips" });
  private options: Option[] = [];
  private stale = true;
  private active: Option | undefined;
  private chosen: string[] = [];
  private shown: string | undefined;
  private readonly many: boolean;

  constructor(
    private readonly question: Question,
    place: HTMLElement,
  ) {
    this.many = question.kind === "select";
    const attributes = naming(question);
    const list = `${question.element.id}-list`;
    this.input = make("input", {
      ...attributes,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: question.page.say("search"),
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list,
    });
    this.list = make("ul", {
      id: list,
      role: "listbox",
      hidden: true,
      "aria-labelledby": attributes["aria-labelledby"]!,
      ...(this.many ? { "aria-multiselectable": "true" } : {}),
    });
    place.classList.add("combobox");
    place.append(...(this.many ? [this.chips] : []), this.input, this.list);
    this.hear();
  }

  show(value: string): void {
    if (value === this.shown) return;
    this.shown = value;
    this.chosen = value.split(" ").filter(Boolean);
    if (this.many) this.showChips();
    else this.input.value = this.labelOf(value);
  }

  refill(): void {
    this.stale = true;
    if (!this.list.hidden) this.open();
  }

  private hear(): void {
    const { input, list } = this;
    input.addEventListener("input", () => this.typed());
    input.addEventListener("click", () => (list.hidden ? this.open() : this.close()));
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.leave());
    // The input keeps the focus while the list is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const pressed = (event.target as HTMLElement).closest("li");
      this.choose(this.options.find((each) => each.element === pressed));
    });
  }

  /** Ask the form for the choices, if they may have changed. */
  private load(): void {
    if (!this.stale) return;
    this.stale = false;
    this.options = this.question.page.form.choices(this.question.node).map(({ name, label }, place) => ({
      name,
      label,
      text: plain(label),
      element: make("li", { id: `${this.list.id}-${place}`, role: "option" }, label),
    }));
    this.list.replaceChildren(...this.options.map((each) => each.element));
  }

  private labelOf(name: string): string {
    if (name === "") return "";
    this.load();
    return this.options.find((each) => each.name === name)?.label ?? name;
  }

  private get matches(): Option[] {
    return this.options.filter((each) => !each.element.hidden);
  }

  private open(wanted = ""): void {
    this.load();
    const search = plain(wanted);
    for (const each of this.options) {
      each.element.hidden = !wordBegins(each.text, search);
      each.element.setAttribute("aria-selected", String(this.chosen.includes(each.name)));
    }
    this.list.hidden = this.matches.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.activate(search ? this.best(search) : this.options.find((each) => each.name === this.chosen[0]));
  }

  /** What begins with the letters comes before what only holds a word that does. */
  private best(search: string): Option | undefined {
    const { matches } = this;
    return matches.find((each) => each.text.startsWith(search)) ?? matches[0];
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.activate(undefined);
  }

  private activate(option: Option | undefined): void {
    this.active?.element.classList.remove("active");
    this.active = option;
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    option.element.classList.add("active");
    option.element.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.element.id);
  }

  private typed(): void {
    const { page } = this.question;
    const text = this.input.value;
    this.open(text);
    page.announce(this.matches.length ? page.say("matches", { number: this.matches.length }) : page.say("no_match"));
    // What is half typed is no answer; of several, those chosen before stay.
    if (!this.many) {
      this.shown = "";
      this.chosen = [];
    }
    this.question.answer(this.chosen.join(" "), text.trim() ? page.say("choose_from_list") : null);
  }

  private pressed(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    const moves: Record<string, () => void> = {
      ArrowDown: () => (open ? this.move(1) : this.open(this.many ? this.input.value : "")),
      ArrowUp: () => (open ? this.move(-1) : this.open(this.many ? this.input.value : "")),
      ...(open
        ? {
            Home: () => this.activate(this.matches[0]),
            End: () => this.activate(this.matches[this.matches.length - 1]),
            Enter: () => this.choose(this.active ?? this.matches[0]),
            Escape: () => this.close(),
          }
        : {}),
    };
    const move = event.ctrlKey || event.metaKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  private move(by: number): void {
    const { matches } = this;
    const at = this.active ? matches.indexOf(this.active) + by : by > 0 ? 0 : -1;
    this.activate(matches[(at + matches.length) % matches.length]);
  }

  private choose(option: Option | undefined): void {
    if (!option) return;
    this.close();
    if (!this.many) {
      this.input.value = option.label;
      return this.question.answer(option.name);
    }
    this.input.value = "";
    const there = this.chosen.includes(option.name);
    this.take(there ? this.chosen.filter((each) => each !== option.name) : [...this.chosen, option.name]);
  }

  /** Several choices stand in the instance in the order of the list. */
  private take(names: string[]): void {
    this.load();
    const known = this.options.map((each) => each.name).filter((each) => names.includes(each));
    this.question.answer([...known, ...names.filter((each) => !known.includes(each))].join(" "));
  }

  private showChips(): void {
    this.chips.replaceChildren(
      ...this.chosen.map((name, place) => {
        const label = this.labelOf(name);
        const remove = this.question.page.say("remove_choice", { choice: label });
        const chip = button("", () => this.unchoose(name, place), { "aria-label": remove });
        chip.append(label, make("span", { "aria-hidden": "true" }, " ×"));
        return make("li", {}, chip);
      }),
    );
  }

  private unchoose(name: string, place: number): void {
    this.take(this.chosen.filter((each) => each !== name));
    const left = find(this.chips, "button");
    (left[place] ?? left[place - 1] ?? this.input).focus();
  }

  /** Take what is typed if it can mean one choice only. */
  private leave(): void {
    const search = plain(this.input.value);
    this.load();
    const exact = search ? this.options.filter((each) => each.text === search) : [];
    const { matches } = this;
    const only = exact[0] ?? (search && !this.list.hidden && matches.length === 1 ? matches[0] : undefined);
    const already = !this.many && only?.name === this.chosen[0];
    if (only && !already && !(this.many && this.chosen.includes(only.name))) this.choose(only);
    this.close();
  }
}

/** Whether some word of the text begins so. */
const wordBegins = (text: string, search: string): boolean =>
  text.startsWith(search) || text.split(/[\s(,/-]+/).some((_, at, all) => all.slice(at).join(" ").startsWith(search));

export const combobox = (question: Question, place: HTMLElement): Widget => new Combobox(question, place);
