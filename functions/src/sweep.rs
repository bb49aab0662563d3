//! Every night: what has expired is forgotten.

use crate::auth::emergency_bridge;
use crate::config::Config;
use crate::db::{Database, Health, Identity, MyPage, Public, Vault, sql};
use crate::fault::Fault;
use crate::health::{IDLE_SECS, guardians, removal};
use crate::router::HEALTH;
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

/// Forgets challenges, answers, guesses, old sessions, used codes, imports and recordings that were never finished, and files that
/// the site has.
pub(crate) async fn forget_what_has_expired(env: &Env) {
    // A failure is in the log by its code; tomorrow night it is tried again.
    let _ = sweep(env).await;
}

async fn sweep(env: &Env) -> Result<(), Fault> {
    let now = crate::router::now();
    let before = |secs: i64| Timestamp(now.0 - secs);
    if HEALTH {
        Database::<Health>::open(env)?
            .batch([
                sql::health_idempotency::FORGET.with(&[&before(KEEP_ANSWERS_SECS)]),
                sql::import_part::FORGET.with(&[&before(86_400)]),
                sql::inbox::FORGET_LINES.with(&[&now.day().plus_days(-KEEP_LINES_DAYS)]),
                sql::consent_grant::FORGET.with(&[&now]),
                sql::telling::FORGET.with(&[&before(KEEP_ANSWERS_SECS)]),
                sql::envelope::REMOVE_OTHERS.with(&[&emergency_bridges(env).await?]),
                sql::lock_request::FORGET.with(&[&now]),
                sql::ticket::FORGET.with(&[&now]),
            ])
            .await?;
        Database::<Vault>::open(env)?.batch([sql::opened::FORGET.with(&[&now, &before(IDLE_SECS)])]).await?;
        removal::repeat(env, now).await?;
        guardians::take_back_ended(env, now).await?;
        return Ok(());
    }
    Database::<Identity>::open(env)?
        .batch([
            sql::challenge::FORGET.with(&[&now]),
            sql::guess::FORGET.with(&[&now]),
            sql::idempotency::FORGET.with(&[&before(KEEP_ANSWERS_SECS)]),
            sql::session::FORGET.with(&[&before(KEEP_SESSIONS_SECS)]),
            sql::register::FORGET_UNFINISHED.with(&[&before(86_400)]),
            sql::person::FORGET_UNINVITED.with(&[&before(7 * 86_400)]),
        ])
        .await?;
    Database::<MyPage>::open(env)?
        .batch([sql::mypage_idempotency::FORGET.with(&[&before(KEEP_ANSWERS_SECS)])])
        .await?;
    Database::<Public>::open(env)?
        .batch([
            sql::public_idempotency::FORGET.with(&[&before(KEEP_ANSWERS_SECS)]),
            sql::desk_file::FORGET_UNFINISHED.with(&[&before(KEEP_UNFINISHED_SECS)]),
            sql::desk_file::LET_GO_PARTS.with(&[&before(KEEP_PUBLISHED_SECS)]),
            sql::desk_file::LET_GO.with(&[&before(KEEP_PUBLISHED_SECS)]),
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
