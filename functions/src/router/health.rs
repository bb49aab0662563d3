//! The addresses of the Worker of the health pages.

use super::apart;
use crate::context::Visit;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::pages::{desk, health as health_pages};
use crate::{api, health::emergency::tell, ops};
use hibiki_domain::role::Permission::{
    CheckEligibility, OpenEmergency, ReadHealth, ServeResidents, WriteHealth,
};

pub(super) async fn get(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        // First: the name of a person stands where «close» does.
        segments if is_post(segments) => Err(Fault::Method),
        ["my", "health"] => apart(health_pages::home::show(visit)).await,
        ["my", "health", "open"] => apart(health_pages::open::show(visit)).await,
        ["my", "health", "recovery"] => apart(health_pages::recovery::show(visit)).await,
        ["desk", "health", "recoveries", why, reference] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::recoveries::show(visit, staff, why, reference)).await
        }
        ["ops", "health", "recoveries"] => {
            apart(ops::recoveries::waiting(visit, ops::operator(visit)?)).await
        }
        ["my", "health", "check", code] => apart(health_pages::eligibility::check(visit, code)).await,
        ["my", "health", whose] => apart(health_pages::overview::show(visit, whose)).await,
        ["my", "health", whose, "keys"] => apart(health_pages::keys::show(visit, whose)).await,
        ["my", "health", whose, "leave"] => apart(health_pages::leave::show(visit, whose)).await,
        ["my", "health", whose, "timeline"] => apart(health_pages::timeline::show(visit, whose)).await,
        ["my", "health", whose, "looks"] => apart(health_pages::looks::show(visit, whose)).await,
        ["my", "health", whose, "consents"] => apart(health_pages::consents::list(visit, whose)).await,
        ["my", "health", whose, "consents", "new"] => apart(health_pages::consents::new(visit, whose)).await,
        ["my", "health", whose, "export"] => apart(health_pages::export::show(visit, whose)).await,
        ["my", "health", whose, "medicine", "scan"] => apart(health_pages::scan::show(visit, whose)).await,
        ["my", "health", whose, "emergency", "summary"] => {
            apart(health_pages::emergency::show(visit, whose)).await
        }
        ["desk", "health", "emergency"] => {
            apart(health_pages::medic::show(visit, visit.staff(OpenEmergency).await?)).await
        }
        ["desk", "health", "check"] => {
            apart(health_pages::eligibility::desk::show(visit, visit.staff(CheckEligibility).await?)).await
        }
        ["my", "health", whose, "medicine", "book"] => {
            apart(health_pages::medicine::book::show(visit, whose)).await
        }
        ["my", "health", whose, "medicine", "show"] => {
            apart(health_pages::medicine::counter::show(visit, whose)).await
        }
        ["my", "health", whose, "growth"] => apart(health_pages::growth::show(visit, whose)).await,
        ["my", "health", whose, "vaccinations"] => {
            apart(health_pages::vaccinations::show(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "next.ics"] => {
            apart(health_pages::reminders::file(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "answer"] => {
            apart(health_pages::vaccinated::show(visit, whose)).await
        }
        ["my", "health", whose, "vaccinations", "school"] => {
            apart(health_pages::vaccinations::school(visit, whose)).await
        }
        ["my", "health", whose, "diary", record, "picture"] => {
            apart(health_pages::diary::show(visit, whose, record)).await
        }
        ["my", "health", whose, "vitals", "charts"] => {
            apart(health_pages::vitals::charts::show(visit, whose)).await
        }
        ["my", "health", whose, "vitals", "import"] => {
            apart(health_pages::vitals::import::show(visit, whose)).await
        }
        ["my", "health", whose, category] => apart(health_pages::list::show(visit, whose, category)).await,
        ["my", "health", whose, category, record] => {
            apart(health_pages::entry::show(visit, whose, category, record)).await
        }
        ["my", "health", whose, category, "new", kind] => {
            apart(health_pages::edit::new(visit, whose, category, kind)).await
        }
        ["my", "health", whose, category, record, "edit"] => {
            apart(health_pages::edit::edit(visit, whose, category, record)).await
        }
        ["desk", "health"] => apart(desk::health::find::form(visit, visit.staff(WriteHealth).await?)).await,
        ["desk", "health", "import"] => {
            apart(desk::health::import::form(visit, visit.staff(WriteHealth).await?)).await
        }
        ["desk", "health", "write", reference, kind] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::write::show(visit, staff, reference, kind)).await
        }
        ["desk", "health", "read"] => apart(desk::reading::list(visit, visit.staff(ReadHealth).await?)).await,
        ["desk", "health", "read", reference] => {
            apart(desk::reading::one(visit, visit.staff(ReadHealth).await?, reference)).await
        }
        ["desk", "health", "key"] => apart(desk::work_key::show(visit, visit.staff(ReadHealth).await?)).await,
        _ => Err(Fault::NotFound),
    }
}

