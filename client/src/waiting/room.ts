// The waiting room of a page of the staff: keeps, sends and lists what is sealed and not yet sent.
import type { Pass } from "../desk/pass.js";
import type { Keep } from "../send/sending.js";
import { Queue } from "./queue.js";
import { type Shown, showWaiting } from "./list.js";
import { Store } from "./store.js";

/** Open it; the page says in `data-owner`, `data-csrf` and `data-words` of `#waiting` who is there. */
export function waitingRoom(desk?: { pass: Pass }): Keep {
  const place = document.getElementById("waiting");
  const form = document.querySelector<HTMLFormElement>("form.fill");
  const { owner = "", csrf, words = "{}" } = { ...form?.dataset, ...place?.dataset };
  const store = new Store();
  const watched = new Map<string, () => void>();
  const queue = new Queue(
    store,
    { owner, csrf: () => desk?.pass.csrf ?? csrf, ...(desk && { renew: () => desk.pass.renew() }) },
    {
      changed: (waiting) => place && showWaiting(place, waiting, shown),
      arrived: (instanceId) => watched.get(instanceId)?.(),
    },
  );
  const shown: Shown = {
    words: JSON.parse(words) as Record<string, string>,
    language: document.documentElement.lang,
    owner,
    again: () => void queue.flush(),
    discard: (instanceId) => void store.remove(instanceId).then(() => queue.tell()),
  };
  queue.begin();
  return async (parcel, address, arrived) => {
    try {
      await store.put({ instanceId: parcel.instanceId, owner, address, at: Date.now(), parcel });
    } catch {
      return false; // a private window: it stays on the page
    }
    watched.set(parcel.instanceId, arrived);
    void queue.tell();
    return true;
  };
}
