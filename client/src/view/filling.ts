// One filling of a form, from the first answer to the last, through any change of language.

import { createForm, type Form, type ModelJson } from "../engine";
import { make } from "./dom";
import { mount, modelOf, type Attachments, type Place, type View } from "./index";
import { Trail } from "./trail";

type World = Parameters<typeof createForm>[1];

export class Filling {
  model!: ModelJson;
  form!: Form;
  view!: View;
  private switching = false;
  private readonly trail: Trail | undefined;

  constructor(
    private readonly world: World,
    readonly attachments: Attachments,
    saved?: string,
    place?: Place,
  ) {
    if (this.root.dataset.check !== undefined) {
      this.trail = new Trail((step) => !this.view || this.view.retrace(step), (link) => this.warn(link));
    }
    this.start(saved, place);
    document.addEventListener("click", this.pressed);
  }

  /** Forget every answer; links to other languages lead there as any link does. */
  end(): void {
    document.removeEventListener("click", this.pressed);
    this.view.stop();
    this.trail?.end();
    Object.assign(this, { form: undefined, view: undefined });
  }

  /** The form's element now: another one after the language has changed. */
  get root(): HTMLElement {
    return document.querySelector<HTMLElement>("#fill")!;
  }

  private start(saved?: string, place?: Place): void {
    this.model = modelOf(document);
    this.form = createForm(this.model, this.world, saved);
    this.view = mount(this.root, this.form, this.model, this.attachments, { place, trail: this.trail });
  }

  /** Say once that what was written would be lost: beside the link that was pressed, or above the form. */
  private warn(link?: HTMLAnchorElement): void {
    const sentence = this.model.words.lost ?? "";
    if (link) link.before(make("p", { class: "told", role: "alert" }, sentence));
    else this.view.tell(sentence);
  }

  private readonly pressed = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-language]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!this.switching) void this.switch(link.href, link.dataset.language);
  };

  private async switch(address: string, language?: string): Promise<void> {
    this.switching = true;
    try {
      const other = await fetched(address);
      const model = modelOf(other);
      if (model.id !== this.model.id || model.version !== this.model.version) throw new TypeError("another version");
      this.take(other, address, language);
    } catch (problem) {
      if (!(problem instanceof TypeError)) throw problem;
      this.view.tell(this.model.words.language_later ?? "");
    } finally {
      this.switching = false;
    }
  }

  /** Put the other language's page in the place of this one, with the answers. */
  private take(other: Document, address: string, language?: string): void {
    const saved = this.form.save();
    const place = this.view.place();
    const inForm = this.root.contains(document.activeElement);
    this.view.stop();
    document.title = other.title;
    const { lang, dir } = other.documentElement;
    Object.assign(document.documentElement, { lang, dir });
    document.body.replaceChildren(...[...other.body.childNodes].map((each) => document.importNode(each, true)));
    if (this.trail) this.trail.rename(address);
    else history.replaceState(null, "", address);
    this.start(saved, place);
    if (!inForm) [...document.querySelectorAll<HTMLElement>("a[data-language]")].find((each) => each.dataset.language === language)?.focus();
  }
}

/** Fetch a page; what is no page, or does not come, is a TypeError as fetch itself throws. */
async function fetched(address: string): Promise<Document> {
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new TypeError(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!page.querySelector("#fill") || !page.querySelector("#form-model")) throw new TypeError("no form");
  return page;
}
