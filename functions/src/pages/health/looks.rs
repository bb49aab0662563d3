//! Who looked at a record and who wrote in it, one's own looks too.

use super::{
    Ground, HealthWords, answer, consents,
    eligibility::CardWords,
    emergency, export, growth,
    medicine::{self, MedicineWords},
    reminders,
    vaccinated::{self, AnswerWords},
    vaccinations,
};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use crate::health::{
    Opened,
    anchor::{self, Anchors},
    consent,
    eligibility::{self, card},
    emergency::{SEALED, give_out::OPENED},
    epoch, guardians, inbox,
    log::{self, Kept, Note, Seen},
    recovery,
};
use crate::http::reply::Reply;
use askama::Template;
use futures_util::future::join;
use hibiki_domain::health::{category::Category, sealed::Turn};

/// Rows on a page. One more is read: each row's mac covers the one before it.
const ROWS: usize = 30;

#[derive(Template)]
#[template(path = "health/looks.html")]
struct Looks<'a> {
    g: &'a Ground,
    lines: Vec<Line>,
    /// What is said of rows that are gone behind the newest, and of those before a line.
    gone_at_end: Option<String>,
    earlier: Option<i64>,
}

struct Line {
    seq: i64,
    when: String,
    who: String,
    what: String,
    why: String,
    intact: bool,
    gone_before: Option<String>,
}

/// `GET /my/health/{whose}/looks`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let before: Option<i64> =
        visit.query_value("before").map(str::parse).transpose().map_err(|_| Fault::Malformed("before"))?;
    let keyring = subject.keyring()?;
    let most = i64::try_from(ROWS + 1).unwrap_or(i64::MAX);
    let newest = before.unwrap_or(i64::MAX >> 11);
    let (health, vault) = (visit.health()?, visit.vault()?);
    let load = || health.read(sql::access::OF_PERSON.with(&[&subject.pseudonym.as_str(), &newest, &most]));
    let (rows, anchors) = join(load(), vault.read(anchor::load(&subject.pseudonym))).await;
    let anchors = Anchors::of(&anchors?)?;
    let mut rows: Vec<Kept> = rows?.all()?;
    if before.is_none() && log::gone_at_end(&rows, &anchors) > 0 {
        // Both were asked at once; perhaps somebody only looked in between.
        rows = load().await?.all()?;
    }
    let earlier = rows.get(ROWS).map(|row| row.seq);
    let gone = |count: i64| (count > 0).then(|| g.h.looks_gone.replacen("{}", &count.to_string(), 1));
    let gone_at_end = before.is_none().then(|| log::gone_at_end(&rows, &anchors)).and_then(gone);
    let pepper = log::pepper_for(visit, &subject.pseudonym, &rows).await?;
    let seen = log::seen(visit, (keyring, pepper.as_ref()), &rows, earlier.is_none());
    let line = |seen: Seen| Line {
        seq: seen.seq,
        when: g.t.moment(seen.at),
        what: what(g.h, &seen),
        who: seen.note.as_ref().map_or_else(|| g.h.looks_unreadable.to_owned(), |note| who(g.h, note)),
        why: seen.note.as_ref().map(|note| why(g.h, note)).unwrap_or_default(),
        intact: seen.intact,
        gone_before: gone(seen.gone_before),
    };
    let lines = seen.into_iter().take(ROWS).map(line).collect();
    let page = Looks { lines, gone_at_end, earlier, g: &g };
    answer(visit, &opened, (200, g.h.looks_title), &page).await
}

/// What was done, in words.
fn what(h: &HealthWords, seen: &Seen) -> String {
    let word = seen.note.as_ref().map_or("", |note| note.what.as_str());
    let how = seen.note.as_ref().map_or("", |note| note.how.as_str());
    match word {
        recovery::FETCHED => return h.looks_recovery_fetched.to_owned(),
        recovery::SEALED => return h.looks_recovery_sealed.to_owned(),
        guardians::LET_GUARDIAN => return h.looks_let_guardian.to_owned(),
        guardians::LET_OWN => return h.looks_let_own.to_owned(),
        card::ON => return CardWords::of(h.language).log_on.to_owned(),
        card::OFF => return CardWords::of(h.language).log_off.to_owned(),
        card::RENEWED => return CardWords::of(h.language).log_renewed.to_owned(),
        _ => {}
    }
    if let Some(turn) = word.strip_prefix(epoch::WHAT).and_then(Turn::parse) {
        return epoch_words(h, turn).to_owned();
    }
    let place = match word {
        consent::GIVEN | consent::TAKEN_BACK => h.looks_consent_given,
        "overview" => h.overview_title,
        "timeline" => h.timeline_title,
        inbox::file::WHAT => h.looks_inbox,
        vaccinated::WHAT => AnswerWords::of(h.language).title,
        export::WHAT => h.export_title,
        growth::WHAT => h.growth_title,
        medicine::WHAT => MedicineWords::of(h.language).title,
        medicine::WHAT_SHOWN => MedicineWords::of(h.language).shown,
        medicine::WHAT_FILE => MedicineWords::of(h.language).given,
        vaccinations::WHAT => h.vaccinations_title,
        reminders::WHAT => h.calendar_title,
        vaccinations::WHAT_SCHOOL => h.school_title,
        emergency::WHAT => h.emergency_title,
        SEALED => h.looks_emergency_sealed,
        OPENED => return h.looks_emergency_opened.to_owned(),
        word => Category::parse(word).map_or(h.looks_other, |category| category.name(h.language)),
    };
    let done = match (word, how) {
        (consent::GIVEN, _) => h.looks_given,
        (consent::TAKEN_BACK, _) => h.looks_taken_back,
        (_, "staff-refused") => h.looks_refused,
        (_, eligibility::BY_CODE | eligibility::BY_CARD) => CardWords::of(h.language).log_checked,
        (_, eligibility::REFUSED) => CardWords::of(h.language).log_refused,
        _ if seen.wrote => h.looks_wrote,
        _ => h.looks_read,
    };
    format!("{place} ・ {done}")
}

fn who(h: &HealthWords, note: &Note) -> String {
    match note.how.as_str() {
        "town" => h.looks_town.to_owned(),
        eligibility::BY_CODE => CardWords::of(h.language).log_code.to_owned(),
        _ => note.who.clone(),
    }
}

/// That a new key was made, and why.
const fn epoch_words(h: &HealthWords, turn: Turn) -> &'static str {
    match turn {
        Turn::WayRemoved => h.looks_epoch_way,
        Turn::GuardianEnded => h.looks_epoch_guardian,
        Turn::GuardianRenewed => h.looks_epoch_renewed,
        Turn::RecoveryKey => h.looks_epoch_town,
        Turn::Recovered => h.looks_epoch_recovered,
    }
}

/// Why, in words: who reads as the person or as a guardian need not say it.
fn why(h: &HealthWords, note: &Note) -> String {
    match note.how.as_str() {
        "myself" => h.looks_myself.to_owned(),
        "guardian" => h.looks_guardian.to_owned(),
        eligibility::BY_CODE => CardWords::of(h.language).check_title.to_owned(),
        eligibility::BY_CARD | eligibility::REFUSED => CardWords::of(h.language).log_by_card.to_owned(),
        "town" => h.looks_asked.to_owned(),
        _ => consents::purpose_text(&note.why, h.language),
    }
}
