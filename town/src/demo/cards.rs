//! Which demo card is whose.

use super::{
    RESIDENTS, STAFF, random_id,
    sql::{maybe, text},
};
use crate::trouble::{Result, Trouble};
use data_encoding::BASE64;
use hibiki_domain::{ids::CardId, jpki::Authorities, secret::TownSecret, time::Timestamp};
use hibiki_protocol::{Identifier, IdentifierKind};
use hibiki_simulated_card::{CardKind, TEST_CA_DER, card};
use std::fmt::Write as _;

/// The cards of staff and residents. `spare` and `foreign-ca` stay nobody's.
pub(super) fn statements(secret: &TownSecret, now: Timestamp) -> Result<String> {
    let mut sql = String::new();
    for member in &STAFF {
        let owner = format!("SELECT person_id FROM staff WHERE name = {}", text(member.name));
        sql.push_str(&bind(secret, now, member.card, &owner)?);
    }
    for resident in &RESIDENTS {
        let number = text(resident.register_number);
        let owner = format!("SELECT person_id FROM resident WHERE register_number = {number}");
        for card in resident.cards {
            sql.push_str(&bind(secret, now, card, &owner)?);
        }
    }
    Ok(sql)
}

fn bind(secret: &TownSecret, now: Timestamp, slug: &str, owner: &str) -> Result<String> {
    let bound = Bound::of(secret, now, slug).ok_or_else(|| {
        Trouble::new(format!("The demo card {slug} cannot be used.")).next("This is a fault of Hibiki.")
    })?;
    let id = CardId::from_random(random_id()?);
    let mut sql = String::new();
    // A String takes everything.
    let _ = writeln!(
        sql,
        "INSERT INTO card (card_id, person_id, tap_handle, key_handle, kind, name, created_at) \
         VALUES ({}, ({owner}), {}, {}, {}, {}, {});",
        text(id.as_str()),
        text(&bound.tap_handle),
        maybe(bound.key_handle.as_deref()),
        text(bound.kind),
        text(bound.name),
        now.0
    );
    Ok(sql)
}

struct Bound {
    tap_handle: String,
    key_handle: Option<String>,
    kind: &'static str,
    name: &'static str,
}

impl Bound {
    /// What the Worker would have stored when the card was bound at the counter.
    fn of(secret: &TownSecret, now: Timestamp, slug: &str) -> Option<Self> {
        let tap_handle = |kind, bytes: &[u8]| {
            let identifier = Identifier { kind, bytes: bytes.to_vec() };
            secret.tap_handle(&identifier).as_str().to_owned()
        };
        Some(match card(slug)?.kind {
            CardKind::MyNumber { serial, certificate_der, .. } => {
                let authorities = Authorities::parse(&BASE64.encode(TEST_CA_DER)).ok()?;
                let key = authorities.verify_certificate(certificate_der, now).ok()?;
                Self {
                    tap_handle: tap_handle(IdentifierKind::CommonApplication, serial.as_bytes()),
                    key_handle: Some(secret.key_handle(key.public_key_der()).as_str().to_owned()),
                    kind: "individual-number-card",
                    name: "マイナンバーカード",
                }
            }
            CardKind::Felica { idm } => Self {
                tap_handle: tap_handle(IdentifierKind::FelicaIdm, &idm),
                key_handle: None,
                kind: "felica",
                name: "ICカード（FeliCa）",
            },
            CardKind::Uid { uid } => Self {
                tap_handle: tap_handle(IdentifierKind::Uid, uid),
                key_handle: None,
                kind: "uid",
                name: "ICカード",
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_card_of_the_demo_town_can_be_bound_and_carries_no_number() {
        let secret = TownSecret::parse(&"5a".repeat(32)).unwrap();
        let sql = statements(&secret, Timestamp(1_795_186_800)).unwrap();
        assert_eq!(sql.lines().count(), 9);
        assert!(!sql.contains("9999999"), "no serial number reaches a database");
    }
}
