//! Opening a record: from what the person has just shown (a passkey's secret, a card's signature) to the roots, which
//! the session keeps sealed under its cookie.

pub(crate) use super::locks::Way;
use super::locks::{Held, Lock, first_root, pepper};
use super::{
    ME, Relation, epoch, epoch::Opening, family::Family, guardians, living, log::By, recovery, removal,
};
use crate::auth::family::Child;
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::cookie::{Jar, Token};
use crate::random;
use hibiki_domain::{
    guardian::adult_from,
    health::sealed::{Bundle, Epoch, Keyring, Living, LockKind, Root},
    secret::{Pseudonym, Sector},
};
use zeroize::Zeroizing;

const OTHER_WAY: Words = Words {
    code: "record-other-way",
    title: [
        "この方法では、まだ開けません",
        "この ほうほうでは、まだ 開（ひら）けません",
        "This way does not open the record yet",
    ],
    detail: [
        "前に開いたときのパスキーかカードで開いてください。そのあと同じ画面でこの方法を選ぶと、次からはこの方法でも開けます。前の方法がもうないときは、役場の窓口にご相談ください。",
        "まえに つかった パスキーか カードで 開（ひら）いてください。できない ときは、役場（やくば）に 来（き）てください。",
        "Open it with the passkey or card that you used before; choose this one afterwards on the same page, and it will open the record from then on. If you no longer have the other, ask at the town hall counter.",
    ],
};

const NOT_READY: Words = Words {
    code: "record-not-ready",
    title: [
        "健康の記録は、まだ始められません",
        "健康（けんこう）の 記録（きろく）は まだ つかえません",
        "The health record cannot be begun yet",
    ],
    detail: [
        "町が、鍵をなくした方のための備え（復旧用の鍵）を用意してからご利用いただけます。役場にお問い合わせください。",
        "役場（やくば）に きいてください。",
        "The town has to prepare its recovery key first, for people who lose theirs. Please ask the town hall.",
    ],
};

/// Opens the record for a session that begins: `token` is its cookie. The first time, the record is begun.
pub(crate) async fn unlock(visit: &Visit, family: &Family, token: &Token, way: &Way) -> Result<(), Fault> {
    let me = visit.config.secret.pseudonym(Sector::Health, &family.person.id);
    let mut people = vec![&family.person.id];
    people.extend(family.children.iter().map(|child| &child.id));
    let mut living = living::of(visit, &people).await?.into_iter();
    let mine = living.next().unwrap_or_default();
    let opening = Opening {
        person: &me,
        ways: std::slice::from_ref(way),
        living: &mine,
        grown: visit.now.day() >= adult_from(family.born),
        by: By { reader: &me, name: &family.person.name, relation: Relation::Myself },
    };
    let own = match open_or_begin(visit, &opening, way).await? {
        Some(own) => own,
        None => add_way(visit, &opening, way).await?,
    };
    let children = open_children(visit, &own, family, living).await?;
    save(visit, token, &me, &Bundle { own, children }).await
}

/// The person's own record by one of its locks, or begun; None if it is there and this way does not open it.
async fn open_or_begin(visit: &Visit, opening: &Opening<'_>, way: &Way) -> Result<Option<Keyring>, Fault> {
    let held = Held::load(visit, opening.person).await?;
    let is_left = held.pepper.is_none() && removal::clear_rest(visit, opening.person).await?;
    if held.newest().is_none() || is_left {
        match begin(visit, opening.person, way).await {
            // Somebody of the same person was faster, in another window.
            Err(WriteError::Refused(_)) => return epoch::open(visit, opening, None).await,
            begun => return Ok(Some(begun?)),
        }
    }
    epoch::open(visit, opening, Some(held)).await
}

/// Begins a record: pepper, root, one lock of whoever begins it, and the town's recovery lock.
async fn begin(visit: &Visit, person: &Pseudonym, way: &Way) -> Result<Keyring, WriteError> {
    let fault = WriteError::Fault;
    let recovery = visit.config.recovery_key.as_ref().ok_or(fault(Fault::Invalid(NOT_READY)))?;
    let pepper = pepper(visit, person).await.map_err(fault)?;
    let root = Root::from_bytes(random::bytes().map_err(fault)?);
    let (both, newest) = ((person, &pepper), (Epoch::FIRST, &root));
    let own = Lock::of(way).and_then(|lock| lock.insert(visit, both, newest)).map_err(fault)?;
    let town = Lock::of_town(recovery).and_then(|lock| lock.insert(visit, both, newest)).map_err(fault)?;
    visit.health().map_err(fault)?.batch([first_root(visit, person, &root), own, town]).await?;
    Ok(Keyring::new(person.clone(), (Epoch::FIRST, root), Vec::new()))
}

/// Adds this way to a record that the session before had open by another: both were shown.
async fn add_way(visit: &Visit, opening: &Opening<'_>, way: &Way) -> Result<Keyring, Fault> {
    let before = Token::read(&visit.request, Jar::Session).ok_or(Fault::Invalid(OTHER_WAY))?;
    let bundle = super::bundle(visit, &before, opening.person).await?.ok_or(Fault::Invalid(OTHER_WAY))?;
    let pepper = pepper(visit, opening.person).await?;
    let (epoch, root) = &bundle.own.newest;
    let lock = Lock::of(way)?.insert(visit, (opening.person, &pepper), (*epoch, root))?;
    match visit.health()?.batch([lock]).await {
        // The lock is there and its secret is another, of a passkey that changed what it gives; or the epoch is over.
        Err(WriteError::Refused(_)) => return Err(Fault::Invalid(OTHER_WAY)),
        done => done?,
    };
    epoch::open(visit, opening, None).await?.ok_or(Fault::Invalid(OTHER_WAY))
}

