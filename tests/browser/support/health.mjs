// Residents who come to the counter, and what opens their health records.

import { send } from "./browser.mjs";
import { LOG_IN_BY_PASSKEY, touch } from "./card.mjs";

/** What people call their device when they have one. */
const DEVICE = "わたしの電話";

/** Opens the page of somebody of the register, for this reason. */
export async function openResident(clerk, resident, why) {
  const page = await clerk.open("/desk/residents");
  await page.getByLabel("名前のカナ").fill(resident.kana);
  await page.getByLabel("生年月日").fill(resident.born);
  await page.getByLabel(why).check();
  await send(page, "さがす");
  await send(page, page.getByRole("button", { name: /さんを開く$/ }));
  return page;
}

/** Has somebody's card bound at the counter. */
export async function bindCard(clerk, resident, slug) {
  const page = await openResident(clerk, resident, "窓口でのカードの手続き");
  await touch(page, "カードをかざして登録する", slug);
  await clerk.sees("カードを登録しました。");
}

/** Has it taken back, so that it is nobody's again. */
export async function freeCard(clerk, resident) {
  const page = await openResident(clerk, resident, "カードやパスキーをなくした届け出");
  await send(page, page.getByRole("button", { name: /マイナンバーカード.*外/ }));
  await clerk.sees("外しました。もうこれではログインできません。");
}

/** Has a letter printed; answers its code. */
export async function letter(clerk, resident) {
  const page = await openResident(clerk, resident, "登録のお手紙の発行");
  await send(page, "お手紙を発行する");
  return (await page.locator("article .code").innerText()).trim();
}

/** Types a letter's code and the birth date, and registers a passkey; ends on My Page. */
export async function start(person, code, { born }, device = DEVICE) {
  const page = await person.open("/start");
  const [year, month, day] = born.split("-").map((part) => String(Number(part)));
  await page.getByLabel("手紙のコード（12文字）").fill(code);
  await page.getByLabel("年（西暦）").fill(year);
  await page.getByLabel("月", { exact: true }).fill(month);
  await page.getByLabel("日", { exact: true }).fill(day);
  await send(page, "次へ進む");
  await page.getByLabel("この端末の名前").fill(device);
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
  await page.waitForURL((url) => url.pathname === "/my");
}

/** Registers a passkey for whoever is logged in with a fresh proof. */
export async function addPasskey(person, device = DEVICE) {
  const page = await person.open("/my/ways/passkey");
  await page.getByLabel("この端末の名前").fill(device);
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
  await page.waitForURL("**/my/ways?done=passkey");
}

/** Logs in with the passkey of this device; ends on My Page. */
export async function logInByPasskey(person) {
  const page = await person.open("/login?next=/my");
  await page.getByRole("button", { name: LOG_IN_BY_PASSKEY }).click();
  await page.waitForURL((url) => url.pathname === "/my");
}

/** Opens the record with the passkey of this device. */
export async function openRecord({ page }, path = "/my/health") {
  await page.goto(`/my/health/open?next=${path}`);
  await page.getByRole("button", { name: "パスキーで開く" }).click();
  await page.waitForURL((url) => url.pathname === path);
}

/** Shuts it. */
export async function shutRecord(person) {
  await person.open("/my/health");
  await send(person.page, "閉じる");
  await person.sees("閉じました。");
}

/** Looks once at these pages as a browser without scripts shows them to the same person. */
export async function withoutScripts(browser, person, pages, options = {}) {
  const plain = await browser.visitor({ javaScriptEnabled: false, storageState: await person.context.storageState(), ...options });
  for (const [path, name] of pages) {
    await plain.open(path);
    await plain.check(name);
  }
  await plain.context.close();
}
