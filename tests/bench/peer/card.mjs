// The card's certificate and signature (RSA), by @peculiar/x509 and WebCrypto.

import "reflect-metadata";
import { BasicConstraintsExtension, KeyUsageFlags, KeyUsagesExtension, X509Certificate } from "@peculiar/x509";

let authorities;

/** The public key as DER, if the certificate counts and the card signed. */
export async function cardKey(env, { certificate: der, signature, message }, now) {
  authorities ??= env.JPKI_CAS.split(/\s+/).map((text) => new X509Certificate(text));
  const certificate = new X509Certificate(der);
  const date = new Date(now * 1000);
  const authority = authorities.find((authority) => authority.subject === certificate.issuer);
  if (!authority) return undefined;
  // Without `signatureOnly` it checks the dates too.
  if (!(await certificate.verify({ publicKey: authority, date }))) return undefined;
  const usage = certificate.getExtension(KeyUsagesExtension)?.usages ?? 0;
  const isAuthority = certificate.getExtension(BasicConstraintsExtension)?.ca ?? false;
  if (!(usage & KeyUsageFlags.digitalSignature) || isAuthority) return undefined;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("spki", certificate.publicKey.rawData, algorithm, false, ["verify"]);
  const good = await crypto.subtle.verify(algorithm.name, key, signature, message);
  return good ? new Uint8Array(certificate.publicKey.rawData) : undefined;
}
