//! Telling the family: what was written in the batch that gave a summary out is brought to My Page, in the same request
//! and, until it is there, every minute.

use crate::config::Config;
use crate::context::Visit;
use crate::db::{Database, Health, MyPage, sql};
use crate::fault::Fault;
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::ops::Operator;
use hibiki_domain::{
    health::sealed::{Telling, open_telling},
    secret::TownSecret,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use worker::Env;

/// How My Page calls it that an emergency summary was opened.
pub(crate) const KIND: &str = "emergency-opened";

/// Brings one to My Page. One that is there already stays as it is.
pub(crate) async fn deliver(
    secret: &TownSecret,
    (health, mypage): (&Database<Health>, &Database<MyPage>),
    (id, sealed): (&str, &str),
    now: Timestamp,
) -> Result<(), Fault> {
    let Telling { to, about, at, place } =
        open_telling(secret, id, sealed).map_err(|_| Fault::broken("telling"))?;
    let to = serde_json::to_string(&to).map_err(|_| Fault::broken("telling"))?;
    let insert = sql::personal_notice::INSERT.with(&[&to, &at, &id, &KIND, &about, &place]);
    mypage.batch([insert]).await?;
    health.batch([sql::telling::DELIVERED.with(&[&id, &now])]).await?;
    Ok(())
}

/// Every minute: what My Page does not have yet.
pub(crate) async fn deliver_waiting(env: &Env) {
    // A failure is in the log by its code; in a minute it is tried again.
    let _ = waiting(env).await;
}

/// `POST /ops/health/tellings`: the same, at once. Answers how many still wait, as far as it looked.
pub(crate) async fn bring(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Empty {}
    #[derive(Serialize)]
    struct Left {
        waiting: usize,
    }
    let Empty {} = body::json(&mut visit.request, MAX_BODY).await?;
    Ok(Reply::json(200, &Left { waiting: waiting(&visit.env).await? }))
}

async fn waiting(env: &Env) -> Result<usize, Fault> {
    #[derive(Deserialize)]
    struct Row {
        telling_id: String,
        sealed: String,
    }
    let (health, mypage) = (Database::<Health>::open(env)?, Database::<MyPage>::open(env)?);
    let rows = health.read(sql::telling::WAITING.with(&[])).await?.all::<Row>()?;
    if rows.is_empty() {
        return Ok(0);
    }
    let (config, now) = (Config::load(env)?, crate::router::now());
    // One that fails does not hold up the others.
    let mut left = 0;
    for row in &rows {
        let told = deliver(&config.secret, (&health, &mypage), (&row.telling_id, &row.sealed), now).await;
        left += usize::from(told.is_err());
    }
    Ok(left)
}
