// Who writes without reading: a nurse's form and her table, and the guardian to whose record they go.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { letter, openRecord, start } from "./support/health.mjs";
import { admin, beginChild, staff } from "./support/record.mjs";
import { RESIDENTS, day } from "./support/town.mjs";

const GUARDIAN = RESIDENTS.find(({ name }) => name === "髙橋 真由美");
const CHILD = RESIDENTS.find(({ name }) => name === "髙橋 颯太");
const SISTER = RESIDENTS.find(({ name }) => name === "髙橋 凛");

async function find(page, { kana, born }) {
  await page.goto("/desk/health");
  await page.getByLabel("名前のカナ").fill(kana);
  await page.getByLabel("生年月日").fill(born);
  await send(page, "さがす");
}

describe("a nurse who writes and does not read", () => {
  let browser, chief, clerk, nurse, guardian;
  before(async () => {
    browser = await openBrowser();
    [chief, clerk, nurse] = [await browser.visitor(), await browser.visitor(), await browser.visitor()];
    guardian = await browser.visitor({ viewport: PHONE });
    await guardian.authenticator({ prf: true });
    await admin(chief);
    await staff(clerk, chief, ["窓辺 あける", "住民課", "clerk"]);
    await staff(nurse, chief, ["保野 すこやか", "健康福祉課", "nurse"]);
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  test("a guardian begins the child's record", async () => {
    await start(guardian, await letter(clerk, GUARDIAN), GUARDIAN);
    await openRecord(guardian);
    await beginChild(guardian.page, "颯太");
  });

  test("the nurse fills in a check-up, looks it over and sends it", async () => {
    const page = await nurse.open("/desk");
    await nurse.check("desk-nurse");
    await send(page, page.getByRole("link", { name: "健診などの記録を書く" }));
    await nurse.check("desk-health");
    await find(page, CHILD);
    await nurse.check("desk-health-found");
    assert.equal(new URL(page.url()).search, "", "no name stands in an address");
    await page.getByLabel("何の記録ですか").selectOption("身体計測");
    await send(page, page.getByRole("button", { name: /さんの記録を書く/ }));
    await page.getByLabel("体重（kg）").fill("重い");
    nurse.expect(/422/);
    await send(page, "確認へ進む");
    await nurse.check("desk-health-form-wrong");
    await page.getByLabel("体重（kg）").fill("31.5");
    await page.getByLabel("身長（cm）").fill("133.2");
    await send(page, "確認へ進む");
    await nurse.sees("町の保健師（健康福祉課）");
    await nurse.check("desk-health-preview");
    await send(page, "送る");
    await nurse.sees("送りました。");
  });

  test("somebody without a record is named so, and the line is kept", async () => {
    const { page } = nurse;
    await find(page, SISTER);
    await page.getByLabel("何の記録ですか").selectOption("身体計測");
    await send(page, page.getByRole("button", { name: /さんの記録を書く/ }));
    await nurse.sees("健康の記録をまだ始めていません");
    await page.getByLabel("体重（kg）").fill("44");
    await send(page, "確認へ進む");
    await nurse.check("desk-health-preview-none");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSVの行として保存" }).click();
    assert.equal((await saved).suggestedFilename(), "hibiki-line.csv");
  });

  test("a table is read, its bad rows are named, and the rest goes step by step", async () => {
    const file = join(tmpdir(), `hibiki-nurse-${process.pid}.csv`);
    const rows = Array.from({ length: 45 }, (_, n) => `${CHILD.number},${day(-400 - n)},${28 + n / 10},128`);
    const bad = [`${CHILD.number},まだ,30,128`, `${SISTER.number},${day(-3)},44,150`];
    writeFileSync(file, ["宛名番号,実施日,体重(kg),身長(cm)", ...rows, ...bad].join("\n"));
    const { page } = nurse;
    await page.goto("/desk/health/import");
    await nurse.check("desk-health-import");
    await page.getByLabel("何の記録ですか").selectOption("身体計測");
    await page.getByLabel(/表のファイル/).setInputFiles(file);
    await send(page, "読み取る");
    await nurse.sees("47行目「実施日」");
    await nurse.check("desk-health-import-read");
    await page.getByRole("button", { name: "送る", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "送り終わりました" }).waitFor();
    await nurse.sees("45行を送りました。");
    await nurse.sees("48行目");
    await nurse.sees("47行目「実施日」");
    await nurse.check("desk-health-import-done");
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "あとで送る 1行を保存する" }).click();
    assert.equal((await saved).suggestedFilename(), "hibiki-rest.csv");
  });

  test("without scripts the same table goes with a button, and changes nothing twice", async () => {
    const file = join(tmpdir(), `hibiki-nurse-${process.pid}.csv`);
    const state = await nurse.context.storageState();
    const plain = await browser.visitor({ javaScriptEnabled: false, storageState: state });
    const page = await plain.open("/desk/health/import");
    await page.getByLabel("何の記録ですか").selectOption("growth");
    await page.getByLabel(/表のファイル/).setInputFiles(file);
    await send(page, "読み取る");
    await send(page, "送る");
    await plain.sees("3 回のうち 1 回を送りました。");
    await plain.check("desk-health-import-going");
    await send(page, "次へ");
    await send(page, "次へ");
    await plain.sees("45行は前に送られていた");
  });

  test("the guardian receives it, a few at a time, with who recorded it", async () => {
    const { page } = guardian;
    await page.goto("/my/health");
    await page.getByRole("link", { name: /颯太/ }).click();
    await guardian.sees("8件の記録が届き、この記録に入りました。");
    await guardian.sees("あと38件が届いて待っています。");
    await guardian.check("health-received");
    for (let times = 0; times < 5; times++) await send(page, page.getByRole("link", { name: "続きを受け取る" }));
    await page.getByRole("link", { name: "子どもの成長・健診" }).click();
    await guardian.sees("31.5kg");
    await guardian.sees("町の保健師（健康福祉課）");
    await guardian.check("health-received-list");
  });
});
