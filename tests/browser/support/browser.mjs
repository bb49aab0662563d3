// A person at a browser. Everything that a page of the town must never do is watched from the first request to the
// last, and `check` looks at a page as a phone, a big screen, a dark screen and a magnified one show it.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { BRIDGE, CHROMIUM, ORIGIN, SCREENSHOTS } from "./town.mjs";

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1280, height: 900 };
/** 1280 pixels at 400 % and at 200 %. */
const MAGNIFIED = [320, 640];
/** What a reader chose in the browser's own settings, in pixels; and twice that, for whoever magnifies text alone. */
const TEXT = { standard: 16, fixed: 13 };
const LARGE_TEXT = { standard: 32, fixed: 26 };

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Put into a page once and run three times: `AxeBuilder` puts it there each time. There are no frames to look into. */
const AXE = readFileSync(createRequire(import.meta.resolve("@axe-core/playwright")).resolve("axe-core/axe.min.js"), "utf8");
/** With scripts off no timer ever rings; axe waits for one only to let others have their turn. */
const TIMERS = "if (!matchMedia('(scripting: enabled)').matches) window.setTimeout = (call) => void Promise.resolve().then(call);";
const COLOURS = ["color-contrast", "link-in-text-block"];
const OWN = new Set([ORIGIN, BRIDGE]);

mkdirSync(SCREENSHOTS, { recursive: true });

/** Starts Chromium. Dropped with `await using`, it ends. */
export async function openBrowser(...flags) {
  const browser = await launch(CHROMIUM, ...flags);
  const visitors = [];
  return {
    /** Somebody with a browser of their own: no cookie, no passkey. */
    async visitor(options = {}) {
      const { viewport = DESKTOP, ...more } = options;
      const context = await browser.newContext({
        locale: "ja-JP",
        timezoneId: "Asia/Tokyo",
        baseURL: ORIGIN,
        viewport,
        ...more,
      });
      context.setDefaultTimeout(15_000);
      const visitor = new Visitor(context, await context.newPage());
      visitors.push(visitor);
      return visitor;
    },
    /** After each test: what was found is told at once, and a journey goes on to its next step all the same. */
    settle() {
      const troubles = new Set(visitors.flatMap((visitor) => visitor.troubles()));
      assert.equal(troubles.size, 0, [...troubles].join("\n"));
    },
    close: () => browser.close(),
  };
}

class Visitor {
  #troubles = [];
  #expected = [];
  #authenticator;

