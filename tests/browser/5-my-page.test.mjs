import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { liftAll, logInByTap, logInWithPin } from "./support/card.mjs";
import { ORIGIN, RESIDENTS, age, day, inJapanese } from "./support/town.mjs";

const DISTRICT = "本町";
const CHILDREN = { min: 3, max: 7 };
const FIELDS = {
  件名: "冬のそり遊びの日",
  本文: "川西の丘でそり遊びをします。\n手袋をお持ちください。\n\n雨のときは中止です。",
  "くわしいページ（なくてもよい）": "/news/",
  いつまで掲載するか: day(14),
};
const TRANSLATIONS = {
  やさしい日本語の件名: "冬（ふゆ）の そりの 日（ひ）",
  やさしい日本語の本文: "そりで あそびます。\n\n雨（あめ）の ときは ありません。",
  英語の件名: "Sledging day",
  英語の本文: "We go sledging on the hill.\n\nNot when it rains.",
};

async function fill(page, fields) {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text);
}

/** Writes a notice in Japanese and publishes it; returns how many people it reached. */
async function publish(visitor, title, choose) {
  const { page } = visitor;
  await page.goto("/desk/notices/new");
  await fill(page, { 件名: title, 本文: `${title}の本文です。`, いつまで掲載するか: day(14) });
  await choose(page);
  await send(page, "確認する");
  const reaches = Number(await page.locator(".message.info strong").innerText().then((text) => text.replace("人", "")));
  await send(page, "掲載する");
  await visitor.sees("お知らせを掲載しました。");
  return reaches;
}

