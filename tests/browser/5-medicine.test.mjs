// A medicine notebook: read from a slip's codes, written by hand, warned of, shown over a counter and given away.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { png, sheet, textOf } from "../pages/support/drawing.mjs";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { resident, write } from "./support/record.mjs";
import { day } from "./support/town.mjs";

const PERSON = { number: "900201", name: "楠木 つたえ", kana: "クスノキ ツタエ", born: "1949-10-08", household: "9002" };
const PARTS = ["part-1", "part-2", "part-3"];
const BOOK = "/my/health/me/medicine/book";

/** What the QR code of a slip says of one drug. */
function slip(on, pharmacy, drug, code) {
  return [
    "JAHISTC08,1",
    "1,楠木 つたえ,2,19491008,,,,,,,",
    `5,${on.replaceAll("-", "")},1`,
    `11,${pharmacy},20,4,0000001,,,,1`,
    `51,${pharmacy}のとなりの診療所,20,1,0000002,1`,
    `201,1,${drug},1,錠,4,${code},1,,,`,
    "301,1,【分１　朝食後服用】,14,日分,1,1,,1",
  ].join("\r\n");
}

describe("a medicine notebook", () => {
  let browser, person;
  before(async () => {
    browser = await openBrowser();
    person = await resident(browser, PERSON, { prf: false });
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  async function paste(text) {
    const { page } = person;
    await page.goto("/my/health/me/medicine/scan");
    await page.getByLabel(/貼り付け/).fill(text);
    await send(page, "保存する");
  }

  test("an empty notebook is found from the record and says how to begin", async () => {
    const { page } = person;
    await page.goto("/my/health/me");
    await send(page, page.getByRole("link", { name: "手帳を開く・薬局で見せる" }));
    assert.equal(new URL(page.url()).pathname, BOOK);
    await person.sees("まだ薬の記録がありません。");
    await person.check("medicine-empty");
  });

  test("pictures of a slip become one entry", async () => {
    const { page } = person;
    await send(page, page.getByRole("link", { name: "お薬のQRコードを読み取る" }));
    await person.check("medicine-scan");
    const picture = (name) => ({ name: `${name}.png`, mimeType: "image/png", buffer: png(sheet([name], { turned: 3 })) });
    await page.getByLabel("写真から読み取る").setInputFiles(PARTS.slice(0, 2).map(picture));
    await person.sees("読み取ったQRコード");
    await person.check("medicine-scan-missing");
    await page.getByLabel("写真から読み取る").setInputFiles([picture("part-3")]);
    await person.sees("すべて読み取りました");
    await person.check("medicine-scan-read");
    await send(page, "保存する");
    await person.sees("響川ﾃｽﾄ薬局");
    await person.check("medicine-entry");
  });

  test("what is no slip is told, and stays to be corrected", async () => {
    person.expect(/422/);
    await paste("https://example.jp/");
    await person.sees("お薬手帳のQRコードではありません。");
    await person.check("medicine-scan-wrong");
    person.expect(/422/);
    await paste(textOf("part-1"));
    await person.sees("まだ読み取っていない番号：2, 3");
  });

  test("a bought medicine and an allergy are written by hand", async () => {
    const { page } = person;
    await page.goto(BOOK);
    await send(page, page.getByRole("link", { name: "市販薬を書き加える" }));
    await person.check("medicine-bought-form");
    await write(page, "/my/health/me/medicine/new/otc", day(), { 市販薬の名前: "ひびき胃腸薬", 何のために: "胃もたれ", 飲み方: "食後に1包", 飲み始めた日: day(-2) });
    await page.goto(BOOK);
    await send(page, page.getByRole("link", { name: "アレルギー・副作用を書き加える" }));
    await person.check("medicine-allergy-form");
    const allergy = { 種類: "medicine", 原因: "ペニシリン", 症状: "発疹", 重さ: "severe" };
    await write(page, "/my/health/me/emergency/new/allergy", day(), allergy);
    await page.goto(BOOK);
    await person.sees("ペニシリン（発疹・重い）");
    await person.check("medicine-book");
  });

  test("the same ingredient twice is warned of, with whom to ask", async () => {
    const { page } = person;
    await paste(slip(day(-3), "ひびき薬局", "ﾛｷｿﾌﾟﾛﾌｪﾝNa錠60mg「ﾋﾋﾞｷ」", "1149019F1560"));
    await paste(slip(day(-1), "駅前薬局", "ﾛｷｿﾆﾝ錠60mg", "1149019F1012"));
    await paste(slip(day(-90), "むかし薬局", "むかし錠5mg", "2149019F1012"));
    await page.goto(BOOK);
    await person.sees("同じ成分の薬が重なっているかもしれません");
    await person.sees("別々の病院・診療所から出た薬です。");
    await person.check("medicine-twice");
    await send(page, page.getByRole("link", { name: "書いたものの一覧（直す・取り消す）" }));
    await person.check("medicine-list");
  });

  test("over the counter nothing else is on the screen, and the codes hold what is taken now", async () => {
    const { page } = person;
    await page.goto(BOOK);
    await send(page, page.getByRole("link", { name: "薬局で見せる" }));
    assert.equal(await page.locator("header.site-header").isVisible(), false);
    await person.sees("ペニシリン");
    await person.check("medicine-show");
    await send(page, page.getByRole("link", { name: "閉じる" }).first());
    await send(page, page.getByRole("link", { name: "QRコードを見せる" }));
    assert.ok(await page.locator("svg.notebook-code").count());
    await person.check("medicine-codes");
    await send(page, page.getByRole("link", { name: "閉じる" }).first());
    assert.equal(new URL(page.url()).pathname, BOOK);
  });

  test("the whole notebook is taken as the file that others read", async () => {
    const { page } = person;
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "ファイルを受け取る" }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), `okusuri-techo-${day()}.txt`);
    const text = new TextDecoder("shift_jis").decode(readFileSync(await file.path()));
    for (const part of ["JAHISTC", "むかし錠5mg", "ﾛｷｿﾆﾝ錠60mg", "ひびき胃腸薬", "ペニシリン"]) assert.ok(text.includes(part), part);
  });

  test("without scripts a slip is pasted, and all of it reads the same", async () => {
    const plain = await browser.visitor({ javaScriptEnabled: false, viewport: PHONE, storageState: await person.context.storageState() });
    for (const [path, name] of [["scan", "scan"], ["book", "book"], ["show", "show"], ["show?as=codes", "codes"]]) {
      await plain.open(`/my/health/me/medicine/${path}`);
      await plain.check(`medicine-plain-${name}`);
    }
  });
});
