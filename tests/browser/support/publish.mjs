// The town's files beside the tests: a copy of content/ with a history of its own, published into and built by Zola.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { ORIGIN } from "./town.mjs";

/** The very program that started this, where it says so. */
const TOWN = process.env.HIBIKI_TOWN_BIN ? [process.env.HIBIKI_TOWN_BIN] : ["cargo", "town"];
const ROOT = new URL("../../../", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".vtt": "text/vtt", ".pdf": "application/pdf", ".js": "text/javascript" };

/** A copy of the town's content that one may publish into. */
export function townFiles() {
  const folder = mkdtempSync(join(tmpdir(), "hibiki-publish-"));
  const content = join(folder, "content");
  cpSync(join(ROOT, "content"), content, { recursive: true });
  const git = (...words) => execFileSync("git", ["-C", content, "-c", "user.name=test", "-c", "user.email=test@hibiki.invalid", ...words], { encoding: "utf8" });
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "-m", "before");
  return {
    folder,
    content,
    git,
    read: (path) => readFileSync(join(content, path), "utf8"),
    /** What an operator types. */
    publish(...words) {
      const run = spawnSync(TOWN[0], [...TOWN.slice(1), "publish", "--origin", ORIGIN, "--content", content, ...words], { cwd: ROOT, encoding: "utf8" });
      return { status: run.status, said: run.stdout + run.stderr };
    },
    /** Builds the static pages of this content, with the site's own templates. */
    build() {
      const site = join(folder, "site");
      rmSync(site, { recursive: true, force: true });
      cpSync(join(ROOT, "site"), site, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.includes("/browser") && !path.includes("/public") });
      const [program, ...words] = process.env.HIBIKI_ZOLA.split("\n");
      const built = join(folder, "built");
      execFileSync(program, [...words, "--root", site, "build", "--force", "--base-url", "http://127.0.0.1", "--output-dir", built], { cwd: ROOT });
      return built;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Serves static pages without any of the town's headers: what is in them must be harmless by itself. */
export async function serveStatic(folder) {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    try {
      const body = readFileSync(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
