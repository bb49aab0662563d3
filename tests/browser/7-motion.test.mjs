// The town in motion, as people see it: complete without scripts, refreshed while it is looked at, honest when no
// answer comes.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, afterEach, before, describe, test } from "node:test";
import bindings from "gtfs-realtime-bindings";
import { openBrowser } from "./support/browser.mjs";
import { FEEDS, ORIGIN } from "./support/town.mjs";

const { FeedMessage } = bindings.transit_realtime;

/** Three buses of the timetable that always runs: one late, one standing, one that has been silent for ten minutes. */
function buses(kind) {
  const now = Math.floor(Date.now() / 1000);
  const clock = new Date((now + 9 * 3600) * 1000).toISOString();
  const startDate = clock.slice(0, 10).replaceAll("-", "");
  const left = Math.floor(((now + 9 * 3600) % 86_400) / 600) * 600;
  const trip = { tripId: `t-${left}`, startDate };
  const vehicle = (id, longitude, more = {}) => ({
    id,
    vehicle: { trip, vehicle: { id }, position: { latitude: 36, longitude }, currentStopSequence: 2, timestamp: now, ...more },
  });
  const words = (ja, en) => ({ translation: [{ language: "ja", text: ja }, { language: "en", text: en }] });
  const alert = {
    activePeriod: [{ start: now - 3600, end: now + 86_400 }],
    informedEntity: [{ routeId: "R1" }],
    headerText: words("川沿いの道の工事で、回り道をします", "Detour: works by the river"),
    descriptionText: words("5分ほど余計にかかります。", "It takes about five minutes more."),
  };
  const entities = {
    "/trips.pb": [{ id: "t", tripUpdate: { trip, timestamp: now, stopTimeUpdate: [{ stopSequence: 1, departure: { delay: 240 } }] } }],
    "/vehicles.pb": [
      vehicle("a", 138.003),
      vehicle("b", 138.0003, { currentStopSequence: 1, currentStatus: 1 }),
      vehicle("c", 138.007, { timestamp: now - 600 }),
    ],
    "/alerts.pb": [{ id: "a", alert }],
  };
  const header = { gtfsRealtimeVersion: "2.0", timestamp: now };
  return entities[kind] && FeedMessage.encode(FeedMessage.fromObject({ header, entity: entities[kind] })).finish();
}

const fresh = (words) => ({
  at: "12:05",
  items: { "station-front": { html: `<span class="badge ok">${words}</span>`, words: `駅前駐車場 ${words}` } },
});

describe("the town in motion", () => {
  let browser;
  const feeds = createServer((request, answer) => {
    const body = buses(request.url);
    answer.writeHead(body ? 200 : 404, { "content-type": "application/x-protobuf" }).end(body);
  });
  /** Lets a minute pass: the feeds are asked. */
  const minute = () => fetch(`${ORIGIN}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`);
  before(async () => {
    feeds.listen(Number(new URL(FEEDS).port), "127.0.0.1");
    await once(feeds, "listening");
    await minute();
    browser = await openBrowser();
  });
  afterEach(() => browser.settle());
  after(async () => {
    await browser.close();
    feeds.close();
  });

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

  test("where the buses are is told in a list, drawn on a map, and complete without scripts", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    const { page } = visitor;
    await visitor.open("/bus/test/now");
    const list = page.locator("li[id^=bus-]");
    assert.equal(await list.count(), 3);
    assert.match(await list.nth(0).innerText(), /柿ノ木線 柿ノ木 行き[\s\S]*約4分遅れ[\s\S]*(次は 柿ノ木|駅前に停車中)/);
    assert.match(await list.nth(2).innerText(), /古い情報です：1\d分前/);
    assert.equal(await page.locator(".map a").count(), 3);
    assert.equal(await page.locator(".map circle.old").count(), 1);
    assert.match(await page.locator("[data-item=changes]").innerText(), /川沿いの道の工事で、回り道をします/);
    await visitor.context.close();
  });

  test("late, standing and silent buses are for everybody, in three languages", async () => {
    const visitor = await browser.visitor();
    for (const [language, prefix] of Object.entries({ ja: "", easy: "/ja-easy", en: "/en" })) {
      await visitor.open(`${prefix}/bus/test/now`);
      assert.equal(await visitor.page.locator("h1").count(), 1, prefix);
      await visitor.check(`motion-buses-on-their-way-${language}`);
    }
    await visitor.context.close();
  });

  test("a refresh leaves whoever is at a bus with the keyboard where they are", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    await page.clock.install();
    await visitor.open("/bus/test/now");
    const bus = page.locator(".map a").nth(1);
    await bus.focus();
    const first = await bus.evaluateHandle((link) => link);
    await page.clock.runFor(61_000);
    await page.waitForFunction((link) => !link.isConnected, first);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#bus-2");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "bus-2");
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
