//! A guardian is added: found, named beside the child, and added. Every step is a form, so that nobody stands in an
//! address.

use super::{
    both::{CHOOSE, Named, back_to, carry_out, look_at_both},
    impossible, not_ones_own,
};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::{once::CommandKey, sql};
use crate::fault::Fault;
use crate::http::{body::Form, reply::Reply};
use crate::look::Reason;
use crate::pages::desk::{
    Why, open_reference, reference,
    residents::{self, Found, Typed},
};
use crate::pages::form;
use crate::random;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    guardian::{self, BeginReason, Impossible, adult_from},
    ids::{GuardianshipId, PersonId},
    language::Language,
};

/// A guardian is found for one child: the reference opens for no other.
fn for_child(child: &PersonId) -> String {
    format!("guardian of {child}")
}

#[derive(Template)]
#[template(path = "desk/guardian_find.html")]
struct FindPage {
    reference: String,
    kana: String,
    birth_date: String,
    problem: Option<&'static str>,
    found: Vec<Found>,
}

/// `POST /desk/guardians/find`: who is to be the guardian of the child on whose page it was typed.
pub(crate) async fn find(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let child = open_reference(visit, &staff, "act", form.one("reference")?)?;
    let typed = Typed::read(&form)?;
    let (status, problem, found) =
        match residents::find(visit, &staff, &typed, Why::Guardian, &for_child(&child)).await? {
            Ok(found) => (200, None, found),
            Err(problem) => (422, Some(problem), Vec::new()),
        };
    let Typed { kana, birth_date, .. } = typed;
    let reference = reference(visit, &staff, "act", &child)?;
    let page = FindPage { reference, kana, birth_date, problem, found };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "保護者をさがす", main: &page, ceremonies: false, who }).await
}

#[derive(Template)]
#[template(path = "desk/guardian_add.html")]
struct AddPage {
    problem: Option<&'static str>,
    key: String,
    reference: String,
    guardian_reference: String,
    child: Named,
    guardian: Named,
    last_day: String,
    reasons: &'static [BeginReason],
}

/// The two whom a form of [`find`] names, if the rules do not refuse them at sight.
async fn the_two(visit: &Visit, staff: &Staff, form: &Form) -> Result<(PersonId, PersonId), Fault> {
    let child = open_reference(visit, staff, "act", form.one("reference")?)?;
    let guardian = open_reference(visit, staff, &for_child(&child), form.one("guardian")?)?;
    if child == guardian {
        return Err(impossible(Impossible::SamePerson));
    }
    not_ones_own(visit, staff, &child, &guardian).await?;
    Ok((child, guardian))
}

/// `POST /desk/guardians/adding`: both are named before anything is done.
pub(crate) async fn adding(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let two = the_two(visit, &staff, &form).await?;
    show_adding(visit, &staff, two, None, form::new_key()?).await
}

async fn show_adding(
    visit: &Visit,
    staff: &Staff,
    (child_id, guardian_id): (PersonId, PersonId),
    problem: Option<&'static str>,
    key: String,
) -> Result<Reply, Fault> {
    let today = visit.now.day();
    let (child, guardian) = look_at_both(visit, staff, &child_id, &guardian_id).await?;
    let (child_born, guardian_born) = (child.born()?, guardian.born()?);
    guardian::can_begin(false, child_born, guardian_born, today).map_err(impossible)?;
    let page = AddPage {
        problem,
        key,
        reference: reference(visit, staff, "act", &child_id)?,
        guardian_reference: reference(visit, staff, &for_child(&child_id), &guardian_id)?,
        child: child.named(today)?,
        guardian: guardian.named(today)?,
        last_day: Words::of(Language::Japanese).day(adult_from(child_born).plus_days(-1)),
        reasons: BeginReason::ALL,
    };
    let status = if problem.is_some() { 422 } else { 200 };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status, title: "保護者を加える", main: &page, ceremonies: false, who }).await
}

/// `POST /desk/guardians/add`
pub(crate) async fn add(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let typed_key = form.one("key")?;
    let key = CommandKey::parse(typed_key, &staff.person.session)?;
    let two = the_two(visit, &staff, &form).await?;
    let Some(reason) = BeginReason::parse(form.optional("reason")?) else {
        return show_adding(visit, &staff, two, Some(CHOOSE), typed_key.to_owned()).await;
    };
    let (child, guardian) = two;
    let id = GuardianshipId::from_random(random::bytes()?);
    let (now, today) = (visit.now, visit.now.day());
    let insert = || {
        sql::guardianship::INSERT.with(&[
            &id.as_str(),
            &child.as_str(),
            &guardian.as_str(),
            &today,
            &reason.word(),
            &staff.person.id.as_str(),
            &now,
        ])
    };
    let look = Reason {
        what: "保護者とお子さんとして、窓口で登録しました", why: reason.label()
    };
    let location = back_to(visit, &staff, &child, "guardian")?;
    carry_out(visit, &staff, &key, (&child, &guardian), look, (&location, &insert)).await
}
