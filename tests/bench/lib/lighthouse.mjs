// Lighthouse's four scores of a page, in a Chromium that runs already: a phone on a slow line, simulated.

import lighthouse from "lighthouse";

export const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];

/** Lighthouse's report of a page. */
export async function audit(url, port) {
  const { lhr } = await lighthouse(url, {
    port,
    logLevel: "silent",
    onlyCategories: CATEGORIES,
    disableFullPageScreenshot: true,
  });
  if (lhr.runtimeError) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  return lhr;
}

/** A score of 100 at most. */
export const score = (report, category) => Math.round(100 * report.categories[category].score);

/** What lowered the scores, in Lighthouse's words. */
export function faults(report) {
  const found = [];
  for (const category of CATEGORIES.filter((category) => score(report, category) < 100)) {
    for (const { id, weight } of report.categories[category].auditRefs) {
      const { score, title } = report.audits[id];
      if (weight > 0 && score !== null && score < 0.9) found.push(`${category}: ${title}`);
    }
  }
  return found;
}
