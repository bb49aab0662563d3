// The recovery key of the measured town, and the way back of somebody who lost every other way (docs/recovery.md).

import { generateKeyPairSync } from "node:crypto";
import { good, parsed } from "./http.mjs";
import { open, rawPublic, seal } from "./hpke.mjs";
import { plan } from "./parts.mjs";

const keys = generateKeyPairSync("x25519");

/** Its public half, as the town is told. */
export const recoveryKey = rawPublic(keys.publicKey).toString("base64url");

const AEAD = "chacha20-poly1305";
const INFO = Buffer.from("hibiki health v1 root");

const number = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** Where a root is sealed: every part with its length before it. */
function place({ person, epoch }, kind, lock) {
  const parts = ["hibiki root v1", "health", "lock", person, number(epoch), kind, lock].map((part) => Buffer.from(part));
  return Buffer.concat(parts.flatMap((part) => [number(part.length), part]));
}

/** What the machine without a network makes of a case. */
function answerTo(one) {
  const root = open(AEAD, keys, INFO, Buffer.from(one.sealed, "base64url"), place(one, "recovery", one.town_lock));
  const sealed = seal(AEAD, Buffer.from(one.public, "base64url"), INFO, root, place(one, one.kind, one.request));
  return { request: one.request, epoch: one.epoch, sealed: sealed.toString("base64url") };
}

const field = (html, name) => new RegExp(`name="?${name}"? value="?([\\w-]+)`).exec(html)[1];

/** Somebody's request is confirmed at the counter, answered with the recovery key and sealed. `kana` and `born` find them. */
export async function recover(clerkAtTown, clerkAtHealth, { kana, born }) {
  const why = "lost";
  const found = good(await clerkAtTown.form("/desk/residents", { kana, birth_date: born, why }), "search").body.toString();
  const opened = await clerkAtTown.form("/desk/residents/open", { reference: field(found, "reference"), why });
  const page = good(await clerkAtTown.get(opened.headers.location), "a resident's page").body.toString();
  const [link] = /\/desk\/health\/recoveries\/lost\/[\w-]+/.exec(page);
  const asked = good(await clerkAtHealth.get(link), "the request").body.toString();
  const [form] = /<form[^>]*recoveries\/confirm[\s\S]*?<\/form>/.exec(asked);
  const request = field(form, "id");
  const confirm = { reference: field(form, "reference"), why, id: request };
  good(await clerkAtHealth.form("/desk/health/recoveries/confirm", confirm), "confirming");
  const fetched = parsed(await clerkAtHealth.operate("/ops/health/recoveries/fetch", { request }, plan.operatorKey), "the case");
  await clerkAtHealth.operate("/ops/health/recoveries/seal", answerTo(fetched), plan.operatorKey);
}
