//! Challenges: made for one browser and one purpose, used up once, before any signature is looked at.

use crate::context::Visit;
use crate::db::{Identity, Query, Rows, sql};
use crate::fault::{Fault, Words};
use crate::http::cookie::{Jar, Token};
use crate::random;
use hibiki_domain::ids::PersonId;
use hibiki_protocol::{Challenge, Purpose, Want};
use serde::Deserialize;

/// A challenge lives so long.
const LIFETIME_SECS: i64 = 60;
/// Registering a passkey may take a person longer: the browser's window stays open for a minute.
const REGISTER_LIFETIME_SECS: i64 = 180;

/// What a challenge is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ceremony {
    PasskeyRegister,
    PasskeyAssert,
    Tap,
}

impl Ceremony {
    const fn word(self) -> &'static str {
        match self {
            Self::PasskeyRegister => "passkey-register",
            Self::PasskeyAssert => "passkey-assert",
            Self::Tap => "tap",
        }
    }
}

/// A challenge that was used up just now, by whom it was made for.
#[derive(Debug)]
pub(crate) struct UsedChallenge {
    pub(crate) challenge: Challenge,
    pub(crate) purpose: String,
    pub(crate) want: Option<Want>,
    pub(crate) subject: Option<PersonId>,
}

/// To whom a challenge is bound: a session, or a browser before anybody is logged in.
#[derive(Debug, Clone)]
pub(crate) struct Binding(String);

impl Binding {
    pub(crate) fn session(hash: &str) -> Self {
        Self(format!("session {hash}"))
    }

    pub(crate) fn browser(token: &Token) -> Self {
        Self(format!("browser {}", token.hash()))
    }

    /// The browser of this request, if it has asked for a challenge before.
    pub(crate) fn browser_of(visit: &Visit) -> Result<Self, Fault> {
        Token::read(&visit.request, Jar::Browser).map(|token| Self::browser(&token)).ok_or(STALE)
    }
}

const STALE: Fault = Fault::Conflict(Words {
    code: "challenge",
    title: [
        "時間が過ぎたか、一度使われた操作です",
        "時間（じかん）が すぎました",
        "This took too long, or was used before",
    ],
    detail: [
        "もう一度、最初のボタンからやり直してください。",
        "もういちど、はじめから してください。",
        "Please start again from the first button.",
    ],
});

/// Makes and stores a challenge.
pub(crate) async fn make(
    visit: &Visit,
    binding: &Binding,
    ceremony: Ceremony,
    purpose: &str,
    want: Option<Want>,
    subject: Option<&PersonId>,
) -> Result<Challenge, Fault> {
    let challenge = Challenge::from_bytes(random::bytes()?);
    let lifetime = if ceremony == Ceremony::PasskeyRegister { REGISTER_LIFETIME_SECS } else { LIFETIME_SECS };
    let query = sql::challenge::INSERT.with(&[
        &challenge.to_string(),
        &binding.0,
        &ceremony.word(),
        &purpose,
        &want.map(Want::as_str),
        &subject.map(PersonId::as_str),
        &visit.now,
        &visit.now.plus_secs(lifetime),
    ]);
    visit.identity()?.batch([query]).await?;
    Ok(challenge)
}

/// The one statement that uses a challenge up. Of two that race, one gets no row.
pub(crate) fn use_up(
    visit: &Visit,
    challenge: &Challenge,
    binding: &Binding,
    ceremony: Ceremony,
) -> Query<Identity> {
    sql::challenge::USE_UP.with(&[&challenge.to_string(), &binding.0, &ceremony.word(), &visit.now])
}

/// What [`use_up`] returned.
pub(crate) fn used(challenge: Challenge, rows: &Rows) -> Result<UsedChallenge, Fault> {
    #[derive(Deserialize)]
    struct Row {
        purpose: String,
        want: Option<String>,
        subject: Option<PersonId>,
    }
    let row = rows.first::<Row>()?.ok_or(STALE)?;
    let want = row.want.as_deref().and_then(Want::parse);
    Ok(UsedChallenge { challenge, purpose: row.purpose, want, subject: row.subject })
}

impl UsedChallenge {
    /// The purpose, for a tap.
    pub(crate) fn tap(&self) -> Result<(Purpose, Want), Fault> {
        Purpose::parse(&self.purpose).zip(self.want).ok_or_else(|| Fault::broken("challenge-purpose"))
    }
}
