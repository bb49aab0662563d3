//! The way back for somebody who lost every way (docs/recovery.md): the lock of a new way asks, a clerk confirms that the
//! person was there, the town's recovery key seals the root to it on a machine without a network.

use super::Opened;
use super::family::Family;
use super::locks::{Held, Lock, Way};
use super::log;
use super::requests::{self, Asks, Request, State, remove_own};
use super::unlock;
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::cookie::Token;
use crate::random;
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::{
    guardian::OwnRecord,
    health::sealed::{Epoch, Keyring, LockKind, RecoveryAnswer, RecoveryCase, RootPlace},
    secret::{Pseudonym, Sector},
};

/// What the log says when the town's recovery machine gets the sealed root …
pub(crate) const FETCHED: &str = "recovery-fetched";
/// … and when the new lock is there.
pub(crate) const SEALED: &str = "recovery-sealed";

/// Whoever meets somebody else at the log tries so often.
const TRIES: u8 = 4;

const WITH_GUARDIANS: Words = Words {
    code: "record-with-guardians",
    title: [
        "17歳の誕生日までは、保護者の方が開きます",
        "17歳（さい）までは、保護者（ほごしゃ）が 開（ひら）きます",
        "Until your 17th birthday your guardians open this record",
    ],
    detail: [
        "保護者の方の「健康の記録」で見られます。17歳からは、18歳に自分で開く準備ができます。",
        "おうちの 人（ひと）と いっしょに 見（み）てください。",
        "Look at it with them. From 17 on you can prepare to open it yourself at 18.",
    ],
};

const OVER: Words = Words {
    code: "recovery-over",
    title: [
        "この申し込みは終わっています",
        "この 申（もう）し込（こ）みは おわっています",
        "This request is over",
    ],
    detail: [
        "期限が過ぎたか、本人がほかの方法で開いたか、鍵が替わりました。必要なら、本人に申し込み直してもらってください。",
        "もういちど 申（もう）し込（こ）んでください。",
        "It expired, or the person opened the record in another way, or its key changed. If it is still needed, the person asks anew.",
    ],
};

/// Where a person goes who asked.
pub(crate) const PAGE: &str = "/my/health/recovery";

/// Opens the record after all if this way does; otherwise its lock asks for the root. Answers where the page goes.
pub(crate) async fn ask(
    visit: &Visit,
    family: &Family,
    token: &Token,
    way: &Way,
) -> Result<&'static str, Fault> {
    let me = visit.config.secret.pseudonym(Sector::Health, &family.person.id);
    let own = OwnRecord::on(visit.now.day(), family.born);
    let held = Held::load(visit, &me).await?;
    let opens = held.open(visit, &me, std::slice::from_ref(way), own == OwnRecord::TakesOver)?.is_some();
    if opens || held.newest().is_none() {
        unlock::unlock(visit, family, token, way).await?;
        return Ok("/my/health");
    }
    let guardians = held.locks(visit, &me)?.iter().any(|lock| lock.kind == LockKind::Guardian);
    let asks = match own {
        OwnRecord::WithGuardians if guardians => return Err(Fault::Invalid(WITH_GUARDIANS)),
        OwnRecord::Prepares if guardians => Asks::Guardian,
        _ => Asks::Recovery,
    };
    // The same way once more: the digits on the person's paper stay what they are.
    let again =
        |request: &Request| request.asks == asks && way.public(&request.lock.id) == request.lock.public;
    if !held.requests.iter().any(again) {
        let request = Request::new(visit, &me, Lock::of(way)?, asks);
        let batch = [remove_own(&me, asks), request.forget_holder(), request.insert(visit)];
        visit.health()?.batch(batch).await?;
    }
    Ok(PAGE)
}

/// What a person asked for with a way of their own, if it is not over.
pub(crate) async fn asked(visit: &Visit, person: &Pseudonym) -> Result<Option<Request>, Fault> {
    let waiting = requests::of_person(visit, person).await?;
    Ok(waiting.into_iter().find(|request| request.lock.kind != LockKind::Guardian))
}

/// What a guardian asked the town for, among what waits for a child's record.
pub(super) fn asked_by<'a>(waiting: &'a [Request], guardian: &Keyring) -> Option<&'a Request> {
    let me = guardian.person.as_str();
    let mut of_town = waiting.iter().filter(|request| request.asks == Asks::Recovery);
    of_town.find(|request| request.kind() == LockKind::Guardian && request.holder() == me)
}

