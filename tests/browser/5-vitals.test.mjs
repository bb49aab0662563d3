// What somebody measures at home, by hand and from a device's file; and a diary with a picture.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { png, sheet } from "../pages/support/drawing.mjs";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { resident, write } from "./support/record.mjs";
import { day } from "./support/town.mjs";

const PERSON = { number: "900301", name: "椎名 まもる", kana: "シイナ マモル", born: "1961-02-20", household: "9003" };
const CHARTS = "/my/health/me/vitals/charts";
/** As an app writes it, with one row that nobody can have measured and a column that is not kept. */
const DEVICE = [
  "測定日,時刻,最高血圧,最低血圧,脈拍,機器",
  ...Array.from({ length: 24 }, (_, n) => `${day(-n - 1)},07:${10 + n},${126 + (n * 7) % 19},${78 + (n * 5) % 11},${61 + (n % 8)},HB-1`),
  `${day(-2)},08:00,80,126,60,HB-1`,
].join("\r\n");

describe("measured at home", () => {
  let browser, person;
  before(async () => {
    browser = await openBrowser();
    person = await resident(browser, PERSON);
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  async function choose(file) {
    const { page } = person;
    await page.goto("/my/health/me/vitals/import");
    await page.getByLabel(/ファイル/).setInputFiles({ name: "blood-pressure.csv", mimeType: "text/csv", buffer: Buffer.from(file) });
    await send(page, "内容を確かめる");
  }

  test("weight, blood pressure and temperature are written by hand and drawn", async () => {
    const { page } = person;
    await page.goto("/my/health/me");
    await send(page, page.getByRole("link", { name: "測った値のグラフ" }));
    await person.sees("この期間に測った値は、まだありません。");
    await person.check("vitals-empty");
    await send(page, page.getByRole("link", { name: "測った値を書き加える" }));
    const form = new URL(page.url()).pathname;
    await write(page, form, day(-40), { 測った時刻: "07:10", "体重（kg）": "64.2" });
    await write(page, form, day(-3), { "体重（kg）": "63.5", 体温: "36.4" });
    await write(page, form, day(), { 測った時刻: "07:05", "体重（kg）": "63.1", "血圧（上）": "128", "血圧（下）": "82", 体温: "36.6" });
    await page.goto(CHARTS);
    for (const [measure, value, name] of [["血圧", "128", "pressure"], ["体重", "63.1", "weight"], ["体温", "36.6", "temperature"]]) {
      await send(page, page.getByRole("link", { name: measure, exact: true }));
      await person.sees(value);
      await person.check(`vitals-${name}`);
    }
    await send(page, page.getByRole("link", { name: "体重", exact: true }));
    await send(page, page.getByRole("link", { name: "1年間" }));
    await person.sees("64.2");
    await person.check("vitals-year");
  });

  test("a device's file is looked over, saved, and a second time changes nothing", async () => {
    const { page } = person;
    await page.goto(CHARTS);
    await send(page, page.getByRole("link", { name: "機器のファイルから取り込む" }));
    await person.check("vitals-import");
    await choose(DEVICE);
    await person.sees("26行目");
    await person.sees("使わない列：");
    await person.check("vitals-import-read");
    await send(page, "新しい24件を保存する");
    await person.sees("24件を保存しました。");
    await person.check("vitals-imported");
    await choose(DEVICE);
    await person.sees("新しい行はありません。何も変わっていません。");
    await person.check("vitals-import-again");
  });

  test("a file that is no table is refused in words", async () => {
    person.expect(/422/);
    await choose("お買い物のメモ\r\n牛乳\r\n");
    await person.sees("このファイルは取り込めません。");
    await person.check("vitals-import-refused");
  });

  test("a line of the diary has a picture, until it is taken off", async () => {
    const { page } = person;
    await write(page, "/my/health/me/diary/new/diary", day(), { 日記: "朝、川沿いを歩いた。\n霧が晴れて山が見えた。" });
    await person.check("diary-without");
    await page.getByLabel("写真を選ぶ").setInputFiles({ name: "walk.png", mimeType: "image/png", buffer: png(sheet(["whole"], { module: 14 })) });
    await send(page, "写真を保存する");
    const shown = page.locator(".diary-picture img");
    await shown.waitFor();
    assert.ok(await shown.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
    const address = await shown.getAttribute("src");
    await person.check("diary-picture");
    await page.getByText("写真を替える").click();
    await send(page, "写真を外す");
    assert.equal(await shown.count(), 0);
    await person.sees("この日の写真を1枚");
    person.expect(/404/);
    assert.equal((await page.goto(address)).status(), 404, "the picture has no address any more");
    await page.goto("/my/health/me/diary");
    await person.check("diary-list");
  });

  test("without scripts all of it reads the same", async () => {
    const plain = await browser.visitor({ javaScriptEnabled: false, viewport: PHONE, storageState: await person.context.storageState() });
    for (const [path, name] of [["vitals/charts", "charts"], ["vitals/import", "import"], ["diary", "diary"]]) {
      await plain.open(`/my/health/me/${path}`);
      await plain.check(`vitals-plain-${name}`, undefined, { desktop: false });
    }
  });
});