/// The records of the children that this guardian's roots open.
async fn open_children(
    visit: &Visit,
    own: &Keyring,
    family: &Family,
    living: impl Iterator<Item = Living>,
) -> Result<Vec<Keyring>, Fault> {
    let ways = guardian_ways(own);
    let mut opened = Vec::new();
    for (child, living) in family.children.iter().zip(living) {
        opened.extend(open_child(visit, (own, &ways), family, (child, &living)).await?);
    }
    Ok(opened)
}

async fn open_child(
    visit: &Visit,
    (own, ways): (&Keyring, &[Way]),
    family: &Family,
    (child, living): (&Child, &Living),
) -> Result<Option<Keyring>, Fault> {
    let person = visit.config.secret.pseudonym(Sector::Health, &child.id);
    let by = By { reader: &own.person, name: &family.person.name, relation: Relation::MyChild };
    let opening = Opening { person: &person, ways, living, grown: false, by };
    let opened = epoch::open(visit, &opening, None).await?;
    if let (None, Some(way)) = (&opened, ways.first()) {
        guardians::ask(visit, &person, way, living).await?;
    }
    Ok(opened)
}

/// How a guardian opens a child's record: with the root of now, or with one from before that the lock was made for.
fn guardian_ways(own: &Keyring) -> Vec<Way> {
    let way = |root: &Root| Way {
        kind: LockKind::Guardian,
        holder: own.person.as_str().to_owned(),
        secret: Zeroizing::new(root.guardian_secret().to_vec()),
    };
    own.all().map(|(_, root)| way(root)).collect()
}

/// Begins a record where nothing is left of one that was removed.
async fn begin_cleared(visit: &Visit, person: &Pseudonym, way: &Way) -> Result<Keyring, WriteError> {
    let held = Held::load(visit, person).await.map_err(WriteError::Fault)?;
    if held.newest().is_some() && held.pepper.is_none() {
        removal::clear_rest(visit, person).await.map_err(WriteError::Fault)?;
    }
    begin(visit, person, way).await
}

/// What came of beginning a child's record.
pub(crate) enum Begun {
    /// It is open.
    Open,
    /// It is there already, no guardian of today opens it, and the town was asked to.
    AskedTown,
}

/// Begins a child's record, by the guardian whose record is open.
pub(crate) async fn begin_child(
    visit: &Visit,
    opened: &super::Opened,
    reference: &str,
) -> Result<Begun, Fault> {
    let subject = opened.subject(reference)?;
    if subject.keyring.is_some() || subject.reference == ME {
        return Ok(Begun::Open); // a second click
    }
    let own = opened.own()?;
    let ways = guardian_ways(own);
    let way = ways.first().ok_or_else(|| Fault::broken("guardian-way"))?;
    let child = match begin_cleared(visit, &subject.pseudonym, way).await {
        Err(WriteError::Refused(_)) => {
            let held = Held::load(visit, &subject.pseudonym).await?;
            match held.open(visit, &subject.pseudonym, &ways, false)? {
                Some(found) => found.keyring,
                None if recovery::asked_by(&held.requests, own).is_some() => return Ok(Begun::AskedTown),
                None => return Err(Fault::Conflict(OTHER_GUARDIAN)),
            }
        }
        begun => begun?,
    };
    let mut children: Vec<Keyring> =
        opened.subjects.iter().skip(1).filter_map(|subject| subject.keyring.clone()).collect();
    children.push(child);
    let bundle = Bundle { own: own.clone(), children };
    let session = opened.token.hash();
    let sealed = bundle.seal(&opened.token.session_key(), &session, random::bytes()?);
    visit.vault()?.batch([sql::opened::SAVE.with(&[&session, &sealed])]).await?;
    Ok(Begun::Open)
}

const OTHER_GUARDIAN: Words = Words {
    code: "record-other-guardian",
    title: [
        "このお子さんの記録は、もう一人の保護者が始めています",
        "もうひとりの 保護者（ほごしゃ）が はじめています",
        "The other guardian has already begun this child's record",
    ],
    detail: [
        "もう一人の保護者の画面に、申し込みが届いています。お子さんの記録の「鍵」のページで、開けるようにしてもらってください。",
        "もうひとりの 保護者（ほごしゃ）に、「鍵（かぎ）」の ページを 見（み）てもらって ください。",
        "Your request is waiting for them: ask them to let you in on the page of keys of the child's record.",
    ],
};

/// Keeps what was opened, sealed under the cookie of the session that begins.
async fn save(visit: &Visit, token: &Token, me: &Pseudonym, bundle: &Bundle) -> Result<(), Fault> {
    let session = token.hash();
    let sealed = bundle.seal(&token.session_key(), &session, random::bytes()?);
    let until = visit.now.plus_secs(super::LIFETIME_SECS);
    let insert = sql::opened::INSERT.with(&[&session, &me.as_str(), &sealed, &visit.now, &until]);
    visit.vault()?.batch([insert]).await?;
    Ok(())
}
