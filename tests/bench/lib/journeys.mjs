// What people and programs do before something can be measured, all of it through the Worker's own addresses.

import { Client, good, parsed } from "./http.mjs";
import { Authenticator } from "./authenticator.mjs";
import { plan } from "./parts.mjs";

/** The town as a bridge pins it. */
export async function townOf(client) {
  const info = parsed(await client.get("/.well-known/hibiki.json"), "hibiki.json");
  return { origin: info.origin, aead: "chacha20-poly1305", sealKey: Buffer.from(info.seal_key, "base64url") };
}

/** Makes the bridge one that the town trusts. */
export async function enrol(client, bridge) {
  const pairing = await client.operate("/ops/bridges", { name: "測定", place: "測定" }, plan.operatorKey);
  const { code } = JSON.parse(pairing.body);
  await client.operate("/api/bridges/enrol", bridge.enrolment(plan.origin, code));
}

export async function tapChallenge(client, want) {
  return parsed(await client.json("/api/tap/challenge", { purpose: "login", want }), "tap challenge").challenge;
}

/** Logs in with a card and its PIN; the client keeps the cookies. */
export async function logInWithPin(client, town, bridge, card) {
  const challenge = await tapChallenge(client, "signature");
  const body = bridge.login(town, card, challenge, "signature");
  good(await client.json("/api/tap/login", body), "log-in with PIN");
}

/** Registers a passkey for whoever is logged in with a fresh proof. */
export async function registerPasskey(client) {
  const { publicKey } = parsed(await client.json("/api/passkey/register/challenge", {}), "passkey challenge");
  const authenticator = new Authenticator(plan.origin);
  authenticator.userHandle = publicKey.user.id;
  const answer = authenticator.create(publicKey.challenge);
  good(await client.json("/api/passkey/register", { challenge: publicKey.challenge, name: "測定", answer }), "passkey");
  return authenticator;
}

/** The addresses of the notices on My Page. */
export async function notices(client) {
  const page = good(await client.get("/my"), "/my").body.toString();
  return [...page.matchAll(/href="?(\/my\/notices\/[0-9a-f]+)/g)].map(([, href]) => href);
}

/** Chooses interests, as the form does. */
export async function chooseInterests(client, chosen) {
  const page = good(await client.get("/my/interests"), "/my/interests").body.toString();
  const key = page.match(/name="?key"? value="?([A-Za-z0-9_-]+)/)[1];
  const fields = [["key", key], ...chosen.map((interest) => ["interest", interest])];
  good(await client.form("/my/interests", fields), "interests");
}

export const client = (instance) => new Client(instance.url, plan.origin);
