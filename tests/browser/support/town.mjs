// The town that `cargo town test browser` has started, as these tests know it.

import { readFileSync } from "node:fs";

function fact(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: start these tests with \`cargo town test browser\` or \`pages\``);
  return value;
}

export const ORIGIN = fact("HIBIKI_ORIGIN");
/** Where the town's feeds are to be served. */
export const FEEDS = fact("HIBIKI_FEEDS_ORIGIN");
export const BRIDGE = fact("HIBIKI_BRIDGE_URL");
/** The card-bridge's program. */
export const BRIDGE_PROGRAM = fact("HIBIKI_BRIDGE_BIN");
/** `cargo town`, as it was when the tests began. */
export const TOWN_PROGRAM = fact("HIBIKI_TOWN_BIN");
/** Where the built pages are. */
export const SITE = fact("HIBIKI_SITE_DIR");
export const CARD_PROGRAM = fact("HIBIKI_SIMULATED_CARD_BIN");
export const CHROMIUM = process.env.HIBIKI_CHROMIUM ?? "/usr/bin/chromium";
export const SCREENSHOTS = process.env.HIBIKI_SCREENSHOTS ?? new URL("../../screenshots", import.meta.url).pathname;

/** What the operator's program does, with the operator's key. */
export async function operate(path, body) {
  const response = await fetch(ORIGIN + path, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${fact("HIBIKI_OPERATOR_KEY")}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** A day in Japan, so many days from today, as YYYY-MM-DD. */
export function day(ahead = 0) {
  return new Date(Date.now() + ahead * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Asia/Tokyo" });
}

/** A day as Japanese pages say it: 令和8年11月21日（土）. */
export function inJapanese(date) {
  const [year, month, dayOfMonth] = date.split("-").map(Number);
  const weekday = "日月火水木金土"[new Date(`${date}T00:00:00Z`).getUTCDay()];
  return `令和${year - 2018}年${month}月${dayOfMonth}日（${weekday}）`;
}

/** The demo town's resident register: what the pages must agree with. */
export const RESIDENTS = readFileSync(new URL("../../../town/demo/residents.csv", import.meta.url), "utf8")
  .trim()
  .split(/\r?\n/)
  .slice(1)
  .map((line) => {
    const [number, name, kana, born, district, household, guardian] = line.split(",");
    return { number, name: name.replaceAll("　", " "), kana, born, district, household, guardian: guardian === "○" };
  });

/** Whole years today. */
export function age(resident) {
  const [today, born] = [day(), resident.born];
  return Number(today.slice(0, 4)) - Number(born.slice(0, 4)) - (today.slice(5) < born.slice(5) ? 1 : 0);
}
