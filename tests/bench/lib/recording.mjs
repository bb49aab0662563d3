// A recording of a lecture on its way from the organizer's desk, part by part, as site/static/desk-recording.js sends it.

import { createHash, randomBytes } from "node:crypto";
import { good, parsed } from "./http.mjs";
import { logInWithPin } from "./journeys.mjs";

const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
/** So many parts, sent again and again: the town does with one that it has all that it does with a new one. */
const PARTS = 8;

/** Logs the organizer in, writes a lecture and begins; returns what sends the next part. */
export async function recording(asks, { town, bridge }, card) {
  await logInWithPin(asks, town, bridge, card);
  const form = good(await asks.get("/desk/items/new/lecture"), "form of a lecture").body.toString();
  const value = (name) => new RegExp(`name="${name}" value="([^"]*)"`).exec(form)[1];
  const id = value("id");
  const fields = { id, revision: value("revision"), key: value("key"), go: "save", kind: "lecture", title: "測定", day: "2026-06-14" };
  const saved = await asks.form("/desk/items", Object.entries(fields));
  if (saved.status !== 303) throw new Error(`the draft answered ${saved.status}`);
  const draft = good(await asks.get(`/desk/items/${id}`), "the draft").body.toString();
  const length = Number(/id="recording"[^>]* data-part="(\d+)"/.exec(draft)[1]);

  const parts = Array.from({ length: PARTS }, () => randomBytes(length));
  parts[0].write("ID3\x04\0\0\0\0\0\0", "latin1");
  const post = (address, body) => asks.request("POST", address, { headers: { origin: asks.origin, "content-type": "application/octet-stream" }, body });
  const query = new URLSearchParams({
    called: "measured.mp3",
    bytes: length * PARTS,
    whole: digest(parts.map(digest).join("")),
    part: digest(parts[0]),
  });
  const { name } = parsed(await post(`/api/desk/recordings/${id}?${query}`, parts[0]), "the first part");
  const addresses = parts.map((part, number) => `/api/desk/recordings/${id}/${name}/${number}?part=${digest(part)}`);
  let next = 0;
  return async () => {
    next = (next % (PARTS - 1)) + 1;
    good(await post(addresses[next], parts[next]), "a part");
  };
}
