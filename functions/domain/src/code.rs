//! One-time codes, and how guessing is slowed.

use crate::time::Timestamp;

/// A code that is typed once: in a letter, an invitation, a pairing.
pub use hibiki_protocol::PairingCode as OneTimeCode;

/// What a code opens. A code of one kind is nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeKind {
    /// A resident registers a passkey at home.
    Letter,
    /// A new member of staff registers a passkey.
    Invite,
    /// An operator enrols a bridge.
    Pairing,
}

impl CodeKind {
    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Invite => "invite",
            Self::Pairing => "pairing",
        }
    }

    /// How long a code of this kind can be used, in seconds.
    pub const fn lifetime_secs(self) -> i64 {
        match self {
            Self::Letter => 21 * 86_400, // a letter travels, and people wait for a weekend
            Self::Invite => 3 * 86_400,
            Self::Pairing => 15 * 60,
        }
    }
}

/// A client that stops guessing is a stranger again after this time.
const FORGET_AFTER_SECS: i64 = 24 * 3600;

/// How long a client must wait after so many tries at one thing, in seconds; the last holds for all that follow.
/// Three tries cost no waiting, because fingers slip.
///
/// The wait belongs to the client and the thing that it guesses at, never to the letter alone: a stranger who
/// guesses makes the person in the letter wait for nothing. With 15 minutes between tries one client makes fewer
/// than 2,100 tries in the life of a letter, one in seventeen of the birth dates of a century; and it needs the
/// letter first, because a code has 60 bits.
pub const WAITS_SECS: [i64; 13] = [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900];

/// When what is known of a guessing client is forgotten.
pub const fn forget_at(now: Timestamp) -> Timestamp {
    now.plus_secs(FORGET_AFTER_SECS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_cannot_try_a_tenth_of_a_centurys_birth_dates_while_a_letter_lives() {
        let mut tries = 0;
        let mut left = CodeKind::Letter.lifetime_secs();
        while left > 0 {
            tries += 1;
            left -= WAITS_SECS[WAITS_SECS.len().min(tries + 1) - 1].max(1);
        }
        assert!(tries < 36_525 / 10, "{tries}");
        assert!(WAITS_SECS.is_sorted());
    }
}
