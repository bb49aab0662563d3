//! Where a clinic touches the card of whoever is there.

use super::{Answer, AnswerKind, CardWords};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::pages::ceremony::{CeremonyWords, TapPanel};
use askama::Template;
use hibiki_domain::health::{eligibility::Told, sealed::open_told};

/// An answer is shown for so long: what is older is of somebody who was there before.
const SHOWN_SECS: i64 = 5 * 60;

#[derive(Template)]
#[template(path = "health/eligibility/desk.html")]
struct Desk {
    c: &'static CardWords,
    answer: Option<Answer>,
    ceremony_words: CeremonyWords,
    tap: TapPanel,
}

/// `GET /desk/health/check`
pub(crate) async fn show(visit: &Visit, clinic: Staff) -> Result<Reply, Fault> {
    let c = CardWords::of(visit.language);
    let open = |sealed| open_told(&visit.config.secret, &clinic.person.session, sealed).ok();
    let told = visit.query_value("answer").and_then(open).and_then(|text| Told::read(&text));
    let told = told.filter(|told| visit.now.0 - told.at.0 < SHOWN_SECS);
    let answer = told.map(|told| Answer::of(visit, told.verdict, AnswerKind::Unknown, told.at));
    let label = if answer.is_some() { c.tap_next } else { c.tap };
    let page = Desk {
        c,
        answer,
        ceremony_words: CeremonyWords::new(visit),
        tap: TapPanel::for_eligibility(visit, label),
    };
    let who = Who::Staff(&clinic.person.name);
    visit.page(Page { status: 200, title: c.check_title, main: &page, ceremonies: true, who }).await
}
