// CPU time of a new instance: what workerd spends until it stands ready, and what the first request costs then.

import { generateKeyPairSync } from "node:crypto";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client } from "./lib/journeys.mjs";
import { attempt, cannot, fact, length, median, plan, step } from "./lib/parts.mjs";
import { cpuAtRest, helpers, settled } from "./lib/processes.mjs";
import { prepare } from "./lib/setup.mjs";

const INSTANCES = plan.quick ? 3 : 9;
const FIRST = { hello: ["/api/passkey/login", 405], my: ["/my", 200] };

async function once(kind, options, cookies, [path, expected]) {
  const instance = await start(kind, options);
  const asks = client(instance);
  asks.cookies = new Map(cookies);
  const ready = await settled(instance.pid);
  const aside = helpers(instance.pid);
  const { status } = await asks.get(path);
  const answered = cpuAtRest(instance.pid);
  const compiled = helpers(instance.pid) - aside;
  asks.close();
  await instance.stop();
  if (status !== expected) throw new Error(`${path} answered ${status}`);
  return { ready: ready / 1000, first: (answered - ready) / 1000, aside: compiled / 1000 };
}

async function main() {
  if (process.platform !== "linux") return cannot("start", "only Linux says how much CPU time a request took");
  length(INSTANCES + 1);
  const prepared = await prepare();
  const databases = await start("databases", { state: copyOf(prepared.state, "first") });
  const far = databases.url;
  const { privateKey } = generateKeyPairSync("x25519");
  const bindings = { PEER_SEAL_KEY: JSON.stringify(privateKey.export({ format: "jwk" })) };
  step();

  const samples = {};
  const keep = (name, value) => (samples[name] ??= []).push(value);
  for (let instance = 0; instance < INSTANCES; instance++) {
    await attempt("start", async () => {
      const nothing = await once("empty", {}, [], ["/", 204]);
      for (const kind of ["hibiki", "peer"]) {
        for (const [page, first] of Object.entries(FIRST)) {
          const taken = await once(kind, { far, bindings }, prepared.cookies, first);
          keep(`start.ready.${kind}`, taken.ready - nothing.ready);
          keep(`start.${page}.${kind}`, taken.first - nothing.first);
          keep(`start.${page}.${kind}.aside`, taken.aside);
        }
      }
    });
    step();
  }
  for (const [name, values] of Object.entries(samples)) {
    fact(`${name}.median`, median(values));
    fact(`${name}.most`, Math.max(...values));
    fact(`${name}.instances`, values.length);
  }
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
