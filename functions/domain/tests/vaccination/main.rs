//! The vaccination engine against a table of cases and against laws that hold for every child.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on stops

mod cases;
mod family;
mod laws;
mod rule_change;
