// Who else opens a child's record: a second guardian, and at 18 the young person alone.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { liftAll, logInWithPin } from "./support/card.mjs";
import { letter, openRecord, openResident, start } from "./support/health.mjs";
import { beginChild } from "./support/record.mjs";
import { RESIDENTS, day, operate } from "./support/town.mjs";

const named = (wanted) => RESIDENTS.find(({ name }) => name === wanted);
const [MOTHER, SON, GRANDFATHER] = ["𠮷田 さくら", "𠮷田 湊", "渡邉 隼人"].map(named);
const [PARENT, YOUNG] = ["齋藤 由紀子", "齋藤 蓮"].map(named);

/** The register says now that somebody was born on this day. */
async function born(resident, date) {
  const begun = await operate("/ops/residents/imports", {});
  const row = {
    register_number: resident.number,
    name: resident.name.replace(" ", "　"),
    kana: resident.kana,
    kana_key: resident.kana.replaceAll(/\s/g, ""),
    birth_date: date,
    district: resident.district,
    household: resident.household,
    guardian: resident.guardian,
  };
  await operate("/ops/residents/imports/rows", { import_id: begun.import_id, rows: [row] });
  await operate("/ops/residents/imports/commit", begun);
}

/** The day on which somebody was born who turns so many years in so many days. */
function turns(years, inDays) {
  const [year, rest] = [day(inDays).slice(0, 4), day(inDays).slice(4)];
  return `${Number(year) - years}${rest === "-02-29" ? "-02-28" : rest}`;
}

async function diary(person, record, text) {
  await person.open(`${record}/diary/new/diary`);
  await person.page.getByLabel("日記").fill(text);
  await send(person.page, "保存する");
}

describe("the keys of a child's record", () => {
  let browser, clerk;
  const somebody = async (resident) => {
    const visitor = await browser.visitor({ viewport: PHONE });
    await visitor.authenticator({ prf: true });
    await start(visitor, await letter(clerk, resident), resident);
    return visitor;
  };
  before(async () => {
    browser = await openBrowser();
    clerk = await browser.visitor();
    await logInWithPin(clerk, "staff-clerk", "/desk");
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  describe("with a second guardian", () => {
    let mother, other, record;

    test("one guardian keeps it, and its page of keys names her", async () => {
      mother = await somebody(MOTHER);
      await openRecord(mother);
      record = await beginChild(mother.page, "湊");
      await diary(mother, record, "はじめて自転車に乗れた。");
      await mother.open(`${record}/keys`);
      await mother.sees(/保護者：𠮷田[ 　]さくら/);
      await mother.check("keys-child-one");
    });

    test("whoever the counter made a guardian asks by opening their own record", async () => {
      other = await somebody(GRANDFATHER);
      const page = await openResident(clerk, SON, "保護者の手続き");
      await page.getByLabel("保護者の名前のカナ").fill(GRANDFATHER.kana);
      await send(page, "保護者をさがす");
      await send(page, page.getByRole("button", { name: /さんを選ぶ$/ }));
      await page.getByLabel("未成年後見人").check();
      await send(page, "保護者として加える");
      await openRecord(other);
      await other.sees("あなたも見られるように、申し込みました。");
      await other.check("keys-child-waiting");
    });

    test("the first one sees who asks, and lets them in", async () => {
      await mother.open(record);
      await mother.sees("この記録を開けるようになりたい方がいます。");
      await mother.check("keys-child-overview-asked");
      await send(mother.page, mother.page.getByRole("link", { name: "この記録を開ける鍵" }).first());
      await mother.page.getByRole("heading", { level: 2, name: "開けるようになりたい方" }).waitFor();
      await mother.sees(/渡邉[ 　]隼人/);
      await mother.check("keys-child-asked");
      await send(mother.page, "開けるようにする");
      await mother.sees("開けるようにしました。");
      await mother.sees(/保護者：渡邉[ 　]隼人/);
      await mother.check("keys-child-both");
      await openRecord(other);
      await send(other.page, other.page.getByRole("link", { name: /湊/ }));
      const his = new URL(other.page.url()).pathname;
      await other.open(`${his}/diary`);
      await other.sees("はじめて自転車に乗れた。");
    });

    test("neither removes alone what both open", async () => {
      mother.expect(/409/);
      await mother.open(`${record}/leave`);
      await mother.sees("もう一人の保護者も開ける記録なので");
      await mother.check("keys-child-leave-refused");
    });
  });

  describe("of somebody who comes of age", () => {
    let parent, young, record;
    after(() => born(YOUNG, YOUNG.born));

    test("at 17 a young person prepares, and a parent compares the digits", async () => {
      await born(YOUNG, turns(18, 40));
      parent = await somebody(PARENT);
      await openRecord(parent);
      record = await beginChild(parent.page, "蓮");
      await diary(parent, record, "高校の文化祭。");
      young = await somebody({ ...YOUNG, born: turns(18, 40) });
      const { page } = young;
      await page.goto("/my/health");
      await young.check("keys-young-open");
      await send(page, page.getByRole("link", { name: "18歳から自分で開く準備" }));
      await young.check("keys-young-prepare");
      await page.getByRole("button", { name: "パスキーで準備する" }).click();
      await page.getByRole("heading", { level: 2, name: "くらべる番号" }).waitFor();
      await young.check("keys-young-digits");
      const digits = await page.locator(".code").innerText();
      await parent.open(`${record}/keys`);
      assert.equal(await parent.page.locator(".code").innerText(), digits);
      await parent.check("keys-young-asked");
      await send(parent.page, "開けるようにする");
      await parent.sees("18歳の誕生日から");
      await parent.check("keys-young-sleeps");
      await page.reload();
      await young.sees("準備ができています。");
      await young.check("keys-young-ready");
      await page.goto("/my/health/open");
      young.expect(/422/);
      await page.getByRole("button", { name: "パスキーで開く" }).click();
      await young.sees("この方法では、まだ開けません");
    });

    test("from the 18th birthday it opens for the young person alone", async () => {
      await born(YOUNG, turns(18, 0));
      await openRecord(young);
      await young.open("/my/health/me/diary");
      await young.sees("高校の文化祭。");
      await young.open("/my/health/me/keys");
      await young.sees("パスキー：わたしの電話");
      await young.check("keys-young-own");
      await young.open("/my/health/me/looks");
      await young.check("keys-young-looks");
      await openRecord(parent);
      await parent.sees("私の記録");
      assert.equal(await parent.page.getByText("蓮").count(), 0, "the parent sees nothing of it");
      parent.expect(/404/);
      await parent.open(record);
      await parent.check("keys-young-parent");
    });
  });
});
