//! Card taps: log in, step up, bind a card at the counter, add a card of one's own.

use super::{browser_token, go_to, logged_in, safe_next};
use crate::auth::{
    Person, Staff,
    challenge::{self, Binding, Ceremony},
    log_in,
    tap::{self, NOT_FOR_THIS, Tapped, UNKNOWN_CARD},
};
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::look::{self, Reason};
use crate::random;
use hibiki_domain::{
    ids::{CardId, PersonId},
    role::Permission,
    session::{FreshProof, Level},
    tap::VerifiedTap,
};
use hibiki_protocol::{Challenge, IdentifierKind, Purpose, TapAssertion, Want};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChallengeRequest {
    purpose: Purpose,
    want: Want,
    /// At the counter: the person, as a reference of this session.
    #[serde(default)]
    subject: Option<String>,
}

#[derive(Serialize)]
struct ChallengeReply {
    challenge: Challenge,
    purpose: Purpose,
    want: Want,
}

/// `POST /api/tap/challenge`
pub(crate) async fn challenge(visit: &mut Visit) -> Result<Reply, Fault> {
    let ChallengeRequest { purpose, want, subject } = body::json(&mut visit.request, MAX_BODY).await?;
    let mut cookie = None;
    let (binding, subject) = match (purpose, want, subject) {
        (Purpose::LogIn, Want::Identifier | Want::Signature, None) => {
            let (token, new) = browser_token(visit)?;
            cookie = new;
            (Binding::browser(&token), None)
        }
        (Purpose::StepUp, Want::Signature, None) => {
            let person = visit.person().await?;
            (Binding::session(&person.session), Some(person.id))
        }
        (Purpose::CardAdd, Want::Binding | Want::Signature, None) => {
            let person = visit.person().await?;
            let _proof = person.fresh()?;
            (Binding::session(&person.session), Some(person.id))
        }
        (Purpose::CardBind, Want::Binding, Some(reference)) => {
            let staff = visit.staff(Permission::ServeResidents).await?;
            let person = crate::pages::desk::open_reference(visit, &staff, "bind", &reference)?;
            (Binding::session(&staff.person.session), Some(person))
        }
        _ => return Err(NOT_FOR_THIS),
    };
    let challenge =
        challenge::make(visit, &binding, Ceremony::Tap, purpose.as_str(), Some(want), subject.as_ref())
            .await?;
    let reply = Reply::json(200, &ChallengeReply { challenge, purpose, want });
    Ok(cookie.into_iter().fold(reply, Reply::cookie))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    challenge: Challenge,
    assertion: TapAssertion,
    #[serde(default)]
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    purpose: Purpose,
    challenge: Challenge,
    assertion: TapAssertion,
    #[serde(default)]
    next: Option<String>,
}

/// `POST /api/tap/login`: also the step-up.
pub(crate) async fn log_in(visit: &mut Visit) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct CardRow {
        card_id: String,
        person_id: PersonId,
    }
    let LogIn { purpose: stated, challenge, assertion, next } =
        body::json(&mut visit.request, MAX_BODY).await?;
    let binding = match stated {
        Purpose::LogIn => Binding::browser_of(visit)?,
        Purpose::StepUp => Binding::session(&visit.session_hash().ok_or(Fault::NotLoggedIn)?),
        Purpose::CardBind
        | Purpose::CardAdd
        | Purpose::HealthOpen
        | Purpose::EmergencyOpen
        | Purpose::EligibilityCheck => return Err(NOT_FOR_THIS),
    };
    let Tapped { used, purpose, tap } = tap::check(visit, &binding, challenge, &assertion).await?;
    let (find, level) = match (purpose, &tap.card_key, &tap.identifier) {
        (Purpose::LogIn | Purpose::StepUp, Some(key), None) => {
            let handle = visit.config.secret.key_handle(key.public_key_der());
            (sql::card::FIND_BY_KEY.with(&[&handle.as_str()]), Level::Pin)
        }
        (Purpose::LogIn, None, Some(identifier)) => {
            let handle = visit.config.secret.tap_handle(identifier);
            (sql::card::FIND_BY_TAP.with(&[&handle.as_str()]), Level::Tap)
        }
        _ => return Err(NOT_FOR_THIS),
    };
    let database = visit.identity()?;
    let card = database.read(find).await?.first::<CardRow>()?.ok_or(Fault::Invalid(UNKNOWN_CARD))?;
    if used.subject.is_some_and(|subject| subject != card.person_id) {
        return Err(Fault::Invalid(UNKNOWN_CARD));
    }
    let mut session = log_in::begin(visit, &card.person_id, level, None)?;
    let mut queries = std::mem::take(&mut session.queries);
    queries.push(sql::card::USED.with(&[&card.card_id, &visit.now]));
    database.batch_vec(queries).await?;
    Ok(logged_in(&session, safe_next(next.as_deref(), "/my")))
}

