// Cards on the virtual reader behind the real pcscd: a process is a card.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { appears } from "./browser.mjs";
import { readerIsEmpty } from "./service.mjs";
import { CARD_PROGRAM } from "./town.mjs";

const lying = new Set();

/** Lays a card on the reader. It stays until it is lifted, or until it has answered so many commands. */
export function lay(slug, { leaveAfter } = {}) {
  const more = leaveAfter === undefined ? [] : ["--leave-after-apdus", String(leaveAfter)];
  const card = spawn(CARD_PROGRAM, ["--card", slug, ...more], { stdio: ["pipe", "ignore", "inherit"] });
  const gone = once(card, "exit");
  const lift = async () => {
    if (!lying.delete(lift)) return;
    card.stdin.end();
    await gone;
    await readerIsEmpty();
  };
  lying.add(lift);
  return { lift };
}

/** After each test: one that failed leaves no card behind. */
export async function liftAll() {
  await Promise.all([...lying].map((lift) => lift()));
}

export const ASK = "カードをかざしてください";
export const CARD_LEFT = "読み取りの途中でカードが離れました";

/** The ceremony that a button begins. */
export function ceremony(page, button) {
  const root = page.locator(".ceremony").filter({ has: page.getByRole("button", { name: button, exact: true }) });
  return {
    root,
    button: root.getByRole("button", { name: button, exact: true }),
    says: (text) => appears(page, root.locator("[data-state-text]").filter({ hasText: text }), text),
    begin: () => root.getByRole("button", { name: button, exact: true }).click(),
    /** Presses the button and is asked for a card. */
    async ask() {
      await this.begin();
      await this.says(ASK);
    },
    cancel: () => root.getByRole("button", { name: "やめる" }).click(),
    /** Opens the bridge's own page in a second tab, as the link on the page does. */
    async openBridge() {
      const opened = page.context().waitForEvent("page");
      await root.getByRole("link", { name: "カードブリッジの画面を開く" }).click();
      const own = await opened;
      await own.getByRole("heading", { level: 1, name: "暗証番号を入れてください" }).waitFor();
      return own;
    },
  };
}

/** Presses a button and touches a card; ends on the next page. */
export async function touch(page, button, slug) {
  const tap = ceremony(page, button);
  await tap.ask();
  const leaves = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  const card = lay(slug);
  try {
    await leaves;
  } finally {
    await card.lift();
  }
  await page.waitForLoadState();
}

/** Presses a button, lays a card down and types the PIN into the bridge's own page; ends on the next page. */
export async function touchWithPin(page, button, slug, pin = "1234") {
  const tap = ceremony(page, button);
  await tap.ask();
  const card = lay(slug);
  try {
    await tap.says("暗証番号は、カードブリッジの画面に入力してください");
    const own = await tap.openBridge();
    const leaves = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
    await typePin(own, pin);
    await leaves;
    await own.close();
  } finally {
    await card.lift();
  }
  await page.waitForLoadState();
}

/** Types a PIN into the bridge's own page. */
export async function typePin(own, pin) {
  await own.getByLabel("暗証番号（4けた）").fill(pin);
  await own.getByRole("button", { name: "暗証番号を送る" }).click();
}

export const LOG_IN_BY_TAP = "カードをかざすだけでログイン";
export const LOG_IN_BY_PIN = "カードと暗証番号でログイン";
export const LOG_IN_BY_PASSKEY = "パスキーでログイン";
export const CONFIRM_BY_PIN = "カードと暗証番号で確認する";
export const CONFIRM_BY_PASSKEY = "パスキーで確認する";

/** Logs in with a card and its PIN, to this page. */
export async function logInWithPin(visitor, slug, path) {
  const page = await visitor.open(`/login?next=${path}`);
  await touchWithPin(page, LOG_IN_BY_PIN, slug);
  await page.waitForURL((url) => url.pathname === path);
  return page;
}

/** Logs in by touching a card, to My Page. */
export async function logInByTap(visitor, slug) {
  const page = await visitor.open("/login");
  await touch(page, LOG_IN_BY_TAP, slug);
  await page.waitForURL((url) => url.pathname === "/my");
  return page;
}
