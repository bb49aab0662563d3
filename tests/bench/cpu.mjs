// CPU time of one warm request in workerd: Hibiki, the peer, the statements alone, and nothing at all, in turns.
//
// Every sample is one request: what the kernel charged to all threads of that workerd between two requests. From it
// the median of an empty Worker's request is taken away, which pays for HTTP and for workerd itself.
//
// It is measured twice: with the databases in another process, as at the edge, where D1 is another machine's work; and
// with them in the same process, as in wrangler's local mode.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { Card } from "./lib/bridge.mjs";
import { good, parsed } from "./lib/http.mjs";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client, tapChallenge } from "./lib/journeys.mjs";
import { Measured, report } from "./lib/measured.mjs";
import { attempt, cannot, fact, length, plan, step } from "./lib/parts.mjs";
import { recording } from "./lib/recording.mjs";
import { prepare } from "./lib/setup.mjs";
import { Replay, notes } from "./lib/statements.mjs";
import { VIEWS, views } from "./lib/views.mjs";

const ROUNDS = plan.quick ? 3 : 12;
const ROUNDS_TOGETHER = plan.quick ? 1 : 3;
const PAGES_A_ROUND = plan.quick ? 60 : 150;
const LOGINS_A_ROUND = 50;
const SCENARIOS = ["hello", "my", "passkey", "tap", "pin", "recording", ...Object.keys(VIEWS)];

/** Log-ins as a browser sends them, with a fresh challenge each. */
function logIns(asks, { town, bridge, card, passkey }) {
  const tap = (want) => ({
    before: async () => bridge.login(town, card, await tapChallenge(asks, want), want),
    ask: async (body) => {
      good(await asks.json("/api/tap/login", body), `log-in, ${want}`);
      asks.cookies.delete("__Host-hibiki");
    },
  });
  return {
    passkey: {
      before: async () => {
        const { publicKey } = parsed(await asks.json("/api/passkey/challenge", { purpose: "login" }), "challenge");
        return { purpose: "login", challenge: publicKey.challenge, answer: passkey.get(publicKey.challenge), next: null };
      },
      ask: async (body) => {
        good(await asks.json("/api/passkey/login", body), "log-in, passkey");
        asks.cookies.delete("__Host-hibiki");
      },
    },
    tap: tap("identifier"),
    pin: tap("signature"),
  };
}

function pages(instance, cookies) {
  const visitor = client(instance);
  const resident = client(instance);
  resident.cookies = new Map(cookies);
  return {
    hello: {
      ask: async () => {
        const { status } = await visitor.get("/api/passkey/login");
        if (status !== 405) throw new Error(`hello answered ${status}`);
      },
    },
    my: {
      ask: async () => {
        const answer = await resident.get("/my");
        if (answer.status !== 200) throw new Error(`My Page answered ${answer.status}`);
      },
    },
  };
}

/** The statements of each scenario, as the counting Hibiki noted them; values that hold once are made anew. */
async function replays(instance, counted, prepared) {
  const replay = new Replay(client(instance));
  const asks = client(counted);
  const watched = { ...pages(counted, prepared.cookies), ...logIns(asks, prepared) };
  // The copy of the databases knows the bridge's counter as it was when it was copied.
  let counter = prepared.bridge.counter + 1000;
  const scenarios = {};
  for (const scenario of ["my", "passkey", "tap", "pin"]) {
    const { before = () => undefined, ask } = watched[scenario];
    await notes(asks);
    const one = await before();
    const preparing = await notes(asks);
    await ask(one);
    const running = await notes(asks);
    fact(`cpu.${scenario}.roundTrips`, running.length);

    const renew = (challenge) => (sql, params) => {
      if (/^(INSERT INTO|UPDATE) challenge\b/m.test(sql)) return [challenge, ...params.slice(1)];
      if (/^INSERT INTO session\b/m.test(sql)) return [randomBytes(32).toString("hex"), ...params.slice(1)];
      if (/^UPDATE bridge SET counter\b/m.test(sql)) return [params[0], ++counter, params[2]];
      return params;
    };
    const body = (batches) => replay.body(batches, renew(""));
    body(preparing);
    body(running);
    scenarios[scenario] = {
      before: async () => {
        const change = renew(randomBytes(32).toString("base64url"));
        if (scenario !== "my") await replay.run(replay.body(preparing, change));
        return replay.body(running, change);
      },
      ask: (made) => replay.run(made),
    };
  }
  await replay.ready();
  return scenarios;
}

async function main() {
  if (process.platform !== "linux") return cannot("cpu", "only Linux says how much CPU time a request took");
  length(SCENARIOS.length * (ROUNDS + ROUNDS_TOGETHER + 2) + 1);
  const prepared = await prepare();
  step();
  await pass(prepared, "far", ROUNDS, "");
  await pass(prepared, "together", ROUNDS_TOGETHER, "together.");
}

/** Measures every scenario with every system, in turns. */
async function pass(prepared, where, rounds, prefix) {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const forPeer = {
    ...prepared,
    passkey: prepared.peerPasskey,
    town: {
      ...prepared.town,
      aead: "aes-256-gcm",
      sealKey: Buffer.from(publicKey.export({ format: "jwk" }).x, "base64url"),
    },
  };
  const begin = async (kind, bindings) => {
    const state = copyOf(prepared.state, `${where}-${kind}`);
    if (where === "together") return start(kind, { state, bindings });
    const databases = await start("databases", { state });
    return start(kind, { far: databases.url, bindings });
  };
  const counted = await start("hibiki", { state: copyOf(prepared.state, "counted"), counted: true });
  const hibiki = await begin("hibiki");
  const peer = await begin("peer", { PEER_SEAL_KEY: JSON.stringify(privateKey.export({ format: "jwk" })) });
  const statements = await begin("statements");
  const sendPart = await recording(client(hibiki), prepared, new Card(plan.cards["staff-organizer"]));
  const empty = await start("empty", {});
  const emptyVisitor = client(empty);
  const nothing = { ask: () => emptyVisitor.get("/") };
  const measured = {
    hibiki: new Measured(hibiki, {
      ...pages(hibiki, prepared.cookies),
      ...logIns(client(hibiki), prepared),
      recording: { ask: sendPart },
      ...views(client(hibiki)),
    }),
    peer: new Measured(peer, { ...pages(peer, prepared.cookies), ...logIns(client(peer), forPeer) }),
    statements: new Measured(statements, await replays(statements, counted, prepared)),
    empty: new Measured(empty, Object.fromEntries(SCENARIOS.map((scenario) => [scenario, nothing]))),
  };
  await counted.stop();

  for (const scenario of SCENARIOS) {
    const able = new Set();
    for (const [name, one] of Object.entries(measured)) {
      if (!one.scenarios[scenario]) continue;
      const done = await attempt(`cpu.${scenario}.${name}`, async () => {
        await one.warmUp(scenario);
        return true;
      });
      if (done) able.add(name);
    }
    step();
    const times = scenario === "hello" || scenario === "my" || VIEWS[scenario] ? PAGES_A_ROUND : LOGINS_A_ROUND;
    for (let round = 0; round < rounds; round++) {
      for (const name of able) {
        const done = await attempt(`cpu.${scenario}.${name}`, async () => {
          await measured[name].run(scenario, times, true);
          return true;
        });
        if (!done) able.delete(name);
      }
      step();
    }
    report(`cpu.${scenario}`, prefix, scenario, measured, able);
  }
  await stopAll();
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
