//! A guardianship ends from a day on: both people are named, then it is decided.

use super::{
    CHANGED, ENDED,
    both::{CHOOSE, Named, back_to, carry_out, look_at_both},
    not_ones_own,
};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::look::Reason;
use crate::pages::desk::{open_reference, reference};
use crate::pages::form;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    guardian::{Access, EndReason, Guardianship, adult_from, can_end_on},
    ids::{GuardianshipId, PersonId},
    language::Language,
    time::Day,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/guardian_end.html")]
struct EndPage {
    problem: Option<&'static str>,
    key: String,
    reference: String,
    id: String,
    was: String,
    child: Named,
    guardian: Named,
    decided: Option<String>,
    day: String,
    earliest: String,
    latest: String,
    reasons: Vec<(EndReason, bool)>,
}

/// One that somebody belongs to and that holds today.
#[derive(Deserialize)]
struct Held {
    child: PersonId,
    guardian: PersonId,
    until: Option<String>,
    child_born: String,
}

/// What a form about an end begins with: on whose page, and which.
async fn held(visit: &Visit, staff: &Staff, form: &Form) -> Result<(PersonId, GuardianshipId, Held), Fault> {
    let person = open_reference(visit, staff, "act", form.one("reference")?)?;
    let id = GuardianshipId::parse(form.one("id")?).map_err(|_| Fault::NotFound)?;
    let load = sql::guardianship::LOAD.with(&[&id.as_str(), &person.as_str()]);
    let held = visit.identity()?.read(load).await?.first::<Held>()?.ok_or(Fault::NotFound)?;
    not_ones_own(visit, staff, &held.child, &held.guardian).await?;
    Ok((person, id, held))
}

impl Held {
    /// As the rules see it.
    fn guardianship(&self) -> Result<Guardianship, Fault> {
        let day = |text: &str| Day::parse(text).map_err(|_| Fault::broken("guardianship-day"));
        Ok(Guardianship {
            child_born: day(&self.child_born)?,
            until: self.until.as_deref().map(day).transpose()?,
        })
    }
}

/// Refuses one that is over already.
fn still_open(guardianship: Guardianship, today: Day) -> Result<(), Fault> {
    match guardianship.access(today) {
        Access::Open { .. } => Ok(()),
        Access::Over { .. } => Err(Fault::Conflict(ENDED)),
    }
}

/// `POST /desk/guardians/ending`: both are named before anything is done.
pub(crate) async fn ending(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let (person, id, held) = held(visit, &staff, &form).await?;
    still_open(held.guardianship()?, visit.now.day())?;
    let typed = TypedEnd { key: form::new_key()?, day: visit.now.day().to_string(), reason: None };
    show_ending(visit, &staff, (&person, &id, held), typed, None).await
}

/// What was typed about an end.
struct TypedEnd {
    key: String,
    day: String,
    reason: Option<EndReason>,
}

async fn show_ending(
    visit: &Visit,
    staff: &Staff,
    (person, id, held): (&PersonId, &GuardianshipId, Held),
    typed: TypedEnd,
    problem: Option<&'static str>,
) -> Result<Reply, Fault> {
    let today = visit.now.day();
    let (child, guardian) = look_at_both(visit, staff, &held.child, &held.guardian).await?;
    let Guardianship { child_born, until } = held.guardianship()?;
    let t = Words::of(Language::Japanese);
    let page = EndPage {
        problem,
        key: typed.key,
        reference: reference(visit, staff, "act", person)?,
        id: id.to_string(),
        was: held.until.unwrap_or_default(),
        child: child.named(today)?,
        guardian: guardian.named(today)?,
        decided: until.map(|day| t.day(day)),
        day: typed.day,
        earliest: today.to_string(),
        latest: adult_from(child_born).plus_days(-1).to_string(),
        reasons: EndReason::ALL.iter().map(|reason| (*reason, typed.reason == Some(*reason))).collect(),
    };
    let status = if problem.is_some() { 422 } else { 200 };
    let who = Who::Staff(&staff.person.name);
    visit
        .page(Page {
            status, title: "保護者の登録を終わらせる", main: &page, ceremonies: false, who
        })
        .await
}

const NOT_THAT_DAY: &str = "見られなくなる日は、今日から、18歳の誕生日の前の日までで選んでください。";

/// `POST /desk/guardians/end`
pub(crate) async fn end(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let (person, id, held) = held(visit, &staff, &form).await?;
    let today = visit.now.day();
    // A second click finds what the first one did: it gets the first answer, not a refusal.
    if let Some(location) = visit.identity()?.answered(&key).await? {
        return Ok(Reply::see_other(&location));
    }
    let guardianship = held.guardianship()?;
    still_open(guardianship, today)?;
    if held.until.as_deref().unwrap_or_default() != form.one("was")? {
        return Err(Fault::Conflict(CHANGED));
    }
    let typed = TypedEnd {
        key: form.one("key")?.to_owned(),
        day: form.one("day")?.chars().take(10).collect(),
        reason: EndReason::parse(form.optional("reason")?),
    };
    let day = Day::parse(&typed.day).ok().filter(|day| can_end_on(*day, guardianship.child_born, today));
    let (Some(day), Some(reason)) = (day, typed.reason) else {
        let problem = if day.is_none() { NOT_THAT_DAY } else { CHOOSE };
        return show_ending(visit, &staff, (&person, &id, held), typed, Some(problem)).await;
    };
    let now = visit.now;
    let update = || {
        let by = staff.person.id.as_str();
        sql::guardianship::END.with(&[&id.as_str(), &day, &reason.word(), &by, &now])
    };
    let look = Reason {
        what: "保護者としてお子さんの情報を見られなくなる日を、窓口で登録しました",
        why: reason.label(),
    };
    let location = back_to(visit, &staff, &person, "guardian-ends")?;
    carry_out(visit, &staff, &key, (&held.child, &held.guardian), look, (&location, &update)).await
}
