//! Every night: what has expired is forgotten.

use crate::auth::emergency_bridge;
use crate::config::Config;
use crate::db::{Database, Health, Identity, MyPage, Public, Vault, sql};
use crate::fault::Fault;
use crate::health::{IDLE_SECS, guardians, removal};
use hibiki_domain::time::Timestamp;
use worker::Env;

/// Repeats of a command are recognised for so long.
const KEEP_ANSWERS_SECS: i64 = 2 * 86_400;
/// A person sees ended sessions for so long.
const KEEP_SESSIONS_SECS: i64 = 90 * 86_400;

/// A recording of which not all parts came is kept for so long.
const KEEP_UNFINISHED_SECS: i64 = 86_400;
/// What was published stays at the desk until the site that has it is certainly on the net.
const KEEP_PUBLISHED_SECS: i64 = 7 * 86_400;

/// Lines of an inbox are recognised for so many days when they are sent again.
const KEEP_LINES_DAYS: i32 = 400;

/// In the town's Worker: challenges, answers, guesses, old sessions, used codes, imports and recordings that were never
/// finished, and files that the site has.
pub(crate) async fn of_town(env: &Env) {
    // A failure is in the log by its code; tomorrow night it is tried again.
    let _ = sweep_town(env, crate::router::now()).await;
}

/// In the Worker of the health pages: answers, parts of tables, lines that are not recognised any more, consents and
/// requests that ended, summaries for bridges that are none; and whom a removal or a guardianship's end left something of.
pub(crate) async fn of_health(env: &Env) {
    let _ = sweep_health(env, crate::router::now()).await;
}

const fn before(now: Timestamp, secs: i64) -> Timestamp {
    Timestamp(now.0 - secs)
}

async fn sweep_health(env: &Env, now: Timestamp) -> Result<(), Fault> {
    Database::<Health>::open(env)?
        .batch([
            sql::health_idempotency::FORGET.with(&[&before(now, KEEP_ANSWERS_SECS)]),
            sql::import_part::FORGET.with(&[&before(now, 86_400)]),
            sql::inbox::FORGET_LINES.with(&[&now.day().plus_days(-KEEP_LINES_DAYS)]),
            sql::consent_grant::FORGET.with(&[&now]),
            sql::telling::FORGET.with(&[&before(now, KEEP_ANSWERS_SECS)]),
            sql::envelope::REMOVE_OTHERS.with(&[&emergency_bridges(env).await?]),
            sql::lock_request::FORGET.with(&[&now]),
            sql::ticket::FORGET.with(&[&now]),
        ])
        .await?;
    Database::<Vault>::open(env)?.batch([sql::opened::FORGET.with(&[&now, &before(now, IDLE_SECS)])]).await?;
    removal::repeat(env, now).await?;
    guardians::take_back_ended(env, now).await
}

async fn sweep_town(env: &Env, now: Timestamp) -> Result<(), Fault> {
    Database::<Identity>::open(env)?
        .batch([
            sql::challenge::FORGET.with(&[&now]),
            sql::guess::FORGET.with(&[&now]),
            sql::idempotency::FORGET.with(&[&before(now, KEEP_ANSWERS_SECS)]),
            sql::session::FORGET.with(&[&before(now, KEEP_SESSIONS_SECS)]),
            sql::register::FORGET_UNFINISHED.with(&[&before(now, 86_400)]),
            sql::person::FORGET_UNINVITED.with(&[&before(now, 7 * 86_400)]),
        ])
        .await?;
    Database::<MyPage>::open(env)?
        .batch([sql::mypage_idempotency::FORGET.with(&[&before(now, KEEP_ANSWERS_SECS)])])
        .await?;
    Database::<Public>::open(env)?
        .batch([
            sql::public_idempotency::FORGET.with(&[&before(now, KEEP_ANSWERS_SECS)]),
            sql::desk_file::FORGET_UNFINISHED.with(&[&before(now, KEEP_UNFINISHED_SECS)]),
            sql::desk_file::LET_GO_PARTS.with(&[&before(now, KEEP_PUBLISHED_SECS)]),
            sql::desk_file::LET_GO.with(&[&before(now, KEEP_PUBLISHED_SECS)]),
        ])
        .await?;
    Ok(())
}

/// The key ids of the bridges for which summaries are kept.
async fn emergency_bridges(env: &Env) -> Result<String, Fault> {
    let config = Config::load(env)?;
    let bridges = emergency_bridge::counting(&Database::open(env)?, &config.secret).await?;
    let key_ids: Vec<String> = bridges.iter().map(|bridge| bridge.key_id.to_string()).collect();
    serde_json::to_string(&key_ids).map_err(|_| Fault::broken("bridges"))
}
