// A tap: the bridge's signature (Ed25519) and the sealed evidence (HPKE, RFC 9180), by WebCrypto.

import { base64url, bytes, concat, sha256, text } from "./bytes.mjs";

const none = new Uint8Array();
const VERSION = text("HPKE-v1");
const KEM = concat(text("KEM"), new Uint8Array([0, 0x20]));
const SUITE = concat(text("HPKE"), new Uint8Array([0, 0x20, 0, 1, 0, 2]));
const INFO = text("hibiki tap evidence v1");
const HEAD = 53;

const HMAC = { name: "HMAC", hash: "SHA-256" };

async function hmac(key, ...parts) {
  // WebCrypto takes no empty key; one of zeros is the same to HMAC.
  const imported = await crypto.subtle.importKey("raw", key.length ? key : new Uint8Array(32), HMAC, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, concat(...parts)));
}

const extract = (suite, salt, label, ikm) => hmac(salt, VERSION, suite, text(label), ikm);

async function expand(suite, prk, label, info, length) {
  const head = new Uint8Array([length >> 8, length & 255]);
  return (await hmac(prk, head, VERSION, suite, text(label), info, new Uint8Array([1]))).subarray(0, length);
}

let own;

async function open(env, sealed, bound) {
  own ??= (async () => {
    const jwk = JSON.parse(env.PEER_SEAL_KEY);
    return { key: await crypto.subtle.importKey("jwk", jwk, "X25519", false, ["deriveBits"]), raw: bytes(jwk.x) };
  })();
  const { key: privateKey, raw } = await own;
  const encapsulated = sealed.subarray(0, 32);
  const sender = await crypto.subtle.importKey("raw", encapsulated, "X25519", false, []);
  const shared = new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: sender }, privateKey, 256));
  const prk = await extract(KEM, none, "eae_prk", shared);
  const secret = await expand(KEM, prk, "shared_secret", concat(encapsulated, raw), 32);
  const schedule = concat(
    new Uint8Array([0]),
    await extract(SUITE, none, "psk_id_hash", none),
    await extract(SUITE, none, "info_hash", INFO),
  );
  const inner = await extract(SUITE, secret, "secret", none);
  const key = await expand(SUITE, inner, "key", schedule, 32);
  const iv = await expand(SUITE, inner, "base_nonce", schedule, 12);
  const cipher = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
  const algorithm = { name: "AES-GCM", iv, additionalData: bound };
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, cipher, sealed.subarray(32)));
}

function* values(evidence) {
  let at = 0;
  while (at < evidence.length) {
    const length = (evidence[at + 1] << 8) | evidence[at + 2];
    yield [evidence[at], evidence.subarray(at + 3, at + 3 + length)];
    at += 3 + length;
  }
}

const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);

/** Reads what can be read before anything is known of the bridge. */
export function readTap(assertion) {
  const data = bytes(assertion.authenticator_data);
  const view = new DataView(data.buffer, data.byteOffset);
  const sealed = data.subarray(HEAD + 2);
  if (data.length < HEAD + 2 || view.getUint16(HEAD) !== sealed.length) throw new Error("length");
  const counter = view.getUint32(33);
  return {
    keyId: base64url(data.subarray(37, HEAD)),
    counter,
    async check(env, challenge, want, bridge) {
      const rpIdHash = await sha256(text(new URL(env.ORIGIN).hostname));
      const flags = want === "signature" ? 0b101 : 0b001;
      if (!same(data.subarray(0, 32), rpIdHash) || data[32] !== flags || counter <= bridge.counter) return undefined;
      const client = { type: "tap.get", challenge, origin: env.ORIGIN, purpose: "login", want };
      const clientHash = await sha256(text(JSON.stringify(client)));
      const key = await crypto.subtle.importKey("raw", bytes(bridge.public_key), "Ed25519", false, ["verify"]);
      const signature = bytes(assertion.signature);
      if (!(await crypto.subtle.verify("Ed25519", key, signature, concat(data, clientHash)))) return undefined;

      const opened = await open(env, sealed, concat(data.subarray(0, HEAD), clientHash));
      const evidence = {};
      for (const [tag, value] of values(opened)) {
        if (tag === 0x10) evidence.certificate = value;
        else if (tag === 0x11) evidence.signature = value;
        else evidence.identifier = concat(new Uint8Array([tag]), value);
      }
      if (want === "signature") {
        if (!evidence.certificate || !evidence.signature || evidence.identifier) return undefined;
        evidence.message = concat(text("hibiki card signature v1\0"), rpIdHash, clientHash);
        return evidence;
      }
      return evidence.identifier && !evidence.certificate ? evidence : undefined;
    },
  };
}
