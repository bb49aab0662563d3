//! A check by a code: an open session makes it, whoever scans it uses it up.

use super::{BY_CODE, Checked, note};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::health::Subject;
use crate::random;
use hibiki_domain::{
    health::{
        eligibility::{Statement, Verdict},
        sealed::Ticket,
    },
    time::Timestamp,
};
use serde::Deserialize;

/// A code can be shown for so long.
const TICKET_SECS: i64 = 5 * 60;

/// Makes a code that says what `statement` says, once, and until when it does.
pub(crate) async fn make(
    visit: &Visit,
    subject: &Subject,
    statement: &Statement,
) -> Result<(Ticket, Timestamp), Fault> {
    let ticket = Ticket::from_random(random::bytes()?);
    let until = visit.now.plus_secs(TICKET_SECS);
    let sealed = ticket.seal(&subject.pseudonym, &statement.write(), random::bytes()?);
    let row = TicketRow { sealed, expires_at: until.0, mac: String::new() };
    let hash = ticket.hash();
    let mac = row.values(&hash, |values| visit.config.secret.row_mac("ticket", values));
    visit.health()?.batch([sql::ticket::INSERT.with(&[&hash, &row.sealed, &until, &mac])]).await?;
    Ok((ticket, until))
}

#[derive(Deserialize)]
struct TicketRow {
    sealed: String,
    expires_at: i64,
    mac: String,
}

impl TicketRow {
    fn values<T>(&self, hash: &str, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[hash.as_bytes(), self.sealed.as_bytes(), &self.expires_at.to_be_bytes()])
    }
}

/// Uses a code up and answers what it says; None if there is none such, or no longer.
pub(crate) async fn check(visit: &Visit, ticket: &Ticket) -> Result<Option<Verdict>, Fault> {
    let hash = ticket.hash();
    let found = visit.health()?.read(sql::ticket::LOAD.with(&[&hash, &visit.now])).await?;
    let Some(row) = found.first::<TicketRow>()? else { return Ok(None) };
    if !row.values(&hash, |values| visit.config.secret.row_is_ours("ticket", values, &row.mac)) {
        return Ok(None);
    }
    let Ok((person, says)) = ticket.open(&row.sealed) else { return Ok(None) };
    let Some(statement) = Statement::read(&says) else { return Ok(None) };
    let Some(checked) = Checked::load(visit, person).await? else { return Ok(None) };
    let person = &checked.person;
    // Whoever scans a code says no name: the holder shows it, and stands in the row.
    let note = note(String::new(), BY_CODE);
    let name = person.as_str();
    let used = checked
        .look(visit, (person, &note), &|look| {
            [
                sql::access::OF_TICKET.with(&[
                    &name,
                    &look.seq,
                    &visit.now,
                    &name,
                    &look.sealed,
                    &look.mac,
                    &hash,
                ]),
                sql::ticket::USE_UP.with(&[&hash, &name, &look.seq, &look.mac]),
            ]
        })
        .await?;
    Ok(used.any()?.then(|| statement.verdict(visit.now.day())))
}
