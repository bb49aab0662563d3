//! What crosses rooms: journeys, attacks, contracts, against a town that runs.
//!
//! `cargo town test worker|attacks` starts a town and says in environment variables where it is ([`town`]). The tests
//! speak HTTP to it ([`http`]), hold software passkeys ([`passkey`]), bridges ([`bridge`]) and cards ([`card`]), and
//! look into its local databases ([`database`]). Who acts is made through the real routes ([`actors`]).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use, // `reply.expect(200);` is a sentence of its own
    reason = "all of this is a test, and a test that cannot go on fails loudly"
)]

pub mod actors;
pub mod bridge;
pub mod card;
pub mod cbor;
pub mod consent;
pub mod database;
pub mod desk;
pub mod eligibility;
pub mod health;
pub mod http;
pub mod items;
pub mod page;
pub mod passkey;
pub mod raw;
pub mod routes;
pub mod thief;
pub mod town;
