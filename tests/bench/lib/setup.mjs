// The person who is measured: a resident with a card, a passkey for Hibiki and one for the peer, notices read and unread.

import { good } from "./http.mjs";
import { Authenticator } from "./authenticator.mjs";
import { Bridge, Card } from "./bridge.mjs";
import { copyOf, start } from "./instances.mjs";
import { chooseInterests, client, enrol, logInWithPin, notices, registerPasskey, townOf } from "./journeys.mjs";
import { plan } from "./parts.mjs";
import { feeds } from "./feeds.mjs";

const READ = 4;

/** Databases in which everything is prepared, to be copied, and whoever is needed to ask them. */
export async function prepare() {
  const state = copyOf(plan.state, "prepared");
  const moving = await feeds();
  const hibiki = await start("hibiki", { state, bindings: moving.bindings });
  await hibiki.wake(); // what moves in the town is known
  moving.close();
  const asks = client(hibiki);
  const town = await townOf(asks);
  const bridge = new Bridge();
  await enrol(asks, bridge);
  const card = new Card(plan.cards.hanako);
  await logInWithPin(asks, town, bridge, card);
  const passkey = await registerPasskey(asks);
  await chooseInterests(asks, ["children", "safety", "culture"]);
  const all = await notices(asks);
  for (const notice of all.slice(0, READ)) good(await asks.get(notice), notice);

  const identity = await hibiki.database("IDENTITY");
  const { person_id: person } = await identity
    .prepare("SELECT person_id FROM passkey WHERE credential_id = ?1")
    .bind(passkey.id.toString("base64url"))
    .first();
  const peerPasskey = new Authenticator(plan.origin);
  peerPasskey.userHandle = passkey.userHandle;
  const credential = JSON.stringify({ publicKey: peerPasskey.cose.toString("base64url"), counter: 0 });
  await identity
    .prepare("INSERT INTO passkey (credential_id, person_id, credential, name, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
    .bind(peerPasskey.id.toString("base64url"), person, credential, "peer", Math.floor(Date.now() / 1000))
    .run();

  const cookies = new Map(asks.cookies);
  asks.close();
  await hibiki.stop();
  return { state, town, bridge, card, passkey, peerPasskey, cookies, notices: all };
}
