// The town's files beside the tests: a copy of content/ with a history of its own, published into and built by Zola.

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { ORIGIN, TOWN_PROGRAM } from "./town.mjs";

const ROOT = new URL("../../../", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".vtt": "text/vtt", ".webm": "video/webm", ".ogg": "audio/ogg", ".pdf": "application/pdf", ".js": "text/javascript" };

/** A copy of the town's content that one may publish into. */
export function townFiles() {
  const folder = mkdtempSync(join(tmpdir(), "hibiki-publish-"));
  const content = join(folder, "content");
  cpSync(join(ROOT, "content"), content, { recursive: true });
  const git = (...words) => execFileSync("git", ["-C", content, "-c", "user.name=test", "-c", "user.email=test@hibiki.invalid", ...words], { encoding: "utf8" });
  // Beside it whatever else a town's folder needs; the site is copied, as building writes into it.
  for (const name of ["wrangler.toml", "wrangler.health.toml", "town", "docs", "package.json", "package-lock.json", "node_modules", ".tools"]) symlinkSync(join(ROOT, name), join(folder, name));
  cpSync(join(ROOT, "site"), join(folder, "site"), { recursive: true, verbatimSymlinks: true });
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
      const run = spawnSync(TOWN_PROGRAM, ["publish", "--origin", ORIGIN, "--content", content, ...words], { cwd: ROOT, encoding: "utf8" });
      return { status: run.status, said: run.stdout + run.stderr };
    },
    /** Builds the static pages of this content, as a town does. */
    build() {
      const built = join(folder, "built");
      execFileSync(TOWN_PROGRAM, ["pages", "--origin", "http://127.0.0.1", "--to", built], { cwd: folder, stdio: "pipe" });
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
