// What is uploaded to the edge: the Worker and the peer's bundle, gzip.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { peerBundle } from "./lib/instances.mjs";
import { attempt, fact, length, plan, step } from "./lib/parts.mjs";

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

length(2);
await attempt("size.hibiki", () => {
  const built = (name) => gzip(readFileSync(path.join(plan.root, "functions/build", name)));
  const wasm = built("index_bg.wasm");
  fact("size.hibiki.wasm", wasm);
  fact("size.hibiki", wasm + built("index.js"));
});
step();
await attempt("size.peer", async () => fact("size.peer", gzip(await peerBundle())));
step();
process.exit(0);
