// The page of a public report: filled in, sealed and sent; nothing is kept in the browser.
import { learn } from "./engine/xpath/functions";
import { later } from "./fill/later";
import { openForm } from "./fill/open.js";
import type * as Rare from "./functions";

const withFunctions = later<typeof Rare>("functions.js");

/** What is being filled in, for tests. */
export let filling: ReturnType<typeof openForm>;
const open = (): void => void (filling = openForm());

if (document.getElementById("fill")?.dataset["rare"] === undefined) open();
else {
  withFunctions((rare) => {
    learn(rare);
    open();
  });
}

/** The engine alone, for tests. */
export { createForm } from "./engine";
export { learn };
