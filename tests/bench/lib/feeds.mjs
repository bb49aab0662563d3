// Feeds of the town, served on this machine and changed at will.

import realtime from "gtfs-realtime-bindings";
import { readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { plan } from "./parts.mjs";

/** What a bus operator of the whole prefecture sends: so many trips, those of the town among them. */
export function tripUpdates(entities) {
  const file = path.join(plan.root, "content/bus/hibiki/trips.txt");
  const known = readFileSync(file, "utf8").trim().split("\n").slice(1).map((line) => line.split(",")[2]);
  const now = Math.floor(Date.now() / 1000);
  const stopTimeUpdate = Array.from({ length: 5 }, (_, stop) => ({ stopSequence: stop + 1, departure: { delay: 60 * stop } }));
  const entity = Array.from({ length: entities }, (_, place) => ({
    id: String(place),
    tripUpdate: { trip: { tripId: known[place] ?? `elsewhere-${place}` }, timestamp: now, stopTimeUpdate },
  }));
  const header = { gtfsRealtimeVersion: "2.0", incrementality: 0, timestamp: now };
  return realtime.transit_realtime.FeedMessage.encode({ header, entity }).finish();
}

/** Serves them. `state.free` is how many spaces the first car park has, `state.trips` what the bus operator sends. */
export async function feeds(names = ["demo-gates", "demo-ploughs", "demo-buses"]) {
  const state = { free: 20, trips: tripUpdates(200) };
  const server = http.createServer((request, answer) => {
    const now = new Date().toISOString();
    const json = (value) => answer.setHeader("content-type", "application/json").end(JSON.stringify(value));
    if (request.url === "/trips.pb") return answer.setHeader("content-type", "application/x-protobuf").end(state.trips);
    if (request.url === "/ploughs.json") return json({ updated: now, vehicles: [{ id: "1", at: now, lat: 36.002, lon: 138.0006 }] });
    const lots = ["P1", "P2", "P3"].map((id, place) => ({ id, total: 60, free: place ? 20 : state.free, state: "open" }));
    return json({ last_updated: now, lots });
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const feed = (kind, file, more = {}) => ({ name: kind, kind, url: `${origin}/${file}`, every_minutes: 1, ...more });
  const all = {
    "demo-gates": feed("parking", "parking.json"),
    "demo-ploughs": feed("ploughs", "ploughs.json"),
    "demo-buses": feed("trip-updates", "trips.pb", { timetable: "hibiki" }),
  };
  const chosen = Object.fromEntries(names.map((name) => [name, all[name]]));
  return { state, bindings: { FEEDS: chosen, FEEDS_LOCAL_ORIGIN: origin }, close: () => server.close() };
}
