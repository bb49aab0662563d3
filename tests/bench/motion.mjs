// The town in motion: what a view reads, how soon a feed's change can be seen, and what a large feed costs the cron.

import { feeds, tripUpdates } from "./lib/feeds.mjs";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client } from "./lib/journeys.mjs";
import { attempt, fact, length, median, plan, step } from "./lib/parts.mjs";
import { cpuAtRest, settled } from "./lib/processes.mjs";
import { notes } from "./lib/statements.mjs";
import { views } from "./lib/views.mjs";

const CHANGES = plan.quick ? 3 : 12;
const RUNS = plan.quick ? 3 : 10;
const ENTITIES = 10_000;

/** Every feed is due again, and nothing of it was taken yet. */
const forget = async (instance) => (await instance.database("PUBLIC")).prepare("UPDATE feed SET tried_at = 0, good_at = NULL").run();

/** What failed on its way must not be measured as if it were quick. */
async function allWereTaken(instance, town) {
  const { results } = await (await instance.database("PUBLIC")).prepare("SELECT feed, trouble FROM feed WHERE good_at IS NULL").all();
  const lost = results.filter(({ feed }) => feed in town.bindings.FEEDS);
  if (lost.length > 0) throw new Error(`nothing was taken of ${lost.map(({ feed, trouble }) => `${feed} (${trouble})`).join(", ")}`);
}

/** How many rows and round trips each view costs, with feeds that were read. */
async function rows(state) {
  const counted = await start("hibiki", { state, counted: true });
  const asks = client(counted);
  for (const [view, { ask }] of Object.entries(views(asks))) {
    await attempt(`motion.${view}`, async () => {
      await notes(asks);
      await ask();
      const batches = await notes(asks);
      fact(`motion.${view}.rows`, batches.reduce((sum, batch) => sum + batch.rowsRead, 0));
      fact(`motion.${view}.trips`, batches.length);
    });
  }
  asks.close();
  await counted.stop();
}

/** From the moment at which the cron wakes the Worker to a view that shows what the feed says. */
async function fresh(instance, town) {
  const asks = client(instance);
  const taken = [];
  for (let change = 0; change < CHANGES; change++) {
    town.state.free = 30 + change;
    await forget(instance);
    const began = performance.now();
    await instance.wake();
    while (!(await asks.get("/parking/status.json")).body.toString().includes(String(town.state.free))) {
      if (performance.now() - began > 5000) throw new Error("the view never showed the change");
    }
    taken.push(performance.now() - began);
  }
  fact("motion.fresh.median", median(taken));
  fact("motion.fresh.most", Math.max(...taken));
  asks.close();
}

/** CPU of a run of the cron, less that of a run in which no feed is due. */
async function cron(instance, town) {
  const spent = async () => {
    const before = await settled(instance.pid, 50);
    await instance.wake();
    return (cpuAtRest(instance.pid) - before) / 1000;
  };
  const [idle, busy] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    town.state.trips = tripUpdates(ENTITIES);
    await forget(instance);
    busy.push(await spent());
    await allWereTaken(instance, town);
    idle.push(await spent());
  }
  const less = median(idle);
  const samples = busy.slice(1).map((sample) => sample - less); // the first run compiles
  fact("motion.cron.hibiki.median", median(samples));
  fact("motion.cron.hibiki.most", Math.max(...samples));
  fact("motion.cron.bytes", town.state.trips.length);
}

async function main() {
  length(4);
  const state = copyOf(plan.state, "motion");
  const town = await feeds();
  const hibiki = await start("hibiki", { state, bindings: town.bindings });
  await hibiki.wake();
  await allWereTaken(hibiki, town);
  step();
  await attempt("motion.fresh", () => fresh(hibiki, town));
  step();
  await hibiki.stop();
  town.close();
  await rows(state);
  step();
  await attempt("motion.cron", async () => {
    const buses = await feeds(["demo-buses"]);
    await cron(await start("hibiki", { state, bindings: buses.bindings }), buses);
  });
  step();
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
