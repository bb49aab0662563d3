// How people come to the organizer's desk: an administrator invites them, and they register a passkey.

import { send } from "./browser.mjs";
import { day } from "./town.mjs";

/** Follows the link of an invitation and registers a passkey; ends at the desk. */
export async function accept(visitor, link) {
  const page = await visitor.open(link);
  await page.waitForFunction(() => location.hash === ""); // the script has taken the code out of the address
  await send(page, "次へ進む");
  await page.getByRole("heading", { level: 1, name: "パスキーを登録する" }).waitFor();
  await visitor.authenticator();
  await page.getByLabel("この端末の名前").fill("パソコン");
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
  await page.waitForURL((url) => url.pathname === "/desk");
}

/** Invites a colleague; answers the link. */
export async function invite(admin, name, office, role) {
  const page = await admin.open("/desk/staff");
  const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "新しい職員を招待する" }) });
  await form.getByLabel("名前").fill(name);
  await form.getByLabel("所属").fill(office);
  await form.getByLabel("役割").selectOption(role);
  await form.getByLabel("いつまで").fill(day(30));
  await send(page, form.getByRole("button", { name: "招待のリンクを作る" }));
  return page.getByLabel("リンク").inputValue();
}
