//! The way back: what the town hands to the machine without a network, and what comes back from it. The machine opens
//! the root with the town's recovery key and seals it to one lock, whose digits the person brought on paper.

use super::cipher::DoesNotOpen;
use super::compare::Comparison;
use super::key::Epoch;
use super::lock::{LockId, LockKey, LockKind, LockPublicKey, RootPlace};
use crate::secret::Pseudonym;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

/// One person who lost every way, as the operator carries it to the machine. The person's pepper is taken off already.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryCase {
    /// The lock that asks, 32 hexadecimal digits.
    pub request: String,
    /// Its kind.
    pub kind: String,
    /// Its public half.
    pub public: String,
    /// Whose record: the pseudonym of the sector.
    pub person: String,
    /// The record's epoch.
    pub epoch: i64,
    /// The lock of the town's recovery key.
    pub town_lock: String,
    /// The root sealed to that lock, base64url.
    pub sealed: String,
}

/// The root sealed to the lock that asked, as it goes back to the town.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecoveryAnswer {
    /// The lock that asked.
    pub request: String,
    /// The epoch of the root.
    pub epoch: i64,
    /// The root sealed to that lock, base64url.
    pub sealed: String,
}

/// Why a case has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// Something in it is not what it should be.
    #[error("the case cannot be read")]
    Unreadable,
    /// The recovery key is not the one to which the root was sealed, or somebody changed the case.
    #[error("this recovery key does not open the case")]
    DoesNotOpen,
}

impl From<DoesNotOpen> for CaseError {
    fn from(_: DoesNotOpen) -> Self {
        Self::DoesNotOpen
    }
}

struct Read {
    person: Pseudonym,
    epoch: Epoch,
    kind: LockKind,
    request: LockId,
    public: LockPublicKey,
    town_lock: LockId,
}

impl RecoveryCase {
    fn read(&self) -> Result<Read, CaseError> {
        let read = || {
            Some(Read {
                person: Pseudonym::parse(&self.person)?,
                epoch: Epoch::from_number(self.epoch)?,
                kind: LockKind::parse(&self.kind)?,
                request: LockId::parse(&self.request)?,
                public: LockPublicKey::parse(&self.public)?,
                town_lock: LockId::parse(&self.town_lock)?,
            })
        };
        read().ok_or(CaseError::Unreadable)
    }

    /// The digits that have to stand on the person's paper.
    pub fn comparison(&self) -> Result<Comparison, CaseError> {
        let read = self.read()?;
        Ok(Comparison::of(&read.person, (read.kind, &read.request), &read.public))
    }

    /// Opens the root with the town's recovery key and seals it to the lock that asked, and to nothing else. `seed` is
    /// random and used once.
    pub fn answer(&self, town: &LockKey, seed: [u8; 32]) -> Result<RecoveryAnswer, CaseError> {
        let Read { person, epoch, kind, request, public, town_lock } = self.read()?;
        let layer = BASE64URL_NOPAD.decode(self.sealed.as_bytes()).map_err(|_| CaseError::Unreadable)?;
        let from = RootPlace { person: &person, epoch, kind: LockKind::Recovery, lock: &town_lock };
        let to = RootPlace { person: &person, epoch, kind, lock: &request };
        let root = town.open_layer(&from, &layer)?;
        let sealed = BASE64URL_NOPAD.encode(&to.seal_layer(&root, &public, seed)?);
        Ok(RecoveryAnswer { request: self.request.clone(), epoch: self.epoch, sealed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::sealed::{Pepper, RecoverySecret, Root};
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    /// The way back from end to end; `change` is what somebody does to the case on its way.
    fn way_back(town: u8, change: impl FnOnce(&mut RecoveryCase)) -> Result<bool, CaseError> {
        let secret = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = secret.pseudonym(Sector::Health, &PersonId::from_random([1; 16]));
        let (pepper, root) = (Pepper::from_bytes([3; 32]), Root::from_bytes([4; 32]));
        let key = |n: u8| RecoverySecret::from_bytes([n; 32]).key();
        let (town_lock, asks) = (LockId::from_random([5; 16]), LockId::from_random([6; 16]));
        let epoch = Epoch::FIRST;
        let from = RootPlace { person: &person, epoch, kind: LockKind::Recovery, lock: &town_lock };
        let kept = from.seal(&root, &key(7).public(), &pepper, [8; 32], [9; 24]).unwrap();
        let mine = LockKey::new(LockKind::Passkey, &asks, b"prf output");
        let mut case = RecoveryCase {
            request: asks.as_str().to_owned(),
            kind: "passkey".to_owned(),
            public: mine.public().to_text(),
            person: person.as_str().to_owned(),
            epoch: 1,
            town_lock: town_lock.as_str().to_owned(),
            sealed: BASE64URL_NOPAD.encode(&from.uncover(&pepper, &kept).unwrap()),
        };
        let paper = case.comparison().unwrap();
        change(&mut case);
        let same = case.comparison()? == paper;
        let answer = case.answer(&key(town), [10; 32])?;
        let layer = BASE64URL_NOPAD.decode(answer.sealed.as_bytes()).unwrap();
        let to = RootPlace { person: &person, epoch, kind: LockKind::Passkey, lock: &asks };
        let sealed = to.cover(&pepper, &layer, [11; 24]);
        let opens = |key: &LockKey| key.open(&pepper, &to, &sealed).is_ok_and(|found| *found.0 == *root.0);
        assert!(!opens(&LockKey::new(LockKind::Passkey, &asks, b"another")), "other keys do not open");
        Ok(same && opens(&mine))
    }

    #[test]
    fn the_lock_that_asked_opens_and_no_other() {
        assert_eq!(way_back(7, |_| {}), Ok(true));
    }

    #[test]
    fn another_recovery_key_opens_nothing() {
        assert_eq!(way_back(8, |_| {}), Err(CaseError::DoesNotOpen));
    }

    #[test]
    fn another_lock_put_into_the_case_has_other_digits_and_does_not_open_for_the_person() {
        let thief = LockKey::new(LockKind::Passkey, &LockId::from_random([6; 16]), b"thief").public();
        assert_eq!(way_back(7, |case| case.public = thief.to_text()), Ok(false));
    }

    #[test]
    fn a_case_of_another_person_epoch_or_lock_does_not_open_and_nonsense_is_told() {
        let changes: [fn(&mut RecoveryCase); 3] = [
            |case| case.person = "0".repeat(64),
            |case| case.epoch = 2,
            |case| case.town_lock = "0".repeat(32),
        ];
        for change in changes {
            assert_eq!(way_back(7, change), Err(CaseError::DoesNotOpen));
        }
        let nonsense: [fn(&mut RecoveryCase); 4] = [
            |case| case.person.clear(),
            |case| case.epoch = 0,
            |case| "x".clone_into(&mut case.kind),
            |case| "!".clone_into(&mut case.sealed),
        ];
        for change in nonsense {
            assert_eq!(way_back(7, change), Err(CaseError::Unreadable));
        }
    }
}
