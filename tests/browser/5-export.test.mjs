// A record that is taken along whole.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, send } from "./support/browser.mjs";
import { resident, write } from "./support/record.mjs";
import { day } from "./support/town.mjs";

const PERSON = { number: "900501", name: "梅原 みのり", kana: "ウメハラ ミノリ", born: "1970-05-17", household: "9005" };

describe("taking a record along", () => {
  let browser, person;
  before(async () => {
    browser = await openBrowser();
    person = await resident(browser, PERSON);
    await write(person.page, "/my/health/me/vitals/new/vitals", day(), { "体重（kg）": "58.25" });
    await write(person.page, "/my/health/me/diary/new/diary", day(), { 日記: "初霜。=1+1" });
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  async function take(button) {
    const { page } = person;
    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    const file = await saved;
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
  }

  test("the page says what the files are, before anything of the record is read", async () => {
    const { page } = person;
    await page.goto("/my/health/me");
    await send(page, page.getByRole("link", { name: "記録を持ち出す" }));
    await person.check("export");
  });

  test("a spreadsheet reads all of it, and takes no line for a formula", async () => {
    const { name, text } = await take("CSVを受け取る");
    assert.equal(name, `hibiki-health-${day()}.csv`);
    assert.ok(text.startsWith("\ufeff") && text.includes("58.25") && text.includes("初霜。=1+1"));
    assert.ok(!/(^|,)"?[=+@]/m.test(text));
  });

  test("other health programs read all of it", async () => {
    const { name, text } = await take("FHIRを受け取る");
    assert.equal(name, `hibiki-health-${day()}.json`);
    const bundle = JSON.parse(text);
    assert.equal(bundle.resourceType, "Bundle");
    const kinds = new Set(bundle.entry.map(({ resource }) => resource.resourceType));
    assert.ok(kinds.has("Patient") && kinds.has("Observation"));
    assert.ok(text.includes("58.25") && text.includes("初霜"));
  });

  test("that it was taken stands in the log", async () => {
    const { page } = person;
    await page.goto("/my/health/me/looks");
    assert.equal(await page.getByRole("row").filter({ hasText: "記録を持ち出す" }).count(), 2);
  });
});
