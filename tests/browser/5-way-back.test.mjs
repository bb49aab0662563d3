// Somebody lost every way into the health record, and comes back: at home, at the counter, on the machine without a network.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { liftAll, logInWithPin } from "./support/card.mjs";
import { letter, openRecord, openResident, start, withoutScripts } from "./support/health.mjs";
import { carrier } from "./support/recovery.mjs";
import { RESIDENTS, SCREENSHOTS } from "./support/town.mjs";

const PERSON = RESIDENTS.find(({ name }) => name === "佐々木 清");
const LOST = "カードやパスキーをなくした届け出";

describe("the way back at the counter", () => {
  const files = carrier();
  let browser, clerk, earlier, person, digits;
  before(async () => {
    browser = await openBrowser();
    clerk = await browser.visitor();
    [earlier, person] = [await browser.visitor({ viewport: PHONE }), await browser.visitor({ viewport: PHONE })];
    for (const one of [earlier, person]) await one.authenticator({ prf: true });
    await logInWithPin(clerk, "staff-clerk", "/desk");
    await start(earlier, await letter(clerk, PERSON), PERSON, "なくした電話");
    await openRecord(earlier);
    await earlier.open("/my/health/me/diary/new/diary");
    await earlier.page.getByLabel("日記").fill("柿を50個もいだ。");
    await send(earlier.page, "保存する");
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(async () => {
    files.remove();
    await browser.close();
  });

  test("the clerk removes what was lost, and hands out a letter for the new phone", async () => {
    const page = await openResident(clerk, PERSON, LOST);
    await send(page, page.getByRole("link", { name: "鍵を作り直す手続きを開く" }));
    await clerk.sees("申し込みはありません。");
    await clerk.check("way-back-desk-none");
    await openResident(clerk, PERSON, LOST);
    await send(page, page.getByRole("button", { name: "なくした電話を外す" }));
    await clerk.sees("外しました。もうこれではログインできません。");
    await start(person, await letter(clerk, PERSON), PERSON, "新しい電話");
  });

  test("the new passkey does not open it, and the page leads to where a new key is asked for", async () => {
    const { page } = person;
    await page.goto("/my/health");
    person.expect(/422/);
    await page.getByRole("button", { name: "パスキーで開く" }).click();
    await person.sees("この方法では、まだ開けません");
    await person.check("way-back-refused");
    await send(page, page.getByRole("link", { name: "鍵を作り直す手続き" }));
    await page.getByRole("heading", { level: 1, name: "開けなくなったときは" }).waitFor();
    await person.check("way-back-begin");
    await withoutScripts(browser, person, [["/my/health/recovery", "way-back-begin-plain"]], { viewport: PHONE });
    await page.goto("/my/health/recovery");
    await page.getByRole("button", { name: "新しいパスキーで申し込む" }).click();
    await page.getByRole("heading", { level: 2, name: "くらべる番号" }).waitFor();
    digits = (await page.locator(".code span").allInnerTexts()).map((group) => group.trim());
    assert.equal(digits.length, 8);
    assert.ok(digits.every((group) => /^\d{4}$/.test(group)), digits.join(" "));
    await person.check("way-back-digits");
    await withoutScripts(browser, person, [["/my/health/recovery", "way-back-digits-plain"]], { viewport: PHONE });
    for (const [prefix, language] of [["/ja-easy", "easy"], ["/en", "en"]]) {
      await person.open(`${prefix}/my/health/recovery`);
      await person.check(`way-back-digits-${language}`);
    }
    await person.open("/my/health/recovery");
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(SCREENSHOTS, "way-back-digits.print.png"), fullPage: true });
    assert.equal(await page.getByRole("button", { name: "印刷する" }).isVisible(), false);
    await page.emulateMedia({ media: "screen" });
  });

  test("the clerk compares the digits on the paper and confirms, once", async () => {
    const page = await openResident(clerk, PERSON, LOST);
    await send(page, page.getByRole("link", { name: "鍵を作り直す手続きを開く" }));
    assert.deepEqual((await page.locator(".code span").allInnerTexts()).map((group) => group.trim()), digits);
    await clerk.check("way-back-desk-asked");
    await send(page, "本人と番号を確かめました");
    await clerk.sees("窓口での確認を登録しました。");
    assert.equal(await page.getByRole("button", { name: "本人と番号を確かめました" }).count(), 0);
    await clerk.check("way-back-desk-confirmed");
    await person.open("/my/health/recovery");
    await person.sees("窓口での確認が済みました。");
    await person.check("way-back-confirmed");
  });

  test("two of three sheets make the key, after the digits on the paper were typed", async () => {
    assert.match(files.fetch(), /1 person fetched/);
    const screen = await files.open("0000 0000 0000 0000 0000 0000 0000 0000", digits.join(" "));
    assert.match(screen, /違います[^]*紙と同じです[^]*分け札 1 を読みました[^]*分け札 2 を読みました[^]*1件の鍵を作り/);
    assert.match(files.send(), /1 person sent/);
    assert.match(files.send(), /1 person sent/, "sent twice it changes nothing");
  });

  test("the record opens with the new passkey alone, with all that was in it", async () => {
    const { page } = person;
    await page.goto("/my/health/recovery");
    await person.sees("鍵ができました。");
    await person.check("way-back-ready");
    await send(page, page.getByRole("link", { name: "記録を開く" }));
    await page.getByRole("button", { name: "パスキーで開く" }).click();
    await page.waitForURL((url) => url.pathname === "/my/health");
    await page.goto("/my/health/me/diary");
    await person.sees("柿を50個もいだ。");
    await page.goto("/my/health/me/keys");
    await page.getByRole("listitem").filter({ hasText: "新しい電話" }).waitFor();
    assert.equal(await page.getByText("なくした電話").count(), 0);
    await person.check("way-back-keys");
    await page.goto("/my/health/me/looks");
    for (const words of ["復旧用の機械に渡しました", "新しい鍵で開けるようにしました", "鍵を作り直しました"]) await person.sees(words);
    await person.check("way-back-looks");
    // The clerk who looked, and what for, stand in the other log.
    await page.goto("/my/looks");
    await person.sees("健康の記録の鍵を作り直す申し込みを、窓口で確かめました");
    await person.check("way-back-my-looks");
    await page.goto("/my/health/recovery");
    await page.getByRole("heading", { level: 1, name: "開けなくなったときは" }).waitFor();
    assert.equal(await page.locator(".code").count(), 0, "the request is over");
  });

  test("the lost phone opens nothing any more", async () => {
    const page = await earlier.open("/my/health");
    assert.match(page.url(), /\/login/);
  });
});
