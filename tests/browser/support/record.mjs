// Residents whose health record is open, and who need no card for it: they move in, begin by letter, and have a passkey.

import { appears, send } from "./browser.mjs";
import { accept, invite } from "./organizers.mjs";
import { operate } from "./town.mjs";

/** Adds rows to the register, as an import of the town does: `{ number, name, kana, born, household, guardian }`. */
export async function moveIn(rows) {
  const begun = await operate("/ops/residents/imports", {});
  const row = ({ number, name, kana, born, household, guardian = false }) => ({
    register_number: number,
    name: name.replace(" ", "　"),
    kana,
    kana_key: kana.replaceAll(" ", ""),
    birth_date: born,
    district: "山手",
    household,
    guardian,
  });
  await operate("/ops/residents/imports/rows", { ...begun, rows: rows.map(row) });
  await operate("/ops/residents/imports/commit", begun);
}

/** The first administrator, whom the operator invites. */
export async function admin(visitor) {
  await accept(visitor, (await operate("/ops/invites", { name: "初野 みどり", office: "総務課" })).url);
}

/** A member of staff with a role, whom the administrator invites. */
export async function staff(visitor, by, [name, office, role]) {
  await accept(visitor, await invite(by, name, office, role));
}

/** What a clerk prints for a resident: the code of the letter. */
export async function letter(clerk, { name, kana }) {
  const page = await clerk.open("/desk/residents");
  await page.getByLabel("名前のカナ").fill(kana);
  await page.getByLabel("登録のお手紙の発行").check();
  await send(page, "さがす");
  await send(page, page.getByRole("button", { name: `${name} さんを開く` }));
  await send(page, page.getByRole("button", { name: /手紙/ }).first());
  return (await page.locator(".code").first().innerText()).trim();
}

/** Types the code and the birth date and registers a passkey; ends at My Page. */
export async function begin(person, code, { born }) {
  const page = await person.open("/start");
  const [year, month, dayOfMonth] = born.split("-").map((part) => String(Number(part)));
  await page.getByLabel("手紙のコード（12文字）").fill(code);
  await page.getByLabel("年（西暦）").fill(year);
  await page.getByLabel("月", { exact: true }).fill(month);
  await page.getByLabel("日", { exact: true }).fill(dayOfMonth);
  await send(page, "次へ進む");
  await namePasskey(page);
  await page.waitForURL((url) => url.pathname === "/my");
}

/** Registers a passkey for whoever is logged in with a fresh proof. */
export async function registerPasskey({ page }) {
  await page.goto("/my/ways/passkey");
  await namePasskey(page);
  await page.waitForURL("**/my/ways?done=passkey");
}

async function namePasskey(page) {
  await page.getByLabel("この端末の名前").fill("わたしの電話");
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
}

/** Opens the record with the passkey; ends where the family's records are listed. */
export async function openRecord(page) {
  await page.goto("/my/health");
  await page.getByRole("button", { name: "パスキーで開く" }).click();
  await page.waitForURL((url) => url.pathname === "/my/health");
}

/** Begins a child's record; answers its address. */
export async function beginChild(page, name) {
  await page.goto("/my/health");
  await page.getByRole("listitem").filter({ hasText: name }).getByRole("button", { name: "記録を始める" }).click();
  await page.waitForURL(/\/my\/health\/[0-9a-f]{16}$/);
  return new URL(page.url()).pathname;
}

/**
 * Writes an entry through its form and ends at the entry: `fields` by their labels; those of a choice begin with its name.
 */
export async function write(page, form, day, fields) {
  await page.goto(form);
  await page.getByLabel("いつのことですか").fill(day);
  for (const [label, value] of Object.entries(fields)) {
    const field = page.getByLabel(label, { exact: false }).first();
    if ((await field.evaluate((element) => element.tagName)) === "SELECT") await field.selectOption(value);
    else await field.fill(value);
  }
  await send(page, "保存する");
  await appears(page, page.getByText("保存しました。"), "保存しました。");
}
