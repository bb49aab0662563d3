//! Where a medic touches the card of somebody who cannot speak.

use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::pages::ceremony::{CeremonyWords, TapPanel};
use askama::Template;

#[derive(Template)]
#[template(path = "desk/emergency.html")]
struct Medic {
    shown: bool,
    bridge: String,
    ceremony_words: CeremonyWords,
    tap: TapPanel,
}

/// `GET /desk/health/emergency`
pub(crate) async fn show(visit: &Visit, medic: Staff) -> Result<Reply, Fault> {
    let page = Medic {
        shown: visit.query_value("done") == Some("shown"),
        bridge: visit.config.bridge_origin.clone(),
        ceremony_words: CeremonyWords::new(visit),
        tap: TapPanel::for_emergency(visit, "/desk/health/emergency?done=shown", "カードをかざして開く"),
    };
    let who = Who::Staff(&medic.person.name);
    visit.page(Page { status: 200, title: "緊急時の情報", main: &page, ceremonies: true, who }).await
}
