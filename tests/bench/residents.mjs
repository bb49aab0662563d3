// The import of a register, and what pages read from the databases afterwards.
//
// Rows are those that D1 itself reports (`meta.rows_read`), round trips the batches that the Worker really sends: it runs
// unchanged, with a binding that notes what is asked of it.

import { spawn } from "node:child_process";
import path from "node:path";
import { Import, PARTS, makeNurse } from "./lib/children.mjs";
import { fillHealth } from "./lib/filling.mjs";
import { prepareHealth } from "./lib/health.mjs";
import { good } from "./lib/http.mjs";
import { Card } from "./lib/bridge.mjs";
import { copyOf, start, stopAll } from "./lib/instances.mjs";
import { client, logInWithPin } from "./lib/journeys.mjs";
import { logIn, wayBack } from "./lib/openings.mjs";
import { attempt, fact, length, plan, sleep, step } from "./lib/parts.mjs";
import { peakMemory } from "./lib/processes.mjs";
import { prepare } from "./lib/setup.mjs";
import { notes } from "./lib/statements.mjs";

const SIZES = plan.quick ? [3_000, 35_000] : [3_000, 350_000];
/** As many looks at one person as fill a page and more. */
const LOOKS = 35;
/** As many notices as My Page shows at once. */
const NOTICES = 15;

/** Runs `cargo town` to its end; returns its time in seconds and the most memory it held. */
function town(words, env = {}) {
  const began = performance.now();
  const child = spawn(plan.town, words, { env: { ...process.env, ...env }, stdio: ["ignore", "inherit", "inherit"] });
  let memory = 0;
  const look = setInterval(() => {
    try {
      memory = Math.max(memory, peakMemory(child.pid) ?? 0);
    } catch {
      // It ended just now.
    }
  }, 20);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(look);
      if (code === 0) resolve({ seconds: (performance.now() - began) / 1000, memory });
      else reject(new Error(`cargo town ${words[0]} ${words[1]} ended with ${code}`));
    });
  });
}

/** Imports a register of that many people who do not exist. */
async function importRegister(state, people) {
  const file = path.join(plan.work, `register-${people}.csv`);
  await town(["residents", "sample", "--rows", String(people), "--to", file]);
  const hibiki = await start("hibiki", { state });
  const taken = await town(["residents", "import", file, "--origin", hibiki.url.origin], {
    HIBIKI_OPERATOR_KEY: plan.operatorKey,
  });
  fact(`import.${people}.seconds`, taken.seconds);
  fact(`import.${people}.town`, taken.memory);
  fact(`import.${people}.workerd`, peakMemory(hibiki.pid));
  await hibiki.stop();
}

/** The demo town has fewer notices than a page holds: the page is to be measured when it is full. */
async function fillNotices(hibiki) {
  const database = await hibiki.database("MYPAGE");
  const now = Math.floor(Date.now() / 1000);
  const insert = database.prepare(
    "INSERT INTO notice (notice_id, title, body, office, audience, created_at, published_at, ends_at) " +
      "VALUES (lower(hex(randomblob(16))), ?1, ?1, '総務課', '{}', ?2, ?2, ?3)",
  );
  await database.batch(
    Array.from({ length: NOTICES }, (_, place) => insert.bind(`お知らせ ${place}`, now - place, now + 86_400)),
  );
}

