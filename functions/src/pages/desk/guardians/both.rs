//! What every step about two people has in common.

use super::{GONE, refused};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Database, Identity, Query, Rows, once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::look::{self, Reason};
use crate::pages::desk::{Why, reference};
use crate::words::Words;
use hibiki_domain::{ids::PersonId, language::Language, time::Day};
use serde::Deserialize;

/// What a page says when no reason was chosen.
pub(super) const CHOOSE: &str = "理由を選んでください。";

/// Somebody as a page names them, so that nobody is taken for somebody else.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) kana: String,
    pub(super) birth_date: String,
    pub(super) age: u8,
    pub(super) district: String,
}

/// Somebody as the register has them.
#[derive(Deserialize)]
pub(super) struct Row {
    person_id: PersonId,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

impl Row {
    /// Born on.
    pub(super) fn born(&self) -> Result<Day, Fault> {
        Day::parse(&self.birth_date).map_err(|_| Fault::broken("birth-date"))
    }

    /// For a page.
    pub(super) fn named(self, today: Day) -> Result<Named, Fault> {
        let born = self.born()?;
        Ok(Named {
            name: self.name,
            kana: self.kana,
            birth_date: Words::of(Language::Japanese).day(born),
            age: born.age_on(today),
            district: self.district,
        })
    }
}

/// Child and guardian, with the look at both of them.
pub(super) async fn look_at_both(
    visit: &Visit,
    staff: &Staff,
    child: &PersonId,
    guardian: &PersonId,
) -> Result<(Row, Row), Fault> {
    let reason = Reason {
        what: "保護者の手続きのため、名前・生年月日・地区を見ました",
        why: Why::Guardian.label(),
    };
    let both = [child.clone(), guardian.clone()];
    let list = serde_json::to_string(&both).unwrap_or_default();
    let results =
        look::look(visit, staff, &both, reason, || vec![sql::resident::LIST.with(&[&list])]).await?;
    let rows = results.last().map(Rows::all::<Row>).transpose()?.unwrap_or_default();
    let [one, other] = <[Row; 2]>::try_from(rows).map_err(|_| Fault::Conflict(GONE))?;
    Ok(if one.person_id == *child { (one, other) } else { (other, one) })
}

/// Carries something out once, with its look at both people; a repeat gets the first answer.
pub(super) async fn carry_out(
    visit: &Visit,
    staff: &Staff,
    key: &CommandKey,
    (child, guardian): (&PersonId, &PersonId),
    reason: Reason,
    (location, query): (&str, &dyn Fn() -> Query<Identity>),
) -> Result<Reply, Fault> {
    let both = [child.clone(), guardian.clone()];
    let written = look::look(visit, staff, &both, reason, || {
        vec![Database::<Identity>::remember(key, location, visit.now), query()]
    })
    .await;
    match written {
        Ok(_) => Ok(Reply::see_other(location)),
        Err(error) => match refused(&error) {
            Some(fault) => Err(fault),
            None => Ok(Reply::see_other(&visit.identity()?.first_answer(key, error).await?)),
        },
    }
}

/// Back to the page from which a step began.
pub(super) fn back_to(visit: &Visit, staff: &Staff, person: &PersonId, done: &str) -> Result<String, Fault> {
    let why = Why::Guardian.word();
    Ok(format!("/desk/residents/{why}/{}?done={done}", reference(visit, staff, why, person)?))
}
