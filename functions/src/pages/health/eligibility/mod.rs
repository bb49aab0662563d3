//! A card that shows a right: large on its page, as a code that its holder shows once, ready for a tap at a clinic if its
//! holder wants that; and what the clinic sees of it.

pub(crate) mod desk;
mod words;

use super::{Ground, answer, year};
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    eligibility::{SHELF, card, code},
    entries::{self, Kept},
};
use crate::http::{body::Form, reply::Reply};
use crate::pages::qr::{self, Drawn};
use askama::Template;
use hibiki_domain::{
    health::{
        checkup::Kind,
        eligibility::{Basis, Statement, Verdict},
        sealed::Ticket,
    },
    time::Timestamp,
};
use qrcodegen::{QrCode, QrCodeEcc};
pub(super) use words::CardWords;

/// A card as its page shows it.
pub(super) struct Shown {
    pub(super) c: &'static CardWords,
    pub(super) name: String,
    pub(super) issuer: String,
    pub(super) from: Option<String>,
    pub(super) until: Option<String>,
    /// What can be checked of it; None for other kinds of cards, and without a last day.
    pub(super) check: Option<Checkable>,
}

pub(super) struct Checkable {
    /// Whether it is valid today, in words.
    pub(super) state: &'static str,
    /// Whether a clinic can ask by a tap.
    pub(super) by_card: bool,
    /// Where both are asked for.
    pub(super) at: String,
}

/// The card of an entry, if it is one.
pub(super) async fn shown(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    g: &Ground,
    kept: &Kept,
) -> Result<Option<Shown>, Fault> {
    let Some(entry) = kept.now.as_ref() else { return Ok(None) };
    let Some(sheet) = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::Eligibility) else {
        return Ok(None);
    };
    let (c, today) = (CardWords::of(visit.language), visit.now.day());
    let day = |key: &str, text: &str| sheet.day(key).map(|day| text.replace("{}", &g.t.day(day)));
    let options = Kind::Eligibility.field("card").map(|field| field.options(c.language)).unwrap_or_default();
    let kind = options.into_iter().find(|(word, _)| sheet.text("card") == Some(word));
    let check = match Statement::of(entry) {
        None => None,
        Some(statement) => Some(Checkable {
            state: match statement.verdict(today) {
                Verdict::Valid { .. } => c.valid,
                Verdict::NotValid if sheet.day("from").is_some_and(|from| today < from) => c.not_yet,
                Verdict::NotValid => c.expired,
            },
            by_card: card::keep_up(visit, opened, subject).await?,
            at: at(g, kept.record.as_str()),
        }),
    };
    Ok(Some(Shown {
        c,
        name: kind.map(|(_, label)| label.to_owned()).unwrap_or_default(),
        issuer: sheet.text("issuer").unwrap_or_default().to_owned(),
        from: day("from", c.from),
        until: day("until", c.until),
        check,
    }))
}

/// Where a card's own page is.
fn at(g: &Ground, record: &str) -> String {
    format!("{}/{}/{record}", g.base, SHELF.category.word())
}

/// The card that an address names, and what it says.
async fn statement_of(
    visit: &Visit,
    opened: &Opened,
    subject: &Subject,
    record: &str,
) -> Result<Statement, Fault> {
    let kept = entries::one(visit, opened, subject, (SHELF.category, year(visit)?), record).await?;
    kept.now.as_ref().and_then(Statement::of).ok_or(Fault::NotFound)
}

#[derive(Template)]
#[template(path = "health/eligibility/code.html")]
struct Code<'a> {
    g: &'a Ground,
    c: &'static CardWords,
    qr: Drawn,
    address: String,
    until: String,
    at: String,
}

/// `POST /my/health/{whose}/eligibility/{record}/code`: each press makes another code.
pub(crate) async fn code(visit: &mut Visit, whose: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let _nothing = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    let statement = statement_of(visit, &opened, subject, record).await?;
    let (ticket, until) = code::make(visit, subject, &statement).await?;
    let (g, c) = (Ground::of(visit, subject), CardWords::of(visit.language));
    let address = format!("{}/my/health/check/{}", visit.config.rp.origin, ticket.to_text());
    let code = QrCode::encode_text(&address, QrCodeEcc::Medium).map_err(|_| Fault::broken("qr"))?;
    let page = Code {
        qr: qr::drawn(&code),
        address,
        until: c.code_until.replace("{}", &g.t.clock(until)),
        at: at(&g, record),
        c,
        g: &g,
    };
    answer(visit, &opened, (200, c.code_title), &page).await
}

/// `POST /my/health/{whose}/eligibility/{record}/card`: whether clinics may ask by a tap, for all cards of this record.
pub(crate) async fn by_card(visit: &mut Visit, whose: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let form = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    let on = match form.one("go")? {
        "on" => true,
        "off" => false,
        _ => return Err(Fault::Malformed("go")),
    };
    statement_of(visit, &opened, subject, record).await?;
    card::switch(visit, &opened, subject, on).await?;
    let done = if on { "card-on" } else { "card-off" };
    Ok(Reply::see_other(&format!("{}?done={done}", at(&Ground::of(visit, subject), record))))
}

/// What a clinic is told.
struct Answer {
    c: &'static CardWords,
    kind: AnswerKind,
    when: String,
}

enum AnswerKind {
    /// Until when, and who says so.
    Valid(String, &'static str),
    NotValid,
    /// A code that is none, or none any more.
    Gone,
    /// A card of which nothing can be said.
    Unknown,
}

impl Answer {
    fn of(visit: &Visit, verdict: Option<Verdict>, otherwise: AnswerKind, at: Timestamp) -> Self {
        let (c, t) = (CardWords::of(visit.language), visit.words());
        let kind = match verdict {
            None => otherwise,
            Some(Verdict::NotValid) => AnswerKind::NotValid,
            Some(Verdict::Valid { until, basis }) => {
                let until = c.until.replace("{}", &t.day(until));
                AnswerKind::Valid(until, if basis == Basis::Town { c.by_town } else { c.by_own })
            }
        };
        Self { c, kind, when: c.checked_at.replace("{}", &t.moment(at.0)) }
    }
}

#[derive(Template)]
#[template(path = "health/eligibility/check.html")]
struct Check {
    c: &'static CardWords,
    action: String,
    answer: Option<Answer>,
}

/// `GET /my/health/check/{code}`: opening it uses nothing up, since programs that look ahead open addresses too.
pub(crate) async fn check(visit: &Visit, code: &str) -> Result<Reply, Fault> {
    let ticket = Ticket::parse(code).ok_or(Fault::NotFound)?;
    checked(visit, &ticket, (200, None)).await
}

/// `POST /my/health/check/{code}`
pub(crate) async fn use_up(visit: &mut Visit, code: &str) -> Result<Reply, Fault> {
    let _nothing = Form::read(&mut visit.request).await?;
    let ticket = Ticket::parse(code).ok_or(Fault::NotFound)?;
    let verdict = code::check(visit, &ticket).await?;
    let status = if verdict.is_some() { 200 } else { 410 };
    let answer = Answer::of(visit, verdict, AnswerKind::Gone, visit.now);
    checked(visit, &ticket, (status, Some(answer))).await
}

async fn checked(
    visit: &Visit,
    ticket: &Ticket,
    (status, answer): (u16, Option<Answer>),
) -> Result<Reply, Fault> {
    let c = CardWords::of(visit.language);
    let action = visit.href(&format!("/my/health/check/{}", ticket.to_text()));
    let page = Check { c, action, answer };
    visit.page(Page { status, title: c.check_title, main: &page, ceremonies: false, who: Who::Nobody }).await
}
