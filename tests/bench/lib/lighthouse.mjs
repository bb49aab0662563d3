// Lighthouse's four scores of a page, in a Chromium that runs already: a phone on a slow line, simulated.

import lighthouse from "lighthouse";
import { throttling } from "lighthouse/core/config/constants.js";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

/** How much slower than this machine the phone is, for a machine that does nothing else. */
export const SLOWDOWN = 4;
/** Lighthouse's own measure of such a machine. */
const IDLE = 1500;

/**
 * How much slower than the machine of a report the same phone is. A busy machine is slow by itself: slowed down as much
 * as an idle one, it would be a phone that nobody has.
 */
export const slowdownLike = ({ environment }) => SLOWDOWN * Math.min(1, environment.benchmarkIndex / IDLE);

/** Lighthouse's report of a page. */
export async function audit(url, port, slowdown = SLOWDOWN) {
  const first = await report(url, port, slowdown);
  // Chromium sometimes loses a trace. That says nothing of the page, so the page is looked at once more.
  const lhr = first.runtimeError?.code === "NO_NAVSTART" ? await report(url, port, slowdown) : first;
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

async function report(url, port, slowdown) {
  const { lhr } = await lighthouse(url, {
    port,
    logLevel: "silent",
    onlyCategories: CATEGORIES,
    disableFullPageScreenshot: true,
    throttling: { ...throttling.mobileSlow4G, cpuSlowdownMultiplier: slowdown },
  });
  return lhr;
}

/** A score of 100 at most. */
export const score = (report, category) => Math.round(100 * report.categories[category].score);

/** What lowered the scores, in Lighthouse's words. */
export function faults(report, categories = CATEGORIES) {
  const found = [];
  for (const category of categories.filter((category) => score(report, category) < 100)) {
    for (const { id, weight } of report.categories[category].auditRefs) {
      const { score, title } = report.audits[id];
      if (weight > 0 && score !== null && score < 0.9) found.push(`${category}: ${title}`);
    }
  }
  return found;
}
