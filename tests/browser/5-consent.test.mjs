// A nurse who may read what a resident consented to, as long as it was agreed and not an hour longer.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { letter, openRecord, start } from "./support/health.mjs";
import { admin, moveIn, staff, write } from "./support/record.mjs";
import { day, inJapanese } from "./support/town.mjs";

const PERSON = { number: "900401", name: "榎本 すすむ", kana: "エノモト ススム", born: "1958-12-30", household: "9004" };
const RECORD = "/my/health/me";

describe("reading by consent", () => {
  let browser, chief, clerk, nurse, person;
  before(async () => {
    browser = await openBrowser();
    [chief, clerk, nurse] = [await browser.visitor(), await browser.visitor(), await browser.visitor()];
    person = await browser.visitor({ viewport: PHONE });
    await moveIn([PERSON]);
    await admin(chief);
    await staff(clerk, chief, ["窓辺 あける", "住民課", "clerk"]);
    await nurse.authenticator({ prf: true });
    await staff(nurse, chief, ["見守 ひろみ", "健康福祉課", "nurse"]);
    await person.authenticator({ prf: true });
    await start(person, await letter(clerk, PERSON), PERSON);
    await openRecord(person);
    await write(person.page, `${RECORD}/vitals/new/vitals`, day(-1), { "体重（kg）": "72.5", "血圧（上）": "141", "血圧（下）": "88" });
    await write(person.page, `${RECORD}/diary/new/diary`, day(), { 日記: "だれにも見せない日記。" });
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  /** Opens the form and chooses; the end of the consent is so many days ahead. */
  async function choose({ reason, words = "", days }) {
    const { page } = person;
    await page.goto(`${RECORD}/consents/new`);
    await page.getByLabel(/見守/).check();
    await page.getByLabel("健診・血圧などの記録").check();
    await page.getByLabel(reason).check();
    await page.getByLabel(/自分の言葉/).fill(words);
    await page.getByLabel("いつまで見てもらいますか").fill(day(days));
  }

  test("before anybody has a key there is nobody to choose, and the page says what to do", async () => {
    const { page } = person;
    await page.goto(RECORD);
    await send(page, page.getByRole("link", { name: /見てもらう人を決める/ }));
    await person.sees("いま、この記録を見られる職員はいません。");
    await person.check("consents-empty");
  });

  test("the nurse makes a key with the passkey", async () => {
    const page = await nurse.open("/desk");
    await send(page, page.getByRole("link", { name: "同意をもらった健康の記録" }));
    assert.equal(new URL(page.url()).pathname, "/desk/health/key");
    await nurse.check("desk-work-key-none");
    await page.getByRole("button", { name: "パスキーで鍵を作る" }).click();
    await page.waitForURL("**/desk/health/read");
    await nurse.sees("いま、あなたに見てもらうことに同意している人はいません。");
    await nurse.check("desk-reading-none");
    await send(page, page.getByRole("link", { name: "仕事の鍵" }));
    await nurse.check("desk-work-key");
  });

  test("the resident consents to one part, for a purpose and a time; what was chosen stays", async () => {
    const { page } = person;
    await page.goto(`${RECORD}/consents`);
    await send(page, page.getByRole("link", { name: "見てもらう人を加える" }));
    await person.check("consents-new");
    await choose({ reason: "そのほか", days: 14 });
    person.expect(/422/);
    await send(page, "同意する");
    await person.sees("「そのほか」のときは、自分の言葉で書いてください");
    assert.ok(await page.getByLabel(/見守/).isChecked());
    await person.check("consents-new-wrong");
    await page.getByLabel(/自分の言葉/).fill("冬の血圧の相談");
    await send(page, "同意する");
    await person.sees("同意を記録しました。");
    await person.sees(inJapanese(day(14)));
    await person.check("consents");
  });

  test("the nurse reads that part and nothing else", async () => {
    const { page } = nurse;
    await page.goto("/desk/health/read");
    await nurse.sees("冬の血圧の相談");
    await nurse.check("desk-reading");
    await send(page, page.getByRole("link", { name: /榎本/ }));
    await nurse.sees("141");
    assert.ok(!(await page.locator("main").innerText()).includes("日記"));
    await nurse.check("desk-reading-one");
  });

  test("the resident sees who looked, when and what for", async () => {
    const { page } = person;
    await page.goto(RECORD);
    await send(page, page.getByRole("link", { name: "この記録を見た人・書いた人" }));
    const look = page.getByRole("row").filter({ hasText: "見守" });
    assert.match(await look.first().innerText(), /健診・血圧などの記録[^]*見ました[^]*冬の血圧の相談/);
    await person.check("consents-looks");
  });

  test("taken back, it opens nothing any more, and the nurse is told what to do", async () => {
    const { page } = person;
    await page.goto(`${RECORD}/consents`);
    await send(page, "同意を取り消す");
    await person.sees("同意を取り消しました。もう見られません。");
    await person.check("consents-ended");
    nurse.expect(/404/);
    await nurse.page.reload();
    await nurse.page.getByRole("heading", { level: 1, name: "見られません" }).waitFor();
    assert.ok(!(await nurse.page.locator("main").innerText()).includes("141"));
    await nurse.check("desk-reading-refused");
    await send(nurse.page, nurse.page.getByRole("link", { name: "同意をもらった健康の記録" }));
    await nurse.sees("いま、あなたに見てもらうことに同意している人はいません。");
  });

  test("without scripts a consent is given and taken back the same", async () => {
    const plain = await browser.visitor({ javaScriptEnabled: false, viewport: PHONE, storageState: await person.context.storageState() });
    const page = await plain.open(`${RECORD}/consents/new`);
    await page.getByLabel(/見守/).check();
    await page.getByLabel("健診・血圧などの記録").check();
    await page.getByLabel("生活習慣の相談・保健指導").check();
    await page.getByLabel("いつまで見てもらいますか").fill(day(0));
    await send(page, "同意する");
    await plain.sees("同意を記録しました。");
    await send(page, "同意を取り消す");
    await plain.sees("同意を取り消しました。もう見られません。");
    await plain.check("consents-plain", undefined, { desktop: false });
  });
});