/// `POST /api/tap/bind`: the clerk binds the card of the person at the counter.
pub(crate) async fn bind(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let Answer { challenge, assertion, next } = body::json(&mut visit.request, MAX_BODY).await?;
    let binding = Binding::session(&staff.person.session);
    let Tapped { used, purpose, tap } = tap::check(visit, &binding, challenge, &assertion).await?;
    let (Purpose::CardBind, Some(person)) = (purpose, used.subject) else { return Err(NOT_FOR_THIS) };
    let card = NewCard::from_tap(visit, &tap)?;
    let reason = Reason { what: "カードを登録しました", why: "窓口での本人の申し出" };
    let results = look::look(visit, &staff, std::slice::from_ref(&person), reason, || {
        vec![card.insert(visit, &person)]
    })
    .await
    .map_err(card_taken)?;
    NewCard::written(&results)?;
    Ok(go_to(safe_next(next.as_deref(), "/desk/residents")))
}

/// `POST /api/tap/add`: a person adds a card of their own, after a fresh proof.
pub(crate) async fn add(visit: &mut Visit, person: Person, _proof: FreshProof) -> Result<Reply, Fault> {
    let Answer { challenge, assertion, .. } = body::json(&mut visit.request, MAX_BODY).await?;
    let binding = Binding::session(&person.session);
    let Tapped { used, purpose, tap } = tap::check(visit, &binding, challenge, &assertion).await?;
    if purpose != Purpose::CardAdd || used.subject.as_ref() != Some(&person.id) {
        return Err(NOT_FOR_THIS);
    }
    let card = NewCard::from_tap(visit, &tap)?;
    let results =
        visit.identity()?.batch_vec(vec![card.insert(visit, &person.id)]).await.map_err(card_taken)?;
    NewCard::written(&results)?;
    Ok(go_to(visit.href("/my/ways?done=card")))
}

/// A card that was read, before it is bound.
struct NewCard {
    id: CardId,
    tap_handle: Option<String>,
    key_handle: Option<String>,
    kind: &'static str,
    name: &'static str,
}

impl NewCard {
    fn from_tap(visit: &Visit, tap: &VerifiedTap) -> Result<Self, Fault> {
        let secret = &visit.config.secret;
        let (kind, name) = match (tap.identifier.as_ref().map(|identifier| identifier.kind), &tap.card_key) {
            (Some(IdentifierKind::CommonApplication | IdentifierKind::TownRecord) | None, _)
            | (_, Some(_)) => ("individual-number-card", "マイナンバーカード"),
            (Some(IdentifierKind::FelicaIdm), None) => ("felica", "ICカード（FeliCa）"),
            (Some(IdentifierKind::Uid), None) => ("uid", "ICカード"),
        };
        Ok(Self {
            id: CardId::from_random(random::bytes()?),
            tap_handle: tap.identifier.as_ref().map(|id| secret.tap_handle(id).as_str().to_owned()),
            key_handle: tap
                .card_key
                .as_ref()
                .map(|key| secret.key_handle(key.public_key_der()).as_str().to_owned()),
            kind,
            name,
        })
    }

    fn insert(&self, visit: &Visit, person: &PersonId) -> crate::db::Query<crate::db::Identity> {
        sql::card::INSERT.with(&[
            &self.id.as_str(),
            &person.as_str(),
            &self.tap_handle,
            &self.key_handle,
            &self.kind,
            &self.name,
            &visit.now,
        ])
    }

    fn written(results: &[crate::db::Rows]) -> Result<(), Fault> {
        let written = results.last().map(crate::db::Rows::any).transpose()?.unwrap_or(false);
        if written { Ok(()) } else { Err(Fault::Conflict(TOO_MANY_CARDS)) }
    }
}

const TOO_MANY_CARDS: Words = Words {
    code: "too-many-cards",
    title: ["カードが20枚あります", "カードが 20まい あります", "There are 20 cards already"],
    detail: [
        "使わないカードを外してから、もう一度登録してください。",
        "つかわない カードを はずしてください。",
        "Remove cards that are no longer used, then try again.",
    ],
};

/// The same card is bound already: to this person or to another.
fn card_taken(error: WriteError) -> Fault {
    match error {
        WriteError::Refused(constraint) if constraint.starts_with("card.") => Fault::Conflict(Words {
            code: "card-taken",
            title: [
                "このカードは、すでに登録されています",
                "この カードは もう 登録（とうろく）されています",
                "This card is registered already",
            ],
            detail: [
                "別の人に登録されているときは、先にその人の登録を外してください。",
                "わからない ときは、役場（やくば）に きいてください。",
                "If it is registered to somebody else, that must be removed first.",
            ],
        }),
        other => other.into(),
    }
}
