// A signature or a drawing: drawn, or for a signature typed, or taken from a picture.

import SignaturePad from "signature_pad";
import { button, make } from "../dom";
import type { Question, Widget } from "../page";
import { canvasIsTrue } from "./canvas";
import { cleaned, redrawn, whatIsWrong, written } from "./picture";
import { placeOf } from "./place";

const WIDTH = 600;
const HEIGHT = { signature: 200, draw: 400 };
const INK = "#000";
const PAPER = "#fff";

class Drawing implements Widget {
  private readonly canvas: HTMLCanvasElement;
  private readonly pad: SignaturePad;
  private readonly name: HTMLInputElement | undefined;
  private readonly picture: HTMLInputElement;
  private readonly clear: HTMLButtonElement;
  private seen = "";

  constructor(private readonly question: Question) {
    const { page, element, kind } = question;
    const height = String(kind === "signature" ? HEIGHT.signature : HEIGHT.draw);
    const label = page.say("draw.here");
    this.canvas = make("canvas", { class: "pad", width: String(WIDTH), height, role: "img", "aria-label": label });
    this.pad = new SignaturePad(this.canvas, { penColor: INK, backgroundColor: PAPER });
    this.picture = serverInput(question) ?? make("input", { type: "file", id: `${element.id}-picture` });
    this.picture.accept = "image/*";
    this.clear = button(page.say("clear"), () => void this.empty(), { class: "clear", hidden: true });
    this.name = kind === "signature" ? make("input", { id: `${element.id}-name`, type: "text", autocomplete: "off" }) : undefined;
    this.place();
    this.hear();
  }

  show(value: string): void {
    this.clear.hidden = value === "";
    if (value === this.seen) return;
    this.seen = value;
    if (value === "") this.pad.clear();
    else void this.showKept(value);
  }

  private place(): void {
    const { page } = this.question;
    const named = (input: HTMLInputElement, key: string) => {
      const text = make("label", { for: input.id }, page.say(key));
      return make("p", { class: "instead" }, text, input);
    };
    const place = placeOf(this.question);
    place.append(make("p", { class: "pad-label", "aria-hidden": "true" }, page.say("draw.here")), this.canvas);
    if (this.name) place.append(named(this.name, "sign.type"));
    place.append(named(this.picture, "draw.attach"), this.clear);
  }

  private hear(): void {
    this.pad.addEventListener("endStroke", () => void this.keep());
    this.name?.addEventListener("change", () => void this.typed());
    this.picture.addEventListener("change", () => void this.attached());
  }

  private async keep(): Promise<void> {
    const { page, node } = this.question;
    if (!(await canvasIsTrue())) return this.refuse();
    const name = page.attachments.put(node, await written(this.canvas, "image/png"), "png");
    this.seen = name;
    this.question.answer(name);
  }

  /** Keep nothing of what the browser would spoil, and say so. */
  private refuse(): void {
    this.pad.clear();
    this.question.answer(this.question.node.value, this.question.page.say("draw.spoiled"));
    this.question.complain();
  }

  /** Write the name that was typed where it would have been signed. */
  private async typed(): Promise<void> {
    const name = this.name!.value.trim();
    this.pad.clear();
    if (!name) return this.empty();
    const pen = this.canvas.getContext("2d")!;
    let size = HEIGHT.signature / 3;
    do pen.font = `italic ${size--}px serif`;
    while (pen.measureText(name).width > WIDTH - 40);
    pen.fillStyle = INK;
    pen.fillText(name, 20, (HEIGHT.signature * 2) / 3);
    return this.keep();
  }

  private async attached(): Promise<void> {
    const file = this.picture.files?.[0];
    if (!file) return;
    const { page, node } = this.question;
    try {
      const { picture, extension } = await cleaned(file, "image/png", page.model.controls[node.ref]?.maxPixels);
      this.question.answer(page.attachments.put(node, picture, extension));
    } catch (problem) {
      this.picture.value = "";
      this.question.answer(node.value, page.say(whatIsWrong(problem)));
      this.question.complain();
    }
  }

  private async showKept(name: string): Promise<void> {
    const blob = this.question.page.attachments.get(name);
    if (!blob) return;
    const picture = await redrawn(blob, WIDTH);
    this.pad.clear();
    const { width, height } = this.canvas;
    const scale = Math.min(width / picture.width, height / picture.height, 1);
    this.canvas.getContext("2d")!.drawImage(picture, 0, 0, picture.width * scale, picture.height * scale);
  }

  private empty(): void {
    this.question.page.attachments.remove(this.question.node.value);
    if (this.name) this.name.value = "";
    this.picture.value = "";
    this.question.answer("");
    (this.name ?? this.picture).focus();
  }
}

const serverInput = ({ element }: Question): HTMLInputElement | null => element.querySelector("input[type=file]");

export const drawing = (question: Question): Widget => new Drawing(question);
