// The PC/SC service behind the bridge.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync, readlinkSync } from "node:fs";
import { connect } from "node:net";

const SOCKET = "/run/pcscd/pcscd.comm";
const VERSION = 0x11;
const READERS = 0x12;
/** pcsclite.h: `READER_STATE` of sixteen readers; `SCARD_PRESENT`. */
const STATE = { size: 184, count: 16, flags: 132 };
const PRESENT = 0x4;

function command(code, ...words) {
  const message = Buffer.alloc(8 + words.length * 4);
  [words.length * 4, code, ...words].forEach((word, place) => message.writeUInt32LE(word, place * 4));
  return message;
}

/** Whether a card lies on a reader, as the service knows it: half a second later than one's eyes. */
async function cardIsPresent() {
  const socket = connect(SOCKET);
  try {
    let answer = Buffer.alloc(0);
    socket.on("data", (part) => (answer = Buffer.concat([answer, part])));
    const receive = async (length) => {
      while (answer.length < length) await once(socket, "data");
      const head = answer.subarray(0, length);
      answer = answer.subarray(length);
      return head;
    };
    socket.write(command(VERSION, 4, 4, 0));
    const refused = (await receive(12)).readUInt32LE(8);
    if (refused !== 0) throw new Error(`pcscd does not speak version 4.4 of its protocol (${refused.toString(16)})`);
    socket.write(command(READERS));
    const states = await receive(STATE.size * STATE.count);
    return Array.from({ length: STATE.count }, (_, place) => place * STATE.size)
      .filter((from) => states[from] !== 0)
      .some((from) => states.readUInt32LE(from + STATE.flags) & PRESENT);
  } finally {
    socket.destroy();
  }
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

/** Waits until the service has noticed that the card was lifted: the next tap must not meet the one before. */
export async function readerIsEmpty() {
  for (let left = 200; left > 0; left -= 1) {
    if (!(await cardIsPresent())) return;
    await pause();
  }
  throw new Error("pcscd still sees a card that was lifted ten seconds ago");
}

/** The line of processes that started this one. */
function ancestors(pid) {
  const line = [];
  for (let next = pid; next > 1; ) {
    line.push(next);
    const stat = readFileSync(`/proc/${next}/stat`, "utf8");
    next = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  }
  return line;
}

/** The service's process and program, if `cargo town test` started it: then one process is behind it and this test. */
export function ownService() {
  const ours = new Set(ancestors(process.pid));
  for (const entry of readdirSync("/proc")) {
    try {
      if (!/^\d+$/.test(entry) || readFileSync(`/proc/${entry}/comm`, "utf8").trim() !== "pcscd") continue;
      const pid = Number(entry);
      const town = ancestors(pid).find((ancestor) => ours.has(ancestor));
      if (town !== undefined && readFileSync(`/proc/${town}/cmdline`, "utf8").includes("town")) {
        return { pid, program: readlinkSync(`/proc/${pid}/exe`) };
      }
    } catch {
      // It has just ended, or belongs to somebody else.
    }
  }
  return undefined;
}

/** Ends it, as when its driver falls over. */
export async function stop({ pid }) {
  process.kill(pid, "SIGTERM");
  for (let left = 200; left > 0; left -= 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await pause();
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
