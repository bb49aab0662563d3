//! Who is whose guardian, at the counter: the list on a resident's page, a guardian who is added, an end that is decided.
//!
//! Each step stands in the access log of both people. Who is of the family decides nothing about it as staff.

mod add;
mod both;
mod end;
mod section;

pub(crate) use add::{add, adding, find};
pub(crate) use end::{end, ending};
pub(super) use section::Section;

use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Identity, Query, WriteError, sql};
use crate::fault::{Fault, Words};
use crate::look::Reason;
use hibiki_domain::{guardian::Impossible, ids::PersonId};
use serde::Deserialize;

/// What those read who are shown on the page of somebody of their family.
pub(super) const SEEN: Reason = Reason {
    what: "ご家族の手続きで、名前・年齢と、保護者の登録が表示されました",
    why: super::Why::Guardian.label(),
};

#[derive(Deserialize)]
struct IdRow {
    person_id: PersonId,
}

/// Who is or was a guardian or a child of somebody.
pub(super) async fn family(visit: &Visit, person: &PersonId) -> Result<Vec<PersonId>, Fault> {
    let rows = visit.identity()?.read(sql::guardianship::FAMILY.with(&[&person.as_str()])).await?;
    Ok(rows.all::<IdRow>()?.into_iter().map(|row| row.person_id).collect())
}

/// The statement for [`Section::new`]; its names are of `family` alone, at whom the look is written.
pub(super) fn ask(person: &PersonId, family: &[PersonId]) -> Query<Identity> {
    let list = serde_json::to_string(family).unwrap_or_default();
    sql::guardianship::OF_PERSON.with(&[&person.as_str(), &list])
}

/// Nobody decides as staff about themselves or their own family.
async fn not_ones_own(
    visit: &Visit,
    staff: &Staff,
    child: &PersonId,
    guardian: &PersonId,
) -> Result<(), Fault> {
    let me = &staff.person.id;
    if child == me || guardian == me || family(visit, child).await?.contains(me) {
        return Err(Fault::Invalid(ONES_OWN));
    }
    Ok(())
}

/// What a page says where the rule refuses.
const fn impossible(why: Impossible) -> Fault {
    Fault::Invalid(match why {
        Impossible::SamePerson => SAME_PERSON,
        Impossible::ChildIsAdult => CHILD_IS_ADULT,
        Impossible::GuardianIsMinor => GUARDIAN_IS_MINOR,
    })
}

/// What it says where the database refuses, which asks the same.
fn refused(error: &WriteError) -> Option<Fault> {
    let WriteError::Refused(constraint) = error else { return None };
    match constraint.as_str() {
        "guardianship.gone" => Some(Fault::Conflict(GONE)),
        "guardianship.child" => Some(impossible(Impossible::ChildIsAdult)),
        "guardianship.guardian" => Some(impossible(Impossible::GuardianIsMinor)),
        "guardianship.twice" => Some(Fault::Conflict(TWICE)),
        "guardianship.ended" => Some(Fault::Conflict(ENDED)),
        _ => None,
    }
}

const ONES_OWN: Words = Words {
    code: "own-family",
    title: [
        "自分や自分の家族の保護者の登録は、自分では変えられません",
        "じぶんの 家族（かぞく）は かえられません",
        "Nobody changes the guardians of their own family",
    ],
    detail: [
        "ほかの職員に頼んでください。何も変わっていません。",
        "ほかの 人（ひと）に たのんでください。",
        "Ask a colleague. Nothing was changed.",
    ],
};

const SAME_PERSON: Words = Words {
    code: "same-person",
    title: ["本人を、本人の保護者にはできません", "おなじ 人（ひと）です", "Nobody is their own guardian"],
    detail: [
        "お子さんのページに戻り、保護者になる人をさがし直してください。",
        "もういちど さがしてください。",
        "Go back to the child's page and look for the guardian again.",
    ],
};

const CHILD_IS_ADULT: Words = Words {
    code: "child-is-adult",
    title: [
        "18歳になっているので、保護者を加えられません",
        "18さいに なっています",
        "This person is of age and has no guardian",
    ],
    detail: [
        "18歳の誕生日からは、ご本人だけが自分の情報を見ます。何も変わっていません。",
        "本人（ほんにん）だけが 見（み）ます。",
        "From the 18th birthday people see their own data alone. Nothing was changed.",
    ],
};

const GUARDIAN_IS_MINOR: Words = Words {
    code: "guardian-is-minor",
    title: [
        "18歳になっていない人は、保護者として加えられません",
        "18さいに なっていません",
        "Who is not of age cannot be added as a guardian",
    ],
    detail: [
        "未成年の親に代わって親権を行う人（親の親など）を加えてください。何も変わっていません。",
        "おとなの 人（ひと）を えらんでください。",
        "Add the person who exercises parental authority in their place. Nothing was changed.",
    ],
};

const TWICE: Words = Words {
    code: "guardian-already",
    title: [
        "この人は、すでに保護者として登録されています",
        "もう 登録（とうろく）されています",
        "This person is a guardian of the child already",
    ],
    detail: [
        "お子さんのページを開き直して、いまの登録を確かめてください。何も変わっていません。",
        "もういちど 見（み）てください。",
        "Open the child's page again and look at what holds now. Nothing was changed.",
    ],
};

const GONE: Words = Words {
    code: "not-in-register",
    title: [
        "お子さんか保護者が、住民の登録から外れています",
        "この 人（ひと）は 登録（とうろく）に ありません",
        "The child or the guardian is no longer in the register",
    ],
    detail: [
        "住民をさがし直して、登録を確かめてください。何も変わっていません。",
        "もういちど さがしてください。",
        "Look for the person again. Nothing was changed.",
    ],
};

const ENDED: Words = Words {
    code: "guardian-ended",
    title: [
        "この保護者の登録は、すでに終わっています",
        "もう おわっています",
        "This guardianship has ended already",
    ],
    detail: [
        "もう見られなくなっています。何も変わっていません。また保護者になったときは、新しく加えてください。",
        "もう 見（み）られません。",
        "Access is over. Nothing was changed. If it begins again, add it anew.",
    ],
};

const CHANGED: Words = Words {
    code: "guardian-changed",
    title: [
        "別の職員が、先に終わる日を登録しました",
        "ほかの 人（ひと）が さきに かえました",
        "A colleague decided about this guardianship in the meantime",
    ],
    detail: [
        "ページを開き直して、登録された日を確かめてください。あなたの操作では、何も変わっていません。",
        "もういちど 見（み）てください。",
        "Open the page again and look at the day. You changed nothing.",
    ],
};
