// Somebody who cannot speak, a medic, and the family: from what the owner wrote down, over a bridge that two administrators
// confirmed, to the notice on My Page. Real bridges, real bytes; 6-emergency has the five minutes on the bridge's own page.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { ambulance } from "./support/ambulance.mjs";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { ceremony, lay, liftAll, logInWithPin, touch } from "./support/card.mjs";
import { bindCard, freeCard, letter, logInByPasskey, openRecord, start, withoutScripts } from "./support/health.mjs";
import { accept, invite } from "./support/organizers.mjs";
import { beginChild } from "./support/record.mjs";
import { RESIDENTS, operate } from "./support/town.mjs";

const named = (wanted) => RESIDENTS.find(({ name }) => name === wanted);
const OWNER = named("アレクサンドラ・コンスタンティノヴナ・ペトロヴァ");
const FATHER = named("鈴木 一郎");
const CHILD = named("鈴木 アンナ");
const CARD = "spare";
const OPEN = "カードをかざして開く";
const REASON = "柿ノ木の交差点で交通事故、呼びかけに応じない";
const MEDIC = "緊急 たすけ";
const SUMMARY = "/my/health/me/emergency/summary";

/** Fills in a form of the category and saves it. */
async function write({ page }, record, kind, fill) {
  await page.goto(`${record}/emergency/new/${kind}`);
  await fill(page);
  await send(page, "保存する");
  await page.getByText("保存しました。").waitFor();
}

