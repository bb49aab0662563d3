//! The picture of a diary's entry: sealed in parts on a shelf of its own, named by the entry, and gone with it.

mod words;

use super::edit::{and_done, recorder};
use super::{Ground, list::query, year};
use crate::context::Visit;
use crate::db::once::CommandKey;
use crate::fault::{Fault, Words};
use crate::health::{
    Opened,
    entries::{self, Kept, shelf_of},
    shelf::{self, New, One},
};
use crate::http::{
    body::{self, Form},
    reply::Reply,
};
use crate::pages::form;
use hibiki_domain::{
    dates,
    health::{
        category::Category,
        checkup::{Kind, Sheet, parse_form},
        entry::{Body, Entry, Source},
        picture::{self, Format, MOST_BYTES, NotAPicture, Picture},
        sealed::{RecordId, Shelf},
    },
};
use words::DiaryWords;

/// The form around a picture.
const FORM: usize = 16 * 1024;
/// A picture is described by so much of its line.
const MOST_ALT: usize = 120;
/// The word of these entries in addresses and in the log.
const WHAT: &str = Category::Diary.word();

/// What the page of an entry shows of its picture.
pub(super) struct Shown {
    pub(super) d: &'static DiaryWords,
    /// None where there is no picture.
    pub(super) src: Option<String>,
    pub(super) alt: String,
    pub(super) action: String,
    pub(super) key: String,
    pub(super) version: i64,
}

/// The picture of an entry, if it is one of a diary's.
pub(super) fn shown(visit: &Visit, g: &Ground, kept: &Kept) -> Result<Option<Shown>, Fault> {
    let (Some(entry), Some(sheet)) = (kept.now.as_ref(), diary(kept)) else { return Ok(None) };
    let d = DiaryWords::of(visit.language);
    let line: String = sheet.text("free").unwrap_or_default().chars().take(MOST_ALT).collect();
    let action = format!("{}/{WHAT}/{}/picture{}", g.base, kept.record.as_str(), query(kept.shelf.part));
    let has_one = sheet.text(picture::FIELD).and_then(picture::read_reference).is_some();
    Ok(Some(Shown {
        d,
        src: has_one.then(|| action.clone()),
        alt: format!("{} {line}", dates::full(entry.day, d.language)),
        action,
        key: form::new_key()?,
        version: kept.version,
    }))
}

fn diary(kept: &Kept) -> Option<&Sheet> {
    kept.now.as_ref()?.body.sheet().filter(|sheet| sheet.kind() == Kind::Diary)
}

/// The shelf of the pictures of a diary's shelf. Years end long before these numbers begin.
const fn pictures_of(diary: Shelf) -> Shelf {
    Shelf { category: Category::Diary, part: diary.part.saturating_add(10_000) }
}

/// `GET /my/health/{whose}/diary/{record}/picture`
pub(crate) async fn show(visit: &Visit, whose: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let diary_shelf = shelf_of(Category::Diary, year(visit)?);
    let found = entries::read(visit, &opened, subject, &[diary_shelf], WHAT).await?;
    let kept = found.kept.iter().find(|kept| kept.record.as_str() == record).ok_or(Fault::NotFound)?;
    let reference = diary(kept).and_then(|sheet| sheet.text(picture::FIELD)).ok_or(Fault::NotFound)?;
    let (rows, digest) = picture::read_reference(reference).ok_or(Fault::NotFound)?;
    let rows = RecordId::parse(rows).ok_or(Fault::NotFound)?;
    let bytes = shelf::parts(visit, subject, &found.look, (pictures_of(diary_shelf), &rows)).await?;
    // The entry, whose chain was checked, says which picture it is.
    let bytes = bytes.filter(|bytes| picture::digest(bytes) == digest).ok_or(Fault::NotFound)?;
    let format = Format::of(&bytes).ok_or(Fault::NotFound)?;
    Ok(Reply::file(bytes.to_vec(), format.media_type()))
}

/// What is done with a picture.
enum Wish {
    Keep(Picture),
    Remove,
}

/// What came.
struct Sent {
    wish: Wish,
    key: String,
    version: i64,
}

