// `cargo town handbook`: walks through the handbooks in a town of its own and takes their pictures.

import { readdirSync } from "node:fs";
import { openBrowser } from "../browser/support/browser.mjs";
import { serveStatic, townFiles } from "../browser/support/publish.mjs";
import { cast } from "./cast.mjs";
import { Guide } from "./guide.mjs";
import { walk as counter } from "./counter.mjs";
import { walk as organizers } from "./organizers.mjs";
import { walk as editors } from "./editors.mjs";

/** Pictures and text together go into the town's site. */
const MOST_BYTES = 2_000_000;

const browser = await openBrowser("--force-color-profile=srgb", "--font-render-hinting=none");
const files = townFiles();
const pages = await serveStatic(process.env.HIBIKI_PAGES);
try {
  const people = { ...(await cast(browser)), files, pages };
  let bytes = 0;
  for (const [file, walk] of [["organizers.md", organizers], ["editors.md", editors], ["counter.md", counter]]) {
    console.log(`docs/handbook/${file}`);
    const guide = new Guide(file, browser);
    await walk(guide, people);
    bytes += guide.end();
  }
  const count = readdirSync(new URL("../../docs/handbook/pictures/", import.meta.url)).length;
  console.log(`${count} pictures, ${Math.round(bytes / 1000)} kB`);
  if (bytes > MOST_BYTES) throw new Error(`the pictures have ${bytes} bytes, more than ${MOST_BYTES}`);
} finally {
  pages.close();
  files.remove();
  await browser.close();
}
