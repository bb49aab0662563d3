//! Emergency summaries as they are kept: one for each emergency bridge, sealed to its key, and once more under the person's
//! pepper, so that it is gone with that (docs/sealed-records.md, parts 1 and 5).

use super::cipher::{self, DoesNotOpen, Nonce, bound};
use super::key::Pepper;
use super::lock::pepper_key;
use crate::secret::Pseudonym;
use hibiki_protocol::{
    EmergencyPublicKey, EmergencySummary, EnvelopeId, EnvelopePlace, KeyId, SealSecretKey, release_emergency,
    seal_emergency,
};

/// Where a sealed summary lies: it opens nowhere else.
#[derive(Debug, Clone, Copy)]
pub struct Envelope<'a> {
    /// Whose summary.
    pub person: &'a Pseudonym,
    /// For which bridge.
    pub bridge: KeyId,
    /// New at each save.
    pub id: EnvelopeId,
}

impl Envelope<'_> {
    fn bytes(&self) -> Vec<u8> {
        bound(&[
            b"hibiki envelope v1",
            b"health",
            b"envelope",
            self.person.as_str().as_bytes(),
            self.bridge.as_bytes(),
            self.id.as_bytes(),
            b"sealed",
        ])
    }

    fn place(&self) -> Result<EnvelopePlace, DoesNotOpen> {
        EnvelopePlace::new(self.bridge, self.person.as_str(), self.id).map_err(|_| DoesNotOpen)
    }

    /// Seals a summary to the bridge's key. `seed` and `nonce` are random and used once.
    pub fn seal(
        &self,
        summary: &EmergencySummary,
        key: &EmergencyPublicKey,
        pepper: &Pepper,
        seed: &[u8; 32],
        nonce: Nonce,
    ) -> Result<String, DoesNotOpen> {
        let sealed = seal_emergency(key, &self.place()?, summary, seed).map_err(|_| DoesNotOpen)?;
        Ok(cipher::seal(&pepper_key(pepper, &self.bytes()), &self.bytes(), &sealed, nonce))
    }

    /// Takes the second layer off and gives the rest out for one tap (docs/tap-protocol.md, part 5). Only the bridge can
    /// open what comes of it.
    pub fn release(
        &self,
        text: &str,
        pepper: &Pepper,
        (town, key): (&SealSecretKey, &EmergencyPublicKey),
        client_data_hash: &[u8; 32],
        random: &[u8; 32],
    ) -> Result<Vec<u8>, DoesNotOpen> {
        let sealed = cipher::open(&pepper_key(pepper, &self.bytes()), &self.bytes(), text)?;
        release_emergency(town, key, &self.place()?, &sealed, client_data_hash, random)
            .map_err(|_| DoesNotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};
    use hibiki_protocol::{EmergencySecretKey, SummaryLine};

    #[test]
    fn what_was_sealed_for_a_bridge_is_read_by_it_alone_while_the_pepper_is_there() {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let person = |n| town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]));
        let (me, other) = (person(1), person(2));
        let machine = EmergencySecretKey::derive(&[7; 32]);
        let (key, bridge) = (machine.public_key(), KeyId::from_bytes([1; 16]));
        let here = Envelope { person: &me, bridge, id: EnvelopeId::from_bytes([2; 16]) };
        let line = SummaryLine { label: "アレルギー".to_owned(), value: "ペニシリン".to_owned() };
        let summary = EmergencySummary::new("緊急".to_owned(), vec![line]).unwrap();
        let pepper = Pepper::from_bytes([3; 32]);
        let sealed = here.seal(&summary, &key, &pepper, &[4; 32], [5; 24]).unwrap();

        let tap = [6; 32];
        let (ours, public) = (town.seal_key(), town.seal_key().public_key());
        let released = here.release(&sealed, &pepper, (&ours, &key), &tap, &[8; 32]).unwrap();
        assert_eq!(machine.open(&public, bridge, &tap, &released).unwrap(), summary);

        let release = |place: Envelope<'_>, pepper: &Pepper| {
            place.release(&sealed, pepper, (&ours, &key), &tap, &[8; 32])
        };
        assert!(release(here, &Pepper::from_bytes([9; 32])).is_err());
        assert!(release(Envelope { person: &other, ..here }, &pepper).is_err());
        assert!(release(Envelope { bridge: KeyId::from_bytes([9; 16]), ..here }, &pepper).is_err());
        assert!(release(Envelope { id: EnvelopeId::from_bytes([9; 16]), ..here }, &pepper).is_err());
        let stranger = EmergencySecretKey::derive(&[9; 32]);
        assert!(stranger.open(&public, bridge, &tap, &released).is_err());
    }
}
