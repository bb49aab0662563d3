// Refreshes what moves while the page is seen. Without it the live page shows the same at every reload.
const EVERY = 60_000;
const LONGEST = 900_000;
const box = document.querySelector("[data-live]");
const note = box.querySelector("[data-note]");
const said = box.querySelector("[data-said]");
const words = new Map();
let asking;
let timer;
let wait = EVERY;

function show({ at, items }) {
  const changed = [];
  for (const place of box.querySelectorAll("[data-item]")) {
    const item = items[place.dataset.item];
    if (!item) continue;
    // A table that somebody has opened stays open, and whoever is at a link with the keyboard stays there.
    const open = place.querySelector("details")?.open;
    const at = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    place.innerHTML = item.html;
    if (open) place.querySelector("details").open = true;
    if (at) [...place.querySelectorAll("a")].find((link) => link.getAttribute("href") === at)?.focus({ preventScroll: true });
    if (words.has(place) && words.get(place) !== item.words) changed.push(item.words);
    words.set(place, item.words);
  }
  box.classList.remove("lost");
  note.textContent = box.dataset.fresh.replace("{}", at);
  if (changed.length > 0) said.textContent = changed.join("、");
}

async function refresh() {
  clearTimeout(timer);
  asking?.abort();
  if (document.hidden) return;
  const mine = (asking = new AbortController());
  const patience = setTimeout(() => mine.abort(), 10_000);
  try {
    const answer = await fetch(box.dataset.live, { signal: mine.signal });
    if (!answer.ok) throw new Error(answer.status);
    show(await answer.json());
    wait = EVERY;
  } catch {
    if (mine !== asking || document.hidden) return;
    // What is seen is no longer what is: it says so until an answer comes.
    box.classList.add("lost");
    note.textContent = box.dataset.lost;
    wait = Math.min(wait * 2, LONGEST);
  } finally {
    clearTimeout(patience);
  }
  if (mine === asking) timer = setTimeout(refresh, wait);
}

document.addEventListener("visibilitychange", refresh);
addEventListener("pagehide", () => {
  clearTimeout(timer);
  asking?.abort();
});
addEventListener("pageshow", (event) => event.persisted && refresh());
refresh();
