// My Page in the frame that Zola built, with Hono's template strings.

import { html, raw } from "hono/html";
import { concerned } from "./reader.mjs";
import * as sql from "./sql.mjs";

const WEEKDAYS = "日月火水木金土";

function day(seconds) {
  const date = new Date((seconds + 9 * 3600) * 1000);
  const year = date.getUTCFullYear() - 2018;
  return `令和${year}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日（${WEEKDAYS[date.getUTCDay()]}）`;
}

let frame;

async function fill(env, values) {
  if (!frame) {
    const text = await (await env.ASSETS.fetch("https://assets.invalid/_shell/")).text();
    frame = text.split(/%%(\w+)%%/);
  }
  return frame.map((piece, place) => (place % 2 ? values[piece] : piece)).join("");
}

const item = ({ notice, names, read }) => html`
<li>${read ? "" : raw('<span class="badge new">未読</span> ')}
<a href="/my/notices/${notice.notice_id}">${notice.title}</a>
<p class="muted">${day(notice.published_at)} ・ ${notice.office} ・ 対象：${names.join("、")}${read ? ` ・ ${day(read)}に読みました` : ""}</p></li>`;

/** My Page: one round trip after the one that loaded the reader. */
export async function myPage(env, reader, now, batch) {
  const [active, chosen] = await batch(
    env.MYPAGE,
    [sql.noticeActive, now, 4503599627370495, "", reader.pseudonym, 15],
    [sql.readerLoad, reader.pseudonym],
  );
  const interests = new Set((chosen.results[0]?.interests ?? "").split(" ").filter(Boolean));
  const items = [];
  for (const notice of active.results) {
    const names = concerned(reader, JSON.parse(notice.audience), interests);
    if (names.length) items.push({ notice, names, read: notice.read_at });
  }

  const main = await html`<div>
<h1>${reader.name}さん</h1>
${reader.level === "tap" ? raw('<div class="message info"><p>カードをかざしてログインしています。</p></div>') : ""}
<section aria-labelledby="notices"><h2 id="notices">お知らせ</h2>
${items.length ? html`<ul class="item-list">${items.map(item)}</ul>` : html`<p>お知らせはありません。</p>`}
</section>
${
  reader.children.length
    ? html`<section aria-labelledby="family"><h2 id="family">ご家族</h2><p>保護者として見られるお子さんです。</p>
<ul>${reader.children.map((child) => html`<li>${child.name}さん（${child.age} 歳）</li>`)}</ul></section>`
    : ""
}
<section aria-labelledby="menu"><h2 id="menu">設定</h2>
<ul class="item-list">
<li><a href="/my/interests">届けてほしいお知らせ</a></li>
<li><a href="/my/looks">わたしの情報を見た人</a></li>
<li><a href="/my/ways">ログインの方法</a></li>
${reader.isStaff ? html`<li><a href="/desk">職員のページ</a></li>` : ""}
</ul>
<form method="post" action="/logout"><p class="button-row"><button class="button secondary">ログアウト</button></p></form>
</section>
</div>`;
  const account = await html`<a href="/my">${reader.name}</a>`;
  return fill(env, {
    title: `マイページ | ${env.TOWN_NAME}`,
    head: "",
    account,
    href_ja: "/my",
    href_easy: "/ja-easy/my",
    href_en: "/en/my",
    main,
  });
}
