// Who the handbooks are about. Nobody of them exists.

import { send } from "../browser/support/browser.mjs";
import { day, operate } from "../browser/support/town.mjs";

/** The administrator's form makes a link for somebody new. */
export async function invite(admin, name, office, role) {
  const page = await admin.open("/desk/staff");
  const form = page.locator("section").filter({ has: page.getByRole("heading", { name: "新しい職員を招待する" }) });
  await form.getByLabel("名前").fill(name);
  await form.getByLabel("所属").fill(office);
  await form.getByLabel("役割").selectOption(role);
  await form.getByLabel("いつまで").fill(day(300));
  await send(page, form.getByRole("button", { name: "招待のリンクを作る" }));
  return page.getByLabel("リンク").inputValue();
}

/** Follows an invitation and registers a passkey; ends at the desk. */
async function accept(visitor, link) {
  const page = await visitor.open(link);
  await page.waitForFunction(() => location.hash === "");
  await send(page, "次へ進む");
  await register(visitor, "パソコン");
}

export async function register(visitor, device) {
  const { page } = visitor;
  await visitor.authenticator();
  await page.getByLabel("この端末の名前").fill(device);
  await page.getByRole("button", { name: "パスキーを登録する" }).click();
  await page.waitForURL((url) => url.pathname === "/desk");
}

/** Everybody with a browser of their own; the organizer has only the link. */
export async function cast(browser) {
  const visitor = () => browser.visitor({ reducedMotion: "reduce", colorScheme: "light" });
  const [admin, organizer, colleague, editor] = [await visitor(), await visitor(), await visitor(), await visitor()];
  await accept(admin, (await operate("/ops/invites", { name: "主 あつし", office: "総務課" })).url);
  const link = await invite(admin, "催 ひらく", "ひびき町公民館", "organizer");
  await accept(colleague, await invite(admin, "催 ならぶ", "ひびき町公民館", "organizer"));
  await accept(editor, await invite(admin, "広 つたえ", "総務課", "editor"));
  const clerk = await visitor();
  await accept(clerk, await invite(admin, "番 はるみ", "建設課", "parking"));
  const counter = await visitor();
  await accept(counter, await invite(admin, "窓 ひらく", "住民課", "clerk"));
  return { organizer, colleague, editor, clerk, counter, reader: await visitor(), link };
}
