// Calendars, read by ical.js and by icalendar with recurring-ical-events, against the days that stand in `content/`.

import assert from "node:assert/strict";
import { test } from "node:test";
import ICAL from "ical.js";
import { pages, python, text } from "./support.mjs";

const courses = pages("courses").map((course) => ({
  ...course,
  uid: course.key.replace("/", "-"),
  wanted: (course.list("sessions").length ? course.list("sessions") : [course.fact("first")]).map(
    (day) => `${day}T${course.fact("start")}`,
  ),
}));
const named = (uid) => uid.split("@")[0].replace(/\.\d+$/, "");

function occurrences(calendar) {
  const found = [];
  for (const part of calendar.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    const all = event.iterator();
    for (let at = all.next(); at; at = all.next()) {
      const { startDate, endDate } = event.getOccurrenceDetails(at);
      const status = part.getFirstPropertyValue("status");
      found.push({
        uid: event.uid,
        start: startDate.toString().slice(0, 16),
        end: endDate.toString().slice(0, 16),
        zone: startDate.zone.tzid,
        utc: startDate.toJSDate().toISOString(),
        status,
        summary: event.summary,
      });
    }
  }
  return found;
}

async function calendar(path) {
  const component = new ICAL.Component(ICAL.parse(await text(path)));
  for (const zone of component.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return component;
}

function agrees(course, found, who) {
  const own = found.filter((event) => named(event.uid) === course.uid);
  const starts = own.map((event) => event.start).sort();
  assert.deepEqual(starts, course.wanted, `${course.key}, read by ${who}`);
  for (const event of own) {
    assert.equal(event.end.slice(11), course.fact("end"), course.key);
    assert.equal(event.zone, "Asia/Tokyo");
    assert.equal(event.status, course.fact("status") === "cancelled" ? "CANCELLED" : "CONFIRMED", course.key);
  }
}

test("every course of the whole calendar takes place on the days of its file, for both readers", async () => {
  const path = "/courses/calendar.ics";
  const theirs = occurrences(await calendar(path));
  const [other] = Object.values(python(["calendar", path]));
  assert.deepEqual(other.errors, []);
  assert.ok(other.name.includes("講座"));
  for (const course of courses) {
    agrees(course, theirs, "ical.js");
    agrees(course, other.events, "icalendar");
  }
  const count = courses.reduce((sum, course) => sum + course.wanted.length, 0);
  assert.equal(theirs.length, count);
  assert.equal(other.events.length, count);
  assert.ok(other.events.every((event) => event.offset === "9:00:00"));
});

test("a holiday in a weekly or fortnightly course is skipped by an exception, not by many entries", async () => {
  const series = courses.find((course) => course.key === "2027/old-documents");
  const raw = await text(`/courses/${series.key}/calendar.ics`);
  assert.match(raw, /\r\nEXDATE;TZID=Asia\/Tokyo:20270211T133000\r\n/);
  assert.equal(raw.match(/BEGIN:VEVENT/g).length, 1);
  agrees(series, occurrences(await calendar(`/courses/${series.key}/calendar.ics`)), "ical.js");
});

test("every course has its own file in every language, folded by octets and with CRLF alone", async () => {
  for (const course of courses) {
    for (const prefix of ["", "/en", "/ja-easy"]) {
      const raw = await text(`${prefix}/courses/${course.key}/calendar.ics`);
      assert.ok(!raw.replaceAll("\r\n", "").includes("\n"));
      for (const line of raw.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
      assert.match(raw, /\r\nREFRESH-INTERVAL;VALUE=DURATION:PT6H\r\n/);
      assert.match(raw, /\r\nSEQUENCE:\d+\r\n/);
    }
  }
});

test("what a category's calendar holds is what its page lists", async () => {
  for (const path of ["/courses/by/fee/free/", "/courses/by/place/community-centre/", "/courses/by/day/saturday/", "/courses/by/state/open/"]) {
    const html = await text(path);
    const found = new Set(occurrences(await calendar(`${path}calendar.ics`)).map((event) => named(event.uid)));
    const listed = courses.filter((course) => html.includes(`href="/courses/${course.key}/"`)).map((course) => course.uid);
    assert.deepEqual([...found].sort(), listed.sort(), path);
  }
});

test("last days to apply are whole days", async () => {
  const found = occurrences(await calendar("/courses/deadlines.ics"));
  assert.ok(found.length > 0);
  for (const event of found) {
    assert.equal(event.start.length, 10);
    const course = courses.find((one) => event.uid.startsWith(`deadline-${one.uid}@`));
    assert.equal(event.start, course.fact("apply_by"));
  }
});
