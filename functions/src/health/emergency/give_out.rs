//! Giving a summary out: a medic is logged in, a card was touched at an emergency bridge, there is a reason. The row in the
//! person's log and what the family is told are written first, in the one batch that then brings the envelope.

use super::{KeptEnvelope, tell};
use crate::auth::{
    Staff,
    emergency_bridge::{self, EmergencyBridge},
};
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::health::{
    anchor::{self, Anchors},
    locks::{inbox_of, known_pepper},
    log::{self, End, Note},
};
use crate::random;
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::{
    audience::ADULT_AGE,
    health::sealed::{Epoch, Pepper, Telling, seal_telling},
    ids::{NoticeId, PersonId},
    secret::{Pseudonym, Sector},
    tap::VerifiedTap,
};
use hibiki_protocol::SealPublicKey;
use serde::Deserialize;

/// Whoever meets somebody else at the end of the log tries so often.
const TRIES: u8 = 4;

/// What the row in the person's log says was looked at.
pub(crate) const OPENED: &str = "emergency-opened";
/// How somebody came to look.
pub(crate) const HOW: &str = "emergency";

/// The person whose card lies there, and who is told.
struct Patient {
    pseudonym: Pseudonym,
    telling: Telling,
}

/// Gives out the summary of the person whose card was touched, for this bridge and this tap: base64url of what only that
/// bridge can open.
pub(crate) async fn give_out(
    visit: &Visit,
    staff: &Staff,
    tap: &VerifiedTap,
    reason: &str,
) -> Result<String, Fault> {
    let (bridge, patient) = load(visit, tap).await?;
    let pepper = known_pepper(visit, &patient.pseudonym).await?.ok_or(Fault::Invalid(NO_SUMMARY))?;
    let kept = write_and_bring(visit, staff, (&bridge, &pepper), &patient, reason).await?;
    let place = kept.place(visit, &patient.pseudonym, bridge.key_id).ok_or_else(forged)?;
    let town = visit.config.secret.seal_key();
    let released = place
        .release(&kept.sealed, &pepper, (&town, &bridge.key), &tap.client_data_hash, &random::bytes()?)
        .map_err(|_| forged())?;
    Ok(BASE64URL_NOPAD.encode(&released))
}

/// The bridge that signed the tap, and whose card it was.
async fn load(visit: &Visit, tap: &VerifiedTap) -> Result<(EmergencyBridge, Patient), Fault> {
    #[derive(Deserialize)]
    struct Row {
        person_id: PersonId,
        guardian: Option<PersonId>,
    }
    let (Some((key_id, _)), Some(identifier)) = (&tap.bridge, &tap.identifier) else {
        return Err(Fault::Invalid(NOT_FOR_EMERGENCIES));
    };
    let secret = &visit.config.secret;
    let (handle, today) = (secret.tap_handle(identifier), visit.now.day());
    let find = sql::card::FAMILY_BY_TAP.with(&[&handle.as_str(), &today, &today.years_before(ADULT_AGE)]);
    let [bridge, family] = visit.identity()?.batch([emergency_bridge::ask(Some(key_id)), find]).await?;
    let bridge = emergency_bridge::read(secret, &bridge)?
        .pop()
        .filter(EmergencyBridge::counts)
        .ok_or(Fault::Invalid(NOT_FOR_EMERGENCIES))?;
    let family = family.all::<Row>()?;
    let person = &family.first().ok_or(Fault::Invalid(NOBODYS_CARD))?.person_id;
    let on_my_page = |person: &PersonId| secret.pseudonym(Sector::MyPage, person).as_str().to_owned();
    let told = std::iter::once(person).chain(family.iter().filter_map(|row| row.guardian.as_ref()));
    let telling = Telling {
        to: told.map(on_my_page).collect(),
        about: on_my_page(person),
        at: visit.now.0,
        place: bridge.called(),
    };
    Ok((bridge, Patient { pseudonym: secret.pseudonym(Sector::Health, person), telling }))
}

/// Where what a stranger's look says is sealed to: the inbox of the newest epoch.
async fn inbox(visit: &Visit, person: &Pseudonym) -> Result<(Epoch, SealPublicKey), Fault> {
    let rows = visit.health()?.read(sql::root::OF_PERSON.with(&[&person.as_str()])).await?;
    inbox_of(visit, person, &rows).map_err(|_| forged())?.ok_or(Fault::Invalid(NO_SUMMARY))
}

