//! Rules that need real keys: taps with bridges and certified cards, passkeys with signatures.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on stops

mod markdown;
mod passkey;
mod tap;
