import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, send } from "./support/browser.mjs";
import { ORIGIN, day, inJapanese, operate } from "./support/town.mjs";

/** Follows the link of an invitation and registers a passkey; ends at the desk. */
async function accept(visitor, link, device) {
  const page = await visitor.open(link);
  await send(page, "次へ進む");
  await page.getByRole("heading", { level: 1, name: "パスキーを登録する" }).waitFor();
  await visitor.authenticator();
  await page.getByLabel("この端末の名前").fill(device);
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
  await page.waitForURL((url) => url.pathname === "/desk");
  return page;
}

const links = (page) => page.locator("main a").allInnerTexts();

describe("the first member of staff and their colleagues", () => {
  let browser, admin, clerk, editor;
  before(async () => {
    browser = await openBrowser();
    admin = await browser.visitor();
    clerk = await browser.visitor();
    editor = await browser.visitor();
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  test("the operator's link opens once and makes an administrator with a passkey", async () => {
    const invited = await operate("/ops/invites", { name: "初音 まもる", office: "総務課" });
    assert.match(invited.url, new RegExp(`^${ORIGIN}/invite#[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$`));

    const page = await admin.open(invited.url);
    await page.waitForFunction(() => location.hash === "");
    assert.equal(await page.getByLabel("招待コード（12文字）").inputValue(), invited.code, "the code is filled in");
    await admin.check("invite");
    await send(page, "次へ進む");
    await page.getByRole("heading", { level: 1, name: "パスキーを登録する" }).waitFor();
    await admin.check("invite-passkey");

    await admin.authenticator();
    await page.getByLabel("この端末の名前").fill("総務課のパソコン");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await page.waitForURL((url) => url.pathname === "/desk");
    await admin.sees("初音 まもる さん（役割：管理者）");
    await admin.check("desk-admin");

    const stranger = await browser.visitor();
    stranger.expect(/422/);
    await stranger.open(invited.url);
    await send(stranger.page, "次へ進む");
    await stranger.sees("コードが違うか、期限が過ぎています。招待した人に確かめてください。");
    assert.equal(await stranger.page.getByLabel("招待コード（12文字）").inputValue(), invited.code, "what was typed is kept");
    await stranger.check("invite-used");
    await stranger.context.close();
  });

  for (const [who, role, label, name, office, device, until] of [
    ["clerk", "clerk", "窓口", "窓野 開", "住民課", "1番窓口のパソコン", day(30)],
    ["editor", "editor", "広報", "文野 つづる", "総務課", "広報のパソコン", day(7)],
  ]) {
    test(`the administrator invites a colleague as ${who} until a day, and the colleague sees only their own work`, async () => {
      const page = await admin.open("/desk");
      await send(page, page.getByRole("link", { name: "職員と役割" }));
      await admin.check(`desk-staff-${who}`);
      const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "新しい職員を招待する" }) });
      await form.getByLabel("名前").fill(name);
      await form.getByLabel("所属").fill(office);
      await form.getByLabel("役割").selectOption(role);
      await form.getByLabel("いつまで").fill(until);
      await send(page, form.getByRole("button", { name: "招待のリンクを作る" }));
      await page.getByRole("heading", { level: 1, name: "招待のリンク" }).waitFor();
      await admin.check(`desk-invitation-${who}`);
      const link = await page.getByLabel("リンク").inputValue();

      const colleague = who === "clerk" ? clerk : editor;
      const desk = await accept(colleague, link, device);
      await colleague.sees(`${office}　${name} さん`);
      await colleague.check(`desk-${who}`);
      const seen = (await links(desk)).join(" ");
      assert.equal(seen.includes("住民をさがす"), who === "clerk", seen);
      assert.equal(seen.includes("お知らせを書く"), who === "editor", seen);
      assert.equal(seen.includes("職員と役割") || seen.includes("カードリーダー"), false, seen);
      for (const [path, may] of [
        ["/desk/residents", who === "clerk"],
        ["/desk/notices", who === "editor"],
        ["/desk/staff", false],
        ["/desk/bridges", false],
      ]) {
        if (!may) colleague.expect(/403/);
        const response = await desk.goto(path);
        assert.equal(response.status(), may ? 200 : 403, path);
        if (!may) await colleague.sees("このページを開く権限がありません");
      }
      await colleague.check(`desk-refused-${who}`);

      await send(page, page.getByRole("link", { name: "職員と役割" }));
      const row = page.getByRole("row").filter({ hasText: name });
      assert.match(await row.innerText(), new RegExp(`${label}[^]*${inJapanese(until)}`));
    });
  }

  test("the administrator gives the clerk a second role, and nobody gives one to themselves", async () => {
    const page = await admin.open("/desk/staff");
    const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "登録済みの職員に役割を付ける" }) });
    const colleagues = await form.getByLabel("職員", { exact: true }).locator("option").allInnerTexts();
    assert.ok(colleagues.some((text) => text.includes("窓野 開")), `${colleagues}`);
    assert.ok(!colleagues.some((text) => text.includes("初音 まもる")), "the administrator is not among them");
    await form.getByLabel("職員", { exact: true }).selectOption({ label: colleagues.find((text) => text.includes("窓野 開")) });
    await form.getByLabel("役割").selectOption("editor");
    await form.getByLabel("いつまで").fill(day(1));
    await send(page, form.getByRole("button", { name: "役割を付ける" }));
    await page.locator(".message.good").waitFor();
    await admin.check("desk-staff-granted");
    await clerk.open("/desk");
    assert.ok((await links(clerk.page)).includes("お知らせを書く"));
  });

  test("a term that is no day of the coming years is refused, and what was typed stays", async () => {
    const page = await admin.open("/desk/staff");
    const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "新しい職員を招待する" }) });
    await form.getByLabel("名前").fill("過去 の人");
    await form.getByLabel("所属").fill("総務課");
    await form.getByLabel("役割").selectOption("clerk");
    // Not what the browser would let a person do: the town decides.
    await form.getByLabel("いつまで").evaluate((field) => field.removeAttribute("min"));
    await form.getByLabel("いつまで").fill(day(-1));
    admin.expect(/422/);
    await send(page, form.getByRole("button", { name: "招待のリンクを作る" }));
    await page.locator(".error-summary").waitFor();
    assert.equal(await form.getByLabel("名前").inputValue(), "過去 の人");
    assert.equal(await form.getByLabel("所属").inputValue(), "総務課");
    await admin.check("desk-staff-refused");
  });

  test("the administrator ends a role and the colleague is refused at the next click", async () => {
    await editor.open("/desk/notices");
    const page = await admin.open("/desk/staff");
    await send(page, "文野 つづる さんの広報を、いま終わらせる");
    await page.locator(".message.good").waitFor();
    assert.equal(await page.getByRole("row").filter({ hasText: "文野 つづる" }).count(), 0);

    editor.expect(/403/);
    await send(editor.page, editor.page.getByRole("link", { name: "新しいお知らせ" }));
    await editor.sees("このページを開く権限がありません");
    editor.expect(/403/);
    await editor.open("/desk");
    await editor.check("desk-role-ended");
  });

  test("the administrator prepares a card reader and sees the command that enrols it", async () => {
    const page = await admin.open("/desk");
    await send(page, page.getByRole("link", { name: "カードリーダー" }));
    await admin.check("desk-bridges");
    await page.getByLabel("名前").fill("図書館カウンター");
    await page.getByLabel("場所").fill("図書館1階");
    await send(page, "登録のコードを作る");
    await page.getByRole("heading", { level: 1, name: "カードリーダーの登録" }).waitFor();
    const code = "--code [0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}";
    const [usual, forEmergencies] = await page.locator("pre").allInnerTexts();
    assert.match(usual, new RegExp(`card-bridge enrol ${ORIGIN} ${code}`));
    assert.match(forEmergencies, new RegExp(`card-bridge enrol --emergency ${ORIGIN} ${code}`));
    await admin.check("desk-pairing");
  });
});
