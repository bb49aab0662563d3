// 主催者の手引き: the walk.

import { readFileSync } from "node:fs";
import { register } from "./cast.mjs";
import { send } from "../browser/support/browser.mjs";
import { day } from "../browser/support/town.mjs";

const CONTENT = new URL("../../content/", import.meta.url);

/** The demo town's own course: what is written at the desk is what the pictures of the site show. */
const POTTERY = {
  題名: "はじめての陶芸",
  ひとことで言うと: "響川の土で湯のみと小皿を作る、全6回の教室です。",
  会場: "ひびき町公民館",
  "部屋・集合場所": "1階 工芸室",
  開く日: "2026-12-03\n2026-12-17\n2027-01-14\n2027-01-28\n2027-02-25\n2027-03-11",
  始まる時刻: "10:00",
  終わる時刻: "12:00",
  "参加費（円）": "3000",
  "定員（人）": "12",
  申し込みの期限: "2026-11-27",
  対象: "大人",
  申し込み方: "公民館の窓口、または電話（9時から17時まで）。先着順です。",
  講師: "土屋 ろく（響窯）",
  持ち物: "エプロン\n手ふきタオル2枚",
  アドレスの名前: "beginners-pottery",
  本文: "響川の上流でとれる赤い土を使い、湯のみ1個と小皿2枚を作ります。初めての方のための教室です。\n\n爪は短く切り、よごれてもよい服でお越しください。",
};

/** Slides of one empty page. */
const PDF = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

const saved = (visitor) => visitor.page.getByText("に自動で保存しました。").waitFor();

