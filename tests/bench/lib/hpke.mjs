// Sealing as a card-bridge does, and opening as the machine with the recovery key does: HPKE base mode (RFC 9180), X25519 and HKDF-SHA256, with either of two ciphers.

import { createCipheriv, createDecipheriv, createHmac, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";

const AEADS = {
  // What Hibiki uses.
  "chacha20-poly1305": 3,
  // What WebCrypto has: for the peer.
  "aes-256-gcm": 2,
};

const hmac = (key, ...parts) => parts.reduce((mac, part) => mac.update(part), createHmac("sha256", key)).digest();

function labelled(suite) {
  const version = Buffer.from("HPKE-v1");
  const extract = (salt, label, ikm) => hmac(salt, version, suite, Buffer.from(label), ikm);
  const expand = (prk, label, info, length) => {
    // Every length here is at most one hash.
    const head = Buffer.from([length >> 8, length & 255]);
    return hmac(prk, head, version, suite, Buffer.from(label), info, Buffer.from([1])).subarray(0, length);
  };
  return { extract, expand };
}

const X25519_SPKI = Buffer.from("302a300506032b656e032100", "hex");

/** The raw 32 bytes of a public key. */
export const rawPublic = (key) => key.export({ type: "spki", format: "der" }).subarray(-32);

const publicOf = (raw) => createPublicKey({ key: Buffer.concat([X25519_SPKI, raw]), format: "der", type: "spki" });

/** Key and nonce, from what both sides know. */
function schedule(aead, shared, encapsulated, recipient, info) {
  const none = Buffer.alloc(0);
  const kem = labelled(Buffer.concat([Buffer.from("KEM"), Buffer.from([0, 0x20])]));
  const context = Buffer.concat([encapsulated, recipient]);
  const secret = kem.expand(kem.extract(none, "eae_prk", shared), "shared_secret", context, 32);

  const suite = labelled(Buffer.concat([Buffer.from("HPKE"), Buffer.from([0, 0x20, 0, 1, 0, AEADS[aead]])]));
  const about = Buffer.concat([
    Buffer.from([0]),
    suite.extract(none, "psk_id_hash", none),
    suite.extract(none, "info_hash", info),
  ]);
  const prk = suite.extract(secret, "secret", none);
  return { key: suite.expand(prk, "key", about, 32), nonce: suite.expand(prk, "base_nonce", about, 12) };
}

/** Encapsulated key, then ciphertext and tag. */
export function seal(aead, recipient, info, plaintext, bound) {
  const { publicKey, privateKey } = generateKeyPairSync("x25519");
  const encapsulated = rawPublic(publicKey);
  const shared = diffieHellman({ privateKey, publicKey: publicOf(recipient) });
  const { key, nonce } = schedule(aead, shared, encapsulated, recipient, info);
  const cipher = createCipheriv(aead, key, nonce, { authTagLength: 16 });
  cipher.setAAD(bound, { plaintextLength: plaintext.length });
  return Buffer.concat([encapsulated, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what was sealed to these keys. */
export function open(aead, { publicKey, privateKey }, info, sealed, bound) {
  const encapsulated = sealed.subarray(0, 32);
  const shared = diffieHellman({ privateKey, publicKey: publicOf(encapsulated) });
  const { key, nonce } = schedule(aead, shared, encapsulated, rawPublic(publicKey), info);
  const cipher = createDecipheriv(aead, key, nonce, { authTagLength: 16 });
  cipher.setAuthTag(sealed.subarray(-16));
  cipher.setAAD(bound, { plaintextLength: sealed.length - 48 });
  return Buffer.concat([cipher.update(sealed.subarray(32, -16)), cipher.final()]);
}