describe("an emergency summary", () => {
  const machine = ambulance();
  let browser, beside, admin, second, clerk, medic, owner, father;
  before(async () => {
    browser = await openBrowser();
    beside = await openBrowser(...(await machine).flags);
    [admin, second, clerk] = [await browser.visitor(), await browser.visitor(), await browser.visitor()];
    [owner, father] = [await browser.visitor({ viewport: PHONE }), await browser.visitor({ viewport: PHONE })];
    medic = await beside.visitor();
    for (const person of [owner, father]) await person.authenticator({ prf: true });
    await accept(admin, (await operate("/ops/invites", { name: "初野 みどり", office: "総務課" })).url);
    await accept(second, await invite(admin, "次野 つぎお", "総務課", "admin"));
    await accept(medic, await invite(admin, MEDIC, "ひびき消防署", "medic"));
    await logInWithPin(clerk, "staff-clerk", "/desk");
    await bindCard(clerk, OWNER, CARD);
    await start(owner, await letter(clerk, OWNER), OWNER);
    await openRecord(owner);
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
    beside.settle();
  });
  after(async () => {
    try {
      await freeCard(clerk, CHILD);
    } finally {
      await (await machine).stop();
      await browser.close();
      await beside.close();
    }
  });

  test("the owner writes down what a medic has to know, and is told that no machine shows it yet", async () => {
    const { page } = owner;
    await page.goto(SUMMARY);
    await owner.sees("まだ何も書かれていません");
    await owner.check("emergency-summary-none");
    await send(page, page.getByRole("link", { name: "書き始める" }));
    await owner.check("emergency-summary-list");
    await write(owner, "/my/health/me", "allergy", async () => {
      await owner.check("emergency-summary-allergy");
      await page.getByLabel("種類").selectOption("medicine");
      await page.getByLabel("原因（食べ物・薬など）").fill("ペニシリン");
      await page.getByLabel("症状").fill("全身のじんましん、息苦しさ");
      await page.getByLabel("重さ").selectOption("anaphylaxis");
    });
    await write(owner, "/my/health/me", "condition", async () => {
      await page.getByLabel("病名・けが").fill("心房細動");
      await page.getByLabel("今の状態").selectOption("current");
    });
    await write(owner, "/my/health/me", "regular-medicine", () => page.getByLabel("薬の名前").fill("ワルファリン"));
    await write(owner, "/my/health/me", "blood-type", () => page.getByLabel("血液型").selectOption("A"));
    await write(owner, "/my/health/me", "contact", async () => {
      await page.getByLabel("名前").fill("鈴木 一郎");
      await page.getByLabel("続柄").fill("夫");
      await page.getByLabel("電話番号").fill("0000-11-2233");
    });
    await page.goto(SUMMARY);
    await owner.sees("町には、まだ救急の端末がありません");
    await owner.check("emergency-summary-no-bridge");
  });

  test("a machine is enrolled for emergencies, and counts when two administrators compared its letters", async () => {
    const { page } = admin;
    await page.goto("/desk/bridges");
    await page.getByLabel("名前", { exact: true }).fill("救急車1号");
    await page.getByLabel("場所", { exact: true }).fill("ひびき消防署");
    await send(page, "登録のコードを作る");
    await admin.check("emergency-pairing");
    const letters = await (await machine).enrol(await page.locator("p.code").innerText());
    await send(page, page.getByRole("link", { name: "一覧を見る" }));
    const row = (visitor) => visitor.page.getByRole("row").filter({ hasText: "救急車1号" });
    await row(admin).getByText("確認 0／2人").waitFor();
    await admin.check("emergency-bridges");
    admin.expect(/422/);
    await row(admin).getByLabel("端末に表示された12文字").fill("AAAA-BBBB-CCCC");
    await send(page, row(admin).getByRole("button", { name: /確認する/ }));
    await admin.sees("届いている鍵と一致しません");
    await admin.check("emergency-bridges-wrong");
    await row(admin).getByLabel("端末に表示された12文字").fill(letters.toLowerCase());
    await send(page, row(admin).getByRole("button", { name: /確認する/ }));
    await row(admin).getByText("確認 1／2人").waitFor();
    assert.equal(await row(admin).getByLabel("端末に表示された12文字").count(), 0, "nobody confirms twice");
    await owner.open(SUMMARY);
    await owner.sees("町には、まだ救急の端末がありません");

    await second.open("/desk/bridges");
    await row(second).getByLabel("端末に表示された12文字").fill(letters);
    await send(second.page, row(second).getByRole("button", { name: /確認する/ }));
    await row(second).getByText("使えます").waitFor();
    await second.check("emergency-bridges-confirmed");
  });

  test("the owner sees how many machines can show it today", async () => {
    await owner.open(SUMMARY);
    await owner.sees("いま、町の救急の端末1台で見られます。");
    await owner.check("emergency-summary-ready");
  });

  test("without a reason nothing is asked of the card, and what was typed stays", async () => {
    const { page } = medic;
    await page.goto("/desk");
    await medic.check("emergency-desk");
    await send(page, page.getByRole("link", { name: "緊急時の情報" }));
    await medic.check("emergency-medic");
    const open = ceremony(page, OPEN);
    await open.begin();
    assert.equal(await open.root.locator("[data-panel]").isHidden(), true, "the browser asks for a reason first");
    await page.getByLabel("理由").fill("　　　　　　");
    await open.ask();
    medic.expect(/422/);
    const card = lay(CARD);
    await open.says("理由を入れてください");
    await card.lift();
    await medic.check("emergency-medic-no-reason");
    assert.equal(await page.getByLabel("理由").inputValue(), "　　　　　　");
    assert.match(page.url(), /\/desk\/health\/emergency$/);
  });

  test("a card that is nobody's, or of somebody who wrote nothing, opens nothing, and the reason stays", async () => {
    const { page } = medic;
    await page.goto("/desk/health/emergency");
    await page.getByLabel("理由").fill(REASON);
    for (const [slug, words] of [["foreign-ca", "登録"], ["umeko", "この端末では表示できません"]]) {
      const open = ceremony(page, OPEN);
      await open.ask();
      medic.expect(/422/);
      const card = lay(slug);
      await open.says(words);
      await card.lift();
      assert.equal(await page.getByLabel("理由").inputValue(), REASON);
    }
    await medic.check("emergency-medic-none");
  });

  test("the touched card shows on the bridge's own page what its owner wrote, and on no other", async () => {
    const { page } = medic;
    await page.goto("/desk/health/emergency");
    await page.getByLabel("理由").fill(REASON);
    await touch(page, OPEN, CARD);
    assert.match(page.url(), /done=shown$/);
    assert.ok(!(await page.content()).includes("ペニシリン"), "the town's page learns nothing");
    await medic.check("emergency-medic-shown");
    const opened = medic.context.waitForEvent("page");
    await page.getByRole("link", { name: "card-bridge の画面" }).click();
    const own = await opened;
    await own.getByRole("heading", { level: 1, name: "救急の情報です" }).waitFor();
    const shown = own.locator("#emergency");
    await shown.getByText("ペニシリン").waitFor();
    const words = await shown.innerText();
    for (const part of [OWNER.name, "アナフィラキシー", "心房細動", "ワルファリン", "A型", "0000-11-2233"]) {
      assert.ok(words.includes(part), part);
    }
    assert.match(words, /あと [45]:\d\d で消えます/);
    await medic.check("emergency-bridge", own);
    await own.getByRole("button", { name: /読みおわりました/ }).click();
    await shown.waitFor({ state: "hidden" });
    assert.ok(!(await own.content()).includes("ペニシリン"));
    await own.close();
  });

  test("the owner is told at once, reads who it was and why, and whom to ask", async () => {
    const { page } = owner;
    await page.goto("/my");
    await page.getByRole("heading", { level: 2, name: "緊急時の情報が開かれました" }).waitFor();
    await owner.sees("救急車1号（ひびき消防署）");
    await owner.check("emergency-told");
    await send(page, page.getByRole("link", { name: "だれが、なぜ開いたかを見る" }));
    const row = page.getByRole("row").filter({ hasText: REASON });
    for (const part of [MEDIC, "ひびき消防署", "緊急時の情報が開かれました"]) await row.getByText(part).first().waitFor();
    await owner.sees("総務課（0000-12-3400）に、その行の番号と日時を伝えてください");
    await owner.check("emergency-looks");
    await withoutScripts(
      browser,
      owner,
      [["/my/health/me/looks", "emergency-looks-plain"], [SUMMARY, "emergency-summary-plain"]],
      { viewport: PHONE },
    );
  });

  test("a child's guardians are told, both of them", async () => {
    await start(father, await letter(clerk, FATHER), FATHER);
    const { page } = owner;
    const record = await beginChild(page, "アンナ");
    await write(owner, record, "allergy", async () => {
      await page.getByLabel("種類").selectOption("food");
      await page.getByLabel("原因（食べ物・薬など）").fill("そば");
      await page.getByLabel("重さ").selectOption("severe");
    });
    await freeCard(clerk, OWNER);
    await bindCard(clerk, CHILD, CARD);
    await medic.open("/desk/health/emergency");
    await medic.page.getByLabel("理由").fill("公園で倒れていた子ども");
    await touch(medic.page, OPEN, CARD);
    await medic.sees("5分間表示しています。");
    // A card that is given back ends what its owner had open.
    await logInByPasskey(owner);
    for (const guardian of [owner, father]) {
      await guardian.open("/my");
      await guardian.sees("アンナさんの緊急時の情報を開きました");
    }
    await father.check("emergency-told-child");
    await openRecord(owner);
    await page.goto(`${record}/looks`);
    await owner.sees("公園で倒れていた子ども");
  });

  test("another machine shows nothing, and neither does one that was stopped", async () => {
    const counter = await browser.visitor({ storageState: await medic.context.storageState() });
    await counter.open("/desk/health/emergency");
    await counter.page.getByLabel("理由").fill(REASON);
    const here = ceremony(counter.page, OPEN);
    await here.begin();
    await here.says("登録されていません");
    await counter.check("emergency-medic-elsewhere");
    await counter.context.close();

    await admin.open("/desk/bridges");
    await send(admin.page, admin.page.getByRole("button", { name: "救急車1号を停止する" }));
    await admin.sees("停止しました。");
    await medic.open("/desk/health/emergency");
    await medic.page.getByLabel("理由").fill(REASON);
    const open = ceremony(medic.page, OPEN);
    await open.ask();
    medic.expect(/422/);
    const card = lay(CARD);
    await open.says("登録されていません");
    await card.lift();
    await owner.open(SUMMARY);
    await owner.sees("町には、まだ救急の端末がありません");
  });
});
