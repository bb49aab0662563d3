//! Rules that need real keys: taps with bridges and certified cards, passkeys with signatures.

mod passkey;
mod tap;
