// The second program: a feed's day as the npm package gtfs-utils sees it.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import csv from "csv-parser";
import { unzipSync } from "fflate";
import computeStopovers from "gtfs-utils/compute-stopovers.js";

/** The files of a zip file or a folder, by name without `.txt`. */
function files(path) {
  const entries = statSync(path).isDirectory()
    ? readdirSync(path).map((name) => [name, readFileSync(join(path, name))])
    : Object.entries(unzipSync(readFileSync(path)));
  return new Map(entries.map(([name, bytes]) => [name.replace(/\.txt$/, ""), Buffer.from(bytes)]));
}

async function rows(bytes) {
  const found = [];
  for await (const row of Readable.from([bytes]).pipe(csv())) found.push(row);
  return found;
}

// gtfs-utils wants its files in the order of these columns.
const ORDER = {
  calendar: ["service_id"],
  calendar_dates: ["service_id", "date"],
  trips: ["trip_id"],
  stop_times: ["trip_id", "stop_sequence"],
  stops: ["stop_id"],
  frequencies: ["trip_id", "start_time"],
};

function sorted(name, found) {
  const compare = (a, b) => {
    for (const column of ORDER[name] ?? []) {
      const [x, y] = [a[column], b[column]];
      if (x === y) continue;
      if (column === "stop_sequence") return Number(x) - Number(y);
      return x < y ? -1 : 1;
    }
    return 0;
  };
  return found.toSorted(compare);
}

/** `stop_id,trip_id,arrival,departure` of everything that stops anywhere on a service day, sorted. */
export async function day(feed, date) {
  const there = files(feed);
  const compact = date.replaceAll("-", "");
  const read = async (name) => {
    const bytes = there.get(name);
    if (!bytes) throw Object.assign(new Error(`${name} is missing`), { code: "ENOENT" });
    let found = await rows(bytes);
    // Whether a service runs on the day is for gtfs-utils to say; that it does not look at other days saves minutes.
    if (name === "calendar")
      found = found
        .filter((row) => row.start_date <= compact && compact <= row.end_date)
        .map((row) => ({ ...row, start_date: compact, end_date: compact }));
    if (name === "calendar_dates") found = found.filter((row) => row.date === compact);
    return Readable.from(sorted(name, found));
  };
  const lines = [];
  for await (const one of computeStopovers(read, "Asia/Tokyo")) {
    lines.push(`${one.stop_id},${one.trip_id},${one.arrival},${one.departure}`);
  }
  return lines.sort();
}
