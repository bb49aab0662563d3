// The card-bridge's own time, from the card's coming to the signed answer, as the bridge itself logs it.

import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client } from "./lib/journeys.mjs";
import { fact, length, median, plan, quantile, step } from "./lib/parts.mjs";

const TAPS = { identifier: plan.quick ? 40 : 100, signature: plan.quick ? 10 : 30 };
const WARM_UP = 3;
const run = promisify(execFile);
const state = path.join(plan.work, "bridge-state");

const bridge = (...words) => run(plan.bridge, [...words, "--state", state]);

function typePin() {
  const pin = spawn(plan.bridge, ["pin", "--state", state], { stdio: ["pipe", "ignore", "ignore"] });
  pin.stdin.end("1234\n");
}

/** Starts the bridge; its log lines go to `heard`. */
function runBridge(heard) {
  const child = spawn(plan.bridge, ["run", "--simulate", "--port", "0", "--state", state], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const lines = createInterface({ input: child.stderr });
  const listening = new Promise((resolve, reject) => {
    child.on("exit", () => reject(new Error("the card-bridge ended by itself")));
    lines.on("line", (line) => {
      const at = line.match(/listening on http:\/\/127\.0\.0\.1:(\d+)/);
      if (at) resolve(Number(at[1]));
      heard(line);
    });
  });
  return { child, listening };
}

/** One tap as a page asks for it; the card is touched when the bridge waits for one. */
function tap(port, want) {
  const body = JSON.stringify({ challenge: randomBytes(32).toString("base64url"), purpose: "login", want });
  const headers = { origin: plan.origin, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method: "POST", path: "/v1/tap", headers }, (answer) => {
      const lines = createInterface({ input: answer });
      let touched = false;
      lines.on("line", (line) => {
        const event = JSON.parse(line);
        if (event.state === "waiting" && !touched) {
          touched = true;
          bridge("touch", "hanako").catch(reject);
        } else if (event.state === "pin-needed") {
          typePin();
        } else if (event.state === "done") {
          resolve();
        } else if (event.state !== "waiting" && event.state !== "reading") {
          reject(new Error(`the tap answered ${line}`));
        }
      });
      answer.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function main() {
  length(Object.values(TAPS).reduce((sum, taps) => sum + taps));
  // The bridge asks the town who it is: the town has to answer at the origin that it names.
  const hibiki = await start("hibiki", { state: copyOf(plan.state, "bridge-town"), port: Number(new URL(plan.origin).port) });
  const operator = client(hibiki);
  const pairing = await operator.operate("/ops/bridges", { name: "測定", place: "測定" }, plan.operatorKey);
  operator.close();
  await bridge("enrol", plan.origin, "--code", JSON.parse(pairing.body).code);
  await hibiki.stop();

  let micros = [];
  const { child, listening } = runBridge((line) => {
    const time = line.match(/answered in (\d+) us without the card/);
    if (time) micros.push(Number(time[1]));
  });
  process.on("exit", () => child.kill());
  const port = await listening;
  for (const [want, taps] of Object.entries(TAPS)) {
    micros = [];
    for (let count = 0; count < taps + WARM_UP; count++) {
      await tap(port, want);
      await bridge("lift");
      if (count >= WARM_UP) step();
    }
    const counted = micros.slice(WARM_UP);
    if (counted.length !== taps) throw new Error(`${taps} taps, but ${counted.length} times in the bridge's log`);
    fact(`bridge.${want}.median`, median(counted) / 1000);
    fact(`bridge.${want}.p95`, quantile(counted, 0.95) / 1000);
    fact(`bridge.${want}.taps`, counted.length);
  }
  child.removeAllListeners("exit");
  child.kill();
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
