import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser } from "./support/browser.mjs";

describe("courses, lectures and the archive", () => {
  let browser, visitor, page;
  before(async () => {
    browser = await openBrowser("--autoplay-policy=no-user-gesture-required");
    visitor = await browser.visitor({ viewport: PHONE });
    page = visitor.page;
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  test("conditions combine, the count is told, and the address keeps them", async () => {
    await visitor.open("/courses/");
    const all = await page.locator(".course-list > li:visible").count();
    await page.getByText("条件をえらんで探す").click();
    await page.getByLabel("会場").selectOption("community-centre");
    await page.getByLabel("参加費").selectOption("free");
    const shown = await page.locator(".course-list > li:visible").count();
    assert.ok(shown > 0 && shown < all);
    assert.equal(await page.getByRole("status").textContent(), `${shown}件の講座`);
    assert.equal(new URL(page.url()).search, "?place=community-centre&fee=free");
    await page.reload();
    assert.equal(await page.locator(".course-list > li:visible").count(), shown);
    assert.ok(await page.getByLabel("会場").isVisible(), "who comes with conditions sees them");
    await page.getByLabel("時間帯").selectOption("evening");
    await page.getByLabel("曜日").selectOption("sunday");
    await visitor.sees("この条件に合う講座はありません");
    await page.getByRole("button", { name: "条件を消す" }).click();
    assert.equal(await page.locator(".course-list > li:visible").count(), all);
    assert.equal(new URL(page.url()).search, "");
  });

  test("without scripts the same courses are found by links, and the address can be copied by hand", async () => {
    const plain = await browser.visitor({ viewport: PHONE, javaScriptEnabled: false });
    await plain.open("/courses/");
    assert.equal(await plain.page.locator("#course-filter").isVisible(), false);
    await plain.page.getByText("条件をえらんで探す").click();
    await plain.page.getByRole("link", { name: "ひびき町公民館", exact: true }).first().click();
    await plain.page.waitForURL("**/courses/by/place/community-centre/");
    await plain.page.getByRole("link", { name: "はじめての陶芸" }).click();
    await plain.sees("/courses/2026/pottery/");
    await plain.open("/archives/1964/new-bridge/");
    assert.ok(await plain.page.getByRole("img", { name: /縦書きの紙面/ }).isVisible());
    await plain.open("/lectures/2026/river-floods/");
    await plain.sees("避難の三原則は「早めに、高い方へ、橋を渡らず」です。");
  });

  test("a leaflet fills one sheet of paper and its QR code leads to the course", async () => {
    for (const course of ["2026/pottery", "2027/japanese-conversation"]) {
      await visitor.open(`/courses/${course}/leaflet/`);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, course);
      assert.ok(await page.locator("img.qr").evaluate((image) => image.naturalWidth > 0));
    }
  });

  test("a course is shared by its address", async () => {
    const friend = await browser.visitor({ permissions: ["clipboard-read", "clipboard-write"] });
    await friend.open("/courses/2026/pottery/");
    await friend.page.evaluate(() => Object.defineProperty(navigator, "share", { value: undefined }));
    await friend.page.getByRole("button", { name: "この講座を知らせる" }).click();
    await friend.sees("アドレスをコピーしました");
    const copied = await friend.page.evaluate(() => navigator.clipboard.readText());
    assert.match(copied, /\/courses\/2026\/pottery\/$/);
  });

  test("a lecture plays from the time that one chooses, and its transcript goes along and can be searched", async () => {
    await visitor.open("/lectures/2026/river-floods/");
    await page.locator(".transcript a", { hasText: "0:24" }).click();
    await page.waitForFunction(() => document.querySelector("video").currentTime >= 24);
    await page.waitForFunction(() => document.querySelector(".transcript [aria-current]")?.id === "t=24");
    assert.equal(new URL(page.url()).hash, "#t=24");
    await page.evaluate(() => document.querySelector("video").pause());
    assert.equal(await page.evaluate(() => document.querySelector("video").textTracks.length), 3);
    await page.getByLabel("文字起こしの中を探す").fill("水害碑");
    await visitor.sees("1か所");
    assert.equal(await page.locator(".transcript li:visible").count(), 1);
    await visitor.open("/lectures/2026/river-floods/#t=16");
    await page.reload();
    await page.waitForFunction(() => document.querySelector("video").currentTime >= 16);
  });

  test("an old newspaper is looked at closely with keys, buttons and fingers", async () => {
    await visitor.open("/archives/1964/new-bridge/");
    const picture = page.getByRole("img", { name: /縦書きの紙面/ });
    await picture.waitFor();
    const tiles = new Set();
    page.on("request", (request) => request.url().includes("/iiif/") && tiles.add(request.url()));
    await picture.focus();
    for (let times = 0; times < 4; times += 1) await page.keyboard.press("+");
    await page.waitForFunction(() => document.querySelector(".zoom [role=status]").textContent === "5.1倍");
    await page.keyboard.press("ArrowDown");
    await page.getByRole("button", { name: "大きく" }).click();
    await page.waitForLoadState("networkidle");
    assert.ok([...tiles].some((url) => /\/512,512,512,512\/|\/512,\d+,512,512\//.test(url)), [...tiles].join("\n"));
    const painted = await picture.evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, place) => place % 4 === 3 && value > 0);
    });
    assert.ok(painted);
    await page.getByRole("button", { name: "全体" }).click();
    await visitor.sees("1.0倍");
  });
});
