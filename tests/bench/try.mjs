import { prepare } from "./lib/setup.mjs"; import {client} from "./lib/journeys.mjs"; import { start, stopAll, copyOf, peerBundle } from "./lib/instances.mjs";
import { generateKeyPairSync } from "node:crypto"; import {gzipSync} from "node:zlib";
try {
const p = await prepare(); console.log(p.notices.length, [...p.cookies.keys()]);
const b = await peerBundle(); console.log("peer", b.length, gzipSync(b).length);
const {publicKey, privateKey}=generateKeyPairSync("x25519");
const h = await start("hibiki", {state: copyOf(p.state,"hibiki")});
const c = client(h); c.cookies = new Map(p.cookies); const a = await c.get("/my"); console.log(a.status, a.body.length);
const q = await start("peer", {state: copyOf(p.state,"peer"), bindings:{PEER_SEAL_KEY: JSON.stringify(privateKey.export({format:"jwk"}))}});
const d = client(q); d.cookies = new Map(p.cookies); const e = await d.get("/my"); console.log(e.status, e.body.length);
import("node:fs").then(fs=>{fs.writeFileSync("/tmp/benchdev/h.html",a.body);fs.writeFileSync("/tmp/benchdev/q.html",e.body)});
console.log((await d.get("/api/passkey/login")).body.toString(), (await c.get("/api/passkey/login")).body.toString());
} finally { await stopAll(); }
process.exit(0);
