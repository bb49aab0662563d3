// An emergency as the browser sees it: the script hands to the bridge what the Worker released, and the bridge's own page
// shows the summary and lets go of it. Worker and bridge are stood in for; tests/emergency.rs of card-bridge has the real
// bridge, down to the sealed bytes.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser } from "./support/browser.mjs";
import { BRIDGE, ORIGIN } from "./support/town.mjs";

const SUMMARY = {
  title: "救急の情報：ひびき 花子",
  lines: [
    { label: "アレルギー", value: "ペニシリン\n<img src=x onerror=alert(1)> そば" },
    { label: "Blood type", value: "A, Rh+" },
  ],
};
const QUIET = { version: "0", reader: "ready", towns: [], pending: null, last: null, emergency: null };
const shown = (number, seconds) => ({ ...QUIET, emergency: { number, town: "ひびき町", seconds_left: seconds } });

describe("the bridge's own page in an emergency", () => {
  let browser, person, page, state, asked;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor();
    page = person.page;
    await page.clock.install();
    await page.route(`${BRIDGE}/own/*`, async (route) => {
      const path = new URL(route.request().url()).pathname;
      if (path === "/own/state") return state ? route.fulfill({ json: state }) : route.abort();
      if (path === "/own/forget" || path === "/own/emergency") asked.push([path, route.request().postDataJSON()]);
      if (path === "/own/emergency") return route.fulfill({ json: SUMMARY });
      if (path === "/own/forget") return route.fulfill({ json: {} });
      return route.continue();
    });
    state = QUIET;
    asked = [];
    await page.goto(BRIDGE);
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  const box = () => page.locator("#emergency");
  const nothingIsLeft = async () => {
    await box().waitFor({ state: "hidden" });
    const html = await page.content();
    for (const secret of ["花子", "ペニシリン", "Blood"]) assert.ok(!html.includes(secret), secret);
    assert.ok(!(await page.title()).includes("花子"));
  };
  const pass = async (ms) => {
    await page.clock.fastForward(ms);
    await page.waitForTimeout(50);
  };

  test("the summary stands there in large letters, as text", async () => {
    state = shown(7, 300);
    await pass(500);
    await page.getByRole("heading", { level: 1, name: "救急の情報です" }).waitFor();
    await page.getByRole("heading", { level: 2, name: SUMMARY.title }).waitFor();
    assert.equal(await box().locator("dd").first().textContent(), SUMMARY.lines[0].value);
    assert.equal(await box().locator("img").count(), 0);
    assert.ok((await box().locator("dd").first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize))) >= 28);
    assert.ok((await box().innerText()).includes("あと 5:00 で消えます"));
    assert.deepEqual(asked, [["/own/emergency", { number: 7 }]]);
    assert.ok(!(await page.title()).includes("花子"), "titles stay in the history");
    await person.check("bridge-emergency");
  });

  test("it is asked for once, and goes when the bridge has forgotten it", async () => {
    state = shown(7, 2);
    await pass(500);
    await page.getByText("あと 0:02 で消えます").waitFor();
    assert.equal(asked.length, 1);
    state = QUIET;
    await pass(500);
    await nothingIsLeft();
  });

  test("the button takes it off and tells the bridge, and a late answer does not bring it back", async () => {
    state = shown(8, 300);
    await pass(500);
    await box().waitFor();
    asked.length = 0;
    await page.getByRole("button", { name: "読みおわりました" }).click();
    await nothingIsLeft();
    await pass(500); // the bridge still says that it is shown
    await nothingIsLeft();
    assert.deepEqual(asked, [["/own/forget", { number: 8 }]]);
  });

  test("should the bridge not answer any more it goes when its five minutes are over", async () => {
    state = shown(9, 300);
    await pass(500);
    await box().waitFor();
    person.expect(/ERR_FAILED/);
    state = undefined;
    await pass(500);
    await page.getByRole("heading", { level: 1, name: "card-bridge が動いていません" }).waitFor();
    assert.ok(await box().isVisible(), "a medic reads it");
    for (let minute = 0; minute < 5; minute += 1) {
      person.expect(/ERR_FAILED/);
      await pass(60_000);
    }
    await nothingIsLeft();
  });
});

