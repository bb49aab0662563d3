//! The record of a person's health: rules, formats, and the arithmetic of what seals it.
//!
//! Dates come with their source and their arithmetic. They inform; the doctor decides.

pub mod category;
pub mod checkup;
pub mod consent;
pub mod csv;
mod drawing;
pub mod eligibility;
pub mod emergency;
pub mod entry;
pub mod fhir;
pub mod growth;
pub mod import;
pub mod medicine;
pub mod picture;
pub mod sealed;
pub mod vaccination;
pub mod vitals;
pub mod writing;

pub use category::Category;
