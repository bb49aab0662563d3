//! Problem details (RFC 9457): what went wrong and what to do, for machines and people.

use serde::{Deserialize, Serialize};

/// The body of an error in JSON, `application/problem+json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The kind of problem, a stable path on the town's own site, e.g. `/problems/challenge-used`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What happened, for people.
    pub title: String,
    /// The HTTP status, repeated.
    pub status: u16,
    /// What to do now, for people.
    pub detail: String,
}
