// The search box: results as one types. On the search page they are a list of links, elsewhere choices below the box
// (a combobox as the ARIA Authoring Practices describe it). What is needed to search is fetched when the box is used.

const form = document.querySelector("form[data-search-language]");
const input = form.querySelector("input");
const results = document.getElementById("results");
/** Nobody types two characters faster than this. */
const PAUSE_MS = 180;
const SLOW_MS = 400;
const AT_ONCE = 20;
const CHOICES = 6;
/** The index names no more. */
const MOST = 50;

let engine;
let tries = 0;
/** Rises with every question, so that a late answer is not shown over a newer one. */
let turn = 0;
let timer;
let shown = "";

function load() {
  // A browser may remember that a module could not be fetched: another address is asked for again.
  engine ??= import(tries ? `./engine.js?${tries}` : "./engine.js")
    .then((module) => module.open(form.dataset.searchLanguage))
    .catch((error) => {
      engine = undefined;
      tries += 1;
      throw error;
    });
  return engine;
}

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Puts a number and what was typed into a sentence. */
function say(sentence, n, q) {
  return sentence.replace("{n}", n).replace("{q}", () => q);
}

function sentence(words, count, typed) {
  if (count === 0) return say(words.none, 0, typed);
  if (count === 1) return words.found_one;
  return say(count >= MOST ? words.many : words.found, count, typed);
}

/** Asks and shows, unless something else has been typed meanwhile. */
async function ask(view, whole) {
  clearTimeout(timer);
  const typed = input.value.trim();
  const mine = ++turn;
  shown = typed;
  if (!typed) {
    view.empty();
    return;
  }
  const slow = setTimeout(() => mine === turn && view.loading(), SLOW_MS);
  try {
    const { words, find } = await load();
    const answer = await find(typed, whole);
    const pages = await answer.pages(0, view.first);
    if (mine === turn) view.show(words, typed, answer, pages);
  } catch (error) {
    console.warn(error);
    if (mine === turn) {
      shown = "";
      view.failed(form.dataset.searchError);
    }
  } finally {
    clearTimeout(slow);
  }
}

/** The search page: a list of links below the box. */
function page() {
  const status = make("p", { role: "status", className: "found-status" });
  const list = make("ol", { className: "found" });
  const more = make("button", { type: "button", className: "button secondary", hidden: true });
  const title = results.querySelector("h2");
  title.tabIndex = -1;
  results.append(status, list, more);

  const item = (words, { path, name, description, kind, date }) => {
    const meta = [words.kinds[kind], date].filter(Boolean).join(" ・ ");
    return make(
      "li",
      {},
      make("a", { href: path, textContent: name }),
      make("p", { textContent: description, hidden: !description }),
      make("p", { className: "meta", textContent: meta, hidden: !meta }),
    );
  };
  const clear = (text) => {
    results.hidden = false;
    status.textContent = text;
    list.replaceChildren();
    more.hidden = true;
  };
  const view = {
    first: AT_ONCE,
    empty() {
      clear("");
      results.hidden = true;
      history.replaceState(null, "", location.pathname);
    },
    loading: () => clear(form.dataset.searchLoading),
    failed: clear,
    show(words, typed, answer, pages) {
      clear(sentence(words, answer.count, typed));
      list.append(...pages.map((found) => item(words, found)));
      more.textContent = words.more;
      more.hidden = answer.count <= AT_ONCE;
      more.onclick = async () => {
        const rest = (await answer.pages(AT_ONCE, MOST)).map((found) => item(words, found));
        list.append(...rest);
        more.hidden = true;
        rest[0]?.querySelector("a").focus();
      };
      history.replaceState(null, "", `${location.pathname}?q=${encodeURIComponent(typed)}`);
    },
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await ask(view, true);
    if (!results.hidden) title.focus();
  });
  // The address may carry a question: from the box of another page, from a bookmark, from going back.
  const asked = new URLSearchParams(location.search).get("q");
  if (asked && !input.value) input.value = asked;
  if (input.value) ask(view, true);
  return [view, true];
}

/** Any other page: choices below the box. */
function combobox() {
  const status = make("p", { role: "status", className: "visually-hidden" });
  const list = make("ul", { id: "find-choices", role: "listbox", className: "choices", hidden: true });
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  input.parentElement.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let active = -1;

  const open = (is) => {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) choose(-1);
  };
  const choose = (place) => {
    active = place;
    for (const [number, option] of [...list.children].entries()) {
      option.setAttribute("aria-selected", String(number === place));
      if (number === place) option.scrollIntoView({ block: "nearest" });
    }
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const option = (number, href, name, meta) => {
    const choice = make("li", { id: `find-choice-${number}`, role: "option" }, make("span", { textContent: name }));
    if (meta) choice.append(" ", make("small", { textContent: meta }));
    choice.addEventListener("click", () => location.assign(href));
    choice.dataset.href = href;
    return choice;
  };
  const told = (text, seen) => {
    status.textContent = text;
    status.className = seen ? "hint" : "visually-hidden";
  };
  const view = {
    first: CHOICES,
    empty() {
      told("");
      list.replaceChildren();
      open(false);
    },
    loading: () => told(form.dataset.searchLoading, true),
    failed(text) {
      view.empty();
      told(text, true);
    },
    show(words, typed, answer, pages) {
      const choices = pages.map(({ path, name, kind }, number) => option(number, path, name, words.kinds[kind]));
      const all = `${form.action}?q=${encodeURIComponent(typed)}`;
      if (choices.length) choices.push(option(choices.length, all, say(words.all, answer.count, typed)));
      list.replaceChildren(...choices);
      told(sentence(words, answer.count, typed), choices.length === 0);
      open(choices.length > 0 && document.activeElement === input);
      choose(-1);
    },
  };
  open(false);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // these keys belong to the input method
    const last = list.children.length - 1;
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    } else if (last >= 0 && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const from = active < 0 && step < 0 ? last + 1 : active;
      open(true);
      choose(from + step > last || from + step < 0 ? -1 : from + step);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.href);
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  input.addEventListener("blur", () => open(false));
  return [view, false];
}

const [view, whole] = results ? page() : combobox();
const soon = () => {
  clearTimeout(timer);
  if (input.value.trim() !== shown) timer = setTimeout(() => ask(view, whole), PAUSE_MS);
};
// What is not yet converted is no word: it is looked for when the input method has done.
input.addEventListener("input", (event) => event.isComposing || soon());
input.addEventListener("compositionend", soon);
// What is needed comes while the first word is typed; if it does not, the first question will say so.
input.addEventListener("focus", () => load().catch(() => {}), { once: true });
