// Building a town of ten thousand pages with its search index: Hibiki's whole site, and beside it bare Zola and bare Hugo,
// each with Pagefind, on the same Markdown files. Then the same after one course was changed.

import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { bareHugo, bareZola } from "./peer/sites.mjs";
import { fact, length, plan, step } from "./lib/parts.mjs";
import { treeMemory } from "./lib/processes.mjs";
import { COURSE, TODAY, writeTown } from "./lib/town.mjs";

const PAGES = plan.quick ? 2_000 : 10_000;
const ROUNDS = plan.quick ? 1 : 3;
const folder = path.join(plan.work, "site");
const town = path.join(folder, "town");
const env = { ...process.env, HIBIKI_TODAY: TODAY };
delete env.CARGO_MANIFEST_DIR; // it would lead to the project instead of the generated town

/** Runs programs one after the other; returns seconds, CPU seconds of all their processes and the most memory these held together. */
async function run(commands, cwd) {
  const sum = { seconds: 0, cpu: 0, memory: 0 };
  for (const command of commands) {
    const began = performance.now();
    // The shell says what its children used, which nobody else adds up.
    const words = ["-c", '"$@" 1>&2; code=$?; times; exit $code', "sh", ...command];
    const child = spawn("sh", words, { cwd, env, stdio: ["ignore", "pipe", "inherit"] });
    const look = setInterval(() => (sum.memory = Math.max(sum.memory, treeMemory(child.pid))), 50);
    let said = "";
    child.stdout.on("data", (text) => (said += text));
    const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
    clearInterval(look);
    if (code !== 0) throw new Error(`${path.basename(command[0])} ended with ${code}`);
    sum.seconds += (performance.now() - began) / 1000;
    const [, children] = said.trim().split("\n");
    for (const [, minutes, seconds] of children.matchAll(/(\d+)m([\d.]+)s/g)) sum.cpu += minutes * 60 + Number(seconds);
  }
  return sum;
}

/** A program of the Python packages that are measured against. */
function peer(...within) {
  const lib = path.join(plan.peers, "lib");
  return path.join(lib, readdirSync(lib)[0], "site-packages", ...within);
}

/** Each system: where its Markdown and what it built are, and what is run. */
function systems() {
  const pagefind = [peer("pagefind_bin_extended", "pagefind_extended"), "--site", "out"];
  return {
    hibiki: { root: town, commands: [[plan.town, "pages", "--to", "out"]], kept: ["out", "out.stamp", "out.search"] },
    zola: { root: bareZola(folder, town), commands: [[...plan.zola, "build", "--force", "--output-dir", "out"], pagefind], kept: ["out"] },
    hugo: { root: bareHugo(folder, town), commands: [[peer("hugo", "binaries", "hugo"), "--quiet", "--destination", "out"], pagefind], kept: ["out"] },
  };
}

/** The folder in which Hibiki finds the generated town and otherwise itself. */
function prepare() {
  mkdirSync(town, { recursive: true });
  const own = ["content", "site", "target", "dist", ".town", ".git"];
  for (const name of readdirSync(plan.root).filter((name) => !own.includes(name))) {
    symlinkSync(path.join(plan.root, name), path.join(town, name));
  }
  const copied = (file) => !["browser", "search"].some((name) => file === path.join(plan.root, "site", name));
  cpSync(path.join(plan.root, "site"), path.join(town, "site"), { recursive: true, verbatimSymlinks: true, filter: copied });
  writeTown(path.join(plan.root, "content"), path.join(town, "content"), PAGES);
}

/** What the edge host counts. */
function count(out) {
  let [files, largest] = [0, 0];
  for (const entry of readdirSync(out, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    largest = Math.max(largest, statSync(path.join(entry.parentPath, entry.name)).size);
  }
  fact("site.files", files);
  fact("site.largest", largest);
}

async function main() {
  length(1 + ROUNDS * 6);
  prepare();
  const all = systems();
  fact("site.pages", PAGES);
  step();
  const best = {};
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, { root, commands, kept }] of Object.entries(all)) {
      for (const file of kept) rmSync(path.join(root, file), { recursive: true, force: true });
      for (const build of ["first", "again"]) {
        const course = path.join(root, "content", COURSE);
        if (build === "again") writeFileSync(course, `${readFileSync(course, "utf8")}\n${round + 1}回目の日に、持ち物が増えました。\n`);
        const taken = await run(commands, root);
        const key = `site.${name}.${build}`;
        // The quickest: whatever else the machine does only adds to it.
        if (!best[key] || taken.seconds < best[key].seconds) best[key] = taken;
        for (const [what, value] of Object.entries(best[key])) fact(`${key}.${what}`, value);
        step();
      }
    }
  }
  count(path.join(town, "out"));
}

await main();
process.exit(0);
