import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser } from "./support/browser.mjs";

const LANGUAGES = [
  { prefix: "", shot: "ja", typed: "いんかんとうろく", page: "/procedures/seal-registration/" },
  { prefix: "/ja-easy", shot: "easy", typed: "ひっこし", page: "/ja-easy/procedures/address-change/" },
  { prefix: "/en", shot: "en", typed: "nursary school", page: "/en/procedures/nursery-admission/" },
];

const box = (page) => page.locator("main #find");
const choices = (page) => page.locator("main [role=option]");
const found = (page) => page.locator("#results .found a");
const status = (page) => page.locator("main [role=status]");

/** The address that somebody is led to by what was done. */
async function leadsTo(page, path, act) {
  await Promise.all([page.waitForURL((url) => url.pathname === path), act()]);
}

describe("somebody who looks for a page", () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  for (const language of LANGUAGES) {
    test(`finds it as they type, on the home page and on the search page (${language.shot})`, async () => {
      const visitor = await browser.visitor({ viewport: PHONE });
      const page = await visitor.open(`${language.prefix}/`);
      await box(page).pressSequentially(language.typed, { delay: 30 });
      await choices(page).first().waitFor();
      await page.waitForFunction((path) => document.querySelector("[role=option]").dataset.href === path, language.page);
      await visitor.check(`search-box-${language.shot}`);
      await leadsTo(page, language.page, () => choices(page).first().click());

      await visitor.open(`${language.prefix}/search/`);
      await visitor.check(`search-empty-${language.shot}`);
      await box(page).fill(language.typed);
      await page.waitForFunction((path) => document.querySelector(".found a")?.pathname === path, language.page);
      await visitor.check(`search-found-${language.shot}`);
      await leadsTo(page, language.page, () => found(page).first().click());
      await page.goBack();
      await found(page).first().waitFor();
      assert.equal(await box(page).inputValue(), language.typed, "going back shows the same results");
      await visitor.context.close();
    });
  }

  test("needs nothing but the keyboard", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open("/");
    await box(page).focus();
    assert.equal(await box(page).getAttribute("aria-expanded"), "false");
    await page.keyboard.type("ほいくじょ");
    await choices(page).first().waitFor();
    assert.equal(await box(page).getAttribute("aria-expanded"), "true");
    assert.match(await status(page).innerText(), /件/);

    await page.keyboard.press("ArrowDown");
    const active = await box(page).getAttribute("aria-activedescendant");
    assert.equal(await page.locator("[aria-selected=true]").getAttribute("id"), active);
    await page.keyboard.press("ArrowUp");
    assert.equal(await box(page).getAttribute("aria-activedescendant"), null, "back in the box");
    await page.keyboard.press("ArrowUp");
    assert.match(await page.locator("[aria-selected=true]").innerText(), /すべて見る/, "round to the last");
    await page.keyboard.press("Escape");
    assert.ok(await page.locator("[role=listbox]").isHidden());
    assert.equal(await box(page).inputValue(), "ほいくじょ", "what was typed stays");
    await page.keyboard.press("ArrowDown");
    await leadsTo(page, "/procedures/nursery-admission/", () => page.keyboard.press("Enter"));

    await visitor.open("/");
    await box(page).focus();
    await page.keyboard.type("印鑑");
    await choices(page).first().waitFor();
    await leadsTo(page, "/search/", () => page.keyboard.press("Enter"));
    await found(page).first().waitFor();
    await box(page).focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement.id === "results-title");
    await page.keyboard.press("Tab");
    await leadsTo(page, "/procedures/seal-registration/", () => page.keyboard.press("Enter"));
    await visitor.context.close();
  });

  test("is not disturbed while the input method converts", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open("/search/");
    await box(page).focus();
    const devtools = await visitor.context.newCDPSession(page);
    await devtools.send("Input.imeSetComposition", { text: "いんかｎ", selectionStart: 4, selectionEnd: 4 });
    await page.waitForTimeout(500);
    assert.ok(await page.locator("#results").isHidden(), "nothing is looked for yet");
    await devtools.send("Input.insertText", { text: "印鑑" });
    await found(page).first().waitFor();
    assert.equal(await box(page).inputValue(), "印鑑");
    await visitor.context.close();
  });

  test("comes with a question in the address, from the header of any page", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open("/facilities/library/");
    await page.getByRole("search").getByRole("searchbox").fill("ｲﾝﾌﾙｴﾝｻﾞ");
    await leadsTo(page, "/search/", () => page.getByRole("search").getByRole("button").click());
    await page.waitForFunction(() => document.querySelector(".found a")?.pathname === "/news/2026/flu-shots/");
    await visitor.context.close();
  });

  test("is told when nothing is found, when there is too much, and when the line is down", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open("/search/");
    await box(page).fill("ξξξξ");
    await page.waitForFunction(() => document.querySelector("#results [role=status]")?.textContent.includes("見つかりません"));
    assert.match(await status(page).innerText(), /「ξξξξ」/);
    assert.equal(await found(page).count(), 0);
    await visitor.check("search-nothing");

    await box(page).fill("町");
    await page.waitForFunction(() => document.querySelectorAll(".found li").length === 20);
    await page.getByRole("button", { name: "続きを見る" }).click();
    await page.waitForFunction(() => document.querySelectorAll(".found li").length > 20);
    assert.equal(await page.evaluate(() => document.activeElement.closest("li") !== null), true, "the focus goes on");
    await visitor.check("search-much");

    await box(page).fill("");
    await page.locator("#results").waitFor({ state: "hidden" });
    assert.equal(new URL(page.url()).search, "");

    await visitor.context.route("**/search/ja/**", (route) => route.abort());
    await page.reload();
    // Two files, when the box is entered and again when there is a question.
    for (let times = 0; times < 4; times += 1) visitor.expect(/ERR_FAILED/);
    await box(page).fill("断水");
    await page.waitForFunction(() => document.querySelector("#results [role=status]")?.textContent.includes("読み込めません"));
    await visitor.check("search-offline");
    await visitor.context.unroute("**/search/ja/**");
    await box(page).fill("断水 ");
    await page.keyboard.press("Enter");
    await found(page).first().waitFor();
    await visitor.context.close();
  });

  test("is led to every page in three clicks with scripts off", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    const page = await visitor.open("/");
    await box(page).fill("断水");
    await leadsTo(page, "/search/", () => page.locator("main form button").click());
    assert.match(await page.locator("noscript .message").innerText(), /スクリプト/);
    await visitor.context.close();

    // Whoever stands anywhere has the site map in the footer: that is the first click.
    const reader = await browser.visitor();
    const map = await reader.open("/sitemap/");
    const hrefs = (selector) =>
      map.locator(selector).evaluateAll((links) => links.map((link) => new URL(link.getAttribute("href"), link.baseURI).pathname));
    const second = new Set([...(await hrefs("main a")), ...(await hrefs("header a")), ...(await hrefs("footer a"))]);
    const reached = new Set(second);
    for (const path of second) {
      if (!/^\/[a-z]+\/(\d{4}\/|calendar\/)?$/.test(path) || /^\/(my|desk|login|start)\//.test(path)) continue;
      await map.goto(path);
      for (const href of await hrefs("main a")) reached.add(href);
    }
    const all = await (await fetch(new URL("/sitemap.xml", map.url()))).text();
    const pages = [...all.matchAll(/<loc>[^<]*?\/\/[^/]+([^<]*)<\/loc>/g)].map(([, path]) => path);
    const far = pages.filter((path) => !/^\/(en|ja-easy)\//.test(path) && !reached.has(path));
    assert.ok(pages.length > 80);
    assert.deepEqual(far, []);
    await reader.context.close();
  });
});
