// Two children on their mother's phone: how they grow, and which vaccination comes next.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import { letter, openRecord, start } from "./support/health.mjs";
import { admin, beginChild, moveIn, staff, write } from "./support/record.mjs";
import { SCREENSHOTS, day, inJapanese } from "./support/town.mjs";

const MOTHER = { number: "900101", name: "双葉 ゆかり", kana: "フタバ ユカリ", born: "1991-06-03", household: "9001", guardian: true };
/** Born eight weeks early, and fourteen months old. */
const EARLY = { number: "900102", name: "双葉 めぐる", kana: "フタバ メグル", born: day(-425), household: "9001" };
const SISTER = { number: "900103", name: "双葉 のぞみ", kana: "フタバ ノゾミ", born: day(-1000), household: "9001" };
/** The smallest letters that somebody can read on a phone, in pixels. */
const READABLE = 11;

describe("the records of two children on a phone", () => {
  let browser, chief, clerk, mother, early, sister;
  before(async () => {
    browser = await openBrowser();
    [chief, clerk, mother] = [await browser.visitor(), await browser.visitor(), await browser.visitor({ viewport: PHONE })];
    await moveIn([MOTHER, EARLY, SISTER]);
    await admin(chief);
    await staff(clerk, chief, ["窓辺 あける", "住民課", "clerk"]);
    await mother.authenticator({ prf: true });
    await start(mother, await letter(clerk, MOTHER), MOTHER);
    await openRecord(mother);
    early = await beginChild(mother.page, "めぐる");
    sister = await beginChild(mother.page, "のぞみ");
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  /** After so many days of life. */
  const aged = (child, days) => day(Math.round((Date.parse(child.born) - Date.parse(day())) / 86_400_000) + days);

  async function onSmallScreens(name, locator) {
    const { page } = mother;
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 740 });
      await page.screenshot({ path: join(SCREENSHOTS, `${name}.${width}.png`), fullPage: true });
      const smallest = await locator.evaluateAll((texts) =>
        Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * (text.ownerSVGElement ? text.getScreenCTM().a : 1))),
      );
      assert.ok(smallest >= READABLE, `the smallest letters are ${smallest} pixels at ${width}`);
    }
    await page.setViewportSize(PHONE);
  }

  test("nothing is recorded yet, and each page says what to do", async () => {
    const { page } = mother;
    await page.goto(early);
    await mother.check("child-empty");
    for (const [link, name] of [["成長曲線", "growth"], ["予防接種の予定", "plan"]]) {
      await page.goto(early);
      await send(page, page.getByRole("link", { name: link }).first());
      await mother.check(`child-${name}-empty`);
    }
  });

  test("a child born early is drawn at the age since birth and since the day expected", async () => {
    const { page } = mother;
    await write(page, `${early}/child/new/birth`, EARLY.born, { "体重（g）": "1750", "身長（cm）": "42.5", 性別: "female", "妊娠期間（週）": "32" });
    for (const [days, weight, height] of [[60, "3.10", "50.1"], [120, "5.20", "58.4"], [240, "7.35", "66.0"], [400, "8.90", "73.5"]]) {
      await write(page, `${early}/child/new/growth`, aged(EARLY, days), { "体重（kg）": weight, "身長（cm）": height });
    }
    await page.goto(early);
    await send(page, page.getByRole("link", { name: "成長曲線" }).first());
    await mother.sees("女の子の線");
    assert.ok(await page.locator("svg text", { hasText: "修正月齢" }).count());
    await mother.check("child-growth");
    await onSmallScreens("child-growth", page.locator("svg text, table td"));
    for (const [measure, name] of [["身長", "length"], ["カウプ指数（BMI）", "kaup"]]) {
      await send(page, page.getByRole("link", { name: measure, exact: true }));
      await mother.check(`child-growth-${name}`);
    }
    await send(page, page.getByRole("link", { name: "頭囲", exact: true }));
    await mother.sees("まだ記録がありません。");
    await mother.check("child-growth-head-empty");
  });

  test("the sister stands beside, told apart by more than a colour", async () => {
    const { page } = mother;
    await write(page, `${sister}/child/new/birth`, SISTER.born, { "体重（g）": "3020", 性別: "female", "妊娠期間（週）": "39" });
    for (const [days, weight] of [[100, "6.10"], [380, "9.05"], [950, "12.6"]]) {
      await write(page, `${sister}/child/new/growth`, aged(SISTER, days), { "体重（kg）": weight });
    }
    await page.goto(`${early}/growth`);
    await send(page, page.getByRole("link", { name: "双葉 のぞみさん" }));
    await mother.sees("12.6");
    await mother.check("child-growth-two");
    await onSmallScreens("child-growth-two", page.locator("svg text, table td"));
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(SCREENSHOTS, "child-growth-two.print.png"), fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });

  test("the plan says what is due, possible, late and why, in words", async () => {
    const { page } = mother;
    const given = [[62, "hepatitis-b"], [62, "dpt-ipv-hib"], [62, "pcv20"], [92, "hepatitis-b"], [92, "dpt-ipv-hib"], [92, "pcv20"], [122, "dpt-ipv-hib"], [160, "bcg"], [300, "mr"]];
    for (const [days, product] of given) {
      await write(page, `${early}/vaccination/new/vaccination`, aged(EARLY, days), { ワクチン: product });
    }
    await page.goto(early);
    await page.getByRole("region", { name: "次の予防接種" }).waitFor();
    await mother.check("child-overview");
    await send(page, page.getByRole("link", { name: "予防接種の予定" }).first());
    for (const said of ["今できるもの", "これからのもの", "済んだもの", "受けたことがありますか", "保護者の入力"]) await mother.sees(said);
    await page.locator("main details").first().evaluate((details) => (details.open = true));
    await mother.check("child-plan");
    await onSmallScreens("child-plan", page.locator("main p, main dd, main dt, main .badge"));
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(SCREENSHOTS, "child-plan.print.png"), fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });

  test("the family's own calendar is given the days, and neither vaccine nor name", async () => {
    const { page } = mother;
    await page.goto(`${early}/vaccinations`);
    const saved = page.waitForEvent("download");
    await page.getByRole("link", { name: "カレンダーに入れる（1年分）" }).click();
    const file = await saved;
    assert.equal(file.suggestedFilename(), "yobosesshu.ics");
    const text = readFileSync(await file.path(), "utf8");
    assert.ok(text.startsWith("BEGIN:VCALENDAR") && text.includes("BEGIN:VALARM"));
    for (const secret of ["めぐる", "混合", "水痘"]) assert.ok(!text.includes(secret), secret);
  });

  test("a school's sheet is on one page of its own", async () => {
    const { page } = mother;
    await page.goto(`${early}/vaccinations`);
    await send(page, page.getByRole("link", { name: "園や学校に出す記録" }));
    await mother.sees(inJapanese(aged(EARLY, 160)));
    await mother.check("child-school");
    await page.emulateMedia({ media: "print" });
    await page.screenshot({ path: join(SCREENSHOTS, "child-school.print.png"), fullPage: true });
    await page.emulateMedia({ media: "screen" });
  });

  test("was it given against rubella? The answer names the record that it rests on", async () => {
    const { page } = mother;
    await page.goto(`${sister}/vaccinations`);
    await send(page, page.getByRole("link", { name: "受けたことがあるか調べる" }));
    await mother.check("child-answer-form");
    await page.getByLabel("どの病気の予防接種ですか").selectOption("rubella");
    await send(page, "調べる");
    await mother.sees("母子健康手帳や、前に住んでいた町の記録も確かめてください。");
    await mother.check("child-answer-unknown");
    await write(page, `${sister}/vaccination/new/vaccination`, aged(SISTER, 400), { ワクチン: "mr" });
    await page.goto(`${sister}/vaccinations/answer?disease=rubella`);
    await mother.sees("この答えのもとになった記録");
    await mother.sees(inJapanese(aged(SISTER, 400)));
    await mother.check("child-answer");
    await send(page, page.getByRole("link", { name: "この記録を開く" }));
    await mother.check("child-dose");
  });

  test("without scripts all of it reads the same", async () => {
    const plain = await browser.visitor({ javaScriptEnabled: false, viewport: PHONE, storageState: await mother.context.storageState() });
    for (const [path, name] of [["", "overview"], ["/growth", "growth"], ["/vaccinations", "plan"], ["/vaccinations/answer?disease=rubella", "answer"]]) {
      await plain.open(early + path);
      await plain.check(`child-plain-${name}`, undefined, { desktop: false });
    }
  });
});
