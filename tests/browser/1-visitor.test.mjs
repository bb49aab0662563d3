import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { DESKTOP, PHONE, openBrowser } from "./support/browser.mjs";

const LANGUAGES = [
  { name: "日本語", prefix: "", lang: "ja" },
  { name: "やさしい日本語", prefix: "/ja-easy", lang: "ja" },
  { name: "English", prefix: "/en", lang: "en" },
];
const AREAS = ["news", "procedures", "facilities", "events", "courses", "lectures"];
const ENGLISH = LANGUAGES[2];

describe("a visitor without an account", () => {
  let browser;
  /** One page of each area, without language, that exists in every language. */
  const one = {};
  before(async () => {
    browser = await openBrowser();
    const { page, context } = await browser.visitor();
    for (const area of AREAS) {
      await page.goto(`${ENGLISH.prefix}/${area}/`);
      const hrefs = await page.locator("main a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
      const deep = new RegExp(`^/en/${area}/(\\d{4}/)?[^/#]*[a-z][^/#]*/$`);
      const href = hrefs.find((href) => deep.test(href));
      assert.ok(href, `${area}: no page in English among ${hrefs}`);
      one[area] = href.slice(ENGLISH.prefix.length);
    }
    await context.close();
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  for (const language of LANGUAGES) {
    test(`reads the home page and every area in ${language.name}`, async () => {
      const visitor = await browser.visitor();
      const { page } = visitor;
      await page.goto(`${language.prefix}/`);
      assert.equal(await page.locator("html").getAttribute("lang"), language.lang);
      for (const area of AREAS) {
        await page.goto(`${language.prefix}/`);
        await page.locator(`nav.areas a[href="${language.prefix}/${area}/"]`).click();
        assert.equal(new URL(page.url()).pathname, `${language.prefix}/${area}/`);
        await page.locator("main a").nth(4).waitFor({ state: "attached" });
        const entries = await page.locator("main a").count();
        assert.ok(entries >= 5, `${area}: ${entries} links`);
        await page.locator(`main a[href="${language.prefix}${one[area]}"]`).first().click();
        assert.equal(await page.locator("h1").count(), 1);
        assert.ok((await page.locator("main").innerText()).length > 100, `${one[area]} says something`);
      }
      await visitor.context.close();
    });
  }

  test("changes the language and stays on the same page", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    const pages = ["/", ...AREAS.flatMap((area) => [`/${area}/`, one[area]]), "/about/", "/login", "/start"];
    for (const path of pages) {
      await page.goto(path);
      for (const language of [...LANGUAGES].reverse()) {
        await page.locator("nav.languages").getByRole("link", { name: language.name, exact: true }).click();
        assert.equal(new URL(page.url()).pathname, language.prefix + path);
        const current = page.locator("nav.languages [aria-current]");
        assert.equal(await current.innerText(), language.name);
      }
    }
    await visitor.context.close();
  });

  for (const [kind, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    test(`reads everything on a ${kind} with scripts off`, async () => {
      const visitor = await browser.visitor({ javaScriptEnabled: false, viewport });
      const { page } = visitor;
      for (const path of ["/", ...AREAS.flatMap((area) => [`/${area}/`, one[area]])]) {
        await page.goto(path);
        assert.equal(await page.locator("h1").count(), 1, path);
        assert.ok((await page.locator("main").innerText()).length > 100, `${path} says something`);
      }
      // The pages of residents say what to do instead.
      await page.goto("/login");
      assert.ok(await page.locator("noscript p").isVisible());
      assert.match(await page.locator("noscript p").innerText(), /JavaScript が必要です/);
      await page.goto("/my");
      assert.equal(new URL(page.url()).pathname, "/login", "My Page asks to log in");
      await visitor.context.close();
    });
  }

  test("loads no script on public pages but the small ones that add comfort", async () => {
    const visitor = await browser.visitor();
    const scripts = [];
    visitor.context.on("request", (request) => {
      if (["script", "fetch", "xhr"].includes(request.resourceType())) scripts.push(request.url());
    });
    const recorded = "/lectures/2026/river-floods/";
    for (const path of ["/", ...AREAS.flatMap((area) => [`/${area}/`, one[area]]), recorded]) {
      await visitor.open(path);
    }
    const names = new Set(scripts.map((url) => new URL(url).pathname));
    assert.deepEqual([...names].sort(), ["/holidays.json", "/opening.js", "/scripts/courses.js", "/scripts/lecture.js", "/search/box.js"]);
    await visitor.open("/login");
    assert.ok(scripts.length > 3, "the log-in has one");
    await visitor.context.close();
  });

  test("skips to the content with the keyboard", async () => {
    const visitor = await browser.visitor();
    const { page } = visitor;
    await page.goto("/");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.hash === "#main");
    await visitor.context.close();
  });

  test("is told what to do when a page does not exist", async () => {
    const visitor = await browser.visitor();
    for (const [language, words] of [["", "見つかりません"], ["/en", "not found"]]) {
      for (const path of ["/no-such-page/", "/my/no-such-page"]) {
        visitor.expect(/404/);
        await visitor.open(language + path);
        await visitor.sees(words);
      }
    }
    await visitor.context.close();
  });
});
