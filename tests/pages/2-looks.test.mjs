import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { openBrowser } from "../browser/support/browser.mjs";
import { ASKED, BUILT } from "./kinds.mjs";

/** So many pages are looked at at once. */
const AT_ONCE = 2;

describe("in Chromium, on phone and desktop, light and dark, magnified, with and without scripts:", { concurrency: AT_ONCE }, () => {
  let browser;
  const readers = [];
  before(async () => {
    browser = await openBrowser("--autoplay-policy=no-user-gesture-required");
    for (let count = 0; count < AT_ONCE; count += 1) {
      readers.push([await browser.visitor(), await browser.visitor({ javaScriptEnabled: false })]);
    }
  });
  after(() => browser.close());

  for (const [kind, { pages, languages }] of Object.entries({ ...BUILT, ...ASKED })) {
    test(`${kind}: everybody can read it, in every language`, async () => {
      const [reader, plain] = readers.pop();
      try {
        for (const [language, prefix] of Object.entries(languages)) {
          for (const path of pages) {
            const name = `page-${path.replace(/^\/|\/$/g, "").replaceAll("/", "-") || "home"}-${language}`;
            for (const visitor of [reader, plain]) {
              if (kind === "no such page") visitor.expect(/404/);
              await visitor.open(prefix + path);
              assert.equal(await visitor.page.locator("h1").count(), 1, `${path} has one h1`);
              assert.ok((await visitor.page.locator("main").innerText()).length > 20, `${path} says something`);
              await visitor.check(visitor === plain ? `${name}-plain` : name, visitor.page, { desktop: language === "ja" });
              await visitor.checkLargeText(name);
              // What brings no script is the same without.
              if (visitor === reader && (await visitor.page.locator("script[src]").count()) === 0) break;
            }
          }
        }
      } finally {
        readers.push([reader, plain]);
      }
      const found = [...new Set([...reader.troubles(), ...plain.troubles()])];
      assert.equal(found.length, 0, found.join("\n"));
    });
  }
});
