//! Reading a person's data as staff: no row in the access log, no read.
//!
//! The rows are written and the data is read in one transaction. When somebody else's look takes the same place
//! in the log at the same moment, the whole batch fails and is tried again behind theirs, a random moment later.

use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Identity, Query, Rows, WriteError, sql};
use crate::fault::Fault;
use crate::random;
use hibiki_domain::{
    access_log::{self, Head, LogRow, Look},
    ids::PersonId,
};
use serde::Deserialize;
use std::time::Duration;
use worker::Delay;

/// The name of this log: it keys its macs and its anchor.
pub(crate) const LOG: &str = "identity";
/// Two statements each: within the 50 that the free plan allows a request.
const TRIES: u8 = 20;

/// What staff do and why: the words that the person will read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reason {
    pub(crate) what: &'static str,
    pub(crate) why: &'static str,
}

/// Writes a look at each of these people and runs `queries` in the same transaction.
pub(crate) async fn look<F>(
    visit: &Visit,
    staff: &Staff,
    people: &[PersonId],
    reason: Reason,
    queries: F,
) -> Result<Vec<Rows>, WriteError>
where
    F: Fn() -> Vec<Query<Identity>>,
{
    let seen: Vec<_> = people.iter().map(|person| (person, reason)).collect();
    look_at(visit, staff, &seen, &queries).await
}

/// The same where people are seen for different reasons. It is not generic: the Worker has one copy of it.
pub(crate) async fn look_at(
    visit: &Visit,
    staff: &Staff,
    people: &[(&PersonId, Reason)],
    queries: &dyn Fn() -> Vec<Query<Identity>>,
) -> Result<Vec<Rows>, WriteError> {
    let database = visit.identity().map_err(WriteError::Fault)?;
    let key = visit.config.secret.log_key(LOG);
    let looks: Vec<Look> = people
        .iter()
        .map(|(person, reason)| Look {
            at: visit.now.0,
            person_id: person.as_str().to_owned(),
            staff_id: staff.person.id.as_str().to_owned(),
            staff: staff.person.name.clone(),
            office: staff.office.clone(),
            what: reason.what.to_owned(),
            why: reason.why.to_owned(),
        })
        .collect();
    for tried in 0..TRIES {
        stand_back(tried).await.map_err(WriteError::Fault)?;
        let head = database
            .read(sql::access_log::HEAD.with(&[]))
            .await
            .and_then(|rows| rows.first::<Head>())
            .map_err(WriteError::Fault)?;
        let rows = access_log::append(&key, head.as_ref(), looks.clone());
        let mut batch: Vec<_> = rows.iter().map(insert).collect();
        let written = batch.len();
        batch.extend(queries());
        match database.batch_vec(batch).await {
            Ok(mut results) => {
                if let Some(last) = rows.last() {
                    anchor(visit, last).await.map_err(WriteError::Fault)?;
                }
                return Ok(results.split_off(written));
            }
            Err(WriteError::Refused(constraint)) if constraint == "access_log.seq" => {}
            Err(error) => return Err(error),
        }
    }
    Err(WriteError::Fault(Fault::broken("access-log-busy")))
}

/// Those who met at the log do not all come back at once.
async fn stand_back(tried: u8) -> Result<(), Fault> {
    if tried == 0 {
        return Ok(());
    }
    let [dice] = random::bytes::<1>()?;
    let longest = 10 * u64::from(tried.min(10));
    Delay::from(Duration::from_millis(u64::from(dice) * longest / 255)).await;
    Ok(())
}

fn insert(row: &LogRow) -> Query<Identity> {
    let LogRow { seq, look, mac } = row;
    sql::access_log::INSERT.with(&[
        seq,
        &look.at,
        &look.person_id,
        &look.staff_id,
        &look.staff,
        &look.office,
        &look.what,
        &look.why,
        mac,
    ])
}

/// Notes in another database how far the log has got. A later end is never overwritten by an earlier one.
async fn anchor(visit: &Visit, last: &LogRow) -> Result<(), Fault> {
    visit.public()?.batch([sql::log_anchor::RAISE.with(&[&LOG, &last.seq, &last.mac])]).await?;
    Ok(())
}

/// A look as the person reads it.
#[derive(Debug, Deserialize)]
pub(crate) struct SeenLook {
    pub(crate) at: i64,
    pub(crate) staff: String,
    pub(crate) office: String,
    pub(crate) what: String,
    pub(crate) why: String,
}
