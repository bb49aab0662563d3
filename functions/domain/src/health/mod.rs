//! The record of a person's health: rules and formats, without the keys that seal it.
//!
//! Dates come with their source and their arithmetic. They inform; the doctor decides.

pub mod category;
pub mod checkup;
pub mod entry;
pub mod growth;
pub mod import;
pub mod medicine;
pub mod vaccination;
