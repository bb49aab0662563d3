// What the readers are compared with: the content itself, read as plain text.

import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

function fact(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is missing: start these tests with \`cargo town test readers\``);
  return value;
}

export const ORIGIN = fact("HIBIKI_ORIGIN");
const CONTENT = fileURLToPath(new URL("../../content/", import.meta.url));

export async function read(path) {
  const response = await fetch(ORIGIN + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

export const text = async (path) => (await read(path)).text();
export const json = async (path) => (await read(path)).json();

/** What the Python programs understood, by address. */
export function python(...asked) {
  const words = asked.map(([kind, path]) => `${kind}=${ORIGIN}${path}`);
  const program = fileURLToPath(new URL("read.py", import.meta.url));
  const said = execFileSync(fact("HIBIKI_PYTHON"), [program, ...words], { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(said.toString());
}

/** The Japanese pages of an area: their facts as far as these tests need them. */
export function pages(area) {
  const files = readdirSync(CONTENT + area, { recursive: true });
  return files
    .filter((file) => /^\d{4}\/[^_][^.]*\.md$/.test(file))
    .map((file) => {
      const head = readFileSync(`${CONTENT}${area}/${file}`, "utf8").split("\n+++")[0];
      const fact = (name) => new RegExp(`^${name} = "?([^"\n]*)"?$`, "m").exec(head)?.[1];
      const list = (name) => [...(new RegExp(`^${name} = \\[(.*)\\]$`, "m").exec(head)?.[1] ?? "").matchAll(/"([^"]+)"/g)];
      const [year, name] = file.replace(/\.md$/, "").split("/");
      return { key: `${year}/${name.replace(/^\d{4}-\d{2}-\d{2}-/, "")}`, fact, list: (n) => list(n).map((found) => found[1]) };
    });
}

/** The data block of a page. */
export function linkedData(html) {
  return JSON.parse(/<script type="?application\/ld\+json"?>(.*?)<\/script>/s.exec(html)[1]);
}
