// A form of the staff: kept as a sealed draft, sent sealed, and waiting here while there is no connection.
import { Desk } from "./desk/index.js";
import { learn } from "./engine/xpath/functions";
import { openForm } from "./fill/open.js";
import * as rare from "./functions";
import { waitingRoom } from "./waiting/room.js";

export { draftKey, openDraft, place, sealDraft } from "./desk/box.js";

learn(rare);
const marks = document.getElementById("desk")?.dataset;
const desk = marks && new Desk({ ...marks });
const keep = waitingRoom(desk);

/** What is being filled in, for drafts and tests; at a desk only once its draft was opened. */
export let filling = marks?.["drafts"] === undefined ? openForm(keep) : undefined;

if (desk && marks?.["drafts"] !== undefined) {
  void desk.begin().then((begun) => {
    filling = begun && openForm(keep, begun);
    if (filling) desk.watch(filling);
    else document.getElementById("fill")?.remove();
  });
}
