// Static pages as a browser gets them: bytes, and Lighthouse's scores.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { CATEGORIES, faults, score } from "./lib/lighthouse.mjs";
import { attempt, cannot, fact, length, median, plan, step } from "./lib/parts.mjs";

const run = promisify(execFile);
/** When a machine is busy, one run says little about speed. */
const TRIES = plan.quick ? 1 : 3;
const FLAGS =
  "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking " +
  "--disable-component-update --disable-sync";

const text = async (url) => (await fetch(url)).text();

/** One page of each kind: the first of the deepest that its list links to (above them are years and topics). */
async function kinds() {
  const first = async (list) => {
    const page = await text(`${plan.origin}${list}`);
    const inside = [...page.matchAll(/href="?(?:https?:\/\/[^/" >]+)?(\/[^"' >]*)/g)].map(([, href]) => href);
    const below = inside.filter((href) => href.startsWith(list) && href.length > list.length && href.endsWith("/"));
    if (!below.length) throw new Error(`${list} links to no page below it`);
    const depth = (href) => href.split("/").length;
    return below.reduce((deepest, href) => (depth(href) > depth(deepest) ? href : deepest));
  };
  const pages = {
    home: "/",
    list: "/news/",
    procedures: "/procedures/",
    courses: "/courses/",
    player: "/lectures/2026/river-floods/",
    live: "/parking/live/",
    snow: "/snow/live/",
    search: "/search/",
    sitemap: "/sitemap/",
    opendata: "/opendata/",
    status: "/status",
  };
  for (const [kind, list] of Object.entries({
    news: "/news/",
    course: "/courses/",
    procedure: "/procedures/",
    facility: "/facilities/",
    event: "/events/",
    lecture: "/lectures/",
    archive: "/archives/",
    calendar: "/courses/calendar/",
    bus: "/bus/hibiki/stops/",
    parking: "/parking/",
  })) {
    await attempt(`page.${kind}`, async () => (pages[kind] = await first(list)));
  }
  await attempt("page.leaflet", async () => (pages.leaflet = await first(pages.course)));
  if (pages.bus) pages.departures = `${pages.bus}now`;
  return pages;
}

async function lighthouse(url) {
  const cli = path.join(plan.root, "node_modules/lighthouse/cli/index.js");
  const words = [cli, url, "--quiet", "--output=json", `--only-categories=${CATEGORIES}`, `--chrome-flags=${FLAGS}`];
  const env = { ...process.env, CHROME_PATH: plan.chromium, CI: "1" };
  const { stdout } = await run(process.execPath, ["--no-warnings", ...words], { env, maxBuffer: 1 << 28 });
  const report = JSON.parse(stdout);
  if (report.runtimeError) throw new Error(report.runtimeError.message);
  return report;
}

/** The bytes of what the browser fetched, gzip where it is text: the edge compresses, the local server does not. */
async function bytes(report) {
  const sums = { requests: 0, all: 0, css: 0, cssFiles: 0, script: 0, fonts: 0, pictures: 0 };
  const urls = new Map(report.audits["network-requests"].details.items.map((item) => [item.url, item]));
  for (const [url, { resourceType }] of urls) {
    if (!url.startsWith("http")) continue;
    sums.requests += 1;
    const body = Buffer.from(await (await fetch(url)).arrayBuffer());
    const size = gzipSync(body, { level: 6 }).length;
    const wasm = url.endsWith(".wasm");
    if (resourceType === "Image" || /\.(svg|png|jpe?g|webp|avif|ico)$/.test(new URL(url).pathname)) {
      sums.pictures += size;
      continue;
    }
    sums.all += size;
    if (resourceType === "Stylesheet") {
      sums.css += size;
      sums.cssFiles += 1;
    }
    if (resourceType === "Script" || wasm) sums.script += size;
    if (resourceType === "Font") sums.fonts += 1;
  }
  return sums;
}

async function measure(kind, address) {
  const reports = [];
  for (let count = 0; count < TRIES; count++) {
    reports.push(await lighthouse(`${plan.origin}${address}`));
    if (CATEGORIES.every((category) => score(reports.at(-1), category) === 100)) break;
  }
  for (const category of CATEGORIES) {
    fact(`lighthouse.${kind}.${category}`, median(reports.map((report) => score(report, category))));
  }
  const found = faults(reports.at(-1));
  if (found.length) fact(`lighthouse.${kind}.faults`, found.join("; "));
  for (const [name, value] of Object.entries(await bytes(reports[0]))) fact(`page.${kind}.${name}`, value);
}

async function main() {
  const built = (name) => gzipSync(readFileSync(path.join(plan.site, "browser", name)), { level: 9 }).length;
  await attempt("wasm", () => fact("wasm", built("hibiki_browser_bg.wasm")));
  await attempt("script", () => fact("script", built("hibiki_browser.js") + built("start.js")));
  if (!plan.chromium) return cannot("page", "Chromium is not installed");
  const pages = await kinds();
  length(Object.keys(pages).length);
  for (const [kind, address] of Object.entries(pages)) {
    await attempt(`page.${kind}`, () => measure(kind, address));
    step();
  }
}

await main();
process.exit(0);