describe("the script of a page on which a medic touches a card", () => {
  const FIELD = '<label>理由 <textarea data-reason required minlength="5"></textarea></label>';
  const WORDS = ["connecting", "waiting", "reading", "checking", "done", "not-shown", "network"]
    .map((word) => `<li data-word="${word}">${word}</li>`)
    .join("");
  const markup = (purpose, want, to, field) =>
    `<!DOCTYPE html><html lang="ja"><title>t</title><main><h1>t</h1><ul data-ceremony-words hidden>${WORDS}</ul>
    <div data-tap="${purpose}" data-want="${want}" data-to="${to}" data-api="/api" data-bridge="${BRIDGE}" data-next="/next">${field}
    <button type="button" data-start disabled>Touch</button><div data-panel hidden><p data-state-text role="status"></p></div></div>
    </main><script type="module" src="/browser/start.js"></script></html>`;
  const CHALLENGE = "A".repeat(43);
  const ASSERTION = { authenticator_data: "AAAA", signature: "A".repeat(86) };

  let browser, person, page, sent, bridgeAnswers;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor();
    page = person.page;
    const from = { "access-control-allow-origin": ORIGIN, "access-control-allow-headers": "content-type" };
    await page.route((url) => url.pathname === "/medic", (route) => {
      const [purpose, want, to] = new URL(route.request().url()).search.slice(1).split("/");
      const body = markup(purpose, want, to, purpose === "emergency.open" ? FIELD : "");
      return route.fulfill({ contentType: "text/html; charset=utf-8", body });
    });
    await page.route(`${ORIGIN}/next`, (route) =>
      route.fulfill({ contentType: "text/html", body: "<!DOCTYPE html><html lang=ja><title>n</title><h1>next</h1></html>" }),
    );
    await page.route(`${ORIGIN}/api/tap/*`, (route) => {
      const path = new URL(route.request().url()).pathname;
      const body = route.request().postDataJSON();
      sent.push([path, body]);
      if (path.endsWith("/challenge")) return route.fulfill({ json: { ...body, challenge: CHALLENGE } });
      return route.fulfill({ json: { location: "/next", ...(path.endsWith("/emergency") && { envelope: "c2VhbGVk" }) } });
    });
    await page.route(`${BRIDGE}/v1/*`, (route) => {
      if (route.request().method() === "OPTIONS") return route.fulfill({ status: 204, headers: from });
      const path = new URL(route.request().url()).pathname;
      if (path === "/v1/hello") return route.fulfill({ json: {}, headers: from });
      if (path === "/v1/tap") {
        const body = `${JSON.stringify({ state: "reading" })}\n${JSON.stringify({ state: "done", assertion: ASSERTION })}\n`;
        return route.fulfill({ contentType: "application/x-ndjson", body, headers: from });
      }
      sent.push([path, route.request().postDataJSON()]);
      return route.fulfill({ ...bridgeAnswers, headers: from });
    });
  });
  afterEach(() => browser.settle());
  after(() => browser.close());

  const touch = async (ceremony) => {
    sent = [];
    await page.goto(`${ORIGIN}/medic?${ceremony}`);
    await page.locator("[data-start]:enabled").waitFor();
  };
  const press = () => page.getByRole("button", { name: "Touch" }).click();

  test("without a reason nobody is asked for a card", async () => {
    await touch("emergency.open/identifier/emergency");
    await press();
    await page.locator("textarea").fill("短い");
    await page.locator("textarea").press("End");
    await page.keyboard.type("い");
    await press();
    await page.waitForTimeout(300);
    assert.deepEqual(sent, []);
    assert.ok(await page.locator("[data-panel]").isHidden());
  });

  test("the envelope goes to the bridge, the reason to the Worker, and the page goes on", async () => {
    bridgeAnswers = { json: { shown_for_secs: 300, own_page: `${BRIDGE}/` } };
    await touch("emergency.open/identifier/emergency");
    await page.locator("textarea").fill("意識がない患者の確認");
    await press();
    await page.getByRole("heading", { name: "next" }).waitFor();
    assert.deepEqual(sent, [
      ["/api/tap/challenge", { purpose: "emergency.open", want: "identifier" }],
      [
        "/api/tap/emergency",
        { challenge: CHALLENGE, assertion: ASSERTION, reason: "意識がない患者の確認", next: "/next" },
      ],
      ["/v1/emergency", { envelope: "c2VhbGVk" }],
    ]);
  });

  test("a bridge that does not show it is told to the medic, who can begin again", async () => {
    bridgeAnswers = { status: 422, contentType: "application/problem+json", body: '{"title":"t","detail":"d"}' };
    await touch("emergency.open/identifier/emergency");
    await page.locator("textarea").fill("意識がない患者の確認");
    person.expect(/422/);
    await press();
    await page.getByText("not-shown", { exact: true }).and(page.locator("[data-state-text]")).waitFor();
    await page.locator("[data-start]:enabled").waitFor();
    assert.equal(new URL(page.url()).pathname, "/medic");
  });

  test("opening the health record passes through: purpose and want as the page says, and nothing goes to /v1/emergency", async () => {
    await touch("health.open/opening/health");
    await press();
    await page.getByRole("heading", { name: "next" }).waitFor();
    assert.deepEqual(sent, [
      ["/api/tap/challenge", { purpose: "health.open", want: "opening" }],
      ["/api/tap/health", { challenge: CHALLENGE, assertion: ASSERTION, next: "/next" }],
    ]);
  });
});
