// Whole days of every stop, next to a program that Hibiki's makers did not write.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as independent from "./independent.mjs";
import * as town from "./town.mjs";

const DONAN = "tests/data/donanbus-2020.zip";
const HIBIKI = "content/bus/hibiki";

async function agree(feed, date) {
  const [ours, theirs] = [town.day(feed, date), await independent.day(feed, date)];
  assert.deepEqual(ours, theirs);
  return ours;
}

for (const [name, date, some] of [
  ["an ordinary weekday", "2020-06-10", true],
  ["a Saturday", "2020-06-13", true],
  ["a Sunday", "2020-06-14", true],
  ["a holiday on a Monday", "2020-05-04", true],
  ["the mid-August holidays", "2020-08-13", true],
  ["the first day of the feed", "2020-04-01", true],
  ["the last day of the feed", "2021-04-01", true],
  ["the day after the feed's last", "2021-04-02", false],
]) {
  test(`a real city's departures on ${name} are the same in both programs`, async () => {
    const lines = await agree(DONAN, date);
    assert.equal(lines.length > 5000, some);
  });
}

for (const [name, date] of [
  ["the last day of the old timetable", "2027-03-31"],
  ["the day on which the timetable changes", "2027-04-01"],
  ["a holiday that falls on a weekday", "2026-11-23"],
  ["a day of the New Year's service", "2026-12-31"],
]) {
  test(`the demo town's departures on ${name} are the same in both programs`, async () => {
    assert.ok((await agree(HIBIKI, date)).length > 0);
  });
}

test("no bus runs on New Year's Day in either program", async () => {
  assert.deepEqual(await agree(HIBIKI, "2027-01-01"), []);
});

test("the timetable before and after its change are not the same", () => {
  const trips = (date) => new Set(town.day(HIBIKI, date).map((line) => line.split(",").slice(2).join()));
  assert.notEqual(trips("2027-03-31").size, trips("2027-04-01").size);
});

test("the bus of 25:10 leaves at ten past one of the next day in both programs", async () => {
  const late = (await agree(HIBIKI, "2026-11-20")).filter((line) => line.startsWith("station-2,"));
  const leaves = Date.parse("2026-11-21T01:10:00+09:00") / 1000;
  assert.ok(late.some((line) => line.endsWith(`,${leaves}`)));
});
