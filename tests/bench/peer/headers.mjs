// The security headers of the Worker's own answers.

const DIRECTIVES =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; media-src 'self'; " +
  "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const PERMISSIONS =
  "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), " +
  "payment=(), usb=(), local-network-access=(), publickey-credentials-get=(), publickey-credentials-create=(), " +
  "loopback-network=()";

export const HEADERS = [
  ["strict-transport-security", "max-age=63072000; includeSubDomains"],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
  ["referrer-policy", "same-origin"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["x-permitted-cross-domain-policies", "none"],
  ["x-dns-prefetch-control", "off"],
  ["content-security-policy", DIRECTIVES],
  ["permissions-policy", PERMISSIONS],
  ["cache-control", "no-store"],
];
