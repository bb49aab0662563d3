// A second machine with a card-bridge of its own, as it stands in an ambulance. Pages look for every machine's bridge at
// one address; here that address leads elsewhere for one browser, and the bridge is told its own name.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./chromium.mjs";
import { BRIDGE, BRIDGE_PROGRAM, ORIGIN } from "./town.mjs";

/** Starts it. `flags` are for the browser that stands beside it. */
export async function ambulance() {
  const state = mkdtempSync(join(tmpdir(), "hibiki-ambulance-"));
  const [port, known] = [await freePort(), new URL(BRIDGE).host];
  const names = createServer((page) => {
    const bridge = connect(port, "127.0.0.1");
    page.on("data", (part) => bridge.write(part.toString("latin1").replaceAll(known, `127.0.0.1:${port}`), "latin1"));
    bridge.pipe(page);
    for (const [one, other] of [[page, bridge], [bridge, page]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise((resolve) => names.listen(0, "127.0.0.1", resolve));
  let program;
  return {
    flags: [`--host-resolver-rules=MAP ${known} 127.0.0.1:${names.address().port}`],
    /** Enrols it with a code of staff and starts it; answers the twelve letters that administrators compare. */
    async enrol(code) {
      const words = ["enrol", ORIGIN, "--code", code, "--emergency", "--state", state];
      const said = execFileSync(BRIDGE_PROGRAM, words, { encoding: "utf8" });
      program = spawn(BRIDGE_PROGRAM, ["run", "--state", state, "--port", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
      // Read to the end: a program whose words nobody takes is stopped by the next one.
      await new Promise((resolve) => program.stderr.on("data", (words) => String(words).includes("listening") && resolve()));
      return said.match(/compare this: (\S+)/)[1];
    },
    async stop() {
      if (program?.exitCode === null) {
        const gone = once(program, "exit");
        program.kill("SIGTERM");
        await gone;
      }
      names.close();
      rmSync(state, { recursive: true, force: true });
    },
  };
}