export async function walk(guide, { organizer, colleague, editor, reader, link, files, pages }) {
  const { page } = organizer;
  const part = (selector) => page.locator(selector);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const box = async (label) => page.locator(".field").filter({ has: await guide.field(organizer, label) });
  let item;

  await guide.chapter("はじめてログインする", async () => {
    await guide.open(organizer, link);
    await page.waitForFunction(() => location.hash === "");
    // The code is a secret, and another one each time.
    const code = page.getByLabel("招待コード");
    const secret = await code.inputValue();
    await code.fill("ABCD-EFGH-JKMN");
    await guide.picture(organizer, "organizers-invitation", [part("main h1"), button("次へ進む")], { ring: [button("次へ進む")], phone: true });
    await code.fill(secret);
    await guide.press(organizer, "次へ進む");
    await register(organizer, "公民館のパソコン");
    await guide.look(organizer);
  });

  await guide.chapter("次の日からログインする", async () => {
    await guide.open(organizer, "/desk");
    await guide.press(organizer, "ログアウト");
    await guide.open(organizer, "/desk");
    await button("パスキーでログイン").click();
    await page.waitForURL((url) => url.pathname === "/desk");
    await guide.look(organizer);
    await guide.picture(organizer, "organizers-desk", [part("main h1"), part("main .item-list")], { ring: [part("main .item-list li").filter({ hasText: "講座・講演・資料を書く" })], phone: true });
    await guide.press(organizer, "講座・講演・資料を書く");
  });

  await guide.chapter("講座を書く", async () => {
    await guide.press(organizer, "講座を書く");
    await guide.fill(organizer, POTTERY);
    await part("#desk-preview").getByText("爪は短く切り").waitFor();
    await saved(organizer);
    await page.waitForURL(/\/desk\/items\/[0-9a-f]{32}$/);
    item = new URL(page.url()).pathname;
    await guide.picture(organizer, "organizers-write", [await box("題名"), await box("開く日"), part(".desk-preview")], { height: 760 });
  });

  await guide.chapter("保存する、回線が切れる", async () => {
    await organizer.context.setOffline(true);
    organizer.expect(/ERR_INTERNET_DISCONNECTED/);
    organizer.expect(/ERR_INTERNET_DISCONNECTED/);
    await page.getByLabel("電話番号").fill("0000-12-5100");
    await page.getByText("つながりません。").waitFor();
    await guide.picture(organizer, "organizers-offline", [part("#desk-status"), part("#desk-form .button-row")], { ring: [part("#desk-status")] });
    await organizer.context.setOffline(false);
    await saved(organizer);
    await guide.press(organizer, "下書きを保存する");
  });

  await guide.chapter("同じ講座を二人で書いたとき", async () => {
    const theirs = await colleague.open(item);
    await theirs.getByLabel("講師").fill("土屋 ろく（響窯 主人）");
    await send(theirs, "下書きを保存する");
    organizer.expect(/409/);
    organizer.expect(/409/);
    await page.getByLabel("持ち物").fill("エプロン\n手ふきタオル2枚\n筆記用具");
    await page.getByText("ほかの人が先に保存しました。").waitFor();
    await guide.press(organizer, "下書きを保存する");
    await part(".desk-theirs").first().waitFor();
    await guide.picture(organizer, "organizers-conflict", [part(".error-summary"), await box("講師")], { phone: true, fields: ["講師"], ring: [part(".desk-theirs").first()] });
    await guide.press(organizer, "下書きを保存する");
    await organizer.sees("下書きを保存しました。");
  });

  await guide.chapter("承認に送る", async () => {
    await guide.open(organizer, item);
    await page.getByLabel("電話番号").fill("12-5100");
    organizer.expect(/422/);
    await guide.press(organizer, "承認に送る");
    await part(".error-summary").waitFor();
    await guide.picture(organizer, "organizers-refused", [part(".error-summary")], { phone: true });
    await page.getByLabel("電話番号").fill("0000-12-5100");
    await guide.press(organizer, "承認に送る");
    await guide.sees(organizer, "承認に送りました");
    await guide.picture(organizer, "organizers-waiting", [part("main h1"), part("main dl.facts").first()], { phone: true });
  });

  await guide.chapter("差し戻されたとき", async () => {
    const theirs = await editor.open(item);
    await theirs.getByLabel("差し戻しの理由").fill("持ち物に、汚れてもよい服を足してください。");
    await send(theirs, "差し戻す");
    await guide.open(organizer, "/desk/items");
    await guide.open(organizer, item);
    await guide.picture(organizer, "organizers-returned", [part("main h1"), part("main .message.warn")], { phone: true, ring: [part("main .message.warn")] });
    await page.getByLabel("持ち物").fill("エプロン\n手ふきタオル2枚\n筆記用具\n汚れてもよい服");
    await guide.press(organizer, "承認に送る");
  });

  await guide.chapter("載せる日を決める", async () => {
    await guide.press(organizer, "下書きに戻して直す");
    await guide.fill(organizer, { 公開する日: day(7) });
    await guide.picture(organizer, "organizers-publish-on", [await box("公開する日"), button("承認に送る")], { phone: true, ahead: [7], ring: [await guide.field(organizer, "公開する日")] });
    await guide.fill(organizer, { 公開する日: "" });
    await guide.press(organizer, "承認に送る");
  });

  await guide.chapter("載った後、どこに出るか", async () => {
    const theirs = await editor.open(item);
    await send(theirs, "承認する");
    const published = files.publish();
    if (published.status !== 0) throw new Error(published.said);
    await guide.open(organizer, item);
    await guide.open(reader, `${pages.origin}/courses/`);
    const course = await guide.open(reader, `${pages.origin}/courses/2026/pottery/`);
    await guide.picture(reader, "organizers-page", [course.getByRole("heading", { name: "予定に入れる" }), course.getByRole("link", { name: "カレンダーに登録する" }), course.locator("main .share")]);
    await guide.press(reader, "ちらし（A4で1枚）を印刷する");
    await guide.picture(reader, "organizers-leaflet", [reader.page.locator("article.leaflet")]);
    reader.troubles(); // its watch knows only the town's own address
  });

  await guide.chapter("載せたものを直す", async () => {
    await guide.open(organizer, item);
    await guide.fill(organizer, { 受付の状態: "日程・会場の変更あり", "お知らせ（変更・中止の理由など）": "12月17日は、1階 大広間で開きます。" });
    await guide.picture(organizer, "organizers-correct", [await box("受付の状態"), await box("お知らせ（変更・中止の理由など）")], { phone: true, fields: ["受付の状態", "お知らせ（変更・中止の理由など）"] });
    await guide.press(organizer, "承認に送る");
    await send(await editor.open(item), "承認する");
    files.publish();
  });

  await guide.chapter("中止を知らせる", async () => {
    await guide.open(organizer, item);
    await guide.unfold(organizer, "この講座を中止にする");
    await guide.fill(organizer, { "中止の理由と、申し込んだ人への案内": "講師の都合により中止します。参加費はお返しします。" });
    await guide.picture(organizer, "organizers-cancel", [part("main details")], { phone: true, ring: [button("中止にする")] });
    await guide.press(organizer, "中止にする");
    await guide.sees(organizer, "中止を知らせる内容にしました。");
  });

  await guide.chapter("去年の分を写して書く", async () => {
    await guide.open(organizer, "/desk/items");
    await guide.press(organizer, "しぼり込む");
    await guide.open(organizer, item);
    await guide.press(organizer, "これを写して新しく書く");
    await guide.picture(organizer, "organizers-copy", [part("main h1"), await box("開く日")], { phone: true, fields: ["題名", "開く日"], ring: [await guide.field(organizer, "開く日")] });
  });

  await guide.chapter("講演の記録を載せる", async () => {
    await guide.open(organizer, "/desk/items");
    await guide.press(organizer, "講演の記録を書く");
    await guide.fill(organizer, { 題名: "響川の洪水を読む", 講演の日: "2026-06-14", 会場: "ひびき町郷土資料館", "長さ（分）": "74", 話し手: "川辺 みなも", 利用条件: "出典を書けば自由に使える（CC BY 4.0）" });
    await guide.press(organizer, "下書きを保存する");
    const captions = readFileSync(new URL("lectures/2026/2026-06-14-river-floods.ja.vtt", CONTENT));
    for (const file of [
      { name: "字幕.vtt", mimeType: "text/vtt", buffer: captions },
      { name: "スライド.pdf", mimeType: "application/pdf", buffer: Buffer.from(PDF) },
    ]) {
      await (await guide.field(organizer, "加えるファイル")).setInputFiles(file);
      await guide.press(organizer, "ファイルを加える");
    }
    await guide.picture(organizer, "organizers-files", [part("#files-heading"), part("section[aria-labelledby=files-heading] .item-list")], { phone: true });
  });

  await guide.chapter("古い写真や資料を載せる", async () => {
    await guide.open(organizer, "/desk/items");
    await guide.press(organizer, "古い写真・資料を書く");
    await guide.fill(organizer, {
      題名: "開業まもないひびき駅",
      ひとことで言うと: "線路の向こうに駅舎と山並みが写る一枚です。",
      本文: "駅名の板は右から左へ書かれています。",
      いつのものか: "1931-04",
      ページに出す時期: "昭和6年4月ごろ",
      絵を見られない人への説明: "線路の奥に三角屋根の木造の駅舎、背後に山並み",
      "持っているところ・提供した人": "ひびき町郷土資料館",
      権利について: "町が持っています",
      利用条件: "出典を書けば自由に使える（CC BY 4.0）",
    });
    await guide.press(organizer, "下書きを保存する");
    const photo = readFileSync(new URL("archives/1931/1931-04-station.jpg", CONTENT));
    await (await guide.field(organizer, "加えるファイル")).setInputFiles({ name: "station.jpg", mimeType: "image/jpeg", buffer: photo });
    await guide.press(organizer, "ファイルを加える");
    await guide.picture(organizer, "organizers-archive", [await box("絵を見られない人への説明"), await box("利用条件")], { phone: true, ring: [await guide.field(organizer, "絵を見られない人への説明")] });
    await guide.press(organizer, "下書きを保存する");
  });

  await guide.chapter("本文に書けること", async () => {
    await guide.open(organizer, "/desk/items/new/course");
    await page.getByLabel("題名").fill("はじめての陶芸");
    await page.getByLabel("本文").fill("## 持ち物について\n\n**必ず**お持ちください。\n\n- エプロン\n- 手ふきタオル2枚\n\n[公民館](/facilities/community-centre/)の1階です。\n");
    await part("#desk-preview li").getByText("エプロン").waitFor();
    await saved(organizer);
    await guide.picture(organizer, "organizers-text", [await box("本文"), part(".desk-preview")], { fields: ["本文"] });
    await page.reload();
  });

  await guide.chapter("だれが、いつ、何を書いたか", async () => {
    await guide.open(organizer, item);
    await guide.press(organizer, "履歴を見る");
    await guide.picture(organizer, "organizers-history", [part("main h1"), part("main tbody tr").nth(3)]);
  });
}
