// The town in motion, as people see it: complete without scripts, refreshed while it is looked at, honest when no
// answer comes.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser } from "./support/browser.mjs";

const fresh = (words) => ({
  at: "12:05",
  items: { "station-front": { html: `<span class="badge ok">${words}</span>`, words: `駅前駐車場 ${words}` } },
});

describe("the town in motion", () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  test("without scripts the pages lead to the live page, which is complete", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    const { page } = visitor;
    await visitor.open("/parking/");
    assert.match(await page.locator("#lot-station-front").innerText(), /60台 · はじめの60分無料/);
    await page.locator("#lot-station-front").getByRole("link", { name: "いまの空きを見る" }).click();
    assert.equal(new URL(page.url()).pathname, "/parking/live/");
    const state = await page.locator("[data-item=station-front]").innerText();
    assert.match(state, /空き|満車|情報がありません|残りわずか/);
    await visitor.context.close();
  });

  test("from the keyboard the map leads to the list", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    await visitor.open("/parking/live/");
    const point = page.locator(".map a").first();
    await point.focus();
    assert.equal(await point.getAttribute("aria-label"), "1 駅前駐車場");
    await page.keyboard.press("Enter");
    assert.ok(page.url().endsWith("#lot-station-front"));
    assert.equal(await page.evaluate(() => document.activeElement.id), "lot-station-front");
    await visitor.context.close();
  });

  test("the numbers are refreshed while the page is seen, and a change is said aloud once", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    await page.clock.install();
    let words = "空き 32台";
    let asked = 0;
    await page.route("**/parking/status.json", (route) => {
      asked += 1;
      return route.fulfill({ json: fresh(words) });
    });
    await visitor.open("/parking/");
    const place = page.locator("[data-item=station-front]");
    const said = page.locator("[data-said]");
    await place.getByText("空き 32台").waitFor();
    assert.match(await page.locator("[data-note]").innerText(), /12:05 に確かめました/);
    assert.equal(await said.textContent(), "");
    words = "満車";
    await page.clock.runFor(61_000);
    await place.getByText("満車").waitFor();
    assert.equal(await said.textContent(), "駅前駐車場 満車");
    // Nobody looks: nobody asks.
    const before = asked;
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.clock.runFor(600_000);
    assert.equal(asked, before);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: false, configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    for (let tries = 0; asked === before && tries < 50; tries += 1) await page.waitForTimeout(20);
    assert.equal(asked, before + 1);
    await visitor.context.close();
  });

  test("when no answer comes the page says so, asks less and less often, and recovers", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    await page.clock.install();
    let works = true;
    let asked = 0;
    await page.route("**/parking/status.json", (route) => {
      asked += 1;
      return works ? route.fulfill({ json: fresh("空き 32台") }) : route.fulfill({ status: 204 });
    });
    await visitor.open("/parking/");
    await page.locator("[data-item=station-front]").getByText("空き 32台").waitFor();
    works = false;
    await page.clock.runFor(61_000);
    await page.locator("[data-live].lost").waitFor();
    assert.match(await page.locator("[data-note]").innerText(), /新しい情報を受け取れません/);
    const once = asked;
    await page.clock.runFor(61_000);
    assert.equal(asked, once, "the next try is two minutes later");
    works = true;
    await page.clock.runFor(61_000);
    await page.locator("[data-live]:not(.lost)").waitFor();
    await visitor.context.close();
  });
});
