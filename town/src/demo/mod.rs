//! ひびき町: the town that one can try out, with people, staff, cards and notices. Nobody in it exists.

mod buses;
mod cards;
pub(crate) mod feeds;
mod notices;
mod people;
mod sql;

use crate::{
    clock,
    ops::Town,
    residents,
    stack::{databases, secrets::Secrets},
    tools::Tools,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use hibiki_domain::{health::sealed::RecoverySecret, secret::TownSecret};
use std::{fs, path::Path};

pub(crate) use people::{RESIDENTS, STAFF};

/// The demo town's resident register, as a town would export it.
const REGISTER: &str = include_str!("../../demo/residents.csv");

/// The demo town's recovery key. It stands in this program: it protects nothing but people who do not exist.
const RECOVERY_SECRET: [u8; 32] = *b"the demo town's recovery key....";

/// Its public half.
pub(crate) fn recovery_key() -> String {
    RecoverySecret::from_bytes(RECOVERY_SECRET).key().public().to_text()
}

fn mark(state: &Path) -> std::path::PathBuf {
    state.join("demo-loaded")
}

/// Whether the demo town is in these databases.
pub(crate) fn is_loaded(state: &Path) -> bool {
    mark(state).exists()
}

/// The residents come in the way in which every town's do.
pub(crate) fn import_residents(town: &Town) -> Result<()> {
    let file = residents::Source::from_bytes(REGISTER.as_bytes());
    residents::import_quietly(&file, town).map(|_| ())
}

/// Staff, cards and notices, straight into the databases: nobody was there to grant the first role.
pub(crate) fn fill(
    workshop: &Workshop,
    tools: &Tools,
    secrets: &Secrets,
    config: &Path,
    state: &Path,
) -> Result<()> {
    let secret = TownSecret::parse(secrets.town_secret())
        .map_err(|error| Trouble::new(error.to_string()).next("Start again: `cargo town serve --fresh`"))?;
    let now = clock::now();
    let identity = format!("{}{}", people::statements(now)?, cards::statements(&secret, now)?);
    let mypage = notices::statements(now)?;
    databases::execute(workshop, tools, config, state, "hibiki-identity", &identity)?;
    databases::execute(workshop, tools, config, state, "hibiki-mypage", &mypage)?;
    let mark = mark(state);
    fs::write(&mark, "").at("write", &mark)
}

fn random_id() -> Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Trouble::new(format!("This machine gives no randomness: {error}")))?;
    Ok(bytes)
}
