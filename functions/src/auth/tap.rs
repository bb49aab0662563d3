//! A tap that came back from a bridge: whether it counts. Nothing here says who the person is.

use super::challenge::{self, Binding, Ceremony, UsedChallenge};
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use hibiki_domain::tap::{self, Expected, StoredBridge, TapError, VerifiedTap};
use hibiki_protocol::{AuthenticatorData, BridgePublicKey, Challenge, Purpose, TapAssertion};
use serde::Deserialize;

/// The page asks for what no tap of this purpose may ask, or hands a tap in where it does not belong.
pub(crate) const NOT_FOR_THIS: Fault = Fault::Malformed("tap-purpose");

/// A tap that was checked, and the challenge that it used up.
pub(crate) struct Tapped {
    pub(crate) used: UsedChallenge,
    pub(crate) purpose: Purpose,
    pub(crate) tap: VerifiedTap,
}

/// Uses up the challenge, loads the bridge, checks everything. Nothing is known of a person yet.
pub(crate) async fn check(
    visit: &Visit,
    binding: &Binding,
    challenge: Challenge,
    assertion: &TapAssertion,
) -> Result<Tapped, Fault> {
    #[derive(Deserialize)]
    struct BridgeRow {
        public_key: String,
        counter: u32,
        revoked_at: Option<i64>,
    }
    let data = AuthenticatorData::parse(&assertion.authenticator_data);
    let key_id = data.map(|data| data.key_id.to_string()).unwrap_or_default();
    let [used, bridge] = visit
        .identity()?
        .batch([
            challenge::use_up(visit, &challenge, binding, Ceremony::Tap),
            sql::bridge::LOAD.with(&[&key_id]),
        ])
        .await?;
    let used = challenge::used(challenge, &used)?;
    let (purpose, want) = used.tap()?;
    let bridge = bridge
        .first::<BridgeRow>()?
        .map(|row| {
            let public_key =
                BridgePublicKey::parse(&row.public_key).map_err(|_| Fault::broken("bridge-key"))?;
            Ok::<_, Fault>(StoredBridge {
                public_key,
                counter: row.counter,
                revoked: row.revoked_at.is_some(),
            })
        })
        .transpose()?;
    let expected = Expected {
        challenge: used.challenge,
        origin: &visit.config.rp.origin,
        rp_id: &visit.config.rp.id,
        purpose,
        want,
    };
    let seal_key = visit.config.secret.seal_key();
    let tap =
        tap::verify(&expected, assertion, bridge.as_ref(), &seal_key, visit.config.authorities()?, visit.now)
            .map_err(|error| refused(&error))?;
    raise_counter(visit, &tap).await?;
    Ok(Tapped { used, purpose, tap })
}

/// Writes the bridge's counter. Of two taps with one counter the second is refused by the database.
async fn raise_counter(visit: &Visit, tap: &VerifiedTap) -> Result<(), Fault> {
    let Some((key_id, counter)) = &tap.bridge else { return Ok(()) };
    let raise = sql::bridge::RAISE.with(&[&key_id.to_string(), &i64::from(*counter), &visit.now]);
    let written = match visit.identity()?.batch([raise]).await {
        Ok([rows]) => rows.any()?,
        Err(WriteError::Refused(_)) => false,
        Err(error) => return Err(error.into()),
    };
    if written { Ok(()) } else { Err(refused(&TapError::CounterFell)) }
}

pub(crate) const UNKNOWN_CARD: Words = Words {
    code: "unknown-card",
    title: [
        "このカードは登録されていません",
        "この カードは 登録（とうろく）されていません",
        "This card is not registered",
    ],
    detail: [
        "役場の窓口でカードを登録するか、パスキーでログインしてください。",
        "役場（やくば）で カードを 登録（とうろく）してください。",
        "Have it registered at the town hall counter, or log in with your passkey.",
    ],
};

fn refused(error: &TapError) -> Fault {
    match error {
        TapError::Malformed => Fault::Malformed("tap"),
        TapError::NotPermitted => NOT_FOR_THIS,
        TapError::UnknownBridge | TapError::RevokedBridge => Fault::Invalid(Words {
            code: "unknown-bridge",
            title: [
                "このカードリーダーは町に登録されていません",
                "この カードリーダーは つかえません",
                "This card reader is not registered with the town",
            ],
            detail: [
                "町の端末を使うか、カードと暗証番号、またはパスキーでログインしてください。",
                "暗証番号（あんしょうばんごう）か パスキーを つかってください。",
                "Use one of the town's readers, or log in with card and PIN, or with a passkey.",
            ],
        }),
        TapError::Certificate(_) => Fault::Invalid(Words {
            code: "certificate",
            title: [
                "カードの電子証明書が使えません",
                "カードの 電子証明書（でんししょうめいしょ）が つかえません",
                "The card's certificate cannot be used",
            ],
            detail: [
                "有効期限を確かめてください。期限が切れたときは、役場の窓口で更新できます。",
                "期限（きげん）が きれたら、役場（やくば）に きてください。",
                "Check its date of expiry. An expired certificate is renewed at the town hall.",
            ],
        }),
        TapError::OtherTown
        | TapError::BadSignature
        | TapError::CounterFell
        | TapError::Flags
        | TapError::BadEvidence => Fault::Invalid(Words {
            code: "tap-refused",
            title: [
                "カードの読み取りを確認できませんでした",
                "カードを 確（たし）かめられませんでした",
                "The tap could not be confirmed",
            ],
            detail: [
                "もう一度ボタンを押して、カードをかざしてください。続くときは役場にご連絡ください。",
                "もういちど してください。",
                "Press the button and touch the card again. If it keeps happening, tell the town hall.",
            ],
        }),
    }
}
