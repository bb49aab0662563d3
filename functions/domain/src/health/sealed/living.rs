//! Who may still hold a lock of a record, and why a new epoch begins when somebody no longer may.

use super::lock::{LockKind, LockPublicKey};
use crate::secret::{Pseudonym, TownSecret};
use std::collections::BTreeSet;

/// Why a record gets a new root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// A passkey, a browser or a card opens it no longer: it was removed.
    WayRemoved,
    /// Somebody is its guardian no longer.
    GuardianEnded,
    /// A guardian's own record has a new root, and with it the guardian's locks.
    GuardianRenewed,
    /// The town has another recovery key.
    RecoveryKey,
    /// The person came back with the town's recovery key: every other way of theirs counts as lost.
    Recovered,
}

impl Turn {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::WayRemoved, Self::GuardianEnded, Self::GuardianRenewed, Self::RecoveryKey, Self::Recovered];

    /// The word in the person's log.
    pub const fn word(self) -> &'static str {
        match self {
            Self::WayRemoved => "way-removed",
            Self::GuardianEnded => "guardian-ended",
            Self::GuardianRenewed => "guardian-renewed",
            Self::RecoveryKey => "recovery-key",
            Self::Recovered => "recovered",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|turn| turn.word() == word)
    }
}

/// Who may hold a lock of one person's record today.
#[derive(Debug, Clone, Default)]
pub struct Living {
    ways: BTreeSet<String>,
    guardians: BTreeSet<String>,
    recovery: Option<String>,
}

impl Living {
    /// Of a town whose recovery key is this one. Without one nobody can say that an older key is over.
    pub fn new(recovery: Option<&LockPublicKey>) -> Self {
        Self { recovery: recovery.map(LockPublicKey::to_text), ..Self::default() }
    }

    /// With one of the person's passkeys, and every browser in which it is used. `credential_id` is as the database has it.
    pub fn with_passkey(&mut self, town: &TownSecret, credential_id: &str) {
        for kind in [LockKind::Passkey, LockKind::Browser] {
            self.ways.insert(town.lock_holder(kind, credential_id.as_bytes()));
        }
    }

    /// With one of the person's cards, by the handle of its key.
    pub fn with_card(&mut self, town: &TownSecret, key_handle: &str) {
        self.ways.insert(town.lock_holder(LockKind::Card, key_handle.as_bytes()));
    }

    /// With a guardian of today.
    pub fn with_guardian(&mut self, guardian: &Pseudonym) {
        self.guardians.insert(guardian.as_str().to_owned());
    }

    /// Whether a lock goes along into the next epoch; if not, why that one has to begin.
    pub fn check(&self, kind: LockKind, holder: &str) -> Result<(), Turn> {
        let (good, turn) = match kind {
            LockKind::Passkey | LockKind::Card => (self.ways.contains(holder), Turn::WayRemoved),
            // What follows the point is of the browser.
            LockKind::Browser => {
                let passkey = holder.split('.').next().unwrap_or_default();
                (self.ways.contains(passkey), Turn::WayRemoved)
            }
            LockKind::Guardian => (self.guardians.contains(holder), Turn::GuardianEnded),
            LockKind::Recovery => {
                (self.recovery.as_deref().is_none_or(|key| key == holder), Turn::RecoveryKey)
            }
        };
        if good { Ok(()) } else { Err(turn) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::sealed::RecoverySecret;
    use crate::ids::PersonId;
    use crate::secret::Sector;

    fn town() -> TownSecret {
        TownSecret::parse(&"5a".repeat(32)).unwrap()
    }

    #[test]
    fn what_was_removed_turns_the_epoch_and_what_is_there_goes_along() {
        let town = town();
        let mut living = Living::new(None);
        living.with_passkey(&town, "phone");
        living.with_card(&town, "card");
        for (kind, holder, stays) in [
            (LockKind::Passkey, town.lock_holder(LockKind::Passkey, b"phone"), true),
            (LockKind::Passkey, town.lock_holder(LockKind::Passkey, b"lost"), false),
            (LockKind::Browser, town.browser_holder(b"phone", b"kept"), true),
            (LockKind::Browser, town.browser_holder(b"phone", b"kept elsewhere"), true),
            (LockKind::Browser, town.browser_holder(b"lost", b"kept"), false),
            (LockKind::Card, town.lock_holder(LockKind::Card, b"card"), true),
            (LockKind::Card, town.lock_holder(LockKind::Card, b"phone"), false),
            (LockKind::Passkey, String::new(), false),
        ] {
            let expected = if stays { Ok(()) } else { Err(Turn::WayRemoved) };
            assert_eq!(living.check(kind, &holder), expected, "{kind:?} {holder}");
        }
    }

    #[test]
    fn a_guardian_of_yesterday_turns_the_epoch() {
        let person = |n| town().pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let mut living = Living::new(None);
        living.with_guardian(&person(1));
        assert_eq!(living.check(LockKind::Guardian, person(1).as_str()), Ok(()));
        assert_eq!(living.check(LockKind::Guardian, person(2).as_str()), Err(Turn::GuardianEnded));
    }

    #[test]
    fn another_recovery_key_turns_the_epoch_and_none_does_not() {
        let key = |n| RecoverySecret::from_bytes([n; 32]).key().public();
        let living = Living::new(Some(&key(1)));
        assert_eq!(living.check(LockKind::Recovery, &key(1).to_text()), Ok(()));
        assert_eq!(living.check(LockKind::Recovery, &key(2).to_text()), Err(Turn::RecoveryKey));
        assert_eq!(Living::new(None).check(LockKind::Recovery, &key(2).to_text()), Ok(()));
    }

    #[test]
    fn every_turn_reads_back_from_its_word() {
        for turn in Turn::ALL {
            assert_eq!(Turn::parse(turn.word()), Some(turn));
        }
    }
}