async function count(state, people, prepared) {
  const hibiki = await start("hibiki", { state, counted: true });
  const resident = client(hibiki);
  resident.cookies = new Map(prepared.cookies);
  const clerk = client(hibiki);
  await logInWithPin(clerk, prepared.town, prepared.bridge, new Card(plan.cards["staff-clerk"]));
  const search = () => clerk.form("/desk/residents", { kana: "ヒビキ ハナコ", birth_date: "1988-05-02", why: "card" });
  for (let look = 0; look < LOOKS; look++) good(await search(), "search");

  const noted = async (name, ask) => {
    await notes(resident);
    const answer = good(await ask(), name);
    const batches = await notes(resident);
    const rows = batches.reduce((sum, batch) => sum + batch.rowsRead, 0);
    fact(`rows.${people}.${name}`, rows);
    fact(`trips.${people}.${name}`, batches.length);
    return answer;
  };
  await noted("my", () => resident.get("/my"));
  await fillNotices(hibiki);
  const page = await resident.get("/my");
  const all = [...page.body.toString().matchAll(/href="?(\/my\/notices\/[0-9a-f]+)/g)].map(([, href]) => href);
  if (all.length !== NOTICES) throw new Error(`My Page shows ${all.length} notices`);
  await noted("notice", () => resident.get(all[0]));
  for (const notice of all) good(await resident.get(notice), notice);
  await noted("full", () => resident.get("/my"));
  await noted("looks", () => resident.get("/my/looks"));
  await noted("ways", () => resident.get("/my/ways"));
  const found = await noted("search", search);
  if (!found.body.toString().includes("花子")) throw new Error("the clerk's search found nobody");
  await hibiki.stop();
}

/** What nobody waits for: the anchor of a log is raised after the answer. */
const isAwaited = ({ statements }) => !statements.every(({ sql }) => /^INSERT INTO anchor\b/m.test(sql));

/** Trips are what is waited for one after another, since two databases are asked at once. */
function noteHealth(people, name, batches) {
  fact(`rows.${people}.${name}`, batches.reduce((sum, batch) => sum + batch.rowsRead, 0));
  fact(`trips.${people}.${name}`, Math.max(...batches.map(({ trip }) => trip)));
}

/** Pages of a health record, and what opens it. */
async function countHealth(state, people, prepared, { cookies, pages, ways, numbers }) {
  await fillHealth(state, people);
  const sessions = await sessionsFor(state, prepared, ways);
  const health = await start("health", { state, counted: true });
  const reader = client(health);
  reader.cookies = new Map(cookies);
  for (const [name, page] of Object.entries({ ...pages, "health-looks": `${pages.overview}/looks` })) {
    good(await reader.get(page), page);
    await sleep(100);
    await notes(reader);
    good(await reader.get(page), page);
    noteHealth(people, name, (await notes(reader)).filter(isAwaited));
  }
  for (const [name, way] of Object.entries(ways)) await countOpening(people, name, way, client(health), sessions[name]);

  const nurse = client(health);
  nurse.cookies = sessions.nurse;
  const table = new Import(nurse, numbers);
  await notes(nurse);
  await table.upload();
  noteHealth(people, "upload", await notes(nurse));
  await table.part();
  noteHealth(people, "part", await notes(nurse));
  while (table.sent < PARTS) await table.part();
  const rest = await notes(nurse);
  fact(`rows.${people}.parts`, rest.reduce((sum, batch) => sum + batch.rowsRead, 0));
  await health.stop();

  // The way back is last: it ends the other ways.
  const databases = await start("databases", { state });
  const back = await wayBack(prepared, cookies, databases);
  await databases.stop();
  const session = (await sessionsFor(state, prepared, { back })).back;
  const again = await start("health", { state, counted: true });
  await countOpening(people, "back", back, client(again), session);
  await again.stop();
}

/** Sessions in which nothing is open yet: one for each way, and a nurse's. */
async function sessionsFor(state, prepared, ways) {
  const hibiki = await start("hibiki", { state });
  const sessions = {};
  for (const [name, { passkey = prepared.passkey }] of Object.entries(ways)) sessions[name] = await logIn(hibiki, passkey);
  const clerk = client(hibiki);
  await logInWithPin(clerk, prepared.town, prepared.bridge, new Card(plan.cards["staff-clerk"]));
  clerk.close();
  await hibiki.stop();
  return { ...sessions, nurse: clerk.cookies };
}

async function countOpening(people, name, way, asks, session) {
  asks.cookies = new Map(session);
  const body = await way.body(asks);
  await notes(asks);
  await way.open(asks, body);
  noteHealth(people, name, await notes(asks));
  asks.close();
}

async function main() {
  length(SIZES.length * 3 + 1);
  const prepared = await prepare();
  const records = await attempt("rows", async () => {
    const records = await prepareHealth(prepared);
    const databases = await start("databases", { state: prepared.state });
    await makeNurse(await databases.database("IDENTITY"));
    await databases.stop();
    return records;
  });
  fact("sizes.few", SIZES[0]);
  fact("sizes.many", SIZES[1]);
  step();
  for (const people of SIZES) {
    const state = copyOf(prepared.state, `people-${people}`);
    const done = await attempt(`import.${people}`, async () => {
      await importRegister(state, people);
      return true;
    });
    step();
    if (done) await attempt(`rows.${people}`, () => count(state, people, prepared));
    step();
    if (done && records) await attempt(`rows.${people}`, () => countHealth(state, people, prepared, records));
    step();
  }
}

try {
  await main();
} finally {
  await stopAll();
}
process.exit(0);
