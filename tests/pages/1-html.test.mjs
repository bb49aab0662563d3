import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { FileSystemConfigLoader, HtmlValidate } from "html-validate";
import { ORIGIN, SITE } from "../browser/support/town.mjs";
import { ASKED, BUILT } from "./kinds.mjs";

const ROOT = new URL("../../", import.meta.url).pathname;
const RULES = JSON.parse(readFileSync(join(ROOT, "site/.htmlvalidate.json"), "utf8"));
const validator = new HtmlValidate(new FileSystemConfigLoader(RULES));

/** What is wrong with a page, line by line. */
async function faults(name, html) {
  const { results } = await validator.validateString(html, name);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `${name}:${line}:${column} ${message} (${ruleId})`),
  );
}

const files = (folder, ending) =>
  readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(ending)).map((name) => join(folder, name));

/** Few lines say what to mend; a fault of a template is in every page. */
function none(found) {
  assert.equal(found.length, 0, `${found.length} faults:\n${found.slice(0, 20).join("\n")}`);
}

describe("the HTML of the public site", () => {
  test("every page of the site map is of a kind that these tests know", async () => {
    const map = await (await fetch(`${ORIGIN}/sitemap.xml`)).text();
    const paths = [...map.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) =>
      new URL(url).pathname.replace(/^\/(en|ja-easy)\//, "/"),
    );
    assert.ok(paths.length > 100, `${paths.length} pages`);
    const kinds = Object.values({ ...BUILT, ...ASKED });
    assert.deepEqual([...new Set(paths.filter((path) => !kinds.some(({ is }) => is.test(path))))], []);
  });

  test("every page that the Worker fills in is valid", async () => {
    const found = [];
    for (const { pages, languages } of Object.values(ASKED)) {
      for (const path of Object.values(languages).flatMap((prefix) => pages.map((page) => prefix + page))) {
        found.push(...(await faults(path, await (await fetch(ORIGIN + path)).text())));
      }
    }
    none(found);
  });

  test("every page that was built is valid", async () => {
    const found = [];
    const pages = files(SITE, ".html");
    assert.ok(pages.length > 300, `${pages.length} pages`);
    for (const page of pages) found.push(...(await faults(page.slice(SITE.length), readFileSync(page, "utf8"))));
    none(found);
  });

  // The minifier takes `type=submit` out of the built pages, so it is looked for where it is written.
  test("every button and field of the templates says its type", () => {
    const found = [];
    for (const folder of ["site/templates", "functions/templates", "town/templates"]) {
      for (const file of files(join(ROOT, folder), ".html")) {
        for (const [tag] of readFileSync(file, "utf8").matchAll(/<(button|input)\b[^>]*>/g)) {
          if (!/\stype=/.test(tag)) found.push(`${file.slice(ROOT.length)}: ${tag}`);
        }
      }
    }
    none(found);
  });
});
