// OAI-PMH, harvested by Sickle; and by hand, what a harvester never asks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ORIGIN, pages, python } from "./support.mjs";

const all = [...pages("lectures").map((page) => `lectures/${page.key}`), ...pages("archives").map((page) => `archives/${page.key}`)];
const id = (key) => `oai:${new URL(ORIGIN).hostname}:${key}`;

test("a library harvests every lecture and archive item, by GET and by POST", () => {
  const said = python(["harvest", "/oai"])[`${ORIGIN}/oai`];
  for (const method of ["GET", "POST"]) {
    const library = said[method];
    assert.equal(library.name, "ひびき町");
    assert.equal(library.deleted, "transient");
    assert.deepEqual(library.formats, ["oai_dc"]);
    assert.deepEqual([...library.headers].sort(), all.map(id).sort(), method);
    assert.deepEqual([...library.records.map((record) => record.id)].sort(), all.map(id).sort());
    assert.equal(library.one, library.headers[0]);
    for (const set of ["lectures", "lectures:river-school", "archives", "archives:photo"]) assert.ok(library.sets.includes(set));
    const floods = library.records.find((record) => record.id === id("lectures/2026/river-floods")).metadata;
    assert.deepEqual(floods.title, ["響川の洪水を読む――石碑と地形が教えること", "Reading the floods of the Hibiki River"]);
    assert.deepEqual(floods.date, ["2026-06-14"]);
    assert.deepEqual(floods.rights, ["https://creativecommons.org/licenses/by/4.0/"]);
    assert.deepEqual(floods.type, ["MovingImage"]);
    assert.deepEqual(floods.identifier, [`${ORIGIN}/lectures/2026/river-floods/`]);
  }
  assert.deepEqual(said.errors, ["IdDoesNotExist", "CannotDisseminateFormat", "NoRecordsMatch", "BadResumptionToken"]);
});

test("what is wrong is said in the protocol's words with status 200, and what is no question at all is refused", async () => {
  const ask = async (query, options) => {
    const response = await fetch(`${ORIGIN}/oai${query}`, options);
    return { status: response.status, text: await response.text(), type: response.headers.get("content-type") };
  };
  const empty = await ask("");
  assert.equal(empty.status, 200);
  assert.equal(empty.type, "text/xml; charset=utf-8");
  assert.match(empty.text, /<error code="badVerb">/);
  assert.match((await ask("?verb=Identify&x=%3Cscript%3E")).text, /badArgument/);
  const form = (body, type = "application/x-www-form-urlencoded") => ask("", { method: "POST", body, headers: { "content-type": type } });
  assert.match((await form("verb=Identify")).text, /<Identify>/);
  assert.match((await form("a=1&&=&verb")).text, /badVerb/);
  assert.equal((await form("%zz")).status, 400);
  assert.equal((await form("{}", "application/json")).status, 400);
  assert.equal((await form("a".repeat(70_000))).status, 413);
});
