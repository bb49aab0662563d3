// A time that one chooses is played from; the transcript goes along and can be searched. Without this script the
// transcript is plain text, and the player's own controls are there.
const media = document.querySelector(".player video, .player audio");
const box = document.querySelector(".transcript");
const lines = [...(box?.querySelectorAll("li") ?? [])];
const starts = lines.map((line) => Number(line.id.slice(2)));
const search = document.querySelector(".transcript-search");

/** `#t=75` and `#t=75,90` (Media Fragments). */
function timeIn(hash) {
  const found = /^#t=(\d+(?:\.\d+)?)/.exec(hash);
  return found ? Number(found[1]) : undefined;
}

/** A browser that does not start by itself shows its play button; without a line it stays where it is. */
const stays = () => {};

/** Waits until the player knows how long it is. */
function known() {
  if (media.readyState > 0) return Promise.resolve();
  return new Promise((resolve) => media.addEventListener("loadedmetadata", resolve, { once: true }));
}

async function seek(time) {
  await known();
  const { seekable } = media;
  const reached = seekable.length > 0 && seekable.end(seekable.length - 1) >= time;
  if (!reached) {
    // This server gives no part of a file by itself: once the browser has kept all of it, every place can be reached.
    await (await fetch(media.currentSrc)).arrayBuffer();
    media.load();
    await known();
  }
  media.currentTime = time;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#t="]');
  const time = link ? timeIn(link.hash) : undefined;
  if (time === undefined) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  seek(time)
    .then(() => media.play())
    .catch(stays);
});

addEventListener("hashchange", () => {
  const time = timeIn(location.hash);
  if (time !== undefined) seek(time).catch(stays);
});
if (timeIn(location.hash) !== undefined) seek(timeIn(location.hash)).catch(stays);

let current = -1;
media.addEventListener("timeupdate", () => {
  const next = starts.findLastIndex((start) => start <= media.currentTime + 0.05);
  if (next === current) return;
  lines[current]?.removeAttribute("aria-current");
  current = next;
  const line = lines[current];
  if (!line) return;
  line.setAttribute("aria-current", "true");
  // Whoever reads in it, or looks for something, is not pulled away; and the page itself never moves.
  if (box.matches(":focus-within, :hover") || search?.querySelector("input").value) return;
  box.scrollTop = line.offsetTop - box.offsetTop - box.clientHeight / 3;
});

if (search) {
  search.hidden = false;
  const input = search.querySelector("input");
  const said = search.querySelector("[role=status]");
  const plain = (text) => text.normalize("NFKC").toLowerCase();
  input.addEventListener("input", () => {
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    let found = 0;
    for (const line of lines) {
      const text = plain(line.textContent);
      line.hidden = !words.every((word) => text.includes(word));
      if (!line.hidden) found += 1;
    }
    said.textContent = words.length ? search.dataset.found.replace("{n}", found) : "";
  });
}
