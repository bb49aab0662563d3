// The town's tables, read as other people's programs read them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, json, pages, python, read } from "./support.mjs";

const SETS = ["event", "public_facility", "aed", "course", "news"].map((key) => `/opendata/000000_${key}`);

test("every table is whole in CSV, and says in JSON the same with its licence", async () => {
  const tables = python(...SETS.map((path) => ["table", `${path}.csv`]));
  for (const path of SETS) {
    const { rows, whole } = tables[`${ORIGIN}${path}.csv`];
    const told = await json(`${path}.json`);
    assert.ok(whole && rows.length > 0, path);
    assert.deepEqual(rows, told.rows, path);
    assert.equal(told.licence, "CC BY 4.0");
  }
  const [events] = SETS;
  assert.equal(tables[`${ORIGIN}${events}.csv`].rows.length, pages("events").length);
});

test("a script of another site may read them, and a browser asks again without fetching again", async () => {
  for (const path of [`${SETS[0]}.csv`, `${SETS[0]}.json`, "/bus/hibiki/gtfs.zip"]) {
    const first = await read(path);
    assert.equal(first.headers.get("access-control-allow-origin"), "*", path);
    assert.equal(first.headers.get("cross-origin-resource-policy"), "cross-origin", path);
    const again = await fetch(ORIGIN + path, { headers: { "if-none-match": first.headers.get("etag") } });
    assert.equal(again.status, 304, path);
  }
  const picture = /\/processed_images\/[^" ]+/.exec(await (await read("/events/2026/winter-lights/")).text())[0];
  assert.match((await read(picture)).headers.get("cache-control"), /immutable/);
});
