// The page of a public report: filled in, sealed and sent; nothing is kept in the browser.
import { openForm } from "./fill/open.js";

/** What is being filled in, for drafts and tests. */
export const filling = openForm();
/** The engine alone, for tests. */
export { createForm } from "./engine";
