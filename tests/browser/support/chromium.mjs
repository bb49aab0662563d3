// Chromium as everything here starts it: without what it does of itself, above all without asking its makers' hosts.

import { createServer } from "node:net";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts the program at `executablePath`. */
export const launch = (executablePath, ...flags) => chromium.launch({ executablePath, args: [...FLAGS, ...flags] });

/** A port that nobody uses, for `--remote-debugging-port`. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
