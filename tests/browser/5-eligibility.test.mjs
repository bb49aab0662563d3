// An eligibility card: a guardian writes it down and shows it as a code, a clinic scans that, and asks by a tap. Before
// 6-reader: it stops the card service.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { ceremony, lay, liftAll, logInWithPin, touch } from "./support/card.mjs";
import { accept, invite } from "./support/organizers.mjs";
import { readQr } from "./support/qr.mjs";
import { ORIGIN, RESIDENTS, day, inJapanese, operate } from "./support/town.mjs";

const GUARDIAN = RESIDENTS.find(({ name }) => name === "山口 奈々");
const CHILD = RESIDENTS.find(({ name }) => name === "山口 律");
const TOUCH = "カードをかざして確かめる";
const NEXT = "次の人のカードを確かめる";

/** At the counter: somebody of the register, opened for a reason. */
async function open(page, { kana, name }, why) {
  await page.goto("/desk/residents");
  await page.getByLabel("名前のカナ").fill(kana);
  await page.getByLabel(why).check();
  await send(page, "さがす");
  await send(page, page.getByRole("button", { name: new RegExp(`${name.replace(" ", ".")} さんを開く`) }));
}

describe("an eligibility card at a clinic", () => {
  let browser, admin, clerk, clinic, guardian, address, card;
  before(async () => {
    browser = await openBrowser();
    [admin, clerk, clinic] = [await browser.visitor(), await browser.visitor(), await browser.visitor()];
    guardian = await browser.visitor({ viewport: PHONE });
    await guardian.authenticator({ prf: true });
    await accept(admin, (await operate("/ops/invites", { name: "初野 みどり", office: "総務課" })).url);
    await accept(clinic, await invite(admin, "受付 たしか", "試験内科医院", "clinic"));
    await logInWithPin(clerk, "staff-clerk", "/desk");
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  const code = async () => {
    const drawn = guardian.page.getByRole("img", { name: /QRコード/ });
    const side = Number((await drawn.getAttribute("viewBox")).split(" ")[2]);
    return readQr(await drawn.locator("path").nth(1).getAttribute("d"), side);
  };

  test("the child's card is registered at the counter, and the guardian begins the child's record", async () => {
    await open(clerk.page, GUARDIAN, "登録のお手紙の発行");
    await send(clerk.page, clerk.page.getByRole("button", { name: /手紙/ }).first());
    const letter = (await clerk.page.locator(".code").first().innerText()).trim();
    await open(clerk.page, CHILD, "窓口でのカードの手続き");
    await touch(clerk.page, "カードをかざして登録する", "spare");
    await clerk.sees("カードを登録しました。");

    const page = await guardian.open("/start");
    const [year, month, dayOfMonth] = GUARDIAN.born.split("-").map((part) => String(Number(part)));
    await page.getByLabel("手紙のコード（12文字）").fill(letter);
    await page.getByLabel("年（西暦）").fill(year);
    await page.getByLabel("月", { exact: true }).fill(month);
    await page.getByLabel("日", { exact: true }).fill(dayOfMonth);
    await send(page, "次へ進む");
    await page.getByLabel("この端末の名前").fill("わたしの電話");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await page.waitForURL((url) => url.pathname === "/my");
    await page.goto("/my/health");
    await page.getByRole("button", { name: "パスキーで開く" }).click();
    await page.waitForURL((url) => url.pathname === "/my/health");
    await page.getByRole("listitem").filter({ hasText: "律" }).getByRole("button", { name: "記録を始める" }).click();
    await page.waitForURL(/\/my\/health\/[0-9a-f]{16}$/);
  });

  test("the guardian writes the card down, and sees it large", async () => {
    const { page } = guardian;
    await page.goto(`${new URL(page.url()).pathname}/eligibility/new/eligibility`);
    await page.getByLabel("種類").selectOption("子ども医療費受給者証");
    await page.getByLabel("発行したところ").fill("ひびき町");
    await page.getByLabel("有効期限").fill(day(100));
    await guardian.check("eligibility-form");
    await send(page, "保存する");
    await page.getByRole("region", { name: "子ども医療費受給者証" }).waitFor();
    await guardian.check("eligibility-card");
    card = new URL(page.url()).pathname;
  });

  test("the code fills the phone's screen and says until when it can be used", async () => {
    const { page } = guardian;
    await send(page, "医療機関に見せるQRコード");
    await page.getByText(/まで、1回だけ使えます/).waitFor();
    assert.ok(await page.locator(".site-header").isHidden(), "nothing else is on the screen");
    const box = await page.getByRole("img", { name: /QRコード/ }).boundingBox();
    assert.ok(box.width > 300 && box.y + box.height <= PHONE.height, "it is seen whole, without scrolling");
    await guardian.check("eligibility-code");
    address = await code();
    assert.ok(address.startsWith(`${ORIGIN}/my/health/check/`), address);
  });

  test("a clinic scans it with any phone, without scripts too, and is told once that it is valid", async () => {
    const phone = await browser.visitor({ viewport: PHONE, javaScriptEnabled: false });
    const { page } = phone;
    await page.goto(address);
    await page.getByRole("heading", { level: 1, name: "受給者証の確認" }).waitFor();
    await send(page, "確かめる");
    await phone.sees("有効です");
    await phone.sees(`${inJapanese(day(100))}まで`);
    const told = await page.locator("main").innerText();
    assert.ok(!told.includes("律") && !told.includes("ひびき町"), told);
    await page.goto(address);
    phone.expect(/410/);
    await send(page, "確かめる");
    await phone.sees("このQRコードは使えません");
    await phone.context.close();
  });

  test("the pages of the clinic's phone", async () => {
    const phone = await browser.visitor({ viewport: PHONE });
    await guardian.page.goto(card);
    await send(guardian.page, "医療機関に見せるQRコード");
    await phone.page.goto(await code());
    await phone.check("eligibility-check");
    await send(phone.page, "確かめる");
    await phone.sees("有効です");
    await phone.check("eligibility-check-valid");
    await phone.page.goto(await code());
    phone.expect(/410/);
    await send(phone.page, "確かめる");
    await phone.check("eligibility-check-gone");
    await phone.context.close();
  });

  test("a tap is told nothing before the guardian wants that", async () => {
    const { page } = clinic;
    await page.goto("/desk");
    await clinic.check("desk-clinic");
    await send(page, page.getByRole("link", { name: "受給者証の確認" }));
    await clinic.check("desk-check");
    const tap = ceremony(page, TOUCH);
    await tap.ask();
    await clinic.check("desk-check-waiting");
    const leaves = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
    const touched = lay("spare");
    await leaves;
    await touched.lift();
    await clinic.sees("確認できません");
    await clinic.check("desk-check-unknown");
  });

  test("the guardian switches it on, and a tap is told that the card is valid", async () => {
    await guardian.page.goto(card);
    await send(guardian.page, "カードで確認できるようにする");
    await guardian.sees("カードで確認できるようにしました。");
    await guardian.check("eligibility-card-on");
    await touch(clinic.page, NEXT, "spare");
    await clinic.sees("有効です");
    await clinic.sees(`${inJapanese(day(100))}まで`);
    await clinic.sees("本人か保護者が入力した内容です。");
    const told = await clinic.page.locator("main").innerText();
    assert.ok(!told.includes("律") && !told.includes("ひびき町"), told);
    await clinic.check("desk-check-valid");
  });

  test("a card that is over is not valid", async () => {
    const { page } = guardian;
    await page.goto(card);
    await send(page, page.getByRole("link", { name: "直す" }));
    await page.getByLabel("有効期限").fill(day(-1));
    await send(page, "保存する");
    await guardian.sees(/期限が切れて/);
    await guardian.check("eligibility-card-over");
    await touch(clinic.page, NEXT, "spare");
    await clinic.sees("無効です");
    await clinic.check("desk-check-not-valid");
  });

  test("every check stands in the child's record, and the guardian stops them", async () => {
    const { page } = guardian;
    await page.goto(card.replace(/eligibility\/.*/, "looks"));
    await guardian.sees("資格・受給者証 ・ 有効かどうかを確かめました");
    await guardian.sees("資格・受給者証 ・ カードをかざしましたが、何も伝わりませんでした");
    await guardian.sees("受付 たしか（試験内科医院）");
    await guardian.sees("医療機関（本人が見せたQRコード）");
    await guardian.check("eligibility-looks");
    await page.goto(card);
    await send(page, "カードでの確認をやめる");
    await guardian.sees("カードでの確認をやめました。");
    await touch(clinic.page, NEXT, "spare");
    await clinic.sees("確認できません");
  });

  test("the card is taken off again at the counter", async () => {
    await open(clerk.page, CHILD, "カードやパスキーをなくした届け出");
    await send(clerk.page, clerk.page.getByRole("button", { name: /マイナンバーカード.*外/ }));
    await touch(clinic.page, NEXT, "spare");
    await clinic.sees("確認できません");
  });
});
