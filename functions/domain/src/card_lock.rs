//! The secret of a card's lock on its person's sealed records (docs/sealed-records.md, part 3).

use hkdf::Hkdf;
use sha2::Sha256;
use std::fmt;
use zeroize::Zeroizing;

/// Domain separation from everything else that is ever derived from a signature.
const INFO: &[u8] = b"hibiki card lock secret v1";

/// 32 bytes that only the card can make, behind its PIN: the same each time for one card and one town. The key pair of
/// the lock is derived from it. `Debug` hides it; it is wiped when dropped.
pub struct CardLockSecret(Zeroizing<[u8; 32]>);

impl CardLockSecret {
    /// `HKDF-SHA-256(signature, no salt, "hibiki card lock secret v1")` of a signature that was just verified.
    pub(crate) fn of_verified(signature: &[u8]) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        // Expanding to 32 bytes cannot fail (the limit is 255 hashes).
        let _ = Hkdf::<Sha256>::new(None, signature).expand(INFO, secret.as_mut());
        Self(secret)
    }

    /// The bytes, for deriving the lock's key pair and for nothing else.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for CardLockSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardLockSecret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", CardLockSecret::of_verified(&[1; 256])), "CardLockSecret(…)");
    }

    #[test]
    fn the_secret_is_not_the_signature_and_another_signature_has_another() {
        let secret = CardLockSecret::of_verified(&[1; 256]);
        assert_ne!(secret.expose(), &[1; 32]);
        assert_ne!(secret.expose(), CardLockSecret::of_verified(&[2; 256]).expose());
    }
}
