//! Sessions and how sure the town is of the person behind one.

use crate::ids::PersonId;
use crate::time::Timestamp;

/// How sure the town is of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A code from a letter and the birth date: enough to register a passkey and for nothing else.
    Letter,
    /// A card was touched at a reader that the town trusts: an identifier, which can be cloned.
    Tap,
    /// A passkey with user verification.
    Pass,
    /// The card's own user-authentication key after its PIN.
    Pin,
}

impl Level {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Letter => "letter",
            Self::Tap => "tap",
            Self::Pass => "pass",
            Self::Pin => "pin",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Letter, Self::Tap, Self::Pass, Self::Pin].into_iter().find(|level| level.word() == word)
    }

    /// Whether the person proved who they are, rather than touched a card.
    pub const fn is_strong(self) -> bool {
        matches!(self, Self::Pass | Self::Pin)
    }

    /// The longest life of a session that began at this level, in seconds.
    pub const fn lifetime_secs(self) -> i64 {
        match self {
            Self::Letter => 20 * 60,
            Self::Tap => 30 * 60, // a shared screen at the counter or the library
            Self::Pass | Self::Pin => 12 * 3600,
        }
    }
}

/// A session ends by itself when nobody used it for so long.
const IDLE_SECS: i64 = 60 * 60;
/// A proof is fresh for so long: enough to read a page slowly and press its button.
pub const FRESH_SECS: i64 = 10 * 60;
/// The time of the last use is written at most this often, to spare the database.
pub const TOUCH_SECS: i64 = 5 * 60;

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Whose.
    pub person_id: PersonId,
    /// How sure.
    pub level: Level,
    /// When the level was last proven.
    pub proven_at: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

/// A session that is alive now. Only [`StoredSession::check`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveSession {
    /// Whose.
    pub person_id: PersonId,
    /// How sure.
    pub level: Level,
    /// Whether the time of the last use should be written again.
    pub needs_touch: bool,
    fresh: bool,
}

/// The person proved who they are within the last ten minutes. Only [`LiveSession::fresh_proof`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreshProof(());

impl StoredSession {
    /// Whether the session is alive at `now`.
    pub fn check(self, now: Timestamp) -> Option<LiveSession> {
        let alive =
            self.ended_at.is_none() && now < self.expires_at && now < self.seen_at.plus_secs(IDLE_SECS);
        alive.then(|| LiveSession {
            person_id: self.person_id,
            level: self.level,
            needs_touch: now >= self.seen_at.plus_secs(TOUCH_SECS),
            fresh: self.level.is_strong() && now < self.proven_at.plus_secs(FRESH_SECS),
        })
    }
}

impl LiveSession {
    /// Changing one's ways in needs this.
    pub fn fresh_proof(&self) -> Option<FreshProof> {
        self.fresh.then_some(FreshProof(()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(level: Level) -> StoredSession {
        StoredSession {
            person_id: PersonId::from_random([1; 16]),
            level,
            proven_at: Timestamp(1000),
            seen_at: Timestamp(1000),
            expires_at: Timestamp(1000 + level.lifetime_secs()),
            ended_at: None,
        }
    }

    #[test]
    fn a_session_ends_by_time_by_idling_and_by_the_person() {
        assert!(stored(Level::Pass).check(Timestamp(1000 + 3599)).is_some());
        assert!(stored(Level::Pass).check(Timestamp(1000 + 3600)).is_none());
        assert!(stored(Level::Tap).check(Timestamp(1000 + 1799)).is_some());
        assert!(stored(Level::Tap).check(Timestamp(1000 + 1800)).is_none());
        let ended = StoredSession { ended_at: Some(Timestamp(1001)), ..stored(Level::Pass) };
        assert!(ended.check(Timestamp(1002)).is_none());
    }

    #[test]
    fn a_tap_and_a_letter_are_never_a_fresh_proof() {
        for level in [Level::Tap, Level::Letter] {
            assert!(stored(level).check(Timestamp(1000)).unwrap().fresh_proof().is_none());
        }
        for level in [Level::Pass, Level::Pin] {
            assert!(stored(level).check(Timestamp(1000)).unwrap().fresh_proof().is_some());
            assert!(stored(level).check(Timestamp(1000 + FRESH_SECS)).unwrap().fresh_proof().is_none());
        }
    }
}
