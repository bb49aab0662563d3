// A handbook that is walked through: its chapters, the words it quotes from the pages, and its pictures.
//
// 「**words**」 in the text stand on a page. In each chapter every one of them must be seen on a page that the walk opens
// there, and the walk presses and fills in nothing that the chapter does not name. So a renamed button makes the walk
// fail instead of leaving a stale handbook.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { appears, send } from "../browser/support/browser.mjs";
import { day, inJapanese } from "../browser/support/town.mjs";

const FOLDER = new URL("../../docs/handbook/", import.meta.url);
/** What the pictures say instead of the moment at which they were taken. */
const PICTURED = { day: "2026-11-24", clock: "10:15" };
/** Wide enough for the form with the page beside it. */
const WIDE = { width: 1040, height: 700 };
const PHONE = { width: 400, height: 800 };
/** Round what is pictured. */
const MARGIN = 16;

/** The chapters of a handbook: title, words on pages, pictures. */
function chaptersOf(text) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => ({
      title: part.slice(0, part.indexOf("\n")).replace(/^\d+\. /, ""),
      words: new Set([...part.matchAll(/「\*\*([^*]+)\*\*」/g)].map((found) => found[1])),
      pictures: new Set([...part.matchAll(/\]\(pictures\/([a-z-]+)\.webp\)/g)].map((found) => found[1])),
    }));
}

export class Guide {
  #file;
  #text;
  #chapters;
  #browser;
  #walked = new Set();
  #now = null;
  #bytes = 0;
  #painter;

  /** `docs/handbook/<file>`, walked in this browser. */
  constructor(file, browser) {
    this.#file = file;
    this.#browser = browser;
    this.#text = readFileSync(new URL(file, FOLDER), "utf8");
    this.#chapters = chaptersOf(this.#text);
    mkdirSync(new URL("pictures/", FOLDER), { recursive: true });
  }

  /** Walks through a chapter; at its end everything that it names was seen and pictured. */
  async chapter(title, walk) {
    const chapter = this.#chapters.find((chapter) => chapter.title === title);
    if (!chapter) throw new Error(`${this.#file} has no chapter «${title}»`);
    this.#walked.add(title);
    this.#now = { ...chapter, seen: new Set(), pictured: new Set() };
    try {
      await walk();
    } catch (error) {
      throw new Error(`${this.#file}, «${title}»: ${error.message}`, { cause: error });
    }
    const { words, pictures, seen, pictured } = this.#now;
    this.#all(words, seen, "is on no page of this chapter");
    this.#all(pictures, pictured, "is a picture that nobody took");
    this.#browser.settle();
    process.stdout.write(`  ${title}\n`);
  }

  /** What a program said is what the block with this name says; `…` stands for anything. */
  said(block, said) {
    const [, lines] = new RegExp(`\n\`\`\`text ${block}\n\\$ .*\n([^]*?)\n\`\`\`\n`).exec(this.#text) ?? [];
    let rest = said;
    for (const piece of lines.split(/…|\n/).filter(Boolean)) {
      const at = rest.indexOf(piece);
      if (at < 0) throw new Error(`the program does not say «${piece}», but:\n${said}`);
      rest = rest.slice(at + piece.length);
    }
  }

  /** After the last chapter: none with words or pictures was left out. */
  end() {
    const due = this.#chapters.filter((chapter) => chapter.words.size + chapter.pictures.size > 0);
    const titles = due.map((chapter) => chapter.title);
    this.#all(new Set(titles), this.#walked, "was not walked through");
    return this.#bytes;
  }

  #all(named, found, wrong) {
    const missing = [...named].filter((name) => !found.has(name));
    if (missing.length > 0) {
      throw new Error(`${this.#file}, «${this.#now.title}»: ${missing.map((name) => `「${name}」`).join(" ")} ${wrong}`);
    }
  }

  #named(word) {
    if (!this.#now.words.has(word)) throw new Error(`the chapter does not name 「${word}」, the walk needs it`);
  }

  /** Looks which of the chapter's words stand on the page now. */
  async look({ page }) {
    const { names, text } = await page.evaluate(() => {
      const plain = (text) => text.replace(/\s+/g, " ").trim();
      const parts = "a, button, summary, label, legend, option, h1, h2, h3, dt, dd, th, td, .badge, .message p, .desk-theirs p";
      const shown = [...document.querySelectorAll(parts)].filter(
        (part) => part.tagName === "OPTION" || part.checkVisibility(),
      );
      const names = shown.flatMap((part) => {
        const bare = part.cloneNode(true);
        for (const aside of bare.querySelectorAll(".muted, .visually-hidden")) aside.remove();
        return [plain(bare.textContent), plain(part.textContent), part.getAttribute("aria-label")];
      });
      return { names, text: plain(document.body.innerText) };
    });
    const all = new Set(names);
    for (const word of this.#now.words) {
      if (all.has(word) || (word.endsWith("。") && text.includes(word))) this.#now.seen.add(word);
    }
  }

  async open(visitor, path) {
    await visitor.open(path);
    await this.look(visitor);
    return visitor.page;
  }

  /** Presses what the chapter tells to press, and waits for the page that answers. */
  async press(visitor, word) {
    this.#named(word);
    await this.look(visitor);
    const { page } = visitor;
    const button = page.getByRole("button", { name: word, exact: true });
    const link = page.getByRole("link", { name: word, exact: true });
    const named = button.or(link).first();
    await appears(page, named, word);
    await send(page, named);
    await this.look(visitor);
  }