impl Sent {
    async fn read(visit: &mut Visit) -> Result<Self, Fault> {
        let version = |text: &str| text.parse::<i64>().map_err(|_| Fault::Malformed("version"));
        if !body::is_multipart(&visit.request) {
            let form = Form::read(&mut visit.request).await?;
            if form.one("go")? != "remove" {
                return Err(Fault::Malformed("form-field"));
            }
            let (key, version) = (form.one("key")?.to_owned(), version(form.one("version")?)?);
            return Ok(Self { wish: Wish::Remove, key, version });
        }
        let uploaded = body::upload(&mut visit.request, MOST_BYTES + FORM, "file").await;
        let (form, _, bytes) = match uploaded {
            Err(Fault::TooLarge) => return Err(Fault::Invalid(TOO_LARGE)),
            uploaded => uploaded?,
        };
        let picture = Picture::read(&bytes).map_err(|why| {
            Fault::Invalid(match why {
                NotAPicture::TooLarge => TOO_LARGE,
                NotAPicture::Unknown => UNKNOWN,
            })
        })?;
        let (key, version) =
            (body::uploaded_field(&form, "key")?, version(&body::uploaded_field(&form, "version")?)?);
        Ok(Self { wish: Wish::Keep(picture), key, version })
    }
}

/// `POST /my/health/{whose}/diary/{record}/picture`: keeps a picture with the entry, in the place of the one before; or
/// takes it away.
pub(crate) async fn take(visit: &mut Visit, whose: &str, record: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let sent = Sent::read(visit).await?;
    let subject = opened.subject(whose)?;
    let command = CommandKey::parse(&sent.key, &opened.person.session)?;
    if let Some(location) = visit.health()?.answered(&command).await? {
        return Ok(Reply::see_other(&location));
    }
    let diary_year = year(visit)?;
    let kept = entries::one(visit, &opened, subject, (Category::Diary, diary_year), record).await?;
    let (Some(before), Some(sheet)) = (kept.now.as_ref(), diary(&kept)) else { return Err(Fault::NotFound) };
    if sent.version != kept.version {
        return Err(shelf::meanwhile());
    }
    let reference = match &sent.wish {
        Wish::Remove => String::new(),
        Wish::Keep(picture) => {
            let key = subject.keyring()?.newest.1.category_key(Category::Diary);
            let digest = picture.digest();
            // Whoever sends it twice finds its rows there.
            let rows = key.record_of(&format!("picture {diary_year} {digest}"));
            let parts: Vec<One<'_>> = (1..)
                .zip(picture.parts())
                .map(|(version, entry)| One { record: &rows, version, entry })
                .collect();
            let shelf = pictures_of(kept.shelf);
            shelf::write_many(visit, (&opened, subject), (shelf, &parts), WHAT, &Vec::new).await?;
            picture::reference(rows.as_str(), &digest)
        }
    };
    let mut typed = sheet.values();
    typed.insert(picture::FIELD.to_owned(), reference);
    let (corrected, _) = parse_form(Kind::Diary, &typed).map_err(|_| Fault::Malformed("entry"))?;
    let entry = Entry {
        day: before.day,
        body: Body::Sheet(corrected.correcting(sheet)),
        by: recorder(&opened, subject),
        from: Source::Page,
        at: visit.now,
    };
    let text = entry.write();
    let new =
        New { shelf: kept.shelf, record: &kept.record, version: kept.version + 1, entry: text.as_bytes() };
    let location =
        visit.href(&format!("/my/health/{whose}/{WHAT}/{record}{}", and_done(kept.shelf, "saved")));
    let location = shelf::write(visit, (&opened, subject), &new, WHAT, (&command, &location)).await?;
    Ok(Reply::see_other(&location))
}

const TOO_LARGE: Words = Words {
    code: "picture-too-large",
    title: ["写真が大きすぎます", "写真（しゃしん）が 大（おお）きすぎます", "The picture is too large"],
    detail: [
        "400KBまでの写真を選んでください。JavaScript を使えるブラウザーでは、送る前に自動で小さくなります。日記の文は保存されています。",
        "400KBまでの 写真（しゃしん）を えらんで ください。日記（にっき）は ほぞん されて います。",
        "Choose one of at most 400 KB; in a browser with JavaScript it is made small before it is sent. The line of your diary is saved.",
    ],
};

const UNKNOWN: Words = Words {
    code: "picture-unknown",
    title: ["この写真は使えません", "この 写真（しゃしん）は つかえません", "This picture cannot be used"],
    detail: [
        "JPEG・PNG・WebP の写真を選んでください。日記の文は保存されています。",
        "JPEG・PNG・WebP を えらんで ください。日記（にっき）は ほぞん されて います。",
        "Choose a JPEG, PNG or WebP. The line of your diary is saved.",
    ],
};
