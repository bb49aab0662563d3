import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, send } from "./support/browser.mjs";
import { accept, invite } from "./support/organizers.mjs";
import { serveStatic, townFiles } from "./support/publish.mjs";
import { day, operate } from "./support/town.mjs";

const HOSTILE = [
  "<script>window.owned = 1</script><img src=x onerror=\"window.owned = 1\">",
  "[押す](javascript:window.owned=1) [押す](data:text/html,<script>window.owned=1</script>) [押す](java&#10;script:alert(1))",
  "<form name=\"body\"><input name=\"main\"></form>",
  "## main {#main onclick=\"window.owned=1\"}",
  "\u202eうらがえし\u202c",
  "[r]\n\n[r]: javascript:window.owned=1",
  "{{ 1 }} {% if x %}",
  "![写真](https://evil.invalid/x.png)",
].join("\n\n");

const FIRST = day(20);
const SLUG = `t${Date.now().toString(36)}`;
const COURSE = {
  題名: "冬の陶芸",
  ひとことで言うと: "湯のみを二つ作り、春に焼き上がります。",
  "開く日": `${FIRST}\n${day(27)}`,
  始まる時刻: "10:00",
  終わる時刻: "12:00",
  "参加費（円）": "1500",
  申し込み方: "会場の窓口、または電話。先着順です。",
  電話番号: "0000-12-5100",
  アドレスの名前: SLUG,
  本文: "土をこねるところから始めます。\n\n- エプロン\n- タオル\n",
};

const fill = async (page, fields) => {
  for (const [label, text] of Object.entries(fields)) await page.locator("#desk-form").getByLabel(label).fill(text);
};

