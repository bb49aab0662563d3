// The PC/SC service of this test run. The machine's own is left alone.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readlinkSync } from "node:fs";

function parent(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

function ancestors(pid) {
  const line = [];
  for (let next = pid; next > 1; next = parent(next)) line.push(next);
  return line;
}

/** The service's process and program, if `cargo town test` started it: then it descends from the same process as this test. */
export function ownService() {
  try {
    const pid = Number(readFileSync("/run/pcscd/pcscd.pid", "utf8"));
    const ours = new Set(ancestors(process.pid));
    const town = ancestors(pid).find((ancestor) => ours.has(ancestor));
    return town !== undefined && readFileSync(`/proc/${town}/cmdline`, "utf8").includes("town")
      ? { pid, program: readlinkSync(`/proc/${pid}/exe`) }
      : undefined;
  } catch {
    return undefined;
  }
}

/** Ends it, as when its reader's driver falls over. */
export async function stop({ pid }) {
  process.kill(pid, "SIGTERM");
  for (let left = 50; left > 0; left -= 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("pcscd does not end");
}

/** Starts it again. */
export function start({ program }) {
  const service = spawn(program, ["--foreground"], { stdio: "ignore" });
  return {
    async stop() {
      const gone = once(service, "exit");
      service.kill("SIGTERM");
      await gone;
    },
  };
}
