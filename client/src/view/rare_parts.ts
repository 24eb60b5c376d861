// The script with the rare parts of forms, fetched when a form first needs it.

import { later } from "../fill/later";
import type * as Extra from "./extra";

/** Call with the rare parts: at once if they are here. */
export const withRareParts = later<typeof Extra>("extra.js");
