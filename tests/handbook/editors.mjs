// 広報担当の手引き: the walk. What is typed in a terminal is proved by `town/tests/handbook.rs`.

import { send } from "../browser/support/browser.mjs";
import { day } from "../browser/support/town.mjs";

const STARS = {
  題名: "冬の星を見る会",
  ひとことで言うと: "公園の丘から、望遠鏡で冬の星座を見ます。",
  "部屋・集合場所": "管理棟の前",
  開く日: "2027-01-15",
  始まる時刻: "18:30",
  終わる時刻: "20:00",
  "参加費（円）": "0",
  申し込み方: "電話で。先着20人です。",
  電話番号: "0000-12-3470",
  アドレスの名前: "winter-stars",
  本文: "暖かい服でお越しください。曇りのときは中止します。",
};

/** Somebody else's course waits for approval. */
async function sent(organizer) {
  const page = await organizer.open("/desk/items/new/course");
  for (const [label, text] of Object.entries(STARS)) await page.locator("#desk-form").getByLabel(label).fill(text);
  await page.getByLabel("会場").selectOption({ label: "響川河川公園" });
  await send(page, "承認に送る");
  return new URL(page.url()).pathname;
}

export async function walk(guide, { organizer, editor, clerk, reader, files, pages }) {
  const { page } = editor;
  const part = (selector) => page.locator(selector);
  const button = (name) => page.getByRole("button", { name, exact: true });
  const item = await sent(organizer);

  await guide.chapter("承認する、差し戻す", async () => {
    await guide.open(editor, "/desk");
    await guide.press(editor, "講座・講演・資料を書く");
    await guide.fill(editor, { 状態: "承認待ち" });
    await guide.press(editor, "しぼり込む");
    await guide.picture(editor, "editors-waiting", [part("main .desk-filter"), part("main table")], { ring: [part("main table th a").first()] });
    await guide.open(editor, item);
    await guide.picture(editor, "editors-decide", [part("section[aria-labelledby=decide-heading]")], { ring: [button("承認する"), button("差し戻す")] });
    await guide.press(editor, "承認する");
  });

  await guide.chapter("公開する", async () => {
    guide.said("公開", files.publish().said);
    await guide.open(editor, item);
    await guide.press(editor, "履歴を見る");
  });

  await guide.chapter("駐車場の空きを手で入れる", async () => {
    await guide.open(clerk, "/desk");
    await guide.press(clerk, "駐車場の空き");
    const lot = clerk.page.locator("section").filter({ hasText: "満空センサーはありません" }).first();
    await lot.getByLabel("状態", { exact: true }).selectOption({ label: "満車" });
    await guide.picture(clerk, "editors-parking", [lot]);
    await send(clerk.page, lot.getByRole("button"));
    await clerk.sees("保存しました。");
    const typed = clerk.page.locator("section").filter({ hasText: "満空センサーはありません" }).first();
    await typed.getByLabel("状態", { exact: true }).selectOption({ label: "入力を取り消す" });
    await send(clerk.page, typed.getByRole("button"));
  });

  await guide.chapter("町民に届くお知らせ", async () => {
    await guide.open(editor, "/desk");
    await guide.press(editor, "お知らせを書く");
    await guide.press(editor, "新しいお知らせ");
    await guide.fill(editor, {
      件名: "集会所の工事で、資源ごみの場所が変わります",
      本文: "12月の間、川西集会所の前には出せません。\n\n体育館の駐車場の入口にお出しください。",
      いつまで掲載するか: day(30),
    });
    await page.getByLabel("川西").check();
    await guide.picture(editor, "editors-notice", [page.getByRole("group", { name: "だれに届けるか" }), page.getByRole("group", { name: "地区" })]);
    await guide.press(editor, "確認する");
    await guide.picture(editor, "editors-notice-check", [part("main h1"), button("掲載する")], { phone: true, ahead: [30], ring: [part("main .message.info")] });
    await guide.press(editor, "掲載する");
  });

  await guide.chapter("配信データと、情報の届きぐあい", async () => {
    await guide.open(editor, "/status");
  });

  await guide.chapter("オープンデータ", async () => {
    const { page: there } = reader;
    await guide.open(reader, `${pages.origin}/opendata/`);
    // The day of the last change to the content is not the picture's matter.
    await there.locator("td[data-label=更新日]").evaluateAll((cells) => {
      for (const cell of cells) cell.textContent = "令和8年11月24日（火）";
    });
    await guide.picture(reader, "editors-opendata", [there.locator("main h1"), there.locator("main table")]);
    reader.troubles(); // its watch knows only the town's own address
  });
}
