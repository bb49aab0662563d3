// CPU time and memory of other processes, as Linux counts them.

import { readFileSync, readdirSync } from "node:fs";
import { sleep } from "./parts.mjs";

/** The children of this process with that name. */
export function children(name) {
  const found = [];
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    try {
      const [, comm, rest] = readFileSync(`/proc/${pid}/stat`, "utf8").match(/^\d+ \((.*)\) (.*)$/s);
      if (comm === name && Number(rest.split(" ")[1]) === process.pid) found.push(Number(pid));
    } catch {
      // It ended just now.
    }
  }
  return found;
}

/** CPU time of all threads so far, user and system, in microseconds. The kernel counts it in nanoseconds. */
export function cpu(pid) {
  let nanos = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    try {
      nanos += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]);
    } catch {
      // The thread ended just now.
    }
  }
  return nanos / 1000;
}

/** The part of it that the main thread did not do: above all, compiling what is used often. */
export function helpers(pid) {
  const main = Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[0]);
  return cpu(pid) - main / 1000;
}

/**
 * CPU time of all threads once the process has nothing left to do for the moment. The kernel adds up a thread's time when it goes to
 * sleep, so a thread that still runs would be counted too low now and too high later.
 */
export function cpuAtRest(pid) {
  let before = cpu(pid);
  for (let tries = 0; tries < 40; tries++) {
    const now = cpu(pid);
    if (now === before) return now;
    before = now;
  }
  return before;
}

/** Waits until the process has done nothing for a while. */
export async function settled(pid, millis = 150) {
  let before = cpu(pid);
  for (let tries = 0; tries < 40; tries++) {
    await sleep(millis);
    const now = cpu(pid);
    if (now - before < 500) return now;
    before = now;
  }
  return before;
}

/** The most memory that the process has ever held, in MB (10^6 bytes). */
export function peakMemory(pid) {
  const line = readFileSync(`/proc/${pid}/status`, "utf8").match(/^VmHWM:\s+(\d+) kB$/m);
  return line ? (Number(line[1]) * 1024) / 1e6 : undefined;
}

/** The memory that a process and all below it hold now, in MB (10^6 bytes); what two of them share counts twice. */
export function treeMemory(pid) {
  try {
    const [, pages] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    const below = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    return below.reduce((sum, child) => sum + treeMemory(child), (Number(pages) * 4096) / 1e6);
  } catch {
    return 0; // it ended just now
  }
}