  /** Opens what is folded away. */
  async unfold(visitor, word) {
    this.#named(word);
    await visitor.page.locator("summary").getByText(word, { exact: true }).click();
    await this.look(visitor);
  }

  /** The field with this label. */
  async field(visitor, label) {
    const words = new RegExp(`^\\s*${label.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(（なくてもよい）)?\\s*$`);
    const named = visitor.page.locator("label").filter({ hasText: words }).first();
    await appears(visitor.page, named, label);
    return visitor.page.locator(`[id="${await named.getAttribute("for")}"]`);
  }

  async fill(visitor, fields) {
    for (const [label, text] of Object.entries(fields)) {
      this.#named(label);
      const field = await this.field(visitor, label);
      if (await field.evaluate((field) => field.tagName === "SELECT")) await field.selectOption({ label: text });
      else await field.fill(text);
    }
    await this.look(visitor);
  }

  async sees(visitor, text) {
    await visitor.sees(text);
    await this.look(visitor);
  }

  /**
   * Takes a picture of parts of the page, with a ring round what the text speaks of. `fields` are the only ones of the
   * form to be seen, `ahead` the days from today that were typed, `height` cuts a long picture off below.
   */
  async picture(visitor, name, parts, { ring = [], phone = false, fields = [], ahead = [], height = Infinity } = {}) {
    if (!this.#now.pictures.has(name)) throw new Error(`the chapter does not show the picture ${name}`);
    const { page } = visitor;
    const before = page.viewportSize();
    const size = phone ? PHONE : WIDE;
    await page.setViewportSize(size);
    await this.look(visitor);
    const shown = await Promise.all(fields.map(async (label) => (await this.field(visitor, label)).getAttribute("id")));
    await page.evaluate(prepare, {
      days: [0, ...ahead].map((n) => [day(n), inJapanese(day(n)), dayAfter(PICTURED.day, n), inJapanese(dayAfter(PICTURED.day, n))]),
      clock: PICTURED.clock,
      shown,
    });
    for (const part of ring) {
      await part.evaluate((element) => {
        element.style.outline = "4px solid #c8102e";
        element.style.outlineOffset = "3px";
      });
    }
    const boxes = await Promise.all(parts.map(inPage));
    const left = Math.max(0, Math.min(...boxes.map((box) => box.x)) - MARGIN);
    const top = Math.max(0, Math.min(...boxes.map((box) => box.y)) - MARGIN);
    const right = Math.min(size.width, Math.max(...boxes.map((box) => box.x + box.width)) + MARGIN);
    const bottom = Math.min(Math.max(...boxes.map((box) => box.y + box.height)) + MARGIN, top + height);
    const clip = { x: left, y: top, width: right - left, height: bottom - top };
    const png = await page.screenshot({ fullPage: true, clip, animations: "disabled", caret: "hide", scale: "css" });
    await this.#write(name, png);
    for (const part of ring) await part.evaluate((element) => element.style.removeProperty("outline"));
    await page.evaluate(restore);
    await page.setViewportSize(before);
    this.#now.pictured.add(name);
  }

  /** WebP without loss is half of PNG, and the browser writes it. */
  async #write(name, png) {
    this.#painter ??= (await this.#browser.visitor()).page;
    const base64 = await this.#painter.evaluate(async (png) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext("2d").drawImage(picture, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality: 1 })).arrayBuffer());
      return btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), ""));
    }, png.toString("base64"));
    const bytes = Buffer.from(base64, "base64");
    this.#bytes += bytes.length;
    writeFileSync(new URL(`pictures/${name}.webp`, FOLDER), bytes);
  }
}

/** A part of a page, measured from the page's beginning. */
const inPage = (part) =>
  part.first().evaluate((element) => {
    const box = element.getBoundingClientRect();
    return { x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height };
  });

function dayAfter(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * In the page: what says when the picture was taken says a fixed moment, so that the same page makes the same bytes.
 */
function prepare({ days, clock, shown }) {
  document.activeElement?.blur();
  scrollTo(0, 0);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    let text = node.data;
    for (const [day, inWords, then, thenInWords] of days) text = text.replaceAll(day, then).replaceAll(inWords, thenInWords);
    text = text.replace(/(（.）) \d{1,2}:\d\d(?!\d)/g, `$1 ${clock}`).replace(/^\d{1,2}:\d\d(?= に自動で)/, clock);
    if (text !== node.data) node.data = text;
  }
  // A browser that speaks Japanese says 2026/12/01; the one that takes the pictures has no Japanese for its own parts.
  for (const input of document.querySelectorAll("input[type=date]")) {
    input.dataset.typed = input.value;
    input.type = "text";
    const then = days.find(([day]) => day === input.value)?.[2] ?? input.value;
    input.value = then.replaceAll("-", "/") || "年/月/日";
  }
  if (shown.length === 0) return;
  for (const field of document.querySelectorAll("#desk-form .field")) {
    field.hidden = !shown.some((id) => field.querySelector(`[id="${id}"]`));
  }
}

/** In the page: what was typed is what is sent. */
function restore() {
  for (const input of document.querySelectorAll("[data-typed]")) {
    input.type = "date";
    input.value = input.dataset.typed;
    delete input.dataset.typed;
  }
  for (const field of document.querySelectorAll("#desk-form .field")) field.hidden = false;
}
