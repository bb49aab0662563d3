//! Passkeys: log in, step up, register.

use super::{browser_token, go_to, logged_in, safe_next};
use crate::auth::{
    self,
    challenge::{self, Binding, Ceremony},
    log_in,
};
use crate::context::Visit;
use crate::db::{Identity, Query, WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::random;
use hibiki_domain::{
    ids::{GrantId, InviteId, LetterId, PersonId},
    passkey::{self, NewPasskey, PasskeyError, StoredPasskey},
    session::Level,
};
use hibiki_protocol::Challenge;
use serde::Deserialize;
use webauthn_rs_core::proto::{PublicKeyCredential, RegisterPublicKeyCredential};

const REGISTER: &str = "register";

/// Why a passkey is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Purpose {
    Login,
    StepUp,
}

impl Purpose {
    const fn word(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::StepUp => "step-up",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChallengeRequest {
    purpose: Purpose,
}

/// `POST /api/passkey/challenge`
pub(crate) async fn challenge(visit: &mut Visit) -> Result<Reply, Fault> {
    let ChallengeRequest { purpose } = body::json(&mut visit.request, MAX_BODY).await?;
    let (binding, cookie, subject) = match purpose {
        Purpose::Login => {
            let (token, cookie) = browser_token(visit)?;
            (Binding::browser(&token), cookie, None)
        }
        Purpose::StepUp => {
            let person = visit.person().await?;
            (Binding::session(&person.session), None, Some(person.id))
        }
    };
    let challenge =
        challenge::make(visit, &binding, Ceremony::PasskeyAssert, purpose.word(), None, subject.as_ref())
            .await?;
    let reply = Reply::json(200, &passkey::request_options(&visit.config.rp, &challenge));
    Ok(cookie.into_iter().fold(reply, Reply::cookie))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogIn {
    purpose: Purpose,
    challenge: Challenge,
    answer: PublicKeyCredential,
    #[serde(default)]
    next: Option<String>,
}

const NOT_ACCEPTED: Words = Words {
    code: "passkey",
    title: [
        "このパスキーではログインできません",
        "この パスキーは つかえません",
        "This passkey was not accepted",
    ],
    detail: [
        "別のパスキーを選ぶか、カードでログインしてください。外したパスキーは使えません。",
        "ほかの パスキーか、カードを つかってください。",
        "Choose another passkey, or log in with your card. A passkey that was removed no longer works.",
    ],
};

/// `POST /api/passkey/login`: also the step-up.
pub(crate) async fn log_in(visit: &mut Visit) -> Result<Reply, Fault> {
    let LogIn { purpose, challenge, answer, next } = body::json(&mut visit.request, MAX_BODY).await?;
    let binding = match purpose {
        Purpose::Login => Binding::browser_of(visit)?,
        Purpose::StepUp => Binding::session(&visit.session_hash().ok_or(Fault::NotLoggedIn)?),
    };
    let person = whose(visit, (challenge, purpose.word()), &binding, &answer).await?;
    let mut session = log_in::begin(visit, &person, Level::Pass, None)?;
    visit.identity()?.batch_vec(std::mem::take(&mut session.queries)).await?;
    Ok(logged_in(&session, safe_next(next.as_deref(), "/my")))
}

/// Who has answered a challenge with a passkey of theirs. The challenge is used up and the passkey's counter has risen.
pub(crate) async fn whose(
    visit: &Visit,
    (challenge, purpose): (Challenge, &str),
    binding: &Binding,
    answer: &PublicKeyCredential,
) -> Result<PersonId, Fault> {
    #[derive(Deserialize)]
    struct Row {
        person_id: PersonId,
        credential: String,
    }
    let credential_id = data_encoding::BASE64URL_NOPAD.encode(&answer.raw_id);
    let database = visit.identity()?;
    let [used, found] = database
        .batch([
            challenge::use_up(visit, &challenge, binding, Ceremony::PasskeyAssert),
            sql::passkey::FIND.with(&[&credential_id]),
        ])
        .await?;
    let used = challenge::used(challenge, &used)?;
    if used.purpose != purpose {
        return Err(Fault::Invalid(NOT_ACCEPTED));
    }
    let row = found.first::<Row>()?.ok_or(Fault::Invalid(NOT_ACCEPTED))?;
    // A step-up raises one's own session, not somebody else's.
    if used.subject.is_some_and(|subject| subject != row.person_id) {
        return Err(Fault::Invalid(NOT_ACCEPTED));
    }
    let stored: StoredPasskey =
        serde_json::from_str(&row.credential).map_err(|_| Fault::broken("stored-passkey"))?;
    let user_handle = visit.config.secret.passkey_user_handle(&row.person_id);
    let now_stored =
        passkey::verify_assertion(&visit.config.rp, &used.challenge, answer, &stored, &user_handle)
            .map_err(refused)?;
    let now_stored = serde_json::to_string(&now_stored).map_err(|_| Fault::broken("passkey-json"))?;

    // The counter is written first and alone: of two uses of one counter the second finds another row.
    let [written] = database
        .batch([sql::passkey::USED.with(&[&credential_id, &now_stored, &visit.now, &row.credential])])
        .await?;
    if written.any()? { Ok(row.person_id) } else { Err(Fault::Invalid(NOT_ACCEPTED)) }
}

fn refused(error: PasskeyError) -> Fault {
    match error {
        PasskeyError::Malformed => Fault::Malformed("passkey"),
        _ => Fault::Invalid(NOT_ACCEPTED),
    }
}

/// Who may register a passkey now, and as whom it is stored.
enum Registrant {
    /// Somebody who is logged in and has just proven who they are.
    Person { id: PersonId, session: String, name: String },
    /// The holder of a letter or an invitation.
    Holder(auth::Holder),
}

impl Registrant {
    async fn of(visit: &Visit) -> Result<Self, Fault> {
        if let Some(holder) = auth::holder(visit).await? {
            return Ok(Self::Holder(holder));
        }
        let person = visit.person().await?;
        let _proof = person.fresh()?;
        Ok(Self::Person { id: person.id, session: person.session, name: person.name })
    }

    const fn id(&self) -> &PersonId {
        match self {
            Self::Person { id, .. } => id,
            Self::Holder(holder) => &holder.person,
        }
    }

    fn binding(&self) -> Binding {
        match self {
            Self::Person { session, .. } => Binding::session(session),
            Self::Holder(holder) => Binding::session(&holder.session),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}

/// `POST /api/passkey/register/challenge`
pub(crate) async fn register_challenge(visit: &mut Visit) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        credential_id: String,
    }
    let Empty {} = body::json(&mut visit.request, MAX_BODY).await?;
    let registrant = Registrant::of(visit).await?;
    let rows = visit.identity()?.read(sql::passkey::LIST.with(&[&registrant.id().as_str()])).await?;
    let existing: Vec<String> = rows.all::<Row>()?.into_iter().map(|row| row.credential_id).collect();
    let challenge = challenge::make(
        visit,
        &registrant.binding(),
        Ceremony::PasskeyRegister,
        REGISTER,
        None,
        Some(registrant.id()),
    )
    .await?;
    let user_handle = visit.config.secret.passkey_user_handle(registrant.id());
    // The name is what the device's list of passkeys shows to its owner; a letter's holder has not seen it yet.
    let name = match &registrant {
        Registrant::Person { name, .. } => name.as_str(),
        Registrant::Holder(_) => &visit.config.rp.name,
    };
    Ok(Reply::json(
        200,
        &passkey::creation_options(&visit.config.rp, &challenge, &user_handle, name, &existing),
    ))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Register {
    challenge: Challenge,
    name: String,
    answer: RegisterPublicKeyCredential,
}

const NAME_TOO_LONG: Words = Words {
    code: "passkey-name",
    title: ["名前が空か、長すぎます", "名前（なまえ）が ながすぎます", "The name is empty or too long"],
    detail: [
        "60文字までの名前を入れてください。",
        "60文字（もじ）までに してください。",
        "Use a name of up to 60 characters.",
    ],
};

const NOT_REGISTERED: Words = Words {
    code: "passkey-not-registered",
    title: [
        "パスキーを登録できませんでした",
        "パスキーを 登録（とうろく）できませんでした",
        "The passkey was not registered",
    ],
    detail: [
        "もう一度お試しください。コードの期限が過ぎたか、すでに使われたときは、役場にご連絡ください。",
        "もういちど してください。できない ときは、役場（やくば）に 電話（でんわ）してください。",
        "Try again. If the code has expired or was used, call the town hall.",
    ],
};

/// `POST /api/passkey/register`
pub(crate) async fn register(visit: &mut Visit) -> Result<Reply, Fault> {
    let Register { challenge, name, answer } = body::json(&mut visit.request, MAX_BODY).await?;
    let name = crate::pages::form::short_text(&name, 60).ok_or(Fault::Invalid(NAME_TOO_LONG))?;
    let registrant = Registrant::of(visit).await?;
    let database = visit.identity()?;
    let [used] = database
        .batch([challenge::use_up(visit, &challenge, &registrant.binding(), Ceremony::PasskeyRegister)])
        .await?;
    let used = challenge::used(challenge, &used)?;
    if used.purpose != REGISTER || used.subject.as_ref() != Some(registrant.id()) {
        return Err(Fault::Invalid(NOT_REGISTERED));
    }
    let passkey = passkey::verify_registration(&visit.config.rp, &used.challenge, &answer).map_err(
        |error| match error {
            PasskeyError::Malformed => Fault::Malformed("passkey"),
            _ => Fault::Invalid(NOT_REGISTERED),
        },
    )?;
    let stored = serde_json::to_string(&passkey.stored).map_err(|_| Fault::broken("passkey-json"))?;

    match registrant {
        Registrant::Person { id, .. } => {
            let insert = sql::passkey::INSERT.with(&[
                &passkey.credential_id,
                &id.as_str(),
                &stored,
                &name,
                &visit.now,
            ]);
            let [written] = database.batch([insert]).await.map_err(taken)?;
            if !written.any()? {
                return Err(Fault::Invalid(NOT_REGISTERED));
            }
            Ok(go_to(visit.href("/my/ways?done=passkey")))
        }
        Registrant::Holder(holder) => use_ticket(visit, &holder, &passkey, &stored, &name).await,
    }
}

/// Uses up the letter or the invitation, stores the passkey and begins a session: all of it or nothing.
async fn use_ticket(
    visit: &Visit,
    holder: &auth::Holder,
    passkey: &NewPasskey,
    stored: &str,
    name: &str,
) -> Result<Reply, Fault> {
    let now = visit.now;
    let person = holder.person.as_str();
    let (kind, id) = holder.ticket.split_once(' ').ok_or_else(|| Fault::broken("ticket"))?;
    let mut session = log_in::begin(visit, &holder.person, Level::Pass, None)?;
    let values: [&dyn crate::db::Bind; 6] = [&passkey.credential_id, &person, &stored, &name, &now, &id];
    // Every statement asks again whether the ticket is unused: with a used one they write nothing.
    let (queries, location): (Vec<Query<Identity>>, _) = match kind {
        "letter" => {
            let letter = LetterId::parse(id).map_err(|_| Fault::broken("ticket"))?;
            let queries = vec![
                sql::passkey::INSERT_BY_LETTER.with(&values),
                sql::letter::USE_UP.with(&[&letter.as_str(), &now]),
            ];
            (queries, visit.href("/my?done=welcome"))
        }
        "invite" => {
            let invite = InviteId::parse(id).map_err(|_| Fault::broken("ticket"))?;
            let grant = GrantId::from_random(random::bytes()?);
            let queries = vec![
                sql::passkey::INSERT_BY_INVITE.with(&values),
                sql::staff::INSERT_INVITED.with(&[&invite.as_str(), &person, &now]),
                sql::role_grant::INSERT_INVITED.with(&[&invite.as_str(), &person, &now, &grant.as_str()]),
                sql::invite::USE_UP.with(&[&invite.as_str(), &now]),
            ];
            (queries, "/desk".to_owned())
        }
        _ => return Err(Fault::broken("ticket")),
    };
    let database = visit.identity()?;
    let results = database.batch_vec(queries).await.map_err(taken)?;
    let used_up = match results.last() {
        Some(rows) => rows.any()?,
        None => false,
    };
    if !used_up {
        return Err(Fault::Invalid(NOT_REGISTERED));
    }
    database.batch_vec(std::mem::take(&mut session.queries)).await?;
    Ok(logged_in(&session, location))
}

/// A credential id that is known already belongs to somebody: it is never taken over.
fn taken(error: WriteError) -> Fault {
    match error {
        WriteError::Refused(constraint) if constraint == "passkey.credential_id" => {
            Fault::Invalid(NOT_REGISTERED)
        }
        other => other.into(),
    }
}
