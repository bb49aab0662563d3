// Bytes and keyed hashes, by WebCrypto. Keys are imported once in the life of an instance.

const utf8 = new TextEncoder();

export const base64url = (raw) => raw.toBase64({ alphabet: "base64url", omitPadding: true });
export const bytes = (text) => Uint8Array.fromBase64(text, { alphabet: "base64url" });
export const sha256 = async (raw) => new Uint8Array(await crypto.subtle.digest("SHA-256", raw));
export const hexSha256 = async (text) => (await sha256(utf8.encode(text))).toHex();

export function concat(...parts) {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

const HMAC = { name: "HMAC", hash: "SHA-256" };
const keys = new Map();

async function derive(env, label) {
  const secret = await crypto.subtle.importKey("raw", Uint8Array.fromHex(env.TOWN_SECRET), "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt: utf8.encode("hibiki v1"), info: utf8.encode(label) };
  return crypto.subtle.importKey("raw", await crypto.subtle.deriveBits(algorithm, secret, 256), HMAC, false, ["sign"]);
}

/** The same keyed hash as the Worker's, so that it finds the same rows. */
export async function keyedHash(env, label, part) {
  if (!keys.has(label)) keys.set(label, derive(env, label));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(part.length));
  const mac = await crypto.subtle.sign("HMAC", await keys.get(label), concat(length, part));
  return new Uint8Array(mac).toHex();
}

export const text = (words) => utf8.encode(words);
