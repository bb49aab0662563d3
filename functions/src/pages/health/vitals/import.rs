//! A device's file: first what is in it, then it is saved. Nothing is kept between the two but in the page itself.
//!
//! A row is told from others by what it says, so whoever sends a file twice changes nothing: that, and not a key of the
//! form, is why a repeat is harmless.

use super::super::{Ground, answer, edit::recorder};
use super::{VitalsWords, filled, words_of};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Subject,
    entries::{self, shelf_of, year_of},
    shelf::{self, MOST_AT_ONCE, Many, One},
};
use crate::http::{
    body::{self, Form},
    reply::Reply,
    text,
};
use askama::Template;
use hibiki_domain::health::{
    category::Category,
    checkup::Kind,
    entry::Entry,
    import::{self, Bringer, Fresh, Imported},
    sealed::{RecordId, Shelf},
};
use std::collections::BTreeSet;

/// The longest file.
const MOST_FILE: usize = 400 * 1024;
/// The same in a form, where a comma takes three bytes.
const MOST_FORM: usize = 900 * 1024;
/// A file of many years is saved in several steps: each shelf is a batch of its own.
const MOST_SHELVES: usize = 5;
/// So many problems, unusual values and new rows are shown.
const MOST_SHOWN: usize = 30;
const MOST_EXAMPLES: usize = 5;

#[derive(Template)]
#[template(path = "health/vitals/import.html")]
struct Import<'a> {
    g: &'a Ground,
    v: &'static VitalsWords,
    action: String,
    /// Why nothing can be taken; what the program says of it, in Japanese, behind it.
    refused: Option<(&'static str, String)>,
    found: Option<Found>,
}

/// What is in a file.
struct Found {
    text: String,
    done: Option<String>,
    damaged: bool,
    rows: usize,
    new: usize,
    there: usize,
    dropped: usize,
    problems: Vec<String>,
    more: Option<String>,
    ignored: String,
    unusual: Vec<(String, String)>,
    examples: Vec<(String, String)>,
    save: String,
    /// More than one request takes.
    is_much: bool,
}

/// What came.
struct Sent {
    /// None when it is no text.
    text: Option<String>,
    saves: bool,
}

impl Sent {
    async fn read(visit: &mut Visit) -> Result<Self, Fault> {
        if body::is_multipart(&visit.request) {
            let (form, _, file) = body::upload(&mut visit.request, MOST_FILE + 64 * 1024, "file").await?;
            if file.len() > MOST_FILE {
                return Err(Fault::TooLarge);
            }
            let text = if file.is_empty() {
                Some(body::uploaded_field(&form, "text")?)
            } else {
                text::of_file(&file)
            };
            return Ok(Self { text, saves: false });
        }
        let form = Form::read_up_to(&mut visit.request, MOST_FORM).await?;
        Ok(Self { text: Some(form.one("text")?.to_owned()), saves: form.optional("go")? == "save" })
    }
}

/// `GET /my/health/{whose}/vitals/import`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    render(visit, (&opened, subject), None, None).await
}

/// `POST /my/health/{whose}/vitals/import`: what is in the file; with `go=save`, it is saved.
pub(crate) async fn take(visit: &mut Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let sent = Sent::read(visit).await?;
    let subject = opened.subject(whose)?;
    subject.keyring()?;
    let v = words_of(visit);
    let refuse = |why, detail| render(visit, (&opened, subject), Some((why, detail)), None);
    let Some(text) = sent.text else { return refuse(v.import_encoding, String::new()).await };
    if text.trim().is_empty() {
        return refuse(v.import_empty, String::new()).await;
    }
    let bringer = Bringer {
        kind: Some(Kind::Vitals),
        by: recorder(&opened, subject),
        today: visit.now.day(),
        at: visit.now,
        many_people: false,
    };
    let imported = match import::read(&text, &bringer) {
        Ok(imported) => imported,
        Err(why) => return refuse(v.import_refused, why.to_string()).await,
    };
    let read = Read::compare(visit, (&opened, subject), imported).await?;
    let saved = if sent.saves { Some(read.save(visit, (&opened, subject)).await?) } else { None };
    if let Some(saved) = saved.filter(|saved| *saved == read.fresh.len()) {
        let charts = visit.href(&format!("/my/health/{whose}/vitals/charts?saved={saved}"));
        return Ok(Reply::see_other(&charts));
    }
    let found = read.found(visit, text, saved);
    render(visit, (&opened, subject), None, Some(found)).await
}

/// A file beside the record.
struct Read {
    imported: Imported,
    fresh: Vec<Fresh>,
    there: usize,
    damaged: bool,
}

