//! Beginning a session. Every log-in and every step-up gives a new session and ends the one before.

use crate::context::Visit;
use crate::db::{Identity, Query, sql};
use crate::fault::Fault;
use crate::http::cookie::Token;
use hibiki_domain::{ids::PersonId, session::Level};

/// A new session: the statements that store it, and the cookie.
pub(crate) struct NewSession {
    pub(crate) token: Token,
    pub(crate) queries: Vec<Query<Identity>>,
}

/// Prepares a session for a person who was just proven. The session of the request's cookie ends, whoever's it was.
pub(crate) fn begin(
    visit: &Visit,
    person: &PersonId,
    level: Level,
    ticket: Option<&str>,
) -> Result<NewSession, Fault> {
    let token = Token::new()?;
    let now = visit.now;
    let mut queries = vec![sql::session::INSERT.with(&[
        &token.hash(),
        &person.as_str(),
        &level.word(),
        &ticket,
        &device(visit),
        &now,
        &now.plus_secs(level.lifetime_secs()),
    ])];
    if let Some(before) = visit.session_hash() {
        queries.push(sql::session::END_ONE.with(&[&before, &now]));
    }
    Ok(NewSession { token, queries })
}

const NAMES: [[&str; 5]; 7] = [
    ["iPhone・Edge", "iPhone・Firefox", "iPhone・Chrome", "iPhone・Safari", "iPhone"],
    ["iPad・Edge", "iPad・Firefox", "iPad・Chrome", "iPad・Safari", "iPad"],
    ["Android・Edge", "Android・Firefox", "Android・Chrome", "Android", "Android"],
    ["Windows・Edge", "Windows・Firefox", "Windows・Chrome", "Windows", "Windows"],
    ["Mac・Edge", "Mac・Firefox", "Mac・Chrome", "Mac・Safari", "Mac"],
    ["Linux・Edge", "Linux・Firefox", "Linux・Chrome", "Linux", "Linux"],
    ["Edge", "Firefox", "Chrome", "Safari", "その他の端末"],
];

/// What the person recognises a device by: system and browser, in few words, never the whole user agent.
fn device(visit: &Visit) -> &'static str {
    let agent = visit.request.headers().get("user-agent").ok().flatten().unwrap_or_default();
    let has = |word: &str| agent.contains(word);
    let system = [("iPhone", 0), ("iPad", 1), ("Android", 2), ("Windows", 3), ("Mac OS", 4), ("Linux", 5)];
    let system = system.iter().find(|(word, _)| has(word)).map_or(6, |(_, place)| *place);
    let browser = if has("Edg/") {
        0
    } else if has("Firefox/") {
        1
    } else if has("Chrome/") {
        2
    } else if has("Safari/") {
        3
    } else {
        4
    };
    NAMES[system][browser]
}