/// Writes who looks and why and whom to tell, and brings the envelope if both are there.
async fn write_and_bring(
    visit: &Visit,
    staff: &Staff,
    (bridge, pepper): (&EmergencyBridge, &Pepper),
    patient: &Patient,
    reason: &str,
) -> Result<KeptEnvelope, Fault> {
    let secret = &visit.config.secret;
    let (health, vault, person) = (visit.health()?, visit.vault()?, &patient.pseudonym);
    let key_id = bridge.key_id.to_string();
    if !has_envelope(visit, person, &key_id).await? {
        return Err(Fault::Invalid(NO_SUMMARY));
    }
    let (epoch, inbox) = inbox(visit, person).await?;
    let reader = secret.pseudonym(Sector::Health, &staff.person.id);
    let note = Note {
        who: format!("{}（{}）", staff.person.name, staff.office),
        how: HOW.to_owned(),
        what: OPENED.to_owned(),
        why: format!("{reason}（{}）", bridge.called()),
    };
    let id = NoticeId::from_random(random::bytes()?);
    let telling = seal_telling(secret, id.as_str(), &patient.telling, random::bytes()?);
    for _ in 0..TRIES {
        let anchors = Anchors::of(&vault.read(anchor::load(person)).await?)?;
        let end = End::of(&health.read(log::head(person)).await?, &anchors)?;
        let row = log::foreign(visit, (person, epoch, &inbox), pepper, (&reader, &note), &end)?;
        let batch = [
            row.insert(visit, person, &reader),
            sql::telling::INSERT.with(&[&id.as_str(), &key_id, &telling, &visit.now]),
            sql::envelope::GIVE_OUT.with(&[&person.as_str(), &key_id, &row.seq, &row.mac, &id.as_str()]),
        ];
        match health.batch(batch).await {
            Ok([_, _, envelope]) => {
                let raise = end.raise(person);
                visit.context.wait_until(async move {
                    let _ = vault.batch_vec(raise).await;
                });
                let mypage = visit.mypage()?;
                // What My Page does not take now is brought by the next minute's run.
                let _ = tell::deliver(secret, (&health, &mypage), (id.as_str(), &telling), visit.now).await;
                return envelope.first::<KeptEnvelope>()?.ok_or(Fault::Conflict(NOT_WRITTEN));
            }
            Err(WriteError::Refused(constraint)) if constraint == "emergency-rate" => {
                return Err(Fault::Invalid(TOO_OFTEN));
            }
            Err(WriteError::Refused(constraint)) if constraint.starts_with("access.") => {}
            Err(_) => return Err(Fault::Conflict(NOT_WRITTEN)),
        }
    }
    Err(Fault::Conflict(NOT_WRITTEN))
}

/// Whether there is anything to give out: without it nobody is told that something was opened.
async fn has_envelope(visit: &Visit, person: &Pseudonym, key_id: &str) -> Result<bool, Fault> {
    #[derive(Deserialize)]
    struct Row {
        bridge: String,
    }
    let rows = visit.health()?.read(sql::envelope::OF_PERSON.with(&[&person.as_str()])).await?;
    Ok(rows.all::<Row>()?.iter().any(|row| row.bridge == key_id))
}

fn forged() -> Fault {
    worker::console_error!("health: an emergency summary was changed by somebody else");
    Fault::Conflict(FORGED)
}

// Medics read Japanese, as all of the staff do.

const NO_SUMMARY: Words = words(
    "emergency-none",
    "この方の緊急時の情報は、この端末では表示できません",
    "本人がまだ書いていないか、この端末の登録より前に書いたままです。ほかの方法で確認してください。",
);

const NOBODYS_CARD: Words = words(
    "unknown-card",
    "このカードは、町に登録されていません",
    "持ち主が町の住民でないか、窓口でカードを登録していません。ほかの方法で確認してください。",
);

const NOT_FOR_EMERGENCIES: Words = words(
    "emergency-bridge",
    "この端末では、緊急時の情報を表示できません",
    "緊急用の鍵が登録され、管理者2人が確認した端末だけで使えます。役場の管理者に連絡してください。",
);

const NOT_WRITTEN: Words = words(
    "emergency-not-written",
    "開いたことを記録できないため、表示できません",
    "もう一度ボタンを押して、カードをかざしてください。続くときは役場に連絡してください。",
);

const TOO_OFTEN: Words = words(
    "emergency-rate",
    "この端末で1時間に開ける回数（20回）を超えました",
    "しばらく待つか、別の端末を使ってください。大きな災害のときは、役場の管理者に連絡してください。",
);

const FORGED: Words = words(
    "emergency-forged",
    "安全のため、表示を止めました",
    "保管している情報に、町のしくみ以外による変更が見つかりました。役場に連絡してください。",
);

const fn words(code: &'static str, title: &'static str, detail: &'static str) -> Words {
    Words { code, title: [title; 3], detail: [detail; 3] }
}
