// What health records are tried with: people who move in, staff, a child's record, an entry.

import { PHONE, appears, send } from "./browser.mjs";
import { letter, openRecord, start } from "./health.mjs";
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

/** A resident on a phone who has just moved in, began by letter and has the health record open. */
export async function resident(browser, row, { prf = true } = {}) {
  const [chief, clerk] = [await browser.visitor(), await browser.visitor()];
  const person = await browser.visitor({ viewport: PHONE });
  await moveIn([row]);
  await admin(chief);
  await staff(clerk, chief, ["窓辺 あける", "住民課", "clerk"]);
  await person.authenticator({ prf });
  await start(person, await letter(clerk, row), row);
  await openRecord(person);
  return person;
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
