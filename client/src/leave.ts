// Leaves the page at once for a neutral one: the button, or Shift pressed three times by itself.

const WITHIN = 5000; // milliseconds for the three presses
const PRESSES = 3;
const GAP = 8; // pixels below what is stuck to the top
const LATE = 1000; // milliseconds after which nothing is waited for

let leaving = false;
let presses: number[] = [];
let arrived: (() => void) | undefined;

/** Go over entries of the history that are all of this page. */
function travel(by: number): Promise<void> {
  return new Promise<void>((done) => {
    arrived = done;
    history.go(by);
    setTimeout(done, LATE);
  });
}

/** Put another page in the place of this one, and of the entries that a form has made of its steps. */
async function giveWay(address: string): Promise<void> {
  if (history.state !== null) {
    const steps = Number(history.state);
    if (steps) await travel(-steps);
    // What cannot be taken out of the history leads to where everybody leaves to.
    history.pushState(null, "", new URL("../leave", import.meta.url));
    await travel(-1);
  }
  location.replace(address);
}

function leave(): void {
  const exit = document.querySelector<HTMLElement>("[data-leave]");
  const address = exit?.dataset.leave || exit?.getAttribute("href") || "about:blank";
  leaving = true;
  // What was written goes first: the other page may be slow to come.
  document.title = "";
  document.body.replaceChildren();
  void giveWay(address);
}

window.addEventListener(
  "popstate",
  (event) => {
    if (!arrived) return;
    event.stopImmediatePropagation(); // no form is to follow
    arrived();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest("[data-leave]")) return;
  event.preventDefault();
  leave();
});

// Our pages take one another's place: whoever leaves goes from the only one in the history.
document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest("a");
  const isPlain = !(event.button || event.ctrlKey || event.shiftKey || event.altKey || event.metaKey);
  if (!link || !isPlain || event.defaultPrevented) return;
  if (link.origin !== location.origin || link.hash) return;
  // A form that is being filled changes its language by itself.
  if (link.dataset.language && document.querySelector("#fill")) return;
  event.preventDefault();
  void giveWay(link.href);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift" || event.ctrlKey || event.altKey || event.metaKey) presses = [];
    else presses = [...presses, Date.now()].slice(-PRESSES);
    const [first] = presses;
    if (presses.length === PRESSES && Date.now() - first! <= WITHIN) leave();
  },
  true,
);
// Shift with the mouse marks text.
document.addEventListener("mousedown", () => void (presses = []), true);

// First of all listeners, for no question whether to stay may hold up who leaves.
window.addEventListener("beforeunload", (event) => leaving && event.stopImmediatePropagation(), true);

// What is stuck to the top covers nothing that is scrolled or tabbed to, however high it is.
new ResizeObserver(() => {
  const bar = document.querySelector<HTMLElement>(".bar");
  if (bar) document.documentElement.style.setProperty("scroll-padding-top", `${bar.offsetHeight + GAP}px`);
}).observe(document.body);

export {};
