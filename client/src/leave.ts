// Leaves the page at once for a neutral one: the button, or Shift pressed three times by itself.

const WITHIN = 5000; // milliseconds for the three presses
const PRESSES = 3;

let leaving = false;
let presses: number[] = [];

function leave(): void {
  const exit = document.querySelector<HTMLElement>("[data-leave]");
  const address = exit?.dataset.leave || exit?.getAttribute("href") || "about:blank";
  leaving = true;
  // What was written goes first: the other page may be slow to come.
  document.title = "";
  document.body.replaceChildren();
  location.replace(address);
}

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
  location.replace(link.href);
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

export {};
