import assert from "node:assert/strict";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { LOG_IN_BY_PASSKEY, ceremony, lay, liftAll, logInByTap, logInWithPin, touch } from "./support/card.mjs";
import { readQr } from "./support/qr.mjs";
import { ORIGIN, RESIDENTS, SCREENSHOTS } from "./support/town.mjs";

const PERSON = RESIDENTS.find(({ name }) => name === "渡邊 和夫");
const BIND = "カードをかざして登録する";

async function search(page, { kana = "", born = "", why }) {
  await page.getByLabel("名前のカナ").fill(kana);
  await page.getByLabel("生年月日").fill(born);
  if (why) await page.getByLabel(why).check();
  await send(page, "さがす");
}

async function enter(page, { code, born }) {
  const [year, month, day] = born.split("-").map((part) => String(Number(part)));
  if (code !== undefined) await page.getByLabel("手紙のコード（12文字）").fill(code);
  await page.getByLabel("年（西暦）").fill(year);
  await page.getByLabel("月", { exact: true }).fill(month);
  await page.getByLabel("日", { exact: true }).fill(day);
  await send(page, "次へ進む");
}

describe("enrolment at the counter", () => {
  let browser, clerk, resident, letter;
  before(async () => {
    browser = await openBrowser();
    clerk = await browser.visitor();
    resident = await browser.visitor({ viewport: PHONE, isMobile: true, hasTouch: true });
    await logInWithPin(clerk, "staff-clerk", "/desk");
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  test("the clerk is told what a search needs, and what was typed stays", async () => {
    const { page } = clerk;
    await send(page, page.getByRole("link", { name: "住民をさがす" }));
    await clerk.check("desk-residents");
    clerk.expect(/422/);
    await search(page, { kana: "ワ", why: "登録のお手紙の発行" });
    await clerk.sees("名前のカナを2文字以上、または生年月日を入れてください。");
    assert.equal(await page.getByLabel("名前のカナ").inputValue(), "ワ");
    assert.ok(await page.getByLabel("登録のお手紙の発行").isChecked());
    await clerk.check("desk-residents-refused");

    await search(page, { kana: "だれもいない" });
    await page.getByRole("heading", { name: "見つかりませんでした" }).waitFor();
    await clerk.check("desk-residents-none");
  });

  test("the clerk finds the person by a name in hiragana, in half-width kana and by birth date, and opens them", async () => {
    const { page } = clerk;
    for (const wanted of [{ kana: "わたなべ" }, { kana: "ﾜﾀﾅﾍﾞ ｶｽﾞｵ" }, { born: PERSON.born }]) {
      await page.goto("/desk/residents");
      await search(page, wanted);
      await page.getByRole("button", { name: `${PERSON.name} さんを開く` }).waitFor();
      assert.equal(page.url(), `${ORIGIN}/desk/residents`, "no name stands in an address");
    }
    await page.goto("/desk/residents");
    await search(page, { kana: "わたなべ", why: "窓口でのカードの手続き" });
    await clerk.check("desk-residents-found");
    await send(page, page.getByRole("button", { name: `${PERSON.name} さんを開く` }));
    await page.getByRole("heading", { level: 1, name: `${PERSON.name} さん` }).waitFor();
    await clerk.sees("1951年4月12日");
    await clerk.check("desk-resident");
  });

  test("the person touches a card at the enrolled reader and the card is bound", async () => {
    const { page } = clerk;
    const bind = ceremony(page, BIND);
    await bind.ask();
    await clerk.check("desk-resident-waiting");
    await bind.cancel();
    await bind.says("中止しました。");

    await touch(page, BIND, "spare");
    await clerk.sees("カードを登録しました。");
    await page.getByRole("listitem").filter({ hasText: "マイナンバーカード" }).waitFor();
    await clerk.check("desk-resident-bound");

    const atTheLibrary = await browser.visitor();
    await logInByTap(atTheLibrary, "spare");
    await atTheLibrary.page.getByRole("heading", { level: 1, name: `${PERSON.name}さん` }).waitFor();
    await atTheLibrary.context.close();
  });

  test("a card that is somebody's already is not bound a second time", async () => {
    const { page } = clerk;
    const bind = ceremony(page, BIND);
    await bind.ask();
    clerk.expect(/40\d|42\d/);
    const card = lay("taro");
    await bind.root.locator("[data-panel][data-state=error]").waitFor();
    await card.lift();
    assert.match(await bind.root.locator("[data-state-text]").innerText(), /登録/);
    await clerk.check("desk-resident-card-taken");
  });

  test("the clerk prints a letter on one sheet of A4, with a QR code that leads to its code", async () => {
    const { page } = clerk;
    await send(page, "お手紙を発行する");
    await page.getByRole("heading", { level: 1, name: "ひびき町 マイページ 登録のご案内" }).waitFor();
    await clerk.sees(`${PERSON.name} 様`);
    await clerk.check("desk-letter");

    const code = await page.locator("article .code").innerText();
    assert.match(code, /^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    assert.ok(!page.url().includes(code), "the code stands in no address");
    const qr = page.locator("svg.qr");
    const side = Number((await qr.getAttribute("viewBox")).split(" ")[2]);
    const link = readQr(await qr.locator("path").last().getAttribute("d"), side);
    assert.equal(link, `${ORIGIN}/start#${code}`);
    letter = { code, link };

    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(SCREENSHOTS, "desk-letter.print.png"), fullPage: true });
    assert.equal(await page.locator("header.site-header").isVisible(), false, "only the letter is printed");
    assert.equal(await page.getByRole("button", { name: "印刷する" }).isVisible(), false);
    const pdf = await page.pdf({ path: join(SCREENSHOTS, "desk-letter.pdf"), preferCSSPageSize: true, format: "A4" });
    await page.emulateMedia({ media: "screen" });
    assert.equal(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length, 1, "one page");
    assert.match(pdf.toString("latin1"), /\/MediaBox\s*\[0 0 59[45][.\d]* 84[12][.\d]*\]/, "of A4");
  });

  test("at home the QR code fills in the code, and a wrong birth date keeps what was typed", async () => {
    const page = await resident.open(letter.link);
    await page.waitForFunction(() => location.hash === "");
    assert.equal(await page.getByLabel("手紙のコード（12文字）").inputValue(), letter.code);
    await resident.check("start");

    resident.expect(/422/);
    await enter(page, { born: "1951-04-13" });
    await resident.sees("コードか生年月日が違います。手紙を見て、もう一度入力してください。");
    assert.equal(await page.getByLabel("手紙のコード（12文字）").inputValue(), letter.code);
    assert.equal(await page.getByLabel("年（西暦）").inputValue(), "1951");
    assert.equal(await page.getByLabel("日", { exact: true }).inputValue(), "13");
    await page.locator(".error-summary:focus").waitFor();
    await resident.check("start-wrong");

    resident.expect(/422/);
    await enter(page, { code: "AAAA-BBBB-CCCC", born: PERSON.born });
    await resident.sees("コードか生年月日が違います。手紙を見て、もう一度入力してください。");
    assert.equal(await page.getByLabel("手紙のコード（12文字）").inputValue(), "AAAA-BBBB-CCCC");
  });

  test("the right birth date leads to a passkey and to My Page", async () => {
    const { page } = resident;
    await enter(page, { code: letter.code.toLowerCase().replaceAll("-", " "), born: PERSON.born });
    await page.getByRole("heading", { level: 1, name: "パスキーを登録する" }).waitFor();
    await resident.check("start-passkey");

    const authenticator = await resident.authenticator();
    await authenticator.verifies(false);
    await page.getByLabel("この端末の名前").fill("和夫のスマホ");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await resident.sees("パスキーが使われませんでした。もう一度押すか、別の方法を選んでください。");
    assert.equal(await page.getByLabel("この端末の名前").inputValue(), "和夫のスマホ");
    await resident.check("start-passkey-refused");

    await authenticator.verifies(true);
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await page.waitForURL((url) => url.pathname === "/my");
    await resident.sees("登録できました。次からはパスキーでログインしてください。");
    await page.getByRole("heading", { level: 1, name: `${PERSON.name}さん` }).waitFor();
    await resident.check("my-welcome");
    assert.equal((await authenticator.credentials()).length, 1);

    await send(page, "ログアウト");
    await page.goto("/login");
    await ceremony(page, LOG_IN_BY_PASSKEY).begin();
    await page.waitForURL((url) => url.pathname === "/my");
  });

  test("the letter's code works once", async () => {
    const thief = await browser.visitor();
    const page = await thief.open(letter.link);
    await page.waitForFunction(() => location.hash === "");
    thief.expect(/422/);
    await enter(page, { born: PERSON.born });
    await thief.sees("コードか生年月日が違います。手紙を見て、もう一度入力してください。");
    assert.equal((await page.goto("/my")).url(), `${ORIGIN}/login?next=/my`);
    await thief.context.close();
    clerk.expect(/409/);
    await clerk.page.reload();
    await clerk.sees("このお手紙のコードは、もう使えません");
    await clerk.check("desk-letter-spent");
  });

  test("the clerk removes a lost card, and it opens nothing any more", async () => {
    const { page } = clerk;
    await page.goto("/desk/residents");
    await search(page, { kana: "わたなべ かずお", why: "カードやパスキーをなくした届け出" });
    await send(page, page.getByRole("button", { name: `${PERSON.name} さんを開く` }));
    await send(page, page.getByRole("button", { name: /マイナンバーカード.*外/ }));
    await clerk.sees("外しました。もうこれではログインできません。");
    await page.getByText("登録されたカードはありません。").waitFor();
    await page.getByRole("listitem").filter({ hasText: "和夫のスマホ" }).waitFor();
    await clerk.check("desk-resident-removed");

    const finder = await browser.visitor();
    const tap = ceremony(await finder.open("/login"), "カードをかざすだけでログイン");
    await tap.ask();
    finder.expect(/40\d|42\d/);
    const card = lay("spare");
    await tap.root.locator("[data-panel][data-state=error]").waitFor();
    await card.lift();
    await finder.check("login-unknown-card");
    await finder.context.close();
  });

  test("a second guardian is added with both people named before, and ended again", async () => {
    const { page } = clerk;
    await page.goto("/desk/residents");
    await search(page, { kana: "ヒビキ ヒナ", why: "保護者の手続き" });
    await send(page, page.getByRole("button", { name: /さんを開く$/ }));
    await page.getByRole("heading", { level: 2, name: "保護者とお子さん" }).waitFor();
    await clerk.check("desk-guardians");
    await page.getByLabel("保護者の名前のカナ").fill("カキモト ウメコ");
    await send(page, "保護者をさがす");
    await clerk.check("desk-guardian-find");
    await send(page, page.getByRole("button", { name: /さんを選ぶ$/ }));
    for (const name of [/ひびき[ 　]陽菜 さん/, /柿本[ 　]梅子 さん/]) await clerk.sees(name);
    await clerk.check("desk-guardian-add");
    await page.getByLabel("未成年後見人").check();
    await send(page, "保護者として加える");
    await clerk.sees("保護者として加えました。");

    await send(page, page.getByRole("button", { name: /柿本[ 　]梅子 さんとの登録を終わらせる/ }));
    await clerk.check("desk-guardian-end");
    await page.getByLabel("登録の間違いの訂正").check();
    await send(page, "この日で終わらせる");
    await clerk.sees("見られなくなる日を登録しました。");
    await clerk.check("desk-guardians-ended");
  });
});
