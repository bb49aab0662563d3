import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser, send } from "./support/browser.mjs";
import { accept, invite } from "./support/organizers.mjs";
import { serveStatic, townFiles } from "./support/publish.mjs";
import { operate } from "./support/town.mjs";

const LECTURES = new URL("../../content/lectures/2026/", import.meta.url);
const real = (name) => readFileSync(new URL(name, LECTURES));

/** A real film, made long enough for four parts by an element that players pass over (RFC 8794, section 11.3.2). */
function film() {
  const padding = 2_200_000;
  const head = Buffer.from([0xec, 0x01, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUIntBE(padding, 3, 6);
  return Buffer.concat([real("2026-06-14-river-floods.webm"), head, Buffer.alloc(padding)]);
}

const FILM = { name: "川の話.webm", mimeType: "video/webm", buffer: film() };
const SOUND = { name: "sound.ogg", mimeType: "audio/ogg", buffer: real("2026-02-15-station-century.ogg") };
const SLUG = `r${Date.now().toString(36)}`;
const LECTURE = {
  題名: "川の石碑を歩く",
  ひとことで言うと: "三つの石碑が教えること。",
  "長さ（分）": "40",
  話し手: "川辺 みなも",
  アドレスの名前: SLUG,
  本文: "石碑を順に訪ねました。",
};

/** Plays a film or a sound from somewhere in its middle, without making a noise. */
const plays = (media) =>
  media.evaluate(async (element) => {
    element.muted = true;
    if (element.readyState < 1) await new Promise((resolve) => element.addEventListener("loadedmetadata", resolve, { once: true }));
    element.currentTime = element.duration / 2;
    await element.play();
    const from = element.currentTime;
    while (element.currentTime < from + 0.3) await new Promise((resolve) => setTimeout(resolve, 50));
    element.pause();
    return element.duration;
  });

describe("a recording of a lecture from the organizer's computer to the static page", () => {
  let browser, admin, organizer, editor, files, item;
  before(async () => {
    browser = await openBrowser("--autoplay-policy=no-user-gesture-required");
    [admin, organizer, editor] = await Promise.all([1, 2, 3].map(() => browser.visitor()));
    files = townFiles();
    await accept(admin, (await operate("/ops/invites", { name: "主 まさる", office: "総務課" })).url);
    await accept(organizer, await invite(admin, "録 おとは", "ひびき町郷土資料館", "organizer"));
    await accept(editor, await invite(admin, "広 とどく", "総務課", "editor"));
  });
  afterEach(() => browser.settle());
  after(async () => {
    files.remove();
    await browser.close();
  });

  const choose = (page, file) => page.getByLabel("加える録音・映像").setInputFiles(file);
  const press = (page) => page.getByRole("button", { name: "録音・映像を送る" }).click();

  test("what a recording needs stands there before there is one", async () => {
    const page = await organizer.open("/desk/items/new/lecture");
    await organizer.sees("下書きを一度保存すると、録音と映像を加えられます。");
    for (const [label, text] of Object.entries(LECTURE)) await page.locator("#desk-form").getByLabel(label, { exact: label !== "アドレスの名前" }).fill(text);
    await page.getByLabel("講演の日").fill("2026-06-20");
    await page.getByLabel("会場").selectOption("museum");
    await send(page, "下書きを保存する");
    item = new URL(page.url()).pathname;
    await page.getByText("字幕の作り方").click();
    await organizer.check("organizer-recordings");
  });

  test("without scripts the page says what to do instead", async () => {
    const visitor = await browser.visitor({ javaScriptEnabled: false });
    await visitor.context.addCookies(await organizer.context.cookies());
    const page = await visitor.open(item);
    assert.match(await page.locator("main").innerText(), /ファイルをUSBメモリーなどで町の広報担当に渡し/);
    assert.equal(await page.getByRole("button", { name: "録音・映像を送る" }).count(), 0);
  });

  test("a line that breaks costs one part: it goes on by itself, and after a reload with the same file", async () => {
    const page = await organizer.open(item);
    const sent = [];
    let most = 8; // of thirteen parts
    await page.route("**/api/desk/recordings/**", async (route) => {
      if (sent.length >= most) {
        organizer.expect(/ERR_INTERNET_DISCONNECTED/);
        return route.abort("internetdisconnected");
      }
      sent.push(new URL(route.request().url()).pathname.split("/").slice(5).join("/"));
      return route.continue();
    });
    await choose(page, FILM);
    await press(page);
    await organizer.sees("つながりません。つながったら、続きから自動で送ります。");
    await page.getByText("2.3MBのうち1.5MB").waitFor();
    await organizer.check("organizer-recording-lost");
    await page.getByRole("button", { name: "録音・映像を送る" }).click({ force: true }); // a second click changes nothing
    most = 12;
    await page.evaluate(() => dispatchEvent(new Event("online")));
    await page.getByText("2.3MBのうち2.2MB").waitFor();
    await organizer.sees("つながりません。つながったら、続きから自動で送ります。");

    await page.reload();
    await organizer.sees("送りかけのファイルがあります：video.webm（2.3MBのうち2.2MBまで届いています）");
    await organizer.check("organizer-recording-half");
    most = Infinity;
    await page.locator("#desk-form").getByLabel("話し手の肩書き").fill("学芸員");
    await choose(page, FILM);
    await press(page);
    await organizer.sees("ファイルを加えました。");
    const parts = Array.from({ length: 12 }, (_, part) => `video.webm/${part + 1}`);
    assert.deepEqual(sent, ["", ...parts, "video.webm"], "nothing is sent twice");
    assert.equal(await page.getByLabel("話し手の肩書き").inputValue(), "学芸員", "what was typed meanwhile is saved");
    await page.unroute("**/api/desk/recordings/**");
  });

  test("the organizer watches and hears it before anybody else", async () => {
    const { page } = organizer;
    assert.ok((await plays(page.locator("video"))) > 30);
    await choose(page, SOUND);
    await press(page);
    await page.locator("audio").waitFor();
    assert.ok((await plays(page.locator("audio"))) > 10);
    await organizer.check("organizer-recording-here");
  });

  test("what is no recording is refused in words, whatever its name", async () => {
    const { page } = organizer;
    organizer.expect(/422/);
    await choose(page, { name: "talk.mp3", mimeType: "audio/mpeg", buffer: Buffer.from("<!doctype html><script>alert(1)</script>") });
    await press(page);
    await organizer.sees("録音（MP3・M4A・Ogg）、映像（MP4・WebM）のどれでもありません。");
    await choose(page, { name: "long.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(24 * 1024 * 1024 + 1) });
    await press(page);
    await organizer.sees("録音と映像は1つ24MBまでです。");
  });

  test("it is sent for approval with captions only, and the editor watches it with them", async () => {
    const { page } = organizer;
    organizer.expect(/422/);
    await send(page, "承認に送る");
    await organizer.sees("録音や映像には、字幕（WebVTT）が要ります。");
    assert.equal(await page.locator(".error-summary a").getAttribute("href"), "#f-file", "it leads to where they are added");
    await page.getByLabel("加えるファイル").setInputFiles({ name: "ja.vtt", mimeType: "text/vtt", buffer: real("2026-06-14-river-floods.ja.vtt") });
    await send(page, "ファイルを加える");
    await send(page, "承認に送る");
    await organizer.sees("承認に送りました");
    const theirs = await editor.open(item);
    assert.ok((await plays(theirs.locator("video"))) > 30);
    assert.ok(await theirs.locator("video").evaluate((video) => video.textTracks[0].cues.length > 1));
    await editor.check("editor-recording");
    await send(theirs, "承認する");
  });

  test("published, it lies beside the text with its bytes, and the static page plays it", async () => {
    const run = files.publish();
    assert.equal(run.status, 0, run.said);
    const stem = `lectures/2026/2026-06-20-${SLUG}`;
    const text = files.read(`${stem}.md`);
    assert.ok(text.includes(`video = "2026-06-20-${SLUG}.video.webm"\naudio = "2026-06-20-${SLUG}.sound.ogg"\ncaptions = `), text);
    assert.ok(readFileSync(`${files.content}/${stem}.video.webm`).equals(FILM.buffer));
    assert.equal(files.git("status", "--porcelain"), "");

    const site = await serveStatic(files.build());
    const visitor = await browser.visitor();
    const page = await visitor.context.newPage();
    page.on("request", (request) => assert.ok(request.url().startsWith(site.origin), request.url()));
    await page.goto(`${site.origin}/lectures/2026/${SLUG}/`);
    assert.equal(await page.locator("h1").innerText(), LECTURE.題名);
    const moved = await page.locator("video").evaluate(async (video) => {
      video.muted = true;
      await video.play();
      while (video.currentTime < 0.3) await new Promise((resolve) => setTimeout(resolve, 50));
      return video.currentTime;
    });
    assert.ok(moved >= 0.3);
    assert.ok((await page.locator(".transcript li").count()) > 1, "the captions are the transcript");
    await page.close();
    visitor.troubles(); // the visitor's watch knows only the town's own address
    site.close();
  });
});
