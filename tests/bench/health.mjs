// CPU time of the health pages' Worker: views of sealed records, opening them, and a table of five hundred children. As in
// cpu.mjs, with the databases in another process, less what an empty Worker's request costs.

import { Card } from "./lib/bridge.mjs";
import { CHILDREN, Import, PARTS, makeNurse } from "./lib/children.mjs";
import { prepareHealth } from "./lib/health.mjs";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client, logInWithPin } from "./lib/journeys.mjs";
import { Measured, report } from "./lib/measured.mjs";
import { logIn, wayBack } from "./lib/openings.mjs";
import { attempt, cannot, fact, length, median, plan, step } from "./lib/parts.mjs";
import { prepare } from "./lib/setup.mjs";

const ROUNDS = plan.quick ? 2 : 8;
const PAGES_A_ROUND = plan.quick ? 30 : 60;
const OPENINGS_A_ROUND = plan.quick ? 10 : 25;
const IMPORTS = plan.quick ? 2 : 6;
const PAGES = ["overview", "timeline", "growth", "vaccinations", "medicines", "book"];
const WAYS = ["prf", "browser", "card"];
/** What an opening that begins a new epoch changes, and what the bench puts back before the next. */
const CHANGED = ["root", "lock", "lock_request"];

/** Opening, each time in a session that has just logged in: one that opened a record is another one. */
function opening(town, health, passkey, way, ready = () => undefined) {
  const asks = client(health);
  return {
    before: async () => {
      const cookies = await logIn(town, passkey);
      asks.cookies = new Map(cookies);
      return { cookies, body: await way.body(asks) };
    },
    ask: async ({ cookies, body }) => {
      await ready();
      asks.cookies = new Map(cookies);
      await way.open(asks, body);
    },
  };
}

/** Puts the rows back that an opening has changed: those of the family, in whose records something is written. */
async function putterBack(database) {
  const theirs = "WHERE person IN (SELECT person FROM shelf)";
  const kept = [];
  for (const table of CHANGED) kept.push([table, (await database.prepare(`SELECT * FROM ${table} ${theirs}`).all()).results]);
  const put = (table, row) => {
    const [columns, values] = [Object.keys(row), Object.values(row)];
    return database.prepare(`INSERT INTO ${table} (${columns}) VALUES (${columns.map((_, place) => `?${place + 1}`)})`).bind(...values);
  };
  const statements = [...CHANGED].reverse().map((table) => database.prepare(`DELETE FROM ${table} ${theirs}`));
  for (const [table, rows] of kept) statements.push(...rows.map((row) => put(table, row)));
  return () => database.batch(statements);
}

async function main() {
  if (process.platform !== "linux") return cannot("health", "only Linux says how much CPU time a request took");
  const scenarios = [...PAGES, ...WAYS, "back"];
  length(scenarios.length * (ROUNDS + 1) + IMPORTS + 3);
  const prepared = await prepare();
  step();
  const { cookies, ways, pages, numbers } = await prepareHealth(prepared);
  step();
  const databases = await start("databases", { state: copyOf(prepared.state, "health-far") });
  await makeNurse(await databases.database("IDENTITY"));
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
  const nothing = { ask: () => emptyVisitor.get("/") };
  const nothings = new Measured(empty, Object.fromEntries([...scenarios, "upload", "part"].map((one) => [one, nothing])));
  const measured = {
    hibiki: new Measured(health, {
      ...Object.fromEntries(PAGES.map((page) => [page, view(page)])),
      ...Object.fromEntries(WAYS.map((way) => [way, opening(town, health, prepared.passkey, ways[way])])),
    }),
    empty: nothings,
  };

  const run = async (scenario, measured) => {
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
  };
  for (const scenario of [...PAGES, ...WAYS]) await run(scenario, measured);

  await attempt("health.import", async () => {
    const nurse = client(health);
    const atTown = client(town);
    await logInWithPin(atTown, prepared.town, prepared.bridge, new Card(plan.cards["staff-clerk"]));
    nurse.cookies = atTown.cookies;
    const table = new Import(nurse, numbers);
    const imports = new Measured(health, { upload: { ask: () => table.upload() }, part: { ask: () => table.part() } });
    for (let turn = 0; turn <= IMPORTS; turn++) {
      // The first one compiles.
      await imports.run("upload", 1, turn > 0);
      await imports.run("part", PARTS, turn > 0);
      for (const scenario of ["upload", "part"]) await nothings.run(scenario, PARTS, turn > 0);
      if (turn > 0) step();
    }
    for (const scenario of ["upload", "part"]) report(`health.${scenario}`, "", scenario, { hibiki: imports, empty: nothings }, new Set(["hibiki"]));
    const spent = [...imports.samples.upload, ...imports.samples.part].reduce((sum, sample) => sum + sample, 0) / IMPORTS;
    fact("health.import.total", (spent - (PARTS + 1) * median(nothings.samples.part)) / 1000);
    fact("health.import.requests", PARTS + 1);
    fact("health.import.children", CHILDREN);
  });

  // What was opened and written above is none of the way back's business: it has databases of its own.
  await health.stop();
  await town.stop();
  const others = await start("databases", { state: copyOf(prepared.state, "health-back") });
  const back = await wayBack(prepared, cookies, others);
  const [townBack, healthBack] = [await start("hibiki", { far: others.url }), await start("health", { far: others.url })];
  const putBack = await putterBack(await others.database("HEALTH"));
  const comesBack = opening(townBack, healthBack, back.passkey, back, putBack);
  await run("back", { hibiki: new Measured(healthBack, { back: comesBack }), empty: nothings });
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
