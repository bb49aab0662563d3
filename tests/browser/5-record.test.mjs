// Before 6-reader: it stops the card service, and these people come with a card.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { PHONE, openBrowser } from "./support/browser.mjs";
import { liftAll, logInWithPin } from "./support/card.mjs";
import { addPasskey, openRecord } from "./support/health.mjs";

for (const [kind, prf] of [
  ["a passkey that gives a secret", true],
  ["a passkey that gives none, and what the browser keeps", false],
]) {
  describe(`the health record, with ${kind}`, () => {
    let browser, person;
    const shot = (name) => `health-${prf ? "prf" : "browser"}-${name}`;
    before(async () => {
      browser = await openBrowser();
      person = await browser.visitor({ viewport: PHONE });
      await person.authenticator({ prf });
    });
    after(async () => {
      await liftAll();
      await browser.close();
    });

    test("is opened once, and shut until then", async () => {
      await logInWithPin(person, prf ? "taro" : "umeko", "/my");
      await addPasskey(person);
      const { page } = person;
      await page.goto("/my/health");
      await page.getByRole("heading", { level: 1, name: "健康の記録を開く" }).waitFor();
      await person.check(shot("open"));
      await openRecord(person);
      await page.getByRole("heading", { level: 1, name: "健康の記録" }).waitFor();
      const kept = await page.evaluate(() => localStorage.getItem("hibiki-health"));
      assert.equal(kept !== null, !prf, "a browser keeps a secret only for a passkey that gives none");
      await person.check(shot("home"));
    });

    test("keeps what is written, corrected and withdrawn, and who looked", async () => {
      const { page } = person;
      await page.getByRole("link", { name: "私の記録" }).click();
      await page.getByRole("heading", { level: 1, name: "私の記録" }).waitFor();
      await person.check(shot("overview"));
      await page.getByRole("link", { name: "健診・血圧などの記録" }).click();
      await page.getByRole("link", { name: "体重・血圧など" }).click();
      await page.getByLabel("体重（kg）").fill("２４０");
      await page.getByLabel("血圧（上）（mmHg）").fill("80");
      await page.getByLabel("血圧（下）（mmHg）").fill("120");
      await person.check(shot("form"));
      person.expect(/422/);
      await page.getByRole("button", { name: "保存する" }).click();
      await page.getByRole("heading", { name: "入力を確かめてください" }).waitFor();
      await person.check(shot("form-wrong"));
      await page.getByLabel("血圧（上）（mmHg）").fill("128");
      await page.getByLabel("血圧（下）（mmHg）").fill("82");
      person.expect(/422/);
      await page.getByRole("button", { name: "保存する" }).click();
      await page.getByRole("heading", { name: "ふだんと違う値があります" }).waitFor();
      await person.check(shot("form-unusual"));
      await page.getByLabel("体重（kg）").fill("62.5");
      await page.getByRole("button", { name: "保存する" }).click();
      await person.sees("保存しました。");
      await person.sees("62.5kg");
      await page.getByRole("link", { name: "直す" }).click();
      await page.getByLabel("体重（kg）").fill("61.5");
      await page.getByRole("button", { name: "保存する" }).click();
      await person.sees("直す前の内容");
      await person.check(shot("entry"));
      await page.getByText("取り消す").first().click();
      await page.getByRole("button", { name: "取り消す" }).click();
      await person.sees("この記録は取り消されています。");

      await page.goto("/my/health/me/diary/new/diary");
      await page.getByLabel("日記").fill("庭の柿が色づいた。");
      await page.getByRole("button", { name: "保存する" }).click();
      for (const [address, name] of [
        ["/my/health/me/timeline", "timeline"],
        ["/my/health/me/diary", "diary"],
        ["/my/health/me/looks", "looks"],
      ]) {
        await page.goto(address);
        await person.check(shot(name));
      }
      await person.sees("日記 ・ 書きました");
    });

    test("is shut by its owner, and opened again with all that was in it", async () => {
      const { page } = person;
      await page.goto("/my/health");
      await page.getByRole("button", { name: "閉じる" }).click();
      await person.sees("閉じました。");
      await page.goto("/my/health/me/diary");
      assert.match(page.url(), /\/my\/health\/open/);
      await openRecord(person);
      await page.goto("/my/health/me/diary");
      await person.sees("庭の柿が色づいた。");
    });

    test("reads the same in plain Japanese and in English", async () => {
      for (const [prefix, language] of [["/ja-easy", "easy"], ["/en", "en"]]) {
        for (const [path, name] of [["", "home"], ["/me", "overview"], ["/me/vitals/new/vitals", "form"]]) {
          await person.open(`${prefix}/my/health${path}`);
          await person.check(shot(`${name}-${language}`), undefined, { desktop: false });
        }
      }
    });
  });
}

describe("a child's health record", () => {
  let browser, person;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor({ viewport: PHONE });
    await person.authenticator({ prf: true });
  });
  after(async () => {
    await liftAll();
    await browser.close();
  });

  test("is begun by a guardian and kept beside one's own", async () => {
    await logInWithPin(person, "hanako", "/my");
    await addPasskey(person);
    const { page } = person;
    await openRecord(person);
    await page.getByRole("button", { name: "記録を始める" }).first().click();
    await page.waitForURL(/\/my\/health\/[0-9a-f]{16}$/);
    await person.check("health-child");
    await page.getByRole("link", { name: "子どもの成長・健診" }).click();
    await person.check("health-child-list");
  });
});
