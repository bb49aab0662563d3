//! Attacks on a running town, each beside a control that succeeds.
//!
//! Every answer of every test is looked at by the harness: none may be a 5xx.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

mod access_log;
mod bodies;
mod certificates;
mod enrolment;
mod guardians;
mod guessing;
mod health_checks;
mod health_meddling;
mod health_planted;
mod health_stolen_keys;
mod health_strangers;
mod health_thefts;
mod json;
mod marked;
mod origins;
mod passkeys;
mod races;
mod redirects;
mod references;
mod roles;
mod sessions;
mod tap;
mod text;
