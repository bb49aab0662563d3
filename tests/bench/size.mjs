// What is uploaded to the edge: the two Workers and the peer's bundle, gzip.

import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { peerBundle } from "./lib/instances.mjs";
import { attempt, fact, length, plan, step } from "./lib/parts.mjs";

const gzip = (bytes) => gzipSync(bytes, { level: 9 }).length;

length(3);
for (const worker of ["town", "health"]) {
  await attempt(`size.${worker}`, () => {
    const built = (name) => gzip(readFileSync(path.join(plan.root, "functions/build", worker, name)));
    fact(`size.${worker}`, built("index_bg.wasm") + built("index.js"));
  });
  step();
}
await attempt("size.peer", async () => fact("size.peer", gzip(await peerBundle())));
step();
process.exit(0);
