// The ways in which a record is opened.

import { randomBytes } from "node:crypto";
import { Card } from "./bridge.mjs";
import { good, parsed } from "./http.mjs";
import { start } from "./instances.mjs";
import { client, logInWithPin, registerPasskey } from "./journeys.mjs";
import { plan } from "./parts.mjs";
import { recover } from "./recovery.mjs";

const showPasskey = (at, passkey, secret) => async (asks) => {
  const { publicKey } = parsed(await asks.json(`${at}/challenge`, { purpose: "health-open" }), "challenge");
  return { challenge: publicKey.challenge, answer: passkey.get(publicKey.challenge), secret };
};

const send = (path) => async (asks, body) => good(await asks.json(path, body), path);

/** By a passkey, with what it or the browser gives. */
export const byPasskey = (passkey, secret) => ({
  passkey,
  body: showPasskey("/api/health/passkey", passkey, secret),
  open: send("/api/health/passkey/open"),
});

/** By a card and its PIN. */
export const byCard = (town, bridge, card) => ({
  body: async (asks) => {
    const asked = await asks.json("/api/health/tap/challenge", { purpose: "health.open", want: "opening" });
    return bridge.opening(town, card, parsed(asked, "challenge").challenge);
  },
  open: send("/api/health/tap/open"),
});

/** A new session of whoever has the passkey: the cookies. */
export async function logIn(town, passkey) {
  const visitor = client(town);
  const { publicKey } = parsed(await visitor.json("/api/passkey/challenge", { purpose: "login" }), "challenge");
  const answer = passkey.get(publicKey.challenge);
  good(await visitor.json("/api/passkey/login", { purpose: "login", challenge: publicKey.challenge, answer, next: null }), "log-in");
  visitor.close();
  return visitor.cookies;
}

/**
 * The person registers one more passkey, asks with it for the way back, and gets it: the next opening with it begins a new
 * epoch. `cookies` are those of a session with a fresh proof.
 */
export async function wayBack(prepared, cookies, databases) {
  const [town, health] = [await start("hibiki", { far: databases.url }), await start("health", { far: databases.url })];
  const resident = client(town);
  resident.cookies = new Map(cookies);
  const passkey = await registerPasskey(resident);
  const secret = { prf: randomBytes(32).toString("base64url") };
  const asks = client(health);
  asks.cookies = new Map(await logIn(town, passkey));
  const body = await showPasskey("/api/health/back/passkey", passkey, secret)(asks);
  good(await asks.json("/api/health/back/passkey/open", body), "asking for the way back");
  const [clerk, clerkAtHealth] = [client(town), client(health)];
  await logInWithPin(clerk, prepared.town, prepared.bridge, new Card(plan.cards["staff-clerk"]));
  clerkAtHealth.cookies = clerk.cookies;
  await recover(clerk, clerkAtHealth, { kana: "ヒビキ ハナコ", born: "1988-05-02" });
  for (const one of [resident, asks, clerk, clerkAtHealth]) one.close();
  await town.stop();
  await health.stop();
  return byPasskey(passkey, secret);
}