#[allow(clippy::too_many_lines)] // one table of addresses is easier to check than two halves of one
pub(super) async fn post(visit: &mut Visit, segments: &[&str]) -> Result<Reply, Fault> {
    match segments {
        ["my", "health", whose, "diary", record, "picture"] => {
            apart(health_pages::diary::take(visit, whose, record)).await
        }
        ["my", "health", "close"] => apart(health_pages::home::close(visit)).await,
        ["my", "health", whose, "keys"] => apart(health_pages::keys::let_in(visit, whose)).await,
        ["my", "health", whose, "leave"] => apart(health_pages::leave::leave(visit, whose)).await,
        ["my", "health", "check", code] => apart(health_pages::eligibility::use_up(visit, code)).await,
        ["my", "health", whose, "eligibility", record, "code"] => {
            apart(health_pages::eligibility::code(visit, whose, record)).await
        }
        ["my", "health", whose, "eligibility", record, "card"] => {
            apart(health_pages::eligibility::by_card(visit, whose, record)).await
        }
        ["my", "health", whose, "begin"] => apart(health_pages::home::begin(visit, whose)).await,
        ["my", "health", whose, "consents"] => apart(health_pages::consents::give(visit, whose)).await,
        ["my", "health", whose, "consents", id, "end"] => {
            apart(health_pages::consents::end(visit, whose, id)).await
        }
        ["my", "health", whose, category, record, "withdraw"] => {
            apart(health_pages::edit::withdraw(visit, whose, category, record)).await
        }
        ["my", "health", whose, "export"] => apart(health_pages::export::download(visit, whose)).await,
        ["my", "health", whose, "medicine", "scan"] => apart(health_pages::scan::take(visit, whose)).await,
        ["my", "health", whose, "medicine", "book"] => {
            apart(health_pages::medicine::book::file(visit, whose)).await
        }
        ["my", "health", whose, "vitals", "import"] => {
            apart(health_pages::vitals::import::take(visit, whose)).await
        }
        ["my", "health", whose, category, "new", kind] => {
            apart(health_pages::edit::create(visit, whose, category, kind)).await
        }
        ["my", "health", whose, category, record, "edit", kind] => {
            apart(health_pages::edit::correct(visit, whose, (category, kind), record)).await
        }
        ["api", "health", "passkey", "challenge"] | ["api", "health", "back", "passkey", "challenge"] => {
            apart(api::health::challenge(visit)).await
        }
        ["api", "health", "back", "tap", "open"] => apart(api::health_tap::ask_back(visit)).await,
        ["api", "health", "passkey", "open"] => apart(api::health::open(visit)).await,
        ["api", "health", "tap", "challenge"] | ["api", "health", "back", "tap", "challenge"] => {
            apart(api::health_tap::challenge(visit)).await
        }
        ["api", "health", "tap", "open"] => apart(api::health_tap::open(visit)).await,
        ["desk", "health"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::find::search(visit, staff)).await
        }
        ["desk", "health", "open"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::find::open(visit, staff)).await
        }
        ["desk", "health", "import"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::upload(visit, staff)).await
        }
        ["desk", "health", "import", "send"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::send(visit, staff)).await
        }
        ["desk", "health", "import", "rest"] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::import::rest(visit, staff)).await
        }
        ["desk", "health", "write", reference, kind] => {
            let staff = visit.staff(WriteHealth).await?;
            apart(desk::health::write::act(visit, staff, reference, kind)).await
        }
        ["desk", "health", "key", "discard"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(desk::work_key::discard(visit, staff)).await
        }
        ["api", "health", "work", "passkey", "challenge"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(api::health_work::challenge(visit, staff)).await
        }
        ["api", "health", "work", "passkey", "open"] => {
            let staff = visit.staff(ReadHealth).await?;
            apart(api::health_work::open(visit, staff)).await
        }
        ["api", "health", "tap", "emergency"] => {
            let medic = visit.staff(OpenEmergency).await?;
            apart(api::health_tap::emergency(visit, medic)).await
        }
        ["api", "health", "tap", "eligibility"] => {
            let clinic = visit.staff(CheckEligibility).await?;
            apart(api::health_tap::eligibility(visit, clinic)).await
        }
        ["ops", "health", "tellings"] => {
            let operator = ops::operator(visit)?;
            apart(tell::bring(visit, operator)).await
        }
        ["api", "health", "back", "passkey", "open"] => apart(api::health::ask_back(visit)).await,
        ["desk", "health", "recoveries", "confirm"] => {
            let staff = visit.staff(ServeResidents).await?;
            apart(desk::recoveries::confirm(visit, staff)).await
        }
        ["ops", "health", "recoveries", "fetch"] => {
            apart(ops::recoveries::fetch(visit, ops::operator(visit)?)).await
        }
        ["ops", "health", "recoveries", "seal"] => {
            apart(ops::recoveries::seal(visit, ops::operator(visit)?)).await
        }
        segments if is_get(segments) => Err(Fault::Method),
        _ => Err(Fault::NotFound),
    }
}

/// Addresses that only take POST: opening one says so instead of «not found».
fn is_post(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["api", "health", ..]
            | ["ops", "health", "tellings"]
            | ["my", "health", "close"]
            | ["desk", "health", "recoveries", "confirm"]
            | ["ops", "health", "recoveries", "fetch" | "seal"]
            | ["my", "health", _, "begin"]
            | ["my", "health", _, "consents", _, "end"]
            | ["my", "health", _, _, _, "withdraw"]
            | ["desk", "health", "key", "discard"]
            | ["my", "health", _, "eligibility", _, "code" | "card"]
            | ["my", "health", _, _, _, "edit", _]
            | ["desk", "health", "open"]
            | ["desk", "health", "import", "send" | "rest"]
    )
}

/// Addresses that only take GET.
fn is_get(segments: &[&str]) -> bool {
    matches!(
        segments,
        ["my", "health"]
            | ["my", "health", "open" | "recovery"]
            | ["desk", "health", "recoveries", _, _]
            | ["ops", "health", "recoveries"]
            | ["my", "health", _, "timeline" | "looks" | "growth" | "vaccinations"]
            | ["my", "health", _, "vaccinations", "school" | "answer" | "next.ics"]
            | ["my", "health", _, "consents", "new"]
            | ["my", "health", _, "emergency", "summary"]
            | ["desk", "health", "emergency" | "key" | "read" | "check"]
            | ["my", "health", _, "medicine", "show"]
            | ["my", "health", _, "vitals", "charts"]
            | ["my", "health", _, _, _, "edit"]
            | ["desk", "health", "read", _]
    )
}
