// CPU time of the health pages' Worker: views of sealed records, and opening them. As in cpu.mjs, with the databases in
// another process, less what an empty Worker's request costs.

import { good, parsed } from "./lib/http.mjs";
import { open, openingOf, prepareHealth } from "./lib/health.mjs";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client } from "./lib/journeys.mjs";
import { Measured, report } from "./lib/measured.mjs";
import { attempt, cannot, length, plan, step } from "./lib/parts.mjs";
import { prepare } from "./lib/setup.mjs";

const ROUNDS = plan.quick ? 2 : 8;
const PAGES_A_ROUND = plan.quick ? 30 : 60;
const OPENINGS_A_ROUND = plan.quick ? 10 : 25;
const PAGES = ["overview", "timeline", "growth", "vaccinations", "medicine"];
const WAYS = ["prf", "browser"];

/** Opening, each time in a session that has just logged in: one that opened a record is another one. */
function opening(town, health, passkey, way) {
  const asks = client(health);
  return {
    before: async () => {
      const visitor = client(town);
      const { publicKey } = parsed(await visitor.json("/api/passkey/challenge", { purpose: "login" }), "challenge");
      const answer = passkey.get(publicKey.challenge);
      good(await visitor.json("/api/passkey/login", { purpose: "login", challenge: publicKey.challenge, answer, next: null }), "log-in");
      visitor.close();
      asks.cookies = new Map(visitor.cookies);
      return { cookies: visitor.cookies, body: await openingOf(asks, passkey, way) };
    },
    ask: async ({ cookies, body }) => {
      asks.cookies = new Map(cookies);
      await open(asks, body);
    },
  };
}

async function main() {
  if (process.platform !== "linux") return cannot("health", "only Linux says how much CPU time a request took");
  const scenarios = [...PAGES, ...WAYS];
  length(scenarios.length * (ROUNDS + 1) + 2);
  const prepared = await prepare();
  step();
  const { cookies, ways, pages } = await prepareHealth(prepared);
  step();
  const databases = await start("databases", { state: copyOf(prepared.state, "health-far") });
  const town = await start("hibiki", { far: databases.url });
  const health = await start("health", { far: databases.url });
  const empty = await start("empty", {});
  const reader = client(health);
  reader.cookies = new Map(cookies);
  const emptyVisitor = client(empty);
  const view = (page) => ({
    ask: async () => {
      const answer = await reader.get(pages[page]);
      if (answer.status !== 200) throw new Error(`${pages[page]} answered ${answer.status}`);
    },
  });
  const measured = {
    hibiki: new Measured(health, {
      ...Object.fromEntries(PAGES.map((page) => [page, view(page)])),
      ...Object.fromEntries(WAYS.map((way) => [way, opening(town, health, prepared.passkey, ways[way])])),
    }),
    empty: new Measured(empty, Object.fromEntries(scenarios.map((one) => [one, { ask: () => emptyVisitor.get("/") }]))),
  };
  for (const scenario of scenarios) {
    const times = PAGES.includes(scenario) ? PAGES_A_ROUND : OPENINGS_A_ROUND;
    const done = await attempt(`health.${scenario}`, async () => {
      for (const one of Object.values(measured)) await one.warmUp(scenario);
      for (let round = 0; round < ROUNDS; round++) {
        for (const one of Object.values(measured)) await one.run(scenario, times, true);
        step();
      }
      return true;
    });
    if (done) report(`health.${scenario}`, "", scenario, measured, new Set(["hibiki"]));
    step(done ? 1 : ROUNDS + 1);
  }
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
