//! HPKE asks for dice; these rules have none. The caller's 32 random bytes are handed out once.

use hpke::rand_core::{TryCryptoRng, TryRng};
use sha2::{Digest as _, Sha256};
use std::convert::Infallible;
use zeroize::Zeroizing;

/// The caller's random bytes. Asked for more than 32 it goes on with hashes of them, which nobody does.
pub(super) struct OneSeed(Zeroizing<[u8; 32]>, usize);

impl OneSeed {
    pub(super) fn new(seed: [u8; 32]) -> Self {
        Self(Zeroizing::new(seed), 0)
    }
}

impl TryRng for OneSeed {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Infallible> {
        for byte in out {
            if self.1 == self.0.len() {
                *self.0 = Sha256::digest(self.0.as_slice()).into();
                self.1 = 0;
            }
            *byte = self.0[self.1];
            self.1 += 1;
        }
        Ok(())
    }
}

impl TryCryptoRng for OneSeed {}
