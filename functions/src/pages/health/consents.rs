//! The consent desk: who may read what, for how long and why; giving a consent, and taking it back.

use super::{Ground, answer, consent_words::ConsentWords};
use crate::context::{Page, Visit, Who};
use crate::db::once::CommandKey;
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    consent::{self, New, NotGiven, Shown, State},
    work::{self, Recipient, Recipients},
};
use crate::http::{body::Form, reply::Reply};
use crate::pages::ceremony::{CeremonyWords, PasskeyButton, TapPanel};
use crate::pages::form::{self, short_text};
use askama::Template;
use hibiki_domain::{
    health::{
        category::Category,
        consent::{LONGEST_DAYS, MOST_WORDS, Purpose, Reason, ends_at},
    },
    ids::ConsentId,
    language::Language,
    time::{Day, Timestamp},
};

#[derive(Template)]
#[template(path = "health/consents.html")]
struct Consents<'a> {
    g: &'a Ground,
    c: &'static ConsentWords,
    done: Option<&'static str>,
    now: Vec<Line>,
    earlier: Vec<Line>,
}

struct Line {
    id: String,
    from: String,
    until: String,
    state: String,
    /// None when the row is not as it was written.
    said: Option<Said>,
}

struct Said {
    who: String,
    what: String,
    why: String,
    by: String,
}

impl Line {
    fn of(g: &Ground, c: &'static ConsentWords, shown: Shown) -> Self {
        let said = shown.agreed.map(|agreed| Said {
            who: format!("{}　{}", agreed.office, agreed.name),
            what: Category::parse(&agreed.category)
                .map_or_else(|| agreed.category.clone(), |category| category.name(c.language).to_owned()),
            why: purpose_text(&agreed.purpose, c.language),
            by: agreed.by,
        });
        let state = match shown.state {
            State::Holds => String::new(),
            State::TakenBack(at) => c.state_taken_back.replacen("{}", &g.t.day_of(at), 1),
            State::Ended => c.state_ended.to_owned(),
            State::KeyGone => c.state_key_gone.to_owned(),
        };
        Self {
            id: shown.id,
            from: g.t.day_of(shown.from),
            until: g.t.day(Timestamp(shown.until - 1).day()),
            state,
            said,
        }
    }
}

/// A purpose for people; what is no purpose from the list is said as it stands.
pub(super) fn purpose_text(text: &str, language: Language) -> String {
    Purpose::read(text).map_or_else(|| text.to_owned(), |purpose| purpose.text(language))
}

/// `GET /my/health/{whose}/consents`
pub(crate) async fn list(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let c = ConsentWords::of(visit.language);
    let consents = consent::of_person(visit, subject).await?;
    let (now, earlier): (Vec<Shown>, Vec<Shown>) =
        consents.into_iter().partition(|shown| shown.state == State::Holds);
    let lines = |consents: Vec<Shown>| consents.into_iter().map(|shown| Line::of(&g, c, shown)).collect();
    let page = Consents {
        done: match visit.query_value("done") {
            Some("given") => Some(c.done_given),
            Some("ended") => Some(c.done_ended),
            _ => None,
        },
        now: lines(now),
        earlier: lines(earlier),
        c,
        g: &g,
    };
    answer(visit, &opened, (200, g.h.consents_title), &page).await
}

/// What was typed.
#[derive(Default)]
struct Typed {
    recipient: String,
    category: String,
    reason: String,
    words: String,
    until: String,
}

#[derive(Template)]
#[template(path = "health/consents_new.html")]
struct NewPage<'a> {
    g: &'a Ground,
    c: &'static ConsentWords,
    key: String,
    recipients: Vec<Choice>,
    /// Somebody's key was changed, and cannot be chosen.
    forged: bool,
    categories: Vec<(&'static str, &'static str)>,
    reasons: Vec<(&'static str, &'static str)>,
    typed: &'a Typed,
    problem: Option<(&'static str, &'static str)>,
    most_words: usize,
    earliest: String,
    latest: String,
}

/// Somebody who can be chosen.
struct Choice {
    id: String,
    who: String,
    role: &'static str,
    reads: String,
}

#[derive(Template)]
#[template(path = "health/consents_proof.html")]
struct Proof<'a> {
    g: &'a Ground,
    c: &'static ConsentWords,
    ceremony_words: CeremonyWords,
    passkey: PasskeyButton,
    card: TapPanel,
}

/// `GET /my/health/{whose}/consents/new`
pub(crate) async fn new(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    if opened.person.fresh().is_err() {
        return proof(visit, &opened, subject).await;
    }
    let recipients = work::recipients(visit).await?;
    form(visit, (&opened, subject), &recipients, &Typed::default(), (form::new_key()?, None)).await
}

