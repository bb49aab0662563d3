//! What was sealed to others than the person: the keys of a category to the work key of a member of staff, and summaries
//! to the bridges of medics.

use super::{Thief, pseudonym};
use crate::{database::Database, town::town};
use hibiki_domain::{
    health::sealed::{CategoryKey, Envelope, GrantPlace, Pepper, WorkKey},
    ids::{ConsentId, WorkKeyId},
    secret::Pseudonym,
    time::Timestamp,
};
use hibiki_protocol::{EmergencySecretKey, EnvelopeId, KeyId};

/// The rows of one copy of the database.
#[derive(Debug)]
pub(super) struct Given {
    grants: Vec<Grant>,
    envelopes: Vec<Kept>,
}

#[derive(Debug)]
struct Grant {
    person: Pseudonym,
    consent: ConsentId,
    holder: Pseudonym,
    work_key: WorkKeyId,
    public: String,
    from: Timestamp,
    until: Timestamp,
    sealed: String,
}

#[derive(Debug)]
struct Kept {
    person: Pseudonym,
    bridge: KeyId,
    id: EnvelopeId,
    sealed: String,
}

impl Given {
    pub(super) fn of(thief: &Thief, health: &Database) -> Self {
        let sql = "SELECT person, consent_id, holder, work_key_id, public, CAST(from_at AS TEXT), CAST(until_at AS TEXT), sealed \
                   FROM consent_grant JOIN work_key USING (holder, work_key_id) WHERE person = ?1";
        let grants = thief.rows(health, sql).into_iter().map(
            |[person, consent, holder, work_key, public, from, until, sealed]| Grant {
                person: pseudonym(&person),
                consent: ConsentId::parse(&consent).expect("an id"),
                holder: pseudonym(&holder),
                work_key: WorkKeyId::parse(&work_key).expect("an id"),
                public,
                from: Timestamp(from.parse().expect("a number")),
                until: Timestamp(until.parse().expect("a number")),
                sealed,
            },
        );
        let grants = grants.collect();
        let sql = "SELECT person, bridge, envelope_id, sealed FROM envelope WHERE person = ?1";
        let envelopes = thief.rows(health, sql).into_iter().map(|[person, bridge, id, sealed]| Kept {
            person: pseudonym(&person),
            bridge: KeyId::parse(&bridge).expect("a key id"),
            id: EnvelopeId::parse(&id).expect("an id"),
            sealed,
        });
        Self { grants, envelopes: envelopes.collect() }
    }

    /// The keys of categories that one of the thief's secrets opens as a work key.
    pub(super) fn category_keys(&self, thief: &Thief) -> Vec<(Pseudonym, CategoryKey)> {
        let mut opened = Vec::new();
        for grant in &self.grants {
            let secrets = thief.keys().map(|key| key.to_vec()).chain(thief.secrets.iter().cloned());
            let mut made = secrets.map(|secret| WorkKey::new(&grant.work_key, &secret));
            // The public half tells which secret it was made from.
            let Some(key) = made.find(|key| key.public().to_text() == grant.public) else { continue };
            let place = GrantPlace {
                person: &grant.person,
                consent: &grant.consent,
                holder: &grant.holder,
                work_key: &grant.work_key,
                from: grant.from,
                until: grant.until,
            };
            let open = |pepper: &Pepper| key.open_grant(pepper, &place, &grant.sealed).ok();
            let granted = thief.any_pepper().find_map(|pepper| open(&pepper));
            let keys = granted.into_iter().flat_map(|granted| granted.keys);
            opened.extend(keys.map(|(_, key)| (grant.person.clone(), key)));
        }
        opened
    }

    /// The lines of the summaries that one of the thief's bridges shows. The town's own step between layer and bridge is
    /// taken with its sealing key, which protects the bridge and not the summary.
    pub(super) fn summaries(&self, thief: &Thief) -> Vec<String> {
        let town = town().secret.seal_key();
        let show = |kept: &Kept, key: &EmergencySecretKey| {
            let place = Envelope { person: &kept.person, bridge: kept.bridge, id: kept.id };
            let release = |pepper: &Pepper| {
                place.release(&kept.sealed, pepper, (&town, &key.public_key()), &[0; 32], &[1; 32]).ok()
            };
            let released = thief.any_pepper().find_map(|pepper| release(&pepper))?;
            key.open(&town.public_key(), kept.bridge, &[0; 32], &released).ok()
        };
        let each = |kept: &Kept| {
            // A key that was made for another bridge is tried as this one's too.
            thief.bridges.iter().filter_map(|key| show(kept, key)).collect::<Vec<_>>()
        };
        let summaries = self.envelopes.iter().flat_map(each);
        summaries
            .flat_map(|summary| summary.lines().iter().map(|line| line.value.clone()).collect::<Vec<_>>())
            .collect()
    }
}