describe("My Page", () => {
  let browser, editor, hanako, umeko;
  before(async () => {
    browser = await openBrowser();
    editor = await browser.visitor();
    hanako = await browser.visitor({ viewport: PHONE });
    umeko = await browser.visitor({ viewport: PHONE });
    await logInWithPin(editor, "staff-editor", "/desk");
    await logInWithPin(hanako, "hanako", "/my");
    await logInByTap(umeko, "umeko");
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  test("an editor writes a notice for the people it concerns and sees how many they are", async () => {
    const { page } = editor;
    await send(page, page.getByRole("link", { name: "お知らせを書く" }));
    await editor.check("desk-notices");
    await send(page, page.getByRole("link", { name: "新しいお知らせ" }));
    await editor.check("desk-notice-new");

    // Something is wrong first: what was typed stays.
    await fill(page, { ...FIELDS, "くわしいページ（なくてもよい）": "https://elsewhere.example/" });
    await page.getByLabel("子どもがいる世帯：何歳から").fill(String(CHILDREN.min));
    await page.getByLabel("子どもがいる世帯：何歳まで").fill(String(CHILDREN.max));
    await page.getByLabel(DISTRICT, { exact: true }).check();
    await page.getByText("やさしい日本語・英語も書く").click();
    await fill(page, TRANSLATIONS);
    editor.expect(/422/);
    await send(page, "確認する");
    await editor.sees("リンクは、この町のサイトのページを「/news/…」の形で入れてください。");
    await editor.check("desk-notice-refused");
    await assertKept({ "くわしいページ（なくてもよい）": "https://elsewhere.example/" });
    await fill(page, FIELDS);

    await send(page, "確認する");
    await page.getByRole("heading", { level: 1, name: "お知らせの確認" }).waitFor();
    const households = new Set(
      RESIDENTS.filter((person) => age(person) >= CHILDREN.min && age(person) <= CHILDREN.max).map(({ household }) => household),
    );
    const reached = RESIDENTS.filter((person) => person.district === DISTRICT && age(person) >= 18 && households.has(person.household));
    assert.ok(reached.length > 0);
    await editor.sees(`いま、${reached.length}人に届きます。`);
    await editor.sees(`${DISTRICT}に住む人`);
    await editor.sees("3歳から7歳の子どもがいる世帯の大人");
    await editor.check("desk-notice-preview");

    await send(page, "書き直す");
    await page.getByRole("heading", { level: 1, name: "お知らせを書く" }).waitFor();
    await assertKept();
    await send(page, "確認する");
    await send(page, "掲載する");
    await editor.sees("お知らせを掲載しました。");
    const row = page.getByRole("row").filter({ hasText: FIELDS.件名 });
    assert.match(await row.innerText(), /総務課[^]*掲載中[^]*0人/);
    await editor.check("desk-notices-published");

    async function assertKept(other = {}) {
      await page.locator("details").evaluate((details) => (details.open = true));
      for (const [label, text] of Object.entries({ ...FIELDS, ...TRANSLATIONS, ...other })) {
        const kept = await page.getByLabel(label, { exact: true }).inputValue();
        assert.equal(kept.replaceAll("\r\n", "\n"), text, label);
      }
      assert.equal(await page.getByLabel("子どもがいる世帯：何歳から").inputValue(), String(CHILDREN.min));
      assert.ok(await page.getByLabel(DISTRICT, { exact: true }).isChecked());
      assert.equal(await page.getByLabel("川西", { exact: true }).isChecked(), false);
    }
  });

  test("a resident whom it concerns sees it unread, opens it, and it is read with the day", async () => {
    const { page } = hanako;
    await page.goto("/my");
    const item = page.getByRole("listitem").filter({ hasText: FIELDS.件名 });
    assert.match(await item.innerText(), /未読/);
    await hanako.check("my");
    await send(page, item.getByRole("link"));
    await page.getByRole("heading", { level: 1, name: FIELDS.件名 }).waitFor();
    await hanako.sees("手袋をお持ちください。");
    assert.match(await page.locator("main").innerText(), /差出：総務課/);
    await hanako.check("my-notice");
    await send(page, page.getByRole("link", { name: "お知らせの一覧に戻る" }));
    assert.doesNotMatch(await item.innerText(), /未読/);
    assert.ok((await item.innerText()).includes(`${inJapanese(day())}に読みました`), await item.innerText());
    await editor.page.goto("/desk/notices");
    assert.match(await editor.page.getByRole("row").filter({ hasText: FIELDS.件名 }).innerText(), /1人/);
  });

  test("a resident whom it does not concern neither sees it nor opens it by its address", async () => {
    await hanako.open("/my");
    const href = await hanako.page.getByRole("link", { name: FIELDS.件名 }).getAttribute("href");
    const page = await umeko.open("/my");
    assert.equal(await page.getByText(FIELDS.件名).count(), 0);
    umeko.expect(/404/);
    assert.equal((await page.goto(href)).status(), 404);
    await umeko.check("my-notice-not-found");
    await page.goto("/my");
    await umeko.sees("75歳以上の方の健康診査");
    await umeko.check("my-umeko");
  });

  test("the notice is read in English and in easy Japanese", async () => {
    for (const [prefix, title, unread, shot] of [
      ["/en", TRANSLATIONS.英語の件名, "Read on", "en"],
      ["/ja-easy", TRANSLATIONS.やさしい日本語の件名, "読（よ）みました", "easy"],
    ]) {
      const page = await hanako.open(`${prefix}/my`);
      const item = page.getByRole("listitem").filter({ hasText: title });
      assert.ok((await item.innerText()).includes(unread), await item.innerText());
      await hanako.check(`my-${shot}`);
      await send(page, item.getByRole("link"));
      await page.getByRole("heading", { level: 1, name: title }).waitFor();
      await hanako.check(`my-notice-${shot}`);
      for (const place of ["interests", "looks", "ways"]) {
        await page.goto(`${prefix}/my/${place}`);
        await hanako.check(`my-${place}-${shot}`);
      }
    }
  });

  test("a guardian sees what is for the child, by name", async () => {
    const children = RESIDENTS.filter((person) => age(person) === 7 && person.district === DISTRICT);
    assert.ok(children.some(({ name }) => name === "ひびき 陽菜"));
    const reaches = await publish(editor, "本町の7歳の子へ", async (page) => {
      await page.getByLabel("年齢：何歳から").fill("7");
      await page.getByLabel("年齢：何歳まで").fill("7");
      await page.getByLabel(DISTRICT, { exact: true }).check();
    });
    assert.equal(reaches, children.length);
    const page = await hanako.open("/my");
    const item = page.getByRole("listitem").filter({ hasText: "本町の7歳の子へ" });
    assert.match(await item.innerText(), /あて先：ひびき[ 　]陽菜さん/);
    await hanako.sees("いっしょに見られる家族");
    assert.equal(await (await umeko.open("/my")).getByText("本町の7歳の子へ").count(), 0);
  });

  test("interests are saved, and a notice for them arrives", async () => {
    const { page } = hanako;
    const toGrowers = (page) => page.getByLabel(/農/).check();
    await page.goto("/my/interests");
    await hanako.check("my-interests");
    const farming = page.getByLabel(/農/);
    assert.equal(await farming.isChecked(), false);
    const before = await publish(editor, "くわの手入れの会", toGrowers);
    await page.goto("/my");
    assert.equal(await page.getByText("くわの手入れの会").count(), 0);

    await page.goto("/my/interests");
    await farming.check();
    await send(page, "保存する");
    await hanako.sees("保存しました。");
    assert.ok(await farming.isChecked());
    await hanako.check("my-interests-saved");
    await page.goto("/my");
    await hanako.sees("くわの手入れの会");
    assert.equal(await publish(editor, "たねの交換会", toGrowers), before + 1);
  });

  test("with scripts off a resident saves interests and reads, and an editor publishes", async () => {
    const resident = await browser.visitor({
      javaScriptEnabled: false,
      viewport: PHONE,
      storageState: await hanako.context.storageState(),
    });
    const page = await resident.open("/my/interests");
    await page.getByLabel(/農/).uncheck();
    await send(page, "保存する");
    await resident.sees("保存しました。");
    await page.goto("/my");
    assert.equal(await page.getByText("くわの手入れの会").count(), 0);
    await send(page, page.getByRole("link", { name: "前のお知らせを見る" }));
    await send(page, page.getByRole("link", { name: "マイページをはじめました" }));
    await page.getByRole("heading", { level: 1, name: "マイページをはじめました" }).waitFor();
    await resident.context.close();

    const writer = await browser.visitor({ javaScriptEnabled: false, storageState: await editor.context.storageState() });
    await publish(writer, "スクリプトなしのお知らせ", (page) => page.getByLabel("山手", { exact: true }).check());
    await send(writer.page, "スクリプトなしのお知らせを取り下げる");
    await writer.sees("お知らせを取り下げました。");
    await writer.context.close();
  });

  test("the person sees in plain words who looked at their data, when, what and why", async () => {
    const clerk = await browser.visitor();
    const page = await logInWithPin(clerk, "staff-clerk", "/desk/residents");
    await page.getByLabel("名前のカナ").fill("ひびき はなこ");
    await page.getByLabel("本人からの問い合わせ").check();
    await send(page, "さがす");
    await send(page, "ひびき 花子 さんを開く");
    await page.getByRole("heading", { level: 1, name: "ひびき 花子 さん" }).waitFor();
    await clerk.check("desk-resident-hanako");
    await clerk.context.close();

    await hanako.open("/my");
    await send(hanako.page, hanako.page.getByRole("link", { name: "私の情報を見た人" }));
    const rows = await hanako.page.locator("tbody tr").allInnerTexts();
    assert.ok(rows.length >= 2, `${rows}`);
    for (const row of rows.slice(0, 2)) {
      assert.ok(row.includes(inJapanese(day())), row);
      assert.match(row, /住民課[^]*鈴 ひかり/);
      assert.match(row, /本人からの問い合わせ/);
    }
    assert.ok(rows.some((row) => row.includes("検索の結果に名前・生年月日・地区が表示されました")), `${rows}`);
    assert.equal(new URL(hanako.page.url()).origin, ORIGIN);
    await hanako.check("my-looks");
  });
});
