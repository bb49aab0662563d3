//! Removing a record and leaving.

use super::{Ground, answer, back_words::BackWords};
use crate::context::Visit;
use crate::fault::{Fault, Words};
use crate::health::{Opened, Relation, Subject, guardians, removal};
use crate::http::{body::Form, reply::Reply};
use askama::Template;

#[derive(Template)]
#[template(path = "health/leave.html")]
struct Leave<'a> {
    g: &'a Ground,
    b: &'static BackWords,
    /// What was typed and is not the word.
    wrong: Option<&'a str>,
    gone_from: String,
}

/// What confirms it, in any of the languages.
const CONFIRMED: [&str; 3] = ["消します", "けします", "DELETE"];

const BOTH_OPEN: Words = Words {
    code: "leave-both",
    title: [
        "もう一人の保護者も開ける記録なので、一人では消せません",
        "もうひとりの 保護者（ほごしゃ）も つかっています",
        "Another guardian opens this record too, so one alone cannot remove it",
    ],
    detail: [
        "消すときは、お二人で役場の窓口にご相談ください。何も消していません。",
        "ふたりで 役場（やくば）に 来（き）てください。",
        "Come to the town hall counter together. Nothing was removed.",
    ],
};

const CHILDREN_FIRST: Words = Words {
    code: "leave-children",
    title: [
        "お子さんの記録が、あなたの鍵で開いています",
        "子（こ）どもの 記録（きろく）を 開（ひら）く 鍵（かぎ）です",
        "Your children's records open with your key",
    ],
    detail: [
        "先に、お子さんの記録をもう一人の保護者も開けるようにするか、消してください。何も消していません。",
        "さきに、子（こ）どもの 記録（きろく）を どうするか きめてください。",
        "First let the other guardian open them too, or remove them. Nothing was removed.",
    ],
};

/// Whether this record can be removed by whoever has it open.
async fn may(visit: &Visit, opened: &Opened, subject: &Subject) -> Result<(), Fault> {
    subject.keyring()?;
    match subject.relation {
        Relation::MyChild if guardians::opens_for_another(visit, opened, subject).await? => {
            Err(Fault::Conflict(BOTH_OPEN))
        }
        Relation::MyChild => Ok(()),
        Relation::Myself => {
            let children = opened.subjects.iter().filter(|other| other.relation == Relation::MyChild);
            for child in children.filter(|child| child.keyring.is_some()) {
                if !guardians::opens_for_another(visit, opened, child).await? {
                    return Err(Fault::Conflict(CHILDREN_FIRST));
                }
            }
            Ok(())
        }
    }
}

/// `GET /my/health/{whose}/leave`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    // Opening the record once more is the proof.
    let _proof = opened.person.fresh().map_err(|_| Fault::RecordClosed)?;
    may(visit, &opened, opened.subject(whose)?).await?;
    page(visit, &opened, whose, None).await
}

async fn page(visit: &Visit, opened: &Opened, whose: &str, wrong: Option<&str>) -> Result<Reply, Fault> {
    let (g, b) = (Ground::of(visit, opened.subject(whose)?), BackWords::of(visit.language));
    let gone_from = g.t.day(removal::gone_from(visit.now.day()));
    let page = Leave { g: &g, b, wrong, gone_from };
    answer(visit, opened, (if wrong.is_some() { 422 } else { 200 }, b.leave_title), &page).await
}

/// `POST /my/health/{whose}/leave`: whoever sends it again is led to where a record is opened.
pub(crate) async fn leave(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let _proof = opened.person.fresh().map_err(|_| Fault::RecordClosed)?;
    let form = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    may(visit, &opened, subject).await?;
    let typed = form.one("confirm")?;
    if !CONFIRMED.contains(&typed.trim()) {
        return page(visit, &opened, whose, Some(typed)).await;
    }
    removal::remove(visit, &subject.pseudonym, &[&subject.pseudonym, &opened.own()?.person]).await?;
    let day = removal::gone_from(visit.now.day());
    Ok(Reply::see_other(&visit.href(&format!("/my/health/open?done=left&day={day}"))))
}
