import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ORIGIN, day } from "./support/town.mjs";
import { openBrowser } from "./support/browser.mjs";

const PAGE = "/procedures/moving-in/"; // Monday to Friday, 8:30 to 17:15

describe("somebody who has something to do at the town hall", () => {
  let browser;
  before(async () => {
    browser = await openBrowser();
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  /** What the page says about opening, on a day at a time in Japan. */
  async function said(date, time, path = PAGE) {
    const visitor = await browser.visitor({ timezoneId: "America/New_York" });
    await visitor.page.clock.setFixedTime(new Date(`${date}T${time}:00+09:00`));
    const page = await visitor.open(path);
    const place = page.locator(".opening");
    await place.waitFor();
    const text = await place.innerText();
    await visitor.context.close();
    return text;
  }

  /** The first day after today that is such a day. */
  function next(is) {
    for (let ahead = 1; ahead < 400; ahead += 1) {
      const date = day(ahead);
      if (is(date, new Date(`${date}T00:00:00Z`).getUTCDay())) return date;
    }
    throw new Error("no such day in a year");
  }

  test("reads whether it is open today, on Japan's calendar", async () => {
    const holidays = await (await fetch(`${ORIGIN}/holidays.json`)).json();
    const yearEnd = (date) => /-(12-(29|30|31)|01-0[123])$/.test(date);
    const plain = (date, weekday) => weekday > 0 && weekday < 6 && !holidays[date] && !yearEnd(date);
    const weekday = next((date, at) => plain(date, at));
    assert.match(await said(weekday, "08:00"), /今日は8時30分から17時15分まで開きます/);
    assert.match(await said(weekday, "17:14"), /今日は17時15分まで開いています/);
    assert.match(await said(weekday, "17:15"), /今日の受付は終わりました。次は/);
    assert.match(await said(weekday, "17:14", `/en${PAGE}`), /Open now, until 17:15/);
    assert.match(await said(weekday, "09:00", `/ja-easy${PAGE}`), /今、行くことができます/);

    const saturday = next((date, at) => at === 6 && !yearEnd(date));
    assert.match(await said(saturday, "10:00"), /今日は休みです。次は.*（月|火|水）/);
    const holiday = next((date, at) => at > 0 && at < 6 && holidays[date] && !yearEnd(date));
    assert.ok((await said(holiday, "10:00")).includes(`祝日（${holidays[holiday]}）で休みです`));
    const newYear = next((date) => date.endsWith("-01-02"));
    assert.match(await said(newYear, "10:00"), /年末年始の休みです。次は1月[456]日/);
  });

  test("reads the hours alone with scripts off, or without the list of holidays", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    const page = await visitor.open(PAGE);
    assert.match(await page.locator(".facts").innerText(), /平日 8時30分から17時15分まで/);
    assert.ok(await page.locator(".opening").isHidden());
    await visitor.context.close();

    const other = await browser.visitor();
    await other.context.route("**/holidays.json", (route) => route.fulfill({ status: 404, body: "" }));
    other.expect(/404/);
    await other.open(PAGE);
    await other.page.waitForTimeout(300);
    assert.ok(await other.page.locator(".opening").isHidden());
    await other.context.close();
  });

  test("finds every procedure by what has happened, by office and by name as in a dictionary", async () => {
    const visitor = await browser.visitor();
    const page = await visitor.open("/procedures/");
    const names = (heading) =>
      page.evaluate((heading) => {
        const found = [];
        let inside = false;
        for (const element of document.querySelectorAll("main h2, main .index a")) {
          if (element.tagName === "H2") inside = element.id === heading;
          else if (inside) found.push(element.textContent);
        }
        return found;
      }, heading);
    const all = (await names("life")).sort();
    assert.ok(all.length >= 16);
    assert.deepEqual((await names("offices")).sort(), all);
    const sorted = await names("names");
    assert.deepEqual([...sorted].sort(), all);
    const order = (...some) => assert.deepEqual(some, sorted.filter((name) => some.includes(name)));
    order("印鑑登録", "おくやみ窓口", "高齢者バス証");
    order("仕事をやめたときの国民健康保険", "児童手当", "死亡届", "出生届", "小学校・中学校の転校");
    order("転居届（町内での引っ越し）", "転出届", "転入届");
    await visitor.context.close();
  });
});
