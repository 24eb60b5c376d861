// A place on the earth: typed as latitude and longitude, or, where the page allows, taken from the device.

import { button, make } from "../dom";
import { naming } from "../naming";
import type { Question, Widget } from "../page";
import { placeOf } from "./place";

const LIMITS = [90, 180];

/** The number typed, if it is one of degrees within the limit. */
function degrees(text: string, limit: number): number | null {
  const typed = text.trim().replace(",", ".");
  if (!/^[+-]?\d+(\.\d+)?$/.test(typed)) return null;
  const number = Number(typed);
  return Math.abs(number) <= limit ? number : null;
}

export function geopoint(question: Question): Widget {
  const { page, element } = question;
  const described = naming(question)["aria-describedby"]!;
  const field = (key: string) => {
    const id = `${element.id}-${key}`;
    const input = make("input", { id, type: "text", inputmode: "text", autocomplete: "off", "aria-describedby": described });
    return { input, line: make("p", {}, make("label", { for: id }, page.say(`place.${key}`)), input) };
  };
  const fields = [field("latitude"), field("longitude")];
  const inputs = fields.map(({ input }) => input);
  const place = placeOf(question);
  place.replaceChildren(...fields.map(({ line }) => line));
  let rest = "0.0 0.0"; // altitude and accuracy, as far as the device told

  const take = (): void => {
    const numbers = inputs.map((each, at) => degrees(each.value, LIMITS[at]!));
    if (inputs.every((each) => !each.value.trim())) return question.answer("");
    if (numbers.includes(null)) return question.answer("", page.say("place.not_one"));
    question.answer(`${numbers.map((each) => decimal(each!)).join(" ")} ${rest}`);
  };
  for (const each of inputs) {
    each.addEventListener("input", () => {
      rest = "0.0 0.0";
      take();
    });
  }
  if (page.root.hasAttribute("data-locate")) {
    place.append(
      button(page.say("place.here"), () =>
        navigator.geolocation.getCurrentPosition(
          ({ coords }) => {
            rest = `${decimal(coords.altitude ?? 0)} ${decimal(coords.accuracy)}`;
            inputs[0]!.value = String(coords.latitude);
            inputs[1]!.value = String(coords.longitude);
            take();
          },
          () => {
            question.answer(question.node.value, page.say("place.not_found"));
            question.complain();
          },
          { enableHighAccuracy: true, timeout: 20_000 },
        ),
      ),
    );
  }
  return {
    show(value) {
      const parts = value.split(" ");
      if (value) inputs.forEach((each, at) => degrees(each.value, 180) !== Number(parts[at]) && (each.value = parts[at] ?? ""));
      else if (!inputs.includes(document.activeElement as HTMLInputElement)) clearIfRead(inputs);
    },
  };
}

/** Empty the fields unless what stands there is still being put right. */
function clearIfRead(inputs: HTMLInputElement[]): void {
  const read = inputs.every((each, at) => degrees(each.value, LIMITS[at]!) !== null);
  if (read) for (const each of inputs) each.value = "";
}

/** A number as Java writes a double: always with a point. */
const decimal = (number: number): string => (Number.isInteger(number) ? `${number}.0` : String(number));