  constructor(context, page) {
    this.context = context;
    this.page = page;
    context.on("request", (request) => {
      const url = new URL(request.url());
      if (!OWN.has(url.origin) && !["data:", "blob:", "about:"].includes(url.protocol)) {
        this.#troubles.push(`a request to somebody else: ${request.url()}`);
      }
    });
    context.on("response", (response) => {
      if (response.status() >= 500) this.#troubles.push(`${response.status()} from ${response.url()}`);
    });
    context.on("console", (message) => {
      if (message.type() !== "error") return;
      const text = `${message.text()} (${message.location().url})`;
      const place = this.#expected.findIndex((expected) => expected.test(text));
      if (place >= 0) this.#expected.splice(place, 1);
      else this.#troubles.push(`the console says: ${text}`);
    });
    context.on("weberror", (error) => this.#troubles.push(`an error in a script: ${error.error()}`));
  }

  /** One refusal is part of what happens next: the browser writes it to the console. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** What went wrong since it was last asked. */
  troubles() {
    const missing = this.#expected.splice(0).map((expected) => `nothing in the console is like ${expected}`);
    return [...this.#troubles.splice(0), ...missing];
  }

  async open(path) {
    await this.page.goto(path);
    return this.page;
  }

  sees(text, page = this.page) {
    return appears(page, page.getByText(text).locator("visible=true").first(), text);
  }

  /**
   * The fingerprint sensor of this person's device. Passkeys stay in it as long as the page lives; with `prf` they give
   * a secret of their own (Web Authentication Level 3, section 10.1.4).
   */
  async authenticator({ prf = false } = {}) {
    if (!this.#authenticator) {
      const devtools = await this.context.newCDPSession(this.page);
      await devtools.send("WebAuthn.enable");
      const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
        options: {
          protocol: "ctap2",
          ctap2Version: "ctap2_1",
          hasPrf: prf,
          transport: "internal",
          hasResidentKey: true,
          hasUserVerification: true,
          isUserVerified: true,
          automaticPresenceSimulation: true,
        },
      });
      this.#authenticator = {
        credentials: async () => (await devtools.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
        forget: () => devtools.send("WebAuthn.clearCredentials", { authenticatorId }),
        /** Whether the finger is the right one. */
        verifies: (isUserVerified) =>
          devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified }),
      };
    }
    return this.#authenticator;
  }

  /**
   * Nothing that axe finds, no console error, nobody else asked, no line that runs out of the screen; and a picture
   * for whoever reviews it. `desktop: false` leaves out what a page in another language has the same.
   */
  async check(name, page = this.page, { desktop = true } = {}) {
    // A click may still be leading here.
    await page.waitForLoadState();
    const before = page.viewportSize();
    for (const width of MAGNIFIED) {
      await page.setViewportSize({ width, height: 740 });
      this.#troubles.push(...(await tooWide(page, `${name} at ${width} pixels`)));
    }
    for (const [kind, size] of Object.entries(desktop ? { desktop: DESKTOP, phone: PHONE } : { phone: PHONE })) {
      await page.setViewportSize(size);
      this.#troubles.push(...(await tooWide(page, `${name}, ${kind}`)));
      if (desktop) await page.screenshot({ path: join(SCREENSHOTS, `${name}.${kind}.png`), fullPage: true });
      this.#troubles.push(...(await axe(page, name, RULES)));
    }
    await page.emulateMedia({ colorScheme: "dark" });
    if (desktop) await page.screenshot({ path: join(SCREENSHOTS, `${name}.dark.png`) });
    this.#troubles.push(...(await axe(page, `${name}, dark`, COLOURS)));
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize(before);
  }

  /** No line runs out of a small screen when text alone is twice as large. */
  async checkLargeText(name, page = this.page) {
    const before = page.viewportSize();
    const devtools = await this.context.newCDPSession(page);
    await page.setViewportSize({ width: MAGNIFIED[0], height: 740 });
    await devtools.send("Page.setFontSizes", { fontSizes: LARGE_TEXT });
    this.#troubles.push(...(await tooWide(page, `${name} with large text`)));
    await devtools.send("Page.setFontSizes", { fontSizes: TEXT });
    await devtools.detach();
    await page.setViewportSize(before);
  }
}

/** Presses a button that sends a form, or a link, and waits for the page that answers. */
export async function send(page, button) {
  const answer = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  await (typeof button === "string" ? page.getByRole("button", { name: button, exact: true }) : button).click();
  await answer;
  await page.waitForLoadState();
}

/** Waits for a part of the page; when it does not come, tells what the person read instead. */
export async function appears(page, part, what) {
  await part.waitFor().catch(async () => {
    const instead = await page.locator("main").innerText();
    throw new Error(`«${what}» does not appear at ${page.url()}. Instead:\n${instead}`);
  });
}

async function tooWide(page, name) {
  const { inner, scroll, who } = await page.evaluate(() => {
    const { clientWidth: inner, scrollWidth: scroll } = document.documentElement;
    const out = (element) => element.getBoundingClientRect().right > inner + 1;
    // The innermost that stick out.
    const who = scroll <= inner ? [] : [...document.body.querySelectorAll("*")].filter((element) => out(element) && ![...element.children].some(out));
    return { inner, scroll, who: who.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) };
  });
  return scroll <= inner ? [] : [`${name}: the page is ${scroll} pixels wide, ${scroll - inner} too many: ${who.join(" ")}`];
}

async function axe(page, name, runOnly) {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${TIMERS}${AXE}`);
  const violations = await page.evaluate(async (runOnly) => {
    const options = { runOnly, resultTypes: ["violations"] };
    const { violations } = await window.axe.run(document, options);
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
    );
  }, runOnly);
  return violations.map((violation) => `${name}: ${violation}`);
}
