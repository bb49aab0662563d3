// The peer: what a careful developer would write in JavaScript with Hono, @simplewebauthn/server, @peculiar/x509 and
// WebCrypto for the routes that are measured. The same addresses, the same statements in the same batches on the same
// databases, the same headers, and pages of like size. One thing differs: WebCrypto has no ChaCha20-Poly1305, so the
// sealed evidence of a tap is opened with AES-256-GCM instead.

import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { HTTPException } from "hono/http-exception";
import { cardKey } from "./card.mjs";
import { HEADERS } from "./headers.mjs";
import { myPage } from "./pages.mjs";
import { reader } from "./reader.mjs";
import { base64url, bytes, hexSha256, keyedHash } from "./bytes.mjs";
import { readTap } from "./tap.mjs";
import * as sql from "./sql.mjs";

const SESSION = "__Host-hibiki";
const BROWSER = "__Host-hibiki-browser";

const app = new Hono();

app.use(async (context, next) => {
  await next();
  for (const [name, value] of HEADERS) context.res.headers.set(name, value);
});

app.use(async (context, next) => {
  const { method } = context.req;
  if (method !== "GET" && method !== "HEAD" && context.req.header("origin") !== context.env.ORIGIN) {
    throw new HTTPException(403);
  }
  await next();
});

const problem = (context, status, code, title, detail) =>
  context.body(JSON.stringify({ type: `/problems/${code}`, title, status, detail, code }), status, {
    "content-type": "application/problem+json",
  });

const now = () => Math.floor(Date.now() / 1000);
const batch = (database, ...statements) =>
  database.batch(statements.map(([text, ...values]) => database.prepare(text).bind(...values)));

const token = (context, name) => {
  const value = getCookie(context, name);
  return value && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined;
};

const keep = (context, name, value, maxAge) =>
  setCookie(context, name, value, { path: "/", secure: true, httpOnly: true, sameSite: "Lax", maxAge });

app.get("/api/passkey/login", (context) =>
  problem(context, 405, "method", "この操作はできません", "ページのボタンから操作してください。"),
);

app.get("/my", async (context) => {
  const cookie = token(context, SESSION);
  if (!cookie) return context.redirect("/login", 303);
  const session = await hexSha256(cookie);
  const who = await reader(context.env, session, now(), batch);
  if (!who) return context.redirect("/login", 303);
  return context.html(await myPage(context.env, who, now(), batch));
});

/** A challenge for this browser, as the two ceremonies ask for it. */
async function challenge(context, ceremony, want) {
  let browser = token(context, BROWSER);
  if (!browser) {
    browser = base64url(crypto.getRandomValues(new Uint8Array(32)));
    keep(context, BROWSER, browser, 3600);
  }
  const made = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const binding = `browser ${await hexSha256(browser)}`;
  const at = now();
  await batch(context.env.IDENTITY, [sql.challengeInsert, made, binding, ceremony, "login", want, null, at, at + 60]);
  return made;
}

/** Uses the challenge up and reads one thing more in the same round trip. */
async function useUp(context, used, ceremony, more) {
  const browser = token(context, BROWSER);
  if (!browser || !/^[A-Za-z0-9_-]{43}$/.test(used)) throw new HTTPException(409);
  const binding = `browser ${await hexSha256(browser)}`;
  const [row, found] = await batch(context.env.IDENTITY, [sql.challengeUseUp, used, binding, ceremony, now()], more);
  if (row.results.length !== 1 || row.results[0].purpose !== "login") throw new HTTPException(409);
  return { challenge: row.results[0], found: found.results[0] };
}

/** A new session, with what else is to be written. */
async function begin(context, person, level, lifetime, ...more) {
  const cookie = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const at = now();
  const insert = [sql.sessionInsert, await hexSha256(cookie), person, level, null, "Linux・Chrome", at, at + lifetime];
  await batch(context.env.IDENTITY, insert, ...more);
  keep(context, SESSION, cookie, 12 * 3600);
  return context.json({ location: "/my" });
}

app.post("/api/passkey/challenge", async (context) => {
  await context.req.json();
  const made = await challenge(context, "passkey-assert", null);
  const publicKey = await generateAuthenticationOptions({
    rpID: new URL(context.env.ORIGIN).hostname,
    challenge: bytes(made),
    userVerification: "required",
    allowCredentials: [],
  });
  return context.json({ publicKey });
});

app.post("/api/passkey/login", async (context) => {
  const { challenge: used, answer } = await context.req.json();
  const { found } = await useUp(context, used, "passkey-assert", [sql.passkeyFind, answer.rawId]);
  if (!found) throw new HTTPException(422);
  const stored = JSON.parse(found.credential);
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: answer,
    expectedChallenge: used,
    expectedOrigin: context.env.ORIGIN,
    expectedRPID: new URL(context.env.ORIGIN).hostname,
    requireUserVerification: true,
    credential: { id: answer.rawId, publicKey: bytes(stored.publicKey), counter: stored.counter },
  });
  if (!verified) throw new HTTPException(422);
  const next = JSON.stringify({ ...stored, counter: authenticationInfo.newCounter });
  const [written] = await batch(context.env.IDENTITY, [sql.passkeyUsed, answer.rawId, next, now(), found.credential]);
  if (written.results.length !== 1) throw new HTTPException(422);
  return begin(context, found.person_id, "pass", 12 * 3600);
});

app.post("/api/tap/challenge", async (context) => {
  const { want } = await context.req.json();
  return context.json({ challenge: await challenge(context, "tap", want), purpose: "login", want });
});

app.post("/api/tap/login", async (context) => {
  const { challenge: used, assertion } = await context.req.json();
  const tap = readTap(assertion);
  const { challenge: made, found: bridge } = await useUp(context, used, "tap", [sql.bridgeLoad, tap.keyId]);
  if (!bridge || bridge.revoked_at) throw new HTTPException(422);
  const { env } = context;
  const evidence = await tap.check(env, used, made.want, bridge);
  if (!evidence) throw new HTTPException(422);
  const [raised] = await batch(env.IDENTITY, [sql.bridgeRaise, tap.keyId, tap.counter, now()]);
  if (raised.results.length !== 1) throw new HTTPException(422);

  const pin = made.want === "signature";
  let find;
  if (pin) {
    const key = await cardKey(env, evidence, now());
    if (!key) throw new HTTPException(422);
    find = [sql.cardFindByKey, await keyedHash(env, "card key", key)];
  } else {
    find = [sql.cardFindByTap, await keyedHash(env, "card identifier", evidence.identifier)];
  }
  const [cards] = await batch(env.IDENTITY, find);
  const [card] = cards.results;
  if (!card) throw new HTTPException(422);
  return begin(context, card.person_id, pin ? "pin" : "tap", pin ? 12 * 3600 : 1800, [sql.cardUsed, card.card_id, now()]);
});

app.onError((error, context) => {
  const status = error instanceof HTTPException ? error.status : 400;
  return problem(context, status, "refused", "確認できませんでした", "もう一度やり直してください。");
});

export default app;