describe("an organizer's item from the first letter to the static page", () => {
  let browser, admin, organizer, colleague, editor, stranger, files, item;
  before(async () => {
    browser = await openBrowser();
    [admin, organizer, colleague, editor, stranger] = await Promise.all([1, 2, 3, 4, 5].map(() => browser.visitor()));
    files = townFiles();
    await accept(admin, (await operate("/ops/invites", { name: "主 あつし", office: "総務課" })).url);
    await accept(organizer, await invite(admin, "催 ひらく", "ひびき町公民館", "organizer"));
    await accept(colleague, await invite(admin, "催 ならぶ", "ひびき町公民館", "organizer"));
    await accept(editor, await invite(admin, "広 つたえ", "総務課", "editor"));
    await accept(stranger, await invite(admin, "商 いさむ", "ひびき商工会", "organizer"));
  });
  afterEach(() => browser.settle());
  after(async () => {
    files.remove();
    await browser.close();
  });

  test("the desk of an organizer is empty at first and says how to begin", async () => {
    const page = await organizer.open("/desk");
    await send(page, page.getByRole("link", { name: "講座・講演・資料を書く" }));
    await organizer.sees("まだ何も書かれていません。上のボタンから書き始めてください。");
    await organizer.check("organizer-empty");
  });

  test("what is typed is shown beside the form as it will look, and saves itself", async () => {
    const page = await organizer.open("/desk/items/new/course");
    await organizer.check("organizer-new");
    await fill(page, COURSE);
    await page.getByLabel("会場").selectOption("community-centre");
    await page.locator("#desk-preview").getByText("湯のみを二つ作り、春に焼き上がります。").waitFor();
    await page.locator("#desk-preview li").getByText("エプロン").waitFor();
    await page.getByText("に自動で保存しました。").waitFor();
    await page.waitForURL(/\/desk\/items\/[0-9a-f]{32}$/);
    item = page.url();
    await organizer.check("organizer-typed");
    await page.reload();
    assert.equal(await page.getByLabel("題名").inputValue(), "冬の陶芸");
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), [], "nothing stays in the browser");
  });

  test("a lost connection loses nothing: the text waits in this browser and is sent when the line is back", async () => {
    const { page } = organizer;
    await organizer.context.setOffline(true);
    organizer.expect(/ERR_INTERNET_DISCONNECTED/); // the preview
    organizer.expect(/ERR_INTERNET_DISCONNECTED/); // the save
    await page.getByLabel("ひとことで言うと").fill("湯のみを二つ作ります。");
    await page.getByText("つながりません。書いたものはこの端末に残っています。").waitFor();
    assert.equal((await page.evaluate(() => Object.keys(localStorage))).length, 1);
    await organizer.context.setOffline(false);
    await page.getByText("に自動で保存しました。").waitFor();
    assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
    await page.reload();
    assert.equal(await page.getByLabel("ひとことで言うと").inputValue(), "湯のみを二つ作ります。");
  });

  test("a colleague who saves meanwhile is shown beside one's own text, and nobody's work is lost", async () => {
    const mine = organizer.page;
    const theirs = await colleague.open(item);
    await theirs.getByLabel("講師").fill("土屋 こね");
    await send(theirs, "下書きを保存する");
    await colleague.sees("下書きを保存しました。");
    organizer.expect(/409/);
    organizer.expect(/409/);
    await mine.getByLabel("部屋・集合場所").fill("工作室");
    await mine.getByText("ほかの人が先に保存しました。").waitFor();
    await send(mine, "下書きを保存する");
    await organizer.sees("ほかの人が先に保存しました");
    await organizer.sees("相手が保存した「講師」");
    await organizer.check("organizer-conflict");
    assert.equal(await mine.getByLabel("部屋・集合場所").inputValue(), "工作室", "one's own text is kept");
    await mine.getByLabel("講師").fill("土屋 こね");
    await send(mine, "下書きを保存する");
    await organizer.sees("下書きを保存しました。");
    const history = await organizer.open(`${item}/history`);
    assert.match(await history.locator("table").innerText(), /催 ならぶ（ひびき町公民館）/);
    await organizer.check("organizer-history");
  });

  test("another organisation's organizer is told that there is no such page", async () => {
    for (const path of [item, `${item}/history`]) {
      stranger.expect(/404/);
      const response = await stranger.page.goto(path);
      assert.equal(response.status(), 404);
    }
    await stranger.open("/desk/items");
    await stranger.sees("まだ何も書かれていません");
  });

  test("what is missing is named beside the field and what was typed stays", async () => {
    const page = await organizer.open(item);
    await page.getByLabel("電話番号").fill("119");
    organizer.expect(/422/);
    await send(page, "承認に送る");
    await page.locator(".error-summary").waitFor();
    assert.equal(await page.getByLabel("電話番号").inputValue(), "119");
    await organizer.check("organizer-refused");
    await page.getByLabel("電話番号").fill("0000-12-5100");
    await send(page, "承認に送る");
    await organizer.sees("承認に送りました");
    await organizer.check("organizer-waiting");
  });

  test("the editor sends it back with a reason, the organizer reads it, mends it, and it is approved", async () => {
    const page = await editor.open("/desk/items?state=waiting");
    await editor.check("editor-waiting");
    await send(page, page.getByRole("link", { name: "冬の陶芸" }).first());
    await editor.check("editor-decides");
    await page.getByLabel("差し戻しの理由").fill("定員を書いてください。");
    await send(page, "差し戻す");
    await editor.sees("理由を付けて差し戻しました。");
    const mine = await organizer.open(item);
    await organizer.sees("差し戻しの理由：定員を書いてください。");
    await organizer.check("organizer-returned");
    await mine.getByLabel("定員（人）").fill("12");
    await send(mine, "承認に送る");
    await editor.open(item);
    await send(page, "承認する");
    await editor.sees("公開待ちになりました。");
  });

  test("publishing writes a file and a commit, twice changes nothing, and the page is there", async () => {
    const first = files.publish();
    assert.equal(first.status, 0, first.said);
    const path = `courses/${FIRST.slice(0, 4)}/${FIRST}-${SLUG}.md`;
    const text = files.read(path);
    assert.match(text, /capacity = 12/);
    assert.match(text, /teacher = "土屋 こね"/);
    const log = files.git("log", "-1", "--format=%an%n%B", "--", path);
    assert.match(log, /^催 ひらく（ひびき町公民館）\n公開: 冬の陶芸/);
    assert.match(log, /承認: 広 つたえ（総務課）/);
    assert.ok(log.includes(`Hibiki-Item: ${item.split("/").pop()}`), log);
    const head = files.git("rev-parse", "HEAD");
    assert.equal(files.publish().status, 0);
    assert.equal(files.git("rev-parse", "HEAD"), head);
    assert.equal(files.git("status", "--porcelain"), "");

    await organizer.open(item);
    await organizer.sees("公開済み");
    await organizer.check("organizer-published");

    const site = await serveStatic(files.build());
    const visitor = await browser.visitor();
    const page = await visitor.context.newPage();
    page.on("request", (request) => assert.ok(request.url().startsWith(site.origin), request.url()));
    await page.goto(`${site.origin}/courses/${FIRST.slice(0, 4)}/${SLUG}/`);
    assert.equal(await page.locator("h1").innerText(), "冬の陶芸");
    await page.close();
    visitor.troubles(); // the visitor's watch knows only the town's own address
    site.close();
  });

  test("a cancelled course says so with the reason, without waiting for anybody", async () => {
    const page = await organizer.open(item);
    await page.getByText("この講座を中止にする").click();
    await page.getByLabel("中止の理由と、申し込んだ人への案内").fill("講師の都合により中止します。");
    await organizer.check("organizer-cancel");
    await send(page, "中止にする");
    await organizer.sees("公開待ち");
    assert.equal(files.publish().status, 0);
    const text = files.read(`courses/${FIRST.slice(0, 4)}/${FIRST}-${SLUG}.md`);
    assert.match(text, /status = "cancelled"/);
    assert.match(text, /note = "講師の都合により中止します。"/);
    assert.match(text, /\nupdated = /);
  });

  test("last year's course is copied without its days", async () => {
    const page = await organizer.open(item);
    await send(page, page.getByRole("link", { name: "これを写して新しく書く" }));
    assert.equal(await page.getByLabel("題名").inputValue(), "冬の陶芸");
    assert.equal(await page.getByLabel("開く日").inputValue(), "");
    assert.equal(await page.getByLabel("受付の状態").inputValue(), "open");
  });

  test("hostile text runs nowhere: not beside the form, not in the file, not in the page that Zola builds", async () => {
    const page = await editor.open("/desk/items/new/course");
    const slug = `${SLUG}-x`;
    await fill(page, { ...COURSE, 題名: "<b>題</b> </title><script>window.owned=1</script>", アドレスの名前: slug, 本文: HOSTILE });
    await page.getByLabel("会場").selectOption("library");
    await page.locator("#desk-preview").getByText("<script>window.owned = 1</script>").waitFor();
    assert.equal(await page.locator("#desk-preview").locator("script, img, form, a, [onclick], #main").count(), 0);
    assert.equal(await page.evaluate(() => window.owned), undefined);
    await editor.check("editor-hostile");
    await send(page, "公開する");
    await editor.sees("公開待ちになりました。");
    assert.equal(files.publish().status, 0);
    const text = files.read(`courses/${FIRST.slice(0, 4)}/${FIRST}-${slug}.md`);
    const body = text.split("\n+++\n")[1];
    assert.doesNotMatch(body, /<|\u202e|\{\{|\{%/);

    const site = await serveStatic(files.build());
    const visitor = await browser.visitor();
    const { page: there } = visitor;
    const asked = [];
    there.on("request", (request) => asked.push(new URL(request.url()).origin));
    await there.goto(`${site.origin}/courses/${FIRST.slice(0, 4)}/${slug}/`);
    for (const link of await there.locator("main a").all()) {
      // The page's own calendar is the one address with a scheme of its own that the town writes.
      assert.match(await link.getAttribute("href"), /^(\/|tel:|webcal:\/\/127\.0\.0\.1\/courses\/)/);
    }
    assert.equal(await there.locator("main").locator("script, img, form, iframe, [onclick], [onerror]").count(), 0);
    assert.equal(await there.locator("[id=main]").count(), 1, "no heading takes the page's own name");
    assert.ok(await there.locator("main").innerText().then((text) => text.includes("<script>window.owned = 1</script>")));
    assert.equal(await there.evaluate(() => window.owned), undefined);
    assert.deepEqual([...new Set(asked)], [site.origin]);
    visitor.troubles();
    site.close();
  });

  test("without scripts the same is done with buttons", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    await visitor.context.addCookies(await organizer.context.cookies());
    const page = await visitor.open("/desk/items/new/lecture");
    await page.getByLabel("題名").fill("川を読む");
    await page.getByLabel("本文").fill("## 石碑\n\n三つあります。");
    await send(page, "見え方を確かめる");
    assert.equal(await page.locator("#desk-preview h2").innerText(), "石碑");
    await send(page, "下書きを保存する");
    await visitor.sees("下書きを保存しました。");
    await page.getByLabel("加えるファイル").setInputFiles({ name: "字幕.vtt", mimeType: "text/vtt", buffer: Buffer.from("WEBVTT\n\n00:01.000 --> 00:02.000\n川です\n") });
    await send(page, "ファイルを加える");
    await visitor.sees("captions.vtt");
  });
});
