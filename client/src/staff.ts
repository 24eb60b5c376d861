// A form of the staff: what cannot be sent waits here, sealed, and goes when the connection is back.
import { openForm } from "./fill/open.js";
import { waitingRoom } from "./waiting/room.js";

/** What is being filled in, for drafts and tests. */
export const filling = openForm(waitingRoom());
