//! What the operator's command line asks of the Worker: with the operator's key, from a program, never from a page.

pub(crate) mod bridges;
pub(crate) mod invites;
pub(crate) mod log;
pub(crate) mod publications;
pub(crate) mod recoveries;
pub(crate) mod residents;

use crate::context::Visit;
use crate::fault::Fault;

/// Whoever holds the operator's key. Only [`operator`] makes one.
#[derive(Debug)]
pub(crate) struct Operator(());

/// Requires `Authorization: Bearer <OPERATOR_KEY>`.
pub(crate) fn operator(visit: &Visit) -> Result<Operator, Fault> {
    let header = visit.request.headers().get("authorization").ok().flatten().unwrap_or_default();
    let presented = header.strip_prefix("Bearer ").unwrap_or_default();
    if visit.config.operator_key.is(presented) { Ok(Operator(())) } else { Err(Fault::NotPermitted) }
}
