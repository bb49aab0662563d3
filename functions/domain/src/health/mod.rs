//! What families keep about their health.

pub mod growth;
pub mod medicine;