/// The same, for the page of a child's record that no guardian of today opens.
pub(crate) async fn asked_for_child(
    visit: &Visit,
    opened: &Opened,
    child: &Pseudonym,
) -> Result<Option<Request>, Fault> {
    let own = opened.own()?;
    let waiting = requests::of_person(visit, child).await?;
    let id = asked_by(&waiting, own).map(|request| request.id().to_owned());
    Ok(waiting.into_iter().find(|request| Some(request.id()) == id.as_deref()))
}

/// What the town is asked for about one record: by its person, or by guardians where none of today opens it.
pub(crate) async fn asked_of_town(visit: &Visit, person: &Pseudonym) -> Result<Vec<Request>, Fault> {
    let mut waiting = requests::of_person(visit, person).await?;
    waiting.retain(|request| request.asks == Asks::Recovery);
    Ok(waiting)
}

/// Whether a guardian has let a young person's own lock in, which opens from the 18th birthday.
pub(crate) async fn is_prepared(visit: &Visit, person: &Pseudonym) -> Result<bool, Fault> {
    let held = Held::load(visit, person).await?;
    Ok(held.locks(visit, person)?.iter().any(|lock| lock.sleeps))
}

/// A clerk has seen the person and the digits.
pub(crate) async fn confirm(visit: &Visit, mut request: Request) -> Result<(), Fault> {
    if request.state == State::Asked {
        let moved = request.moved(visit, State::Confirmed);
        visit.health()?.batch([moved]).await?;
    }
    Ok(())
}

/// What the recovery machine gets, after it was written into the person's log.
pub(crate) async fn hand_out(visit: &Visit, id: &str) -> Result<RecoveryCase, Fault> {
    for _ in 0..TRIES {
        let request = requests::one(visit, id).await?.filter(|request| request.asks == Asks::Recovery);
        let request = request.ok_or(Fault::NotFound)?;
        if request.state != State::Confirmed {
            return Err(Fault::Conflict(OVER));
        }
        let held = Held::load(visit, &request.person).await?;
        let (town_lock, epoch, layer) =
            held.for_the_town(visit, &request.person)?.ok_or(Fault::Conflict(OVER))?;
        let row = log::row_of_town(visit, &request.person, (log::Act::Read, FETCHED), &held.end);
        match visit.health()?.batch([row.insert]).await {
            Err(WriteError::Refused(_)) => continue,
            written => written?,
        };
        held.anchor_log(visit, &request.person).await?;
        return Ok(RecoveryCase {
            request: request.id().to_owned(),
            kind: request.lock.kind.word().to_owned(),
            public: request.lock.public.to_text(),
            person: request.person.as_str().to_owned(),
            epoch: epoch.number(),
            town_lock: town_lock.as_str().to_owned(),
            sealed: BASE64URL_NOPAD.encode(&layer),
        });
    }
    Err(Fault::Conflict(OVER))
}

/// Puts the lock into the record that the recovery machine sealed the root to. A repeat changes nothing.
pub(crate) async fn take_back(visit: &Visit, answer: &RecoveryAnswer) -> Result<(), Fault> {
    let layer = BASE64URL_NOPAD.decode(answer.sealed.as_bytes()).map_err(|_| Fault::Malformed("sealed"))?;
    for _ in 0..TRIES {
        let Some(mut request) = requests::one(visit, &answer.request).await? else {
            return Err(Fault::Conflict(OVER));
        };
        match request.state {
            State::Sealed => return Ok(()),
            State::Confirmed if request.asks == Asks::Recovery => {}
            _ => return Err(Fault::Conflict(OVER)),
        }
        let person = request.person.clone();
        let held = Held::load(visit, &person).await?;
        let (Some(newest), Some(pepper)) = (held.newest(), &held.pepper) else {
            return Err(Fault::Conflict(OVER));
        };
        if Epoch::from_number(answer.epoch) != Some(newest) {
            return Err(Fault::Conflict(OVER));
        }
        let lock = request.lock.clone();
        let place = RootPlace { person: &person, epoch: newest, kind: lock.kind, lock: &lock.id };
        let sealed = place.cover(pepper, &layer, random::bytes()?);
        let row = log::row_of_town(visit, &person, (log::Act::Write, SEALED), &held.end);
        let batch = [
            row.insert,
            sql::lock::REMOVE_OF_HOLDER.with(&[&person.as_str(), &lock.kind.word(), &lock.holder]),
            lock.insert_sealed(visit, &person, newest, sealed),
            request.moved(visit, State::Sealed),
        ];
        match visit.health()?.batch(batch).await {
            Err(WriteError::Refused(_)) => {}
            done => {
                done?;
                return held.anchor_log(visit, &person).await;
            }
        }
    }
    Err(Fault::Conflict(OVER))
}
