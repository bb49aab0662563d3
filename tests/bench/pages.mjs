// Every kind of page as a browser gets it for the first time: bytes, and Lighthouse's scores.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { freePort, launch } from "../browser/support/chromium.mjs";
import { ASKED, BUILT } from "../pages/kinds.mjs";
import { CATEGORIES, audit, faults, score, slowdownLike } from "./lib/lighthouse.mjs";
import { attempt, cannot, fact, length, median, plan, step } from "./lib/parts.mjs";

/** When a machine is busy, one run says little about speed. */
const TRIES = plan.quick ? 1 : 3;

/** The bytes of what the browser fetched, gzip where it is text: the edge compresses, the local server does not. */
async function bytes(report) {
  const sums = { requests: 0, all: 0, css: 0, cssFiles: 0, script: 0, fonts: 0 };
  const urls = new Map(report.audits["network-requests"].details.items.map((item) => [item.url, item]));
  for (const [url, { resourceType }] of urls) {
    if (!url.startsWith("http")) continue;
    sums.requests += 1;
    // What is looked at or listened to is told apart: it is as large as it is.
    if (["Image", "Media"].includes(resourceType) || /\.(svg|png|jpe?g|webp|ico)$/.test(new URL(url).pathname)) continue;
    const size = gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer()), { level: 6 }).length;
    sums.all += size;
    if (resourceType === "Stylesheet") {
      sums.css += size;
      sums.cssFiles += 1;
    }
    if (resourceType === "Script" || url.endsWith(".wasm")) sums.script += size;
    if (resourceType === "Font") sums.fonts += 1;
  }
  return sums;
}

async function measure(kind, { pages, unlisted }, port) {
  const categories = CATEGORIES.filter((category) => category !== "seo" || !unlisted);
  const reports = [];
  for (let count = 0; count < TRIES; count++) {
    reports.push(await audit(plan.origin + pages[0], port, reports.length ? slowdownLike(reports.at(-1)) : undefined));
    if (categories.every((category) => score(reports.at(-1), category) === 100)) break;
  }
  for (const category of categories) {
    fact(`lighthouse.${kind}.${category}`, median(reports.map((report) => score(report, category))));
  }
  const found = faults(reports.at(-1), categories);
  if (found.length) fact(`lighthouse.${kind}.faults`, found.join("; "));
  for (const [name, value] of Object.entries(await bytes(reports[0]))) fact(`page.${kind}.${name}`, value);
}

async function main() {
  const built = (file) => gzipSync(readFileSync(path.join(plan.site, file)), { level: 9 }).length;
  await attempt("wasm", () => fact("wasm", built("browser/hibiki_browser_bg.wasm")));
  await attempt("wasm.scan", () => fact("wasm.scan", built("scan/hibiki_scan_bg.wasm")));
  await attempt("script", () => fact("script", built("browser/hibiki_browser.js") + built("browser/start.js")));
  const { "no such page": _, ...kinds } = { ...BUILT, ...ASKED }; // Lighthouse looks at no page of status 404
  fact("page.kinds", Object.keys(kinds).join("\n"));
  if (!plan.chromium) {
    for (const kind of Object.keys(kinds)) cannot(`page.${kind}`, "Chromium is not installed");
    return;
  }
  length(Object.keys(kinds).length);
  const port = await freePort();
  const browser = await launch(plan.chromium, `--remote-debugging-port=${port}`);
  for (const [kind, its] of Object.entries(kinds)) {
    await attempt(`page.${kind}`, () => measure(kind, its, port));
    step();
  }
  await browser.close();
}

await main();
process.exit(0);
