// Atom by feedparser; schema.org by a JSON-LD processor. What changed about a course says so everywhere at once.

import assert from "node:assert/strict";
import { test } from "node:test";
import jsonld from "jsonld";
import { ORIGIN, linkedData, pages, python, text } from "./support.mjs";

const SCHEMA = "http://schema.org/";
/** As schema.org's own context does for these pages, without asking schema.org. */
const documentLoader = async (url) => ({
  documentUrl: url,
  document: { "@context": { "@vocab": SCHEMA, id: "@id", type: "@type" } },
});

async function understood(path) {
  const data = linkedData(await text(path));
  assert.equal(data["@context"], "https://schema.org");
  const [thing] = await jsonld.expand(data, { documentLoader });
  const triples = await jsonld.toRDF(data, { documentLoader, format: "application/n-quads" });
  assert.ok(triples.length > 0);
  return {
    types: thing["@type"].map((type) => type.replace(SCHEMA, "")),
    value: (name) => thing[SCHEMA + name]?.[0]?.["@value"],
    all: (name) => thing[SCHEMA + name] ?? [],
  };
}

test("the feeds of courses, lectures and archive, of categories and series are Atom without a fault", () => {
  const paths = [
    "/atom.xml",
    "/courses/atom.xml",
    "/en/courses/atom.xml",
    "/courses/by/fee/free/atom.xml",
    "/lectures/atom.xml",
    "/lectures/series/river-school/atom.xml",
    "/archives/atom.xml",
    "/archives/by/kind/photo/atom.xml",
  ];
  const feeds = python(...paths.map((path) => ["feed", path]));
  for (const path of paths) {
    const feed = feeds[ORIGIN + path];
    assert.equal(feed.bozo, false, path);
    assert.equal(feed.version, "atom10", path);
    assert.ok(feed.entries.length > 0, path);
    assert.equal(new Set(feed.entries.map((entry) => entry.id)).size, feed.entries.length, path);
    assert.ok(feed.entries.every((entry) => entry.link.startsWith(ORIGIN)), path);
  }
});

test("a cancelled course says so in list, calendar page, page, leaflet, .ics, linked data and feed at once", async () => {
  const key = "2026/family-soba";
  assert.equal(pages("courses").find((course) => course.key === key).fact("status"), "cancelled");
  const row = (await text("/courses/")).split(`/courses/${key}/`)[1].split("</ul>")[0];
  assert.match(row, /中止/);
  assert.match(await text(`/courses/${key}/`), /badge stop[^>]*>中止/);
  assert.match(await text(`/courses/${key}/leaflet/`), /中止/);
  assert.match((await text("/courses/calendar/2026-12/")).split(`/courses/${key}/`)[1].slice(0, 300), /中止/);
  assert.match(await text("/courses/by/place/community-centre/"), /親子そば打ち教室[\s\S]{0,400}中止/);
  assert.match(await text(`/courses/${key}/calendar.ics`), /STATUS:CANCELLED/);
  const feeds = python(["feed", "/courses/atom.xml"]);
  const entry = feeds[`${ORIGIN}/courses/atom.xml`].entries.find((one) => one.link.endsWith(`/courses/${key}/`));
  assert.match(entry.title, /^【中止】/);
  const thing = await understood(`/courses/${key}/`);
  assert.equal(thing.value("eventStatus"), "https://schema.org/EventCancelled");
});

test("full and moved courses say so in page, .ics, linked data and feed", async () => {
  const feeds = python(["feed", "/courses/atom.xml"]);
  for (const [key, state, words] of [
    ["2026/new-year-rope", "full", "定員に達しました"],
    ["2026/kids-programming", "moved", "日程・会場の変更あり"],
  ]) {
    assert.equal(pages("courses").find((course) => course.key === key).fact("status"), state);
    assert.ok((await text(`/courses/${key}/`)).includes(words));
    assert.ok((await text(`/courses/${key}/leaflet/`)).includes(words));
    assert.ok((await text(`/courses/${key}/calendar.ics`)).replaceAll("\r\n ", "").includes(`SUMMARY:【${words}】`));
    const entry = feeds[`${ORIGIN}/courses/atom.xml`].entries.find((one) => one.link.endsWith(`/courses/${key}/`));
    assert.ok(entry.title.startsWith(`【${words}】`));
  }
  const full = await understood("/courses/2026/new-year-rope/");
  assert.equal(full.all("offers")[0][`${SCHEMA}availability`][0]["@value"], "https://schema.org/SoldOut");
});

test("every course, lecture and archive page is understood in every language", async () => {
  const kinds = { courses: /EducationEvent/, lectures: /LearningResource/, archives: /Photograph|Map|PublicationIssue/ };
  for (const [area, kind] of Object.entries(kinds)) {
    for (const page of pages(area)) {
      for (const prefix of ["", "/en", "/ja-easy"]) {
        const path = `${prefix}/${area}/${page.key}/`;
        const thing = await understood(path);
        assert.match(thing.types.join(" "), kind, path);
        assert.ok(thing.value("name"), path);
        const html = await text(path);
        for (const name of ["DC.title", "DC.identifier", "DC.type", "DC.publisher"]) {
          assert.ok(html.includes(`name="${name}"`), `${name} in ${path}`);
        }
      }
    }
  }
});

test("a course's sessions are parts of it, and a lecture's chapters are clips", async () => {
  const pottery = await understood("/courses/2026/pottery/");
  assert.equal(pottery.all("subEvent").length, 6);
  const lecture = await understood("/lectures/2026/river-floods/");
  assert.equal(lecture.all("hasPart").length, 4);
  assert.equal(lecture.value("license"), "https://creativecommons.org/licenses/by/4.0/");
});

test("the sitemap names every page with the day of its last change", async () => {
  const map = await text("/sitemap.xml");
  for (const path of ["/courses/2026/pottery/", "/courses/by/fee/free/", "/archives/1964/new-bridge/", "/lectures/series/river-school/"]) {
    assert.match(map, new RegExp(`<loc>${ORIGIN}${path}</loc><lastmod>\\d{4}-\\d\\d-\\d\\d</lastmod>`), path);
  }
  assert.match(map, new RegExp(`${ORIGIN}/en/courses/2026/family-soba/</loc><lastmod>2026-11-19<`));
});
