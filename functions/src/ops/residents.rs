//! The import of the resident register: rows land beside the register and move into it in one batch.

use super::Operator;
use crate::context::Visit;
use crate::db::sql;
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY, MAX_IMPORT_BODY},
    reply::Reply,
};
use crate::random;
use hibiki_domain::{audience::ADULT_AGE, ids::ImportId, register::ResidentRow};
use serde::{Deserialize, Serialize};

const MAX_ROWS: usize = 500;

const NO_SUCH_IMPORT: Words = Words {
    code: "import",
    title: ["この取り込みは続けられません", "つづけられません", "This import cannot be continued"],
    detail: [
        "最初からもう一度取り込んでください。何も変わっていません。",
        "はじめから してください。",
        "Start the import again. Nothing was changed.",
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Import {
    import_id: ImportId,
}

/// `POST /ops/residents/imports`
pub(crate) async fn begin(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Empty {} = body::json(&mut visit.request, MAX_BODY).await?;
    let import_id = ImportId::from_random(random::bytes()?);
    visit.identity()?.batch([sql::register::BEGIN.with(&[&import_id.as_str(), &visit.now])]).await?;
    Ok(Reply::json(201, &Import { import_id }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rows {
    import_id: ImportId,
    rows: Vec<ResidentRow>,
}

#[derive(Serialize)]
struct Received {
    received: usize,
}

/// `POST /ops/residents/imports/rows`
pub(crate) async fn rows(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Rows { import_id, rows } = body::json(&mut visit.request, MAX_IMPORT_BODY).await?;
    if rows.len() > MAX_ROWS {
        return Err(Fault::TooLarge);
    }
    let today = visit.now.day();
    if rows.iter().any(|row| row.check(today).is_err()) {
        return Err(Fault::Malformed("resident-row"));
    }
    let json = serde_json::to_string(&rows).map_err(|_| Fault::broken("rows-json"))?;
    let [import, _] = visit
        .identity()?
        .batch([
            sql::register::LOAD.with(&[&import_id.as_str()]),
            sql::register::ADD_ROWS.with(&[&import_id.as_str(), &json]),
        ])
        .await?;
    let state = import.first::<State>()?.ok_or(Fault::Conflict(NO_SUCH_IMPORT))?;
    if state.finished_at.is_some() {
        return Err(Fault::Conflict(NO_SUCH_IMPORT));
    }
    Ok(Reply::json(200, &Received { received: rows.len() }))
}

#[derive(Deserialize)]
struct State {
    finished_at: Option<i64>,
    added: Option<i64>,
    changed: Option<i64>,
    total: Option<i64>,
}

#[derive(Serialize)]
struct Committed {
    added: i64,
    changed: i64,
    unchanged: i64,
    total: i64,
}

/// `POST /ops/residents/imports/commit`: all rows or none; a repeat returns the first answer.
pub(crate) async fn commit(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Import { import_id } = body::json(&mut visit.request, MAX_BODY).await?;
    let id = import_id.as_str();
    let (today, adults_born_by) = (visit.now.day(), visit.now.day().years_before(ADULT_AGE));
    // After the first time there are no rows left under this id, and every statement finds nothing to do.
    let [_, _, _, _, _, _, state] = visit
        .identity()?
        .batch([
            sql::register::COUNT.with(&[&id, &visit.now]),
            sql::register::ADD_PEOPLE.with(&[&id, &visit.now]),
            sql::register::ADD_RESIDENTS.with(&[&id]),
            sql::guardianship::END_REGISTERED.with(&[&id, &today, &visit.now]),
            sql::guardianship::ADD_REGISTERED.with(&[&id, &today, &visit.now, &adults_born_by]),
            sql::register::CLEAR.with(&[&id]),
            sql::register::LOAD.with(&[&id]),
        ])
        .await?;
    match state.first::<State>()? {
        Some(State {
            finished_at: Some(_),
            added: Some(added),
            changed: Some(changed),
            total: Some(total),
        }) => Ok(Reply::json(200, &Committed { added, changed, unchanged: total - added - changed, total })),
        _ => Err(Fault::Conflict(NO_SUCH_IMPORT)),
    }
}

/// `POST /ops/residents/imports/abandon`
pub(crate) async fn abandon(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Import { import_id } = body::json(&mut visit.request, MAX_BODY).await?;
    visit.identity()?.batch([sql::register::ABANDON.with(&[&import_id.as_str()])]).await?;
    Ok(Reply::json(200, &serde_json::json!({})))
}
