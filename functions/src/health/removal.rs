//! Removing a record: the pepper first, without which nothing of it opens any more, not in old backups either; then the
//! rows, again and again until none is left.

use super::eligibility::card;
use crate::config::Config;
use crate::context::Visit;
use crate::db::{Database, Health, Query, Vault, sql};
use crate::fault::Fault;
use hibiki_domain::{
    secret::{Pseudonym, TownSecret},
    time::{Day, Timestamp},
};
use serde::Deserialize;
use worker::Env;

/// The edge host keeps every state of a database for so long and cannot be told not to (Time Travel).
const HOST_KEEPS_DAYS: i32 = 30;

/// The first day on which nothing is left anywhere of what was removed on `today`.
pub(crate) fn gone_from(today: Day) -> Day {
    today.plus_days(HOST_KEEPS_DAYS + 1)
}

#[derive(Deserialize)]
struct Row {
    person: String,
}

/// Removes a record for good. `shut` are the people whose sessions may have it open. A repeat changes nothing.
pub(crate) async fn remove(visit: &Visit, person: &Pseudonym, shut: &[&Pseudonym]) -> Result<(), Fault> {
    let shut: Vec<&str> = shut.iter().map(|person| person.as_str()).collect();
    let name = person.as_str();
    let vault = visit.vault()?;
    vault
        .batch([
            sql::pepper::REMOVE.with(&[&name]),
            sql::removal::INSERT.with(&[&name, &visit.now]),
            sql::anchor::REMOVE.with(&[&name]),
            sql::opened::END_OF_PEOPLE.with(&[&list(&shut)?]),
        ])
        .await?;
    // What fails from here on is done by the night: the record is shut already.
    let _ = finish(&visit.config.secret, (&visit.health()?, &vault), &[name], visit.now).await;
    Ok(())
}

/// Whether rows that nothing opens are what is left of a removed record; then they are removed.
pub(super) async fn clear_rest(visit: &Visit, person: &Pseudonym) -> Result<bool, Fault> {
    let vault = visit.vault()?;
    let name = person.as_str();
    if !vault.read(sql::removal::LOAD.with(&[&name])).await?.any()? {
        return Ok(false);
    }
    finish(&visit.config.secret, (&visit.health()?, &vault), &[name], visit.now).await?;
    Ok(true)
}

/// Every night: what was not finished, and what an old state of the database brought back.
pub(crate) async fn repeat(env: &Env, now: Timestamp) -> Result<(), Fault> {
    let vault = Database::<Vault>::open(env)?;
    let due: Vec<Row> = vault.read(sql::removal::DUE.with(&[])).await?.all()?;
    if due.is_empty() {
        return Ok(());
    }
    let people: Vec<&str> = due.iter().map(|row| row.person.as_str()).collect();
    finish(&Config::load(env)?.secret, (&Database::open(env)?, &vault), &people, now).await
}

async fn finish(
    secret: &TownSecret,
    (health, vault): (&Database<Health>, &Database<Vault>),
    people: &[&str],
    now: Timestamp,
) -> Result<(), Fault> {
    let named: Vec<Pseudonym> = people.iter().filter_map(|person| Pseudonym::parse(person)).collect();
    let people = list(people)?;
    let mut queries = everything(&people);
    queries.push(card::remove(secret, &named)?);
    health.batch_vec(queries).await?;
    vault.batch([sql::removal::DONE.with(&[&people, &now])]).await?;
    Ok(())
}

/// All tables of `health` that know a person. A test compares this with the schema.
fn everything(people: &str) -> Vec<Query<Health>> {
    [
        &sql::access::REMOVE_OF_PEOPLE,
        &sql::record::REMOVE_OF_PEOPLE,
        &sql::shelf::REMOVE_OF_PEOPLE,
        &sql::envelope::REMOVE_OF_PEOPLE,
        &sql::inbox::REMOVE_OF_PEOPLE,
        &sql::inbox_line::REMOVE_OF_PEOPLE,
        &sql::consent_grant::REMOVE_OF_PEOPLE,
        &sql::consent::REMOVE_OF_PEOPLE,
        &sql::lock_request::REMOVE_OF_PEOPLE,
        &sql::lock::REMOVE_OF_PEOPLE,
        &sql::root::REMOVE_OF_PEOPLE,
    ]
    .into_iter()
    .map(|statement| statement.with(&[&people]))
    .collect()
}

fn list(people: &[&str]) -> Result<String, Fault> {
    serde_json::to_string(people).map_err(|_| Fault::broken("people"))
}