/// A new step-up would be a new session, in which the record is shut: it is opened again instead.
async fn proof(visit: &Visit, opened: &Opened, subject: &Subject) -> Result<Reply, Fault> {
    let g = Ground::of(visit, subject);
    let c = ConsentWords::of(visit.language);
    let next = format!("{}/consents/new", g.base);
    let passkey = PasskeyButton::for_health(visit, &next, g.h.open_passkey);
    let card = TapPanel::for_health(visit, &next, g.h.open_card);
    let page = Proof { ceremony_words: CeremonyWords::new(visit), passkey, card, c, g: &g };
    let who = Who::Resident(&opened.person.name);
    visit.page(Page { status: 200, title: c.proof_title, main: &page, ceremonies: true, who }).await
}

async fn form(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    recipients: &Recipients,
    typed: &Typed,
    (key, problem): (String, Option<(&'static str, &'static str)>),
) -> Result<Reply, Fault> {
    let g = Ground::of(visit, subject);
    let c = ConsentWords::of(visit.language);
    let language = visit.language;
    let reached = |category: &&Category| recipients.all.iter().any(|one| one.scope.contains(category));
    let names = |scope: &[Category]| {
        let names: Vec<&str> = scope.iter().map(|category| category.name(language)).collect();
        names.join(if language == Language::English { ", " } else { "、" })
    };
    let choice = |one: &Recipient| Choice {
        id: one.id.as_str().to_owned(),
        who: format!("{}　{}", one.office, one.name),
        role: one.role.label(),
        reads: names(one.scope),
    };
    let today = visit.now.day();
    let page = NewPage {
        key,
        recipients: recipients.all.iter().map(choice).collect(),
        forged: recipients.forged,
        categories: Category::ALL
            .iter()
            .filter(reached)
            .map(|one| (one.word(), one.name(language)))
            .collect(),
        reasons: Reason::ALL.iter().map(|one| (one.word(), one.name(language))).collect(),
        typed,
        problem,
        most_words: MOST_WORDS,
        earliest: today.to_string(),
        latest: today.plus_days(LONGEST_DAYS).to_string(),
        c,
        g: &g,
    };
    let status = if problem.is_some() { 422 } else { 200 };
    answer(visit, opened, (status, c.new_title), &page).await
}

/// What was chosen, or which field is wrong and what to do.
fn check<'a>(
    c: &'static ConsentWords,
    recipients: &'a [Recipient],
    typed: &Typed,
    today: Day,
) -> Result<New<'a>, (&'static str, &'static str)> {
    let recipient = recipients.iter().find(|one| one.id.as_str() == typed.recipient);
    let recipient = recipient.ok_or(("recipient", c.problem_who))?;
    let category = Category::parse(&typed.category).ok_or(("category", c.problem_what))?;
    if !recipient.scope.contains(&category) {
        return Err(("category", c.problem_scope));
    }
    let words = match typed.words.trim() {
        "" => Some(String::new()),
        words => short_text(words, MOST_WORDS),
    };
    let purpose = Reason::parse(&typed.reason).zip(words);
    let purpose = purpose.and_then(|(reason, words)| Purpose::new(reason, &words).ok());
    let purpose = purpose.ok_or(("reason", c.problem_why))?;
    let until = Day::parse(&typed.until).ok().and_then(|last| ends_at(today, last));
    Ok(New { recipient, category, purpose, until: until.ok_or(("until", c.problem_until))? })
}

/// `POST /my/health/{whose}/consents`
pub(crate) async fn give(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let sent = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let key = sent.one("key")?;
    let command = CommandKey::parse(key, &opened.person.session)?;
    let typed = Typed {
        recipient: sent.optional("recipient")?.to_owned(),
        category: sent.optional("category")?.to_owned(),
        reason: sent.optional("reason")?.to_owned(),
        words: sent.optional("words")?.to_owned(),
        until: sent.optional("until")?.to_owned(),
    };
    if opened.person.fresh().is_err() {
        return proof(visit, &opened, subject).await;
    }
    let location = visit.href(&format!("/my/health/{whose}/consents?done=given"));
    if let Some(location) = visit.health()?.answered(&command).await? {
        return Ok(Reply::see_other(&location)); // a second click
    }
    let recipients = work::recipients(visit).await?;
    let c = ConsentWords::of(visit.language);
    let problem = match check(c, &recipients.all, &typed, visit.now.day()) {
        Ok(new) => match consent::give(visit, (&opened, subject), &new, (&command, &location)).await? {
            Ok(location) => return Ok(Reply::see_other(&location)),
            Err(NotGiven::Twice) => ("category", c.problem_twice),
            Err(NotGiven::RecipientGone) => ("recipient", c.problem_who),
        },
        Err(problem) => problem,
    };
    form(visit, (&opened, subject), &recipients, &typed, (key.to_owned(), Some(problem))).await
}

/// `POST /my/health/{whose}/consents/{id}/end`: needs no fresh proof, because it only ever shuts. A second click changes
/// nothing.
pub(crate) async fn end(visit: &mut Visit, whose: &str, id: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let _nothing = Form::read(&mut visit.request).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let id = ConsentId::parse(id).map_err(|_| Fault::NotFound)?;
    consent::take_back(visit, (&opened, subject), &id).await?;
    Ok(Reply::see_other(&visit.href(&format!("/my/health/{whose}/consents?done=ended"))))
}
