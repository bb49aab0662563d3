//! A letter's code and the birth date: the way to a first passkey at home.

use super::ceremony::CeremonyWords;
use super::form::short_text;
use crate::auth::{self, log_in};
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::{body::Form, cookie::Jar, reply::Reply};
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    code::{self, CodeKind, OneTimeCode},
    ids::PersonId,
    session::Level,
    time::Day,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "start.html")]
struct Start<'a> {
    t: &'static Words,
    action: String,
    wrong: bool,
    code: &'a str,
    year: &'a str,
    month: &'a str,
    day: &'a str,
}

#[derive(Template)]
#[template(path = "register.html")]
struct Register {
    t: &'static Words,
    ceremony_words: CeremonyWords,
    api: String,
}

/// `GET /start`
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let empty = Start {
        t: visit.words(),
        action: visit.href("/start"),
        wrong: false,
        code: "",
        year: "",
        month: "",
        day: "",
    };
    render(visit, 200, &empty).await
}

async fn render(visit: &Visit, status: u16, page: &Start<'_>) -> Result<Reply, Fault> {
    // The script only copies the code of a QR from the address into the field; without it the person types.
    let title = page.t.start_title;
    visit.page(Page { status, title, main: page, ceremonies: true, who: Who::Nobody }).await
}

/// `POST /start`
pub(crate) async fn submit(visit: &mut Visit) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        letter_id: String,
        person_id: PersonId,
        birth_date: String,
    }
    let form = Form::read(&mut visit.request).await?;
    let field = |name| form.one(name).map(|typed| short_text(typed, 40).unwrap_or_default());
    let (typed_code, year, month, day) = (field("code")?, field("year")?, field("month")?, field("day")?);

    let code = OneTimeCode::parse(&typed_code).ok();
    // The wait is counted for this client and this code: somebody else's guesses cost the person nothing.
    let target = code.as_ref().map_or("", OneTimeCode::as_str).to_owned();
    let guess = begin_guess(visit, &target).await?;
    let database = visit.identity()?;
    let found = match &code {
        Some(code) => {
            let hash = visit.config.secret.code_hash(CodeKind::Letter, code);
            database.read(sql::letter::FIND.with(&[&hash, &visit.now])).await?.first::<Row>()?
        }
        None => None,
    };
    let born = birth_date(&year, &month, &day);
    let good = found.filter(|row| born.is_some_and(|born| row.birth_date == born.to_string()));
    let Some(letter) = good else {
        let page = Start {
            t: visit.words(),
            action: visit.href("/start"),
            wrong: true,
            code: &typed_code,
            year: &year,
            month: &month,
            day: &day,
        };
        return render(visit, 422, &page).await;
    };
    guess.succeeded(visit).await?;
    let ticket = format!("letter {}", letter.letter_id);
    let session = log_in::begin(visit, &letter.person_id, Level::Letter, Some(&ticket))?;
    database.batch_vec(session.queries).await?;
    Ok(Reply::see_other(&visit.href("/start/passkey")).cookie(session.token.set(Jar::Session)))
}

fn birth_date(year: &str, month: &str, day: &str) -> Option<Day> {
    let narrow = |text: &str| -> Option<i16> {
        let digits: String = text
            .chars()
            .map(|c| match c {
                '０'..='９' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                other => other,
            })
            .collect();
        digits.parse().ok()
    };
    Day::new(narrow(year)?, u8::try_from(narrow(month)?).ok()?, u8::try_from(narrow(day)?).ok()?).ok()
}

/// `GET /start/passkey`: for the holder of a code.
pub(crate) async fn passkey(visit: &Visit) -> Result<Reply, Fault> {
    if auth::holder(visit).await?.is_none() {
        return Ok(Reply::see_other(&visit.href("/start")));
    }
    register_page(visit, Who::Nobody).await
}

/// The page on which a passkey is registered.
pub(crate) async fn register_page(visit: &Visit, who: Who<'_>) -> Result<Reply, Fault> {
    let t = visit.words();
    let page = Register { t, ceremony_words: CeremonyWords::new(visit), api: visit.href("/api") };
    visit.page(Page { status: 200, title: t.register_title, main: &page, ceremonies: true, who }).await
}

/// A try that has been counted before it is checked.
pub(crate) struct Guess {
    bucket: String,
}

/// Counts a try of this client at `target`, or says how long it has to wait.
pub(crate) async fn begin_guess(visit: &Visit, target: &str) -> Result<Guess, Fault> {
    #[derive(Deserialize)]
    struct Until {
        not_before: i64,
    }
    let client = visit.request.headers().get("cf-connecting-ip").ok().flatten().unwrap_or_default();
    let bucket = visit.config.secret.guess_bucket(&client, target);
    let now = visit.now;
    let waits = serde_json::to_string(&code::WAITS_SECS).unwrap_or_default();
    let [counted, until] = visit
        .identity()?
        .batch([
            sql::guess::BEGIN.with(&[&bucket, &now, &code::forget_at(now), &waits]),
            sql::guess::UNTIL.with(&[&bucket]),
        ])
        .await?;
    if counted.any()? {
        return Ok(Guess { bucket });
    }
    let until = until.first::<Until>()?.map_or(now.0, |row| row.not_before);
    Err(Fault::Wait((until - now.0).max(1)))
}

impl Guess {
    /// The try was right: what is known of the client is forgotten.
    pub(crate) async fn succeeded(self, visit: &Visit) -> Result<(), Fault> {
        visit.identity()?.batch([sql::guess::CLEAR.with(&[&self.bucket])]).await?;
        Ok(())
    }
}
