// What the operator and two holders of shares do with the town's recovery key (docs/recovery.md).

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ORIGIN, TOWN_PROGRAM } from "./town.mjs";

/** Two of the demo town's three sheets, as they are printed. Its key stands in town/src/demo/mod.rs and protects nobody. */
const SHEETS = [
  ["040X-EJBB-QWW7-HMNA-NYSK", "24ZB-EWB9-5PWJ-70NH-0H6D", "NWFP-S3QE-YWVX-Q3N4-2S3B", "PS86-XEV0-QB4J-GK33-6M9H"],
  ["041D-EJBB-QWW7-G8ZQ-GETR", "HMED-JKB5-XC4X-NBQ0-JNTZ", "YXBM-TSTH-BB5H-S7FW-50H6", "W4NV-SM3F-WKXJ-5TNM-W8EM"],
];

/** A folder for the files that are carried between the machines. */
export function carrier() {
  const folder = mkdtempSync(join(tmpdir(), "hibiki-recovery-"));
  const [cases, answers] = [join(folder, "cases.json"), join(folder, "answers.json")];
  const online = (...words) => execFileSync(TOWN_PROGRAM, ["recover", ...words, "--origin", ORIGIN], { encoding: "utf8" });
  return {
    fetch: () => online("fetch", "--to", cases),
    send: () => online("send", answers),
    /** What two holders type on the machine without a network, after these digits; answers what stood on its screen. */
    async open(...digits) {
      const program = spawn(TOWN_PROGRAM, ["recover", "open", cases, "--to", answers], { stdio: ["pipe", "pipe", "inherit"] });
      let screen = "";
      program.stdout.setEncoding("utf8");
      program.stdout.on("data", (part) => (screen += part));
      while (!/Enter を押して|件あります/.test(screen)) await once(program.stdout, "data");
      // A machine with a network is told to pull the plug, and waits.
      if (!screen.includes("件あります")) program.stdin.write("\n");
      program.stdin.end([...digits, ...SHEETS.flat()].map((line) => `${line}\n`).join(""));
      await once(program, "close");
      return screen;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
