// A passkey's device: one ES256 credential.

import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const base64url = (bytes) => Buffer.from(bytes).toString("base64url");

const USER_PRESENT_AND_VERIFIED = 0x05;
const ATTESTED = 0x40;

export class Authenticator {
  #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  id = randomBytes(32);
  /** Synced passkeys keep their counter at zero. */
  counter = 0;

  constructor(origin) {
    this.origin = origin;
  }

  #data(flags) {
    const data = Buffer.alloc(37);
    sha256(new URL(this.origin).hostname).copy(data);
    data[32] = flags;
    data.writeUInt32BE(this.counter, 33);
    return data;
  }

  #client(type, challenge) {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  /** The public key in COSE, as bytes. */
  get cose() {
    const { x, y } = this.#keys.publicKey.export({ format: "jwk" });
    const part = (label, text) => Buffer.concat([Buffer.from([label, 0x58, 0x20]), Buffer.from(text, "base64url")]);
    // {1: 2, 3: -7, -1: 1, -2: x, -3: y}
    return Buffer.concat([Buffer.from([0xa5, 1, 2, 3, 0x26, 0x20, 1]), part(0x21, x), part(0x22, y)]);
  }

  /** What `navigator.credentials.create` answers. */
  create(challenge) {
    const length = Buffer.from([this.id.length >> 8, this.id.length & 255]);
    const data = Buffer.concat([
      this.#data(USER_PRESENT_AND_VERIFIED | ATTESTED),
      Buffer.alloc(16),
      length,
      this.id,
      this.cose,
    ]);
    // {"fmt": "none", "attStmt": {}, "authData": data}
    const attestation = Buffer.concat([
      Buffer.from([0xa3, 0x63]),
      Buffer.from("fmt"),
      Buffer.from([0x64]),
      Buffer.from("none"),
      Buffer.from([0x67]),
      Buffer.from("attStmt"),
      Buffer.from([0xa0, 0x68]),
      Buffer.from("authData"),
      Buffer.from([0x59, data.length >> 8, data.length & 255]),
      data,
    ]);
    return {
      id: base64url(this.id),
      rawId: base64url(this.id),
      type: "public-key",
      extensions: {},
      response: {
        attestationObject: base64url(attestation),
        clientDataJSON: base64url(this.#client("webauthn.create", challenge)),
        transports: ["internal"],
      },
    };
  }

  /** What `navigator.credentials.get` answers. */
  get(challenge) {
    const data = this.#data(USER_PRESENT_AND_VERIFIED);
    const client = this.#client("webauthn.get", challenge);
    const signature = sign("sha256", Buffer.concat([data, sha256(client)]), this.#keys.privateKey);
    return {
      id: base64url(this.id),
      rawId: base64url(this.id),
      type: "public-key",
      clientExtensionResults: {},
      response: {
        authenticatorData: base64url(data),
        clientDataJSON: base64url(client),
        signature: base64url(signature),
        userHandle: this.userHandle,
      },
    };
  }
}
