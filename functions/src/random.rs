//! The dice: the host's random numbers.

use crate::fault::Fault;

/// So many random bytes.
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Fault::broken("random"))?;
    Ok(bytes)
}
