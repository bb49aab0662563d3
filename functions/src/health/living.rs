//! Asks `identity` which passkeys and cards people have today, and who their guardians are.

use crate::context::Visit;
use crate::db::{Rows, sql};
use crate::fault::Fault;
use hibiki_domain::{audience::ADULT_AGE, health::sealed::Living, ids::PersonId, secret::Sector};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Row {
    person_id: PersonId,
    way: String,
}

/// Who may hold a lock of these people's records today, in their order. One round trip for all.
pub(super) async fn of(visit: &Visit, people: &[&PersonId]) -> Result<Vec<Living>, Fault> {
    let ids: Vec<&str> = people.iter().map(|id| id.as_str()).collect();
    let ids = serde_json::to_string(&ids).map_err(|_| Fault::broken("people"))?;
    let today = visit.now.day();
    let [passkeys, cards, guardians] = visit
        .identity()?
        .batch([
            sql::passkey::OF_PEOPLE.with(&[&ids]),
            sql::card::OF_PEOPLE.with(&[&ids]),
            sql::guardianship::OF_CHILDREN.with(&[&ids, &today, &today.years_before(ADULT_AGE)]),
        ])
        .await?;
    let secret = &visit.config.secret;
    let (mut passkeys, mut cards, mut guardians) =
        (by_person(&passkeys)?, by_person(&cards)?, by_person(&guardians)?);
    let mut all = Vec::with_capacity(people.len());
    for &person in people {
        let mut living = Living::new(visit.config.recovery_key.as_ref());
        for passkey in passkeys.remove(person).unwrap_or_default() {
            living.with_passkey(secret, &passkey);
        }
        for card in cards.remove(person).unwrap_or_default() {
            living.with_card(secret, &card);
        }
        for guardian in guardians.remove(person).unwrap_or_default() {
            let guardian = PersonId::parse(&guardian).map_err(|_| Fault::broken("guardian"))?;
            living.with_guardian(&secret.pseudonym(Sector::Health, &guardian));
        }
        all.push(living);
    }
    Ok(all)
}

fn by_person(rows: &Rows) -> Result<BTreeMap<PersonId, Vec<String>>, Fault> {
    let mut found: BTreeMap<PersonId, Vec<String>> = BTreeMap::new();
    for row in rows.all::<Row>()? {
        found.entry(row.person_id).or_default().push(row.way);
    }
    Ok(found)
}
