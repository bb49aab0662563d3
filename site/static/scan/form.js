// Reads the QR codes of a dispensing slip: from the camera, from photographs. Without this script the form has a field
// into which one pastes what another program has read.
//
// What is read stands in the form as text, one field a code, and is sent when the person sends it: the codes, never a
// picture. The words stand in the page.

import { Camera, cameras } from "./camera.js";
import { pixels, scales } from "./pixels.js";
import { Reader } from "./reader.js";
import { Slips } from "./slip.js";

/** The longer side of a moment of the camera's film. */
const MOMENT_SIDE = 1920;
/** Paper that is darker than this cannot be told from what is printed on it. */
const DARK = 60;
/** After so long without a code the person is told what helps. */
const HELP_AFTER = 8_000;

for (const form of document.querySelectorAll("form[data-scan]")) bring(form);

function bring(form) {
  const part = (name) => form.querySelector(`[data-${name}]`);
  const [view, said, list, left, done] = ["view", "said", "list", "left", "done"].map(part);
  const [start, stop, files, send] = ["start", "stop", "files", "send"].map(part);
  const reader = new Reader();
  const camera = new Camera(part("video"));
  const slips = new Slips();

  const word = (name, values = {}) =>
    Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, value),
      form.querySelector(`[data-scan-words] [data-word="${name}"]`).textContent,
    );
  const say = (...sentences) => {
    const text = sentences.join(" ");
    if (said.textContent !== text) said.textContent = text;
  };
  const numbers = (some) => new Intl.ListFormat(document.documentElement.lang, { type: "conjunction" }).format(some.map(String));

  part("live").hidden = false;
  start.hidden = !cameras;
  takeWhatIsTyped();
  reader.ready().then((is) => is || say(word("no-reader")));

  start.addEventListener("click", watch);
  stop.addEventListener("click", () => {
    say(word("stopped"));
    close(start);
  });
  files.addEventListener("change", look);
  form.addEventListener("submit", () => close());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && !view.hidden) {
      say(word("stopped"));
      close(start);
    }
  });
  addEventListener("pagehide", () => close());

  /** What the town sent back, or the browser kept, is taken from its field if it is a code's text. */
  function takeWhatIsTyped() {
    for (const field of form.querySelectorAll("textarea[name=code]")) {
      if (!["whole", "part", "again"].includes(slips.takeText(field.value).what)) continue;
      if (field.hasAttribute("data-sent")) field.closest(".field").remove();
      else field.value = "";
    }
    show();
  }

  /** The list of what was read, each with its field. */
  function show() {
    list.replaceChildren(
      ...slips.texts.map((entry) => {
        const item = document.createElement("li");
        const field = document.createElement("textarea");
        field.name = "code";
        field.hidden = true;
        field.value = entry.text;
        const name = entry.part ? word("list-part", { n: entry.part.sequence, of: entry.part.total }) : word("list-whole");
        const remove = document.createElement("button");
        remove.type = "button";
        remove.className = "button secondary small";
        remove.textContent = word("remove");
        remove.setAttribute("aria-label", `${name} ${word("remove")}`);
        remove.addEventListener("click", () => {
          slips.drop(entry);
          show();
          say(word("removed"));
          (list.querySelector("button") ?? (cameras ? start : files)).focus();
        });
        item.append(name, " ", remove, field);
        return item;
      }),
    );
    done.hidden = slips.texts.length === 0;
    left.textContent = slips.missing().map((some) => word("missing", { n: numbers(some) })).join(" ");
    left.hidden = !left.textContent;
  }

  /** Takes in what a picture has, and says it; of a film only what is new. */
  function take(symbols, film) {
    const all = symbols.map((symbol) => slips.take(symbol));
    const told = film ? all.filter(({ what }) => what !== "again") : all;
    if (told.length === 0) return false;
    show();
    const sentences = new Set(told.map(({ what, n, of }) => word(what, { n, of })));
    say(...sentences, slips.complete ? word("complete") : left.textContent);
    return told.some(({ what }) => ["whole", "part", "piece"].includes(what));
  }

  async function watch() {
    start.hidden = true;
    view.hidden = false;
    stop.focus();
    say(word("starting"));
    const why = await camera.start();
    if (why === "stopped") return;
    if (why) {
      say(word(why));
      return close(files);
    }
    say(word("aim"));
    let since = Date.now();
    let moments = 0;
    for await (const moment of camera.moments()) {
      const shot = pixels(moment, moment.videoWidth, moment.videoHeight, MOMENT_SIDE);
      const { symbols, light, lost } = await reader.read(shot, ++moments % 4 === 0);
      if (view.hidden) return; // stopped meanwhile
      if (lost) {
        say(word("no-reader"));
        return close(start);
      }
      if (take(symbols, true)) {
        since = Date.now();
        if (slips.complete) return close(send);
      }
      if (symbols.length === 0 && Date.now() - since > HELP_AFTER) {
        say(word(light < DARK ? "too-dark" : "closer"));
        since = Date.now();
      }
    }
    if (!view.hidden) {
      // Somebody has pulled it out, or another program has taken it.
      say(word("busy"));
      close(start);
    }
  }

  /** Ends the film. Whoever was at its button goes on where it makes sense. */
  function close(next) {
    camera.stop();
    const there = view.contains(document.activeElement);
    view.hidden = true;
    start.hidden = !cameras;
    if (there) next?.focus();
  }

  async function look() {
    const chosen = [...files.files];
    files.value = ""; // the same picture may be chosen once more
    const troubles = new Set();
    let found = [];
    for (const [index, file] of chosen.entries()) {
      say(word("looking", { n: index + 1, of: chosen.length }));
      const { symbols, trouble } = await readFile(file);
      found = found.concat(symbols);
      if (trouble) troubles.add(trouble);
    }
    if (chosen.length === 0) return;
    // What helps stands last, where it is heard last.
    if (found.length > 0) take(found, false);
    if (troubles.size > 0) say(...(found.length > 0 ? [said.textContent] : []), ...[...troubles].map((name) => word(name)));
  }

  /** The codes of a picture. It is made smaller, then larger, until no code of its slip is missing. */
  async function readFile(file) {
    const symbols = [];
    let lightest = 0;
    const seen = new Slips();
    try {
      for await (const shot of scales(file)) {
        const answer = await reader.read(shot, true);
        if (answer.lost) return { symbols, trouble: "no-reader" };
        lightest = Math.max(lightest, answer.light);
        for (const symbol of answer.symbols) if (seen.take(symbol).what !== "again") symbols.push(symbol);
        if (seen.complete) break;
      }
    } catch {
      return { symbols, trouble: "no-picture" };
    }
    if (symbols.length > 0) return { symbols };
    return { symbols, trouble: lightest < DARK ? "too-dark" : "nothing" };
  }
}