impl Read {
    async fn compare(
        visit: &Visit,
        (opened, subject): (&Opened, &Subject),
        mut imported: Imported,
    ) -> Result<Self, Fault> {
        let lines = std::mem::take(&mut imported.lines);
        let years: BTreeSet<u16> = lines.iter().map(|line| year_of(line.entry.day)).collect();
        if years.is_empty() {
            return Ok(Self { imported, fresh: Vec::new(), there: 0, damaged: false });
        }
        let shelves: Vec<Shelf> = years.into_iter().map(|year| shelf_of(Category::Vitals, year)).collect();
        let kept = entries::read(visit, opened, subject, &shelves, Category::Vitals.word()).await?;
        let versions = kept.kept.iter().flat_map(|kept| {
            let before = kept.before.iter().map(|(_, entry)| entry);
            kept.now.iter().chain(before)
        });
        let (fresh, there) = import::fresh(lines, versions);
        Ok(Self { imported, fresh, there, damaged: kept.damaged })
    }

    /// Saves as many of the new rows as one request takes, from the earliest day on. Answers how many.
    async fn save(&self, visit: &Visit, who: (&Opened, &Subject)) -> Result<usize, Fault> {
        let key = who.1.keyring()?.newest.1.category_key(Category::Vitals);
        let year = |fresh: &Fresh| year_of(fresh.line.entry.day);
        let mut saved = 0;
        for rows in self.fresh.chunk_by(|one, next| year(one) == year(next)).take(MOST_SHELVES) {
            let Some(first) = rows.first() else { continue };
            let rows = rows.get(..MOST_AT_ONCE - saved).unwrap_or(rows);
            let written: Vec<(RecordId, String)> =
                rows.iter().map(|row| (key.record_of(&row.content), row.line.entry.write())).collect();
            let many: Vec<One<'_>> = written
                .iter()
                .map(|(record, entry)| One { record, version: 1, entry: entry.as_bytes() })
                .collect();
            let place = (shelf_of(Category::Vitals, year(first)), many.as_slice());
            match shelf::write_many(visit, who, place, Category::Vitals.word(), &Vec::new).await? {
                Many::Written(count) => saved += count,
                // Another window saves the same file: the page that follows says what is left.
                Many::Known => break,
            }
            if saved >= MOST_AT_ONCE {
                break;
            }
        }
        Ok(saved)
    }

    /// What the page says after `saved` of the new rows have been saved.
    fn found(&self, visit: &Visit, text: String, saved: Option<usize>) -> Found {
        let v = words_of(visit);
        let t = visit.words();
        let rest = self.fresh.get(saved.unwrap_or(0)..).unwrap_or_default();
        let line = |entry: &Entry| (t.day(entry.day), entry.body.summary(visit.language));
        let lines: BTreeSet<usize> = self.imported.problems.iter().map(|problem| problem.line).collect();
        let dropped = lines.len() + self.imported.more_problems;
        let more = self.imported.more_problems + self.imported.problems.len().saturating_sub(MOST_SHOWN);
        let unusual = rest.iter().flat_map(|row| {
            let day = t.day(row.line.entry.day);
            row.line.warnings.iter().map(move |warning| (day.clone(), warning.text(visit.language)))
        });
        Found {
            text,
            done: saved.map(|saved| filled(v.import_saved, &[&saved.to_string()])),
            damaged: self.damaged,
            rows: self.fresh.len() + self.there + dropped,
            new: rest.len(),
            there: self.there + saved.unwrap_or(0),
            dropped,
            problems: self.imported.problems.iter().take(MOST_SHOWN).map(ToString::to_string).collect(),
            more: (more > 0).then(|| filled(v.import_more, &[&more.to_string()])),
            ignored: self.imported.ignored.join("、"),
            unusual: unusual.take(MOST_SHOWN).collect(),
            examples: rest.iter().take(MOST_EXAMPLES).map(|row| line(&row.line.entry)).collect(),
            save: filled(v.import_save, &[&rest.len().min(MOST_AT_ONCE).to_string()]),
            is_much: rest.len() > MOST_AT_ONCE,
        }
    }
}

async fn render(
    visit: &Visit,
    (opened, subject): (&Opened, &Subject),
    refused: Option<(&'static str, String)>,
    found: Option<Found>,
) -> Result<Reply, Fault> {
    let (g, v) = (Ground::of(visit, subject), words_of(visit));
    let status = if refused.is_some() { 422 } else { 200 };
    let page = Import { action: format!("{}/vitals/import", g.base), refused, found, v, g: &g };
    answer(visit, opened, (status, v.import_title), &page).await
}
