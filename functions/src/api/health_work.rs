//! The work key of staff who read health records by consent: the ceremony of one's own record, at the desk.

use super::{logged_in, passkey, safe_next};
use crate::auth::{
    Staff,
    challenge::{self, Binding, Ceremony},
    log_in,
};
use crate::context::Visit;
use crate::fault::{Fault, Words};
use crate::health::work::{self, Shown};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::{health::sealed::LockKind, passkey as rules, session::Level};
use hibiki_protocol::Challenge;
use serde::Deserialize;
use webauthn_rs_core::proto::PublicKeyCredential;
use zeroize::Zeroizing;

/// What the page's script calls every ceremony that brings a secret.
const ASKED: &str = "health-open";
/// A challenge for one's own record does not open a work key.
const PURPOSE: &str = "health-work";

const NO_SECRET: Words = Words {
    code: "work-no-secret",
    title: [
        "このパスキーでは、仕事の鍵を作れません",
        "この パスキーでは 鍵（かぎ）を つくれません",
        "This passkey cannot make a work key",
    ],
    detail: [
        "鍵を作る機能（PRF）のあるパスキーを、「自分のログインの方法と端末」から登録してください。",
        "ほかの パスキーを つかってください。",
        "Register a passkey that can make secrets (PRF) on the page of your ways to log in.",
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChallengeRequest {
    purpose: String,
}

/// `POST /api/health/work/passkey/challenge`
pub(crate) async fn challenge(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let ChallengeRequest { purpose } = body::json(&mut visit.request, MAX_BODY).await?;
    if purpose != ASKED {
        return Err(Fault::Malformed("purpose"));
    }
    let person = &staff.person;
    let binding = Binding::session(&person.session);
    let made =
        challenge::make(visit, &binding, Ceremony::PasskeyAssert, PURPOSE, None, Some(&person.id)).await?;
    let options = rules::request_options(&visit.config.rp, &made);
    Ok(Reply::json(200, &rules::with_secret(options, &visit.config.rp)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    challenge: Challenge,
    answer: PublicKeyCredential,
    secret: UnverifiedSecret,
    #[serde(default)]
    next: Option<String>,
}

/// What the browser sends: 32 bytes in base64url.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum UnverifiedSecret {
    /// The passkey's PRF output.
    Prf(String),
    /// What a browser keeps: a desk's browser is many people's, so that it opens no work key.
    Browser(#[allow(dead_code, reason = "it is read so that the refusal has its own words")] String),
}

/// `POST /api/health/work/passkey/open`
pub(crate) async fn open(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let Open { challenge, answer, secret, next } = body::json(&mut visit.request, MAX_BODY).await?;
    let UnverifiedSecret::Prf(text) = secret else { return Err(Fault::Invalid(NO_SECRET)) };
    let text = Zeroizing::new(text);
    let secret = BASE64URL_NOPAD.decode(text.as_bytes()).map(Zeroizing::new);
    let secret = secret.ok().filter(|secret| secret.len() == 32).ok_or(Fault::Malformed("secret"))?;
    let credential = BASE64URL_NOPAD.encode(&answer.raw_id);
    let passkey = visit.config.secret.lock_holder(LockKind::Passkey, credential.as_bytes());
    let binding = Binding::session(&staff.person.session);
    let person = passkey::whose(visit, (challenge, PURPOSE), &binding, &answer).await?;
    let mut session = log_in::begin(visit, &person, Level::Pass, None)?;
    work::unlock(visit, &staff, &session.token, &Shown { passkey, secret }).await?;
    visit.identity()?.batch_vec(std::mem::take(&mut session.queries)).await?;
    Ok(logged_in(&session, safe_next(next.as_deref(), "/desk/health/read")))
}
