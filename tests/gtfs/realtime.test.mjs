// GTFS-Realtime files made by an encoder that Hibiki's makers did not write.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import bindings from "gtfs-realtime-bindings";
import { bus, refusal } from "./town.mjs";

const { FeedMessage } = bindings.transit_realtime;
const FEED = "content/bus/hibiki";
// The first 柿ノ木線 of an ordinary Friday, from the station at 7:00.
const TRIP = "kakinoki-weekday-2026-out-01";
const AT = "2026-11-20T06:55:00";
const now = Date.parse(`${AT}+09:00`) / 1000;
const folder = mkdtempSync(join(tmpdir(), "hibiki-gtfs-"));
after(() => rmSync(folder, { recursive: true }));

let number = 0;
function file(entity, { version = "2.0", timestamp = now, cut = 0 } = {}) {
  const message = FeedMessage.fromObject({
    header: { gtfsRealtimeVersion: version, incrementality: "FULL_DATASET", timestamp },
    entity: entity.map((one, place) => ({ id: String(place), ...one })),
  });
  const bytes = FeedMessage.encode(message).finish();
  return written(bytes.subarray(0, bytes.length - cut));
}

function written(bytes) {
  const path = join(folder, `${number++}.pb`);
  writeFileSync(path, bytes);
  return path;
}

const live = (files, ...more) => bus("live", FEED, ...[files].flat(), "--at", AT, ...more);
const update = (stopTimeUpdate, trip = {}) => ({
  tripUpdate: { trip: { tripId: TRIP, startDate: "20261120", ...trip }, stopTimeUpdate },
});
const board = (files, stop = "station-2") =>
  live(files, "--stop", stop)
    .split("\n")
    .filter((line) => line.startsWith("発車"))
    .map((line) => line.split("\t"));
const row = (rows, trip = TRIP) => rows.find((found) => found[2] === trip);

for (const version of ["1.0", "2.0"]) {
  test(`a delay in a file of version ${version} is told, and its time wins over its delay`, () => {
    const late = { stopSequence: 1, departure: { delay: 5, time: Date.parse("2026-11-20T07:04:00+09:00") / 1000 } };
    const first = row(board(file([update([late])], { version })));
    assert.deepEqual(first.slice(1), ["2026-11-20T07:04:00+09:00", TRIP, "柿ノ木", "240秒遅れ"]);
    const later = row(board(file([update([late])], { version }), "library-a"));
    assert.equal(later[4], "240秒遅れ", "it goes on to later stops");
  });
}

test("a cancelled trip, a skipped stop, a stop without data and a bus more are told", () => {
  const state = (entity) => row(board(file([entity])))[4];
  assert.equal(state(update([], { scheduleRelationship: "CANCELED" })), "運休");
  assert.equal(state(update([{ stopSequence: 1, scheduleRelationship: "SKIPPED" }])), "通過");
  assert.equal(state(update([{ stopSequence: 1, scheduleRelationship: "NO_DATA" }])), "情報なし");
  const call = (stopId, seconds) => ({ stopId, departure: { time: now + seconds } });
  const extra = update([call("station-2", 60), call("kakinoki-a", 900)], {
    tripId: "extra",
    scheduleRelationship: "ADDED",
    routeId: "kakinoki-line",
  });
  assert.deepEqual(row(board(file([extra])), "extra").slice(2), ["extra", "柿ノ木", "臨時"]);
});

test("an old file is told as old with its time, and what it says is not told as now", () => {
  const late = update([{ stopSequence: 1, departure: { delay: 240 } }]);
  const old = file([late], { timestamp: now - 91 });
  assert.match(live(old), /遅れ\t古い（2026-11-20T06:53:29\+09:00）/);
  assert.equal(row(board(old))[4], "予定");
});

test("an unknown trip is counted", () => {
  assert.match(live(file([update([], { tripId: "of another town" })])), /不明1/);
});

test("a vehicle is told at its stop; an older report of it and a vehicle at its end are not", () => {
  const vehicle = (sequence, timestamp, status = "IN_TRANSIT_TO") => ({
    vehicle: {
      trip: { tripId: TRIP, startDate: "20261120" },
      position: { latitude: 36, longitude: 138 },
      vehicle: { id: "bus-7" },
      currentStopSequence: sequence,
      currentStatus: status,
      timestamp,
    },
  });
  const first = file([vehicle(3, now - 10)]);
  assert.match(live(first), /車両\tbus-7\tkakinoki-line\t図書館\t今/);
  const older = file([vehicle(1, now - 50)]);
  assert.match(live([first, older]), /車両\tbus-7\tkakinoki-line\t図書館\t今/);
  assert.match(live([first, older]), /古い1/);
  assert.doesNotMatch(live(file([vehicle(9, now - 10, "STOPPED_AT")])), /車両/);
});

test("an alert is told in Japanese", () => {
  const translation = [
    { language: "en", text: "Bridge works" },
    { language: "ja", text: "川西橋の工事" },
  ];
  const alert = { alert: { informedEntity: [{ routeId: "kawanishi-line" }], effect: "DETOUR", headerText: { translation } } };
  assert.match(live(file([alert])), /お知らせ\t川西橋の工事/);
  const silent = { alert: { informedEntity: [{ routeId: "kawanishi-line" }], effect: "DETOUR", cause: "CONSTRUCTION" } };
  assert.match(live(file([silent])), /道を変えて走っています（工事）/);
});

test("a file that is cut off, a web page and an empty file are refused with a reason", () => {
  const whole = [update([{ stopSequence: 1, departure: { delay: 240 } }])];
  assert.match(refusal("live", FEED, file(whole, { cut: 3 }), "--at", AT), /途中で切れている/);
  assert.match(refusal("live", FEED, written(Buffer.from("<!doctype html>")), "--at", AT), /ウェブページ/);
  assert.match(refusal("live", FEED, written(Buffer.alloc(0)), "--at", AT), /空です/);
});

test("fields that nobody here knows, such as extensions, are skipped", () => {
  // Field 1001 of the header, length-delimited, as one city's extension has it; then an unknown field of the message.
  const extension = Buffer.concat([Buffer.from([0xca, 0x3e, 3]), Buffer.from("abc")]);
  const header = FeedMessage.encode(
    FeedMessage.fromObject({ header: { gtfsRealtimeVersion: "1.0", timestamp: now }, entity: [] }),
  ).finish();
  const body = header.subarray(2);
  const longer = Buffer.concat([Buffer.from([0x0a, body.length + extension.length]), body, extension]);
  const update = FeedMessage.encode(
    FeedMessage.fromObject({
      header: { gtfsRealtimeVersion: "1.0" },
      entity: [{ id: "1", tripUpdate: { trip: { tripId: TRIP }, stopTimeUpdate: [{ stopSequence: 1, departure: { delay: 60 } }] } }],
    }),
  ).finish();
  const entity = update.subarray(2 + update[1]);
  assert.equal(row(board(written(Buffer.concat([longer, extension, entity]))))[4], "60秒遅れ");
});

test("ten thousand entities are read", () => {
  const many = Array.from({ length: 10_000 }, (_, place) =>
    update([{ stopSequence: 1, departure: { delay: place } }], { tripId: `t${place}` }),
  );
  assert.match(live(file(many)), /不明10000/);
});
