// A card-bridge without a reader: signs taps as docs/tap-protocol.md says.

import { X509Certificate, createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { seal } from "./hpke.mjs";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");
const INFO = Buffer.from("hibiki tap evidence v1");

const IDENTIFIER = 0x01;
const CERTIFICATE = 0x10;
const SIGNATURE = 0x11;
const LOCK_SIGNATURE = 0x12;

const value = (tag, bytes) => Buffer.concat([Buffer.from([tag, bytes.length >> 8, bytes.length & 255]), bytes]);

export class Bridge {
  #keys = generateKeyPairSync("ed25519");
  counter = 0;
  publicKey = this.#keys.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  keyId = sha256(this.publicKey).subarray(0, 16);

  #sign(bytes) {
    return sign(null, bytes, this.#keys.privateKey);
  }

  /** The body of `/api/bridges/enrol`. */
  enrolment(origin, grouped) {
    const code = grouped.replaceAll("-", "");
    const message = Buffer.concat([Buffer.from("hibiki bridge enrolment v1\0"), sha256(origin), sha256(code), this.publicKey]);
    return { code: grouped, public_key: base64url(this.publicKey), signature: base64url(this.#sign(message)) };
  }

  /** The body of `/api/tap/login`. `want` is `identifier` or `signature`; `town` has origin, aead and sealKey. */
  login(town, card, challenge, want) {
    const purpose = "login";
    return { purpose, challenge, assertion: this.#tap(town, card, challenge, purpose, want), next: null };
  }

  /** The body of `/api/health/tap/open`. */
  opening(town, card, challenge) {
    return { challenge, assertion: this.#tap(town, card, challenge, "health.open", "opening") };
  }

  #tap(town, card, challenge, purpose, want) {
    const client = sha256(JSON.stringify({ type: "tap.get", challenge, origin: town.origin, purpose, want }));
    const rpIdHash = sha256(new URL(town.origin).hostname);
    const head = Buffer.alloc(53);
    rpIdHash.copy(head);
    head[32] = want === "identifier" ? 0b001 : 0b101;
    head.writeUInt32BE(++this.counter, 33);
    this.keyId.copy(head, 37);

    const evidence = card[want](rpIdHash, client);
    const sealed = seal(town.aead, town.sealKey, INFO, evidence, Buffer.concat([head, client]));
    const data = Buffer.concat([head, Buffer.from([sealed.length >> 8, sealed.length & 255]), sealed]);
    const signature = this.#sign(Buffer.concat([data, client]));
    return { authenticator_data: base64url(data), signature: base64url(signature) };
  }
}

/** A demo card, its key known. */
export class Card {
  #key;

  constructor({ serial, certificate, key }) {
    this.serial = serial;
    this.certificate = Buffer.from(certificate, "base64");
    this.#key = createPrivateKey({ key: Buffer.from(key, "base64"), format: "der", type: "pkcs1" });
  }

  identifier() {
    return value(IDENTIFIER, Buffer.from(this.serial));
  }

  signature(rpIdHash, client) {
    const message = Buffer.concat([Buffer.from("hibiki card signature v1\0"), rpIdHash, client]);
    return Buffer.concat([
      value(CERTIFICATE, this.certificate),
      value(SIGNATURE, sign("sha256", message, this.#key)),
    ]);
  }

  /** What opens a record: a fresh signature, and the one that is always the same. */
  opening(rpIdHash, client) {
    const key = new X509Certificate(this.certificate).publicKey.export({ type: "spki", format: "der" });
    const message = Buffer.concat([Buffer.from("hibiki card lock v1\0"), rpIdHash, sha256(key)]);
    return Buffer.concat([this.signature(rpIdHash, client), value(LOCK_SIGNATURE, sign("sha256", message, this.#key))]);
  }
}
