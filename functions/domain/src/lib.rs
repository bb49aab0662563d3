//! The rules of the town: synchronous functions from data to a decision.
//!
//! Time, randomness and stored rows are arguments. A function that needs a checked thing takes a type
//! that only the check can make, such as [`tap::VerifiedTap`] or [`session::FreshProof`].

pub mod access_log;
pub mod audience;
pub mod card_lock;
pub mod code;
pub mod dates;
pub mod desk;
pub mod guardian;
pub mod headers;
pub mod health;
pub mod holiday;
pub mod ids;
pub mod jpki;
pub mod kana;
pub mod language;
pub mod markdown;
pub mod motion;
pub mod oai;
pub mod passkey;
pub mod register;
pub mod role;
pub mod secret;
pub mod session;
pub mod tap;
pub mod time;
pub mod transit;
