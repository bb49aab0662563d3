// Somebody without a passkey keeps a health record with a card and its PIN alone. The card is bound at the counter and
// given back at the end: others use it after this.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { ASK, CARD_LEFT, ceremony, lay, liftAll, logInByTap, logInWithPin, touchWithPin, typePin } from "./support/card.mjs";
import { addPasskey, bindCard, freeCard, openRecord, shutRecord, withoutScripts } from "./support/health.mjs";
import { ORIGIN, RESIDENTS } from "./support/town.mjs";

const OWNER = RESIDENTS.find(({ name }) => name === "濵田 静江");
const CARD = "spare";
const OPEN = "カードと暗証番号で開く";
const IN_TWO_WAYS = "もう一つの開き方を足す";

describe("a health record that a card opens", () => {
  let browser, clerk, person;
  before(async () => {
    browser = await openBrowser();
    clerk = await browser.visitor();
    person = await browser.visitor();
    await logInWithPin(clerk, "staff-clerk", "/desk");
    await bindCard(clerk, OWNER, CARD);
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(async () => {
    try {
      await freeCard(clerk, OWNER);
    } finally {
      await browser.close();
    }
  });

  test("whoever only touched a card is led to where a proof is asked for, and is told why", async () => {
    const page = await logInByTap(person, CARD);
    await send(page, page.getByRole("link", { name: "健康の記録", exact: true }));
    assert.match(page.url(), /\/my\/health\/open\?next=/);
    await page.getByRole("heading", { level: 1, name: "健康の記録を開く" }).waitFor();
    await person.sees("カードをかざしただけでは開けません");
    await person.check("card-record-open-tap");
  });

  test("a card that is lifted too early opens nothing, and says so", async () => {
    const { page } = person;
    const open = ceremony(page, OPEN);
    await open.ask();
    assert.match(await open.root.innerText(), new RegExp(ASK));
    const card = lay(CARD, { leaveAfter: 2 });
    await open.says(CARD_LEFT);
    await card.lift();
    await person.check("card-record-lifted");
    assert.equal((await page.goto("/my/health")).url().split("?")[0], `${ORIGIN}/my/health/open`);
  });

  test("a wrong PIN is asked for again, and the right one begins the record", async () => {
    const { page } = person;
    const open = ceremony(page, OPEN);
    await open.ask();
    await person.check("card-record-waiting");
    const card = lay(CARD);
    try {
      await open.says("暗証番号は、カードブリッジの画面に入力してください");
      const own = await open.openBridge();
      assert.match(await own.locator("#request").innerText(), /健康の記録を開く/);
      await person.check("card-record-bridge", own);
      await typePin(own, "0000");
      await open.says("暗証番号が違います");
      await person.check("card-record-pin-wrong");
      const leaves = page.waitForURL((url) => url.pathname === "/my/health");
      await typePin(own, "1234");
      await leaves;
      await own.getByRole("heading", { level: 1, name: "できました" }).waitFor();
      await own.close();
    } finally {
      await card.lift();
    }
    await page.getByRole("heading", { level: 1, name: "健康の記録" }).waitFor();
    await person.check("card-record-home");
    await page.goto("/my/health/me/diary/new/diary");
    await page.getByLabel("日記").fill("縁側で柿をむいた。");
    await send(page, "保存する");
    await person.sees("保存しました。");
  });

  test("the page of keys says that one way alone is little, and leads to a second one", async () => {
    const { page } = person;
    await page.goto("/my/health/me/keys");
    await person.sees("カードと暗証番号");
    await person.check("card-record-keys-one");
    await person.authenticator({ prf: true });
    await addPasskey(person, "居間のタブレット");
    await page.goto("/my/health/me/keys");
    await send(page, page.getByRole("link", { name: IN_TWO_WAYS }));
    await person.check("card-record-add");
    await page.getByRole("button", { name: "パスキーで開く" }).click();
    await page.waitForURL((url) => url.pathname === "/my/health/me/keys");
    await page.getByRole("listitem").filter({ hasText: "パスキー：居間のタブレット" }).waitFor();
    await person.check("card-record-keys-two");
    assert.equal(await page.getByText("開き方が一つだけです").count(), 0);
  });

  test("either opens it alone from then on, with what was written", async () => {
    const { page } = person;
    await shutRecord(person);
    await openRecord(person, "/my/health/me/diary");
    await person.sees("縁側で柿をむいた。");
    await shutRecord(person);
    await page.goto("/my/health/open?next=/my/health/me/diary");
    await touchWithPin(page, OPEN, CARD);
    await page.waitForURL((url) => url.pathname === "/my/health/me/diary");
    await person.sees("縁側で柿をむいた。");
  });

  test("what is removed begins a new key, and the page of looks says so", async () => {
    const { page } = person;
    await page.goto("/my/ways");
    await send(page, page.getByRole("button", { name: "居間のタブレット: 外す" }));
    await person.check("card-record-ways-removed");
    await page.goto("/my/health/open?next=/my/health/me/keys");
    await touchWithPin(page, OPEN, CARD);
    await page.waitForURL((url) => url.pathname === "/my/health/me/keys");
    await person.sees("開き方が一つだけです");
    assert.equal(await page.getByText("居間のタブレット").count(), 0);
    await page.goto("/my/health/me/diary");
    await person.sees("縁側で柿をむいた。");
    await page.goto("/my/health/me/looks");
    await person.sees("鍵を新しくしました（外したパスキーやカードでは");
    await person.check("card-record-looks");
  });

  test("reads the same in plain Japanese and in English, and without scripts", async () => {
    for (const [prefix, language] of [["/ja-easy", "easy"], ["/en", "en"]]) {
      for (const [path, name] of [["/open", "open"], ["/me/keys", "keys"]]) {
        await person.open(`${prefix}/my/health${path}`);
        await person.check(`card-record-${name}-${language}`, undefined);
      }
    }
    await withoutScripts(
      browser,
      person,
      [
        ["/my/health/open", "card-record-open-plain"],
        ["/my/health/me/keys", "card-record-keys-plain"],
      ],
      { viewport: PHONE },
    );
  });

  test("leaving asks twice, says what becomes of it, and leaves nothing", async () => {
    const { page } = person;
    await page.goto("/my/health/me/keys");
    await send(page, page.getByRole("link", { name: "記録を消してやめる" }));
    await person.sees("だれも元に戻せません");
    await person.check("card-record-leave");
    await page.getByLabel("「消します」と入力してください").fill("けしたい");
    person.expect(/422/);
    await send(page, "この記録を消す");
    await person.sees("まだ何も消していません。");
    assert.equal(await page.getByLabel("「消します」と入力してください").inputValue(), "けしたい");
    await person.check("card-record-leave-wrong");
    for (const [prefix, language] of [["/ja-easy", "easy"], ["/en", "en"]]) {
      await person.open(`${prefix}/my/health/me/leave`);
      await person.check(`card-record-leave-${language}`);
    }
    await page.goto("/my/health/me/leave");
    await page.getByLabel("「消します」と入力してください").fill("消します");
    await send(page, "この記録を消す");
    await person.sees("記録を消しました。もうだれにも読めません。");
    await person.check("card-record-left");
    await page.goto("/my/health/me/diary");
    assert.match(page.url(), /\/my\/health\/open/);
    await touchWithPin(page, OPEN, CARD);
    await page.waitForURL((url) => url.pathname === "/my/health/me/diary");
    assert.equal(await page.getByText("縁側で柿をむいた。").count(), 0, "it is a new record");
    await page.goto("/my/health/me/looks");
    assert.equal(await page.getByText("鍵を新しくしました").count(), 0, "with a log of its own");
  });
});
