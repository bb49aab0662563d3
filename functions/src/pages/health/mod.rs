//! The health record's pages. Each begins with an [`crate::health::Opened`]: without one nothing of a record is seen.

mod back_words;
mod consent_words;
pub(crate) mod consents;
pub(crate) mod diary;
pub(crate) mod edit;
pub(crate) mod eligibility;
pub(crate) mod emergency;
pub(crate) mod entry;
pub(crate) mod export;
pub(crate) mod growth;
pub(crate) mod home;
pub(crate) mod keys;
pub(crate) mod leave;
pub(crate) mod list;
pub(crate) mod looks;
pub(crate) mod medic;
pub(crate) mod medicine;
pub(crate) mod open;
pub(crate) mod overview;
mod received;
pub(crate) mod recovery;
pub(crate) mod reminders;
pub(crate) mod scan;
pub(crate) mod timeline;
pub(crate) mod vaccinated;
pub(crate) mod vaccinations;
pub(crate) mod vitals;
mod words;

use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{Opened, Relation, Subject};
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::ADULT_AGE,
    health::{
        category::Category,
        entry::{Entry, Recorder},
    },
    time::Day,
};
pub(in crate::pages) use words::HealthWords;

/// The words of these pages in the visit's language.
const fn words_of(visit: &Visit) -> &'static HealthWords {
    HealthWords::of(visit.language)
}

/// What every page of somebody's record needs.
struct Ground {
    t: &'static Words,
    h: &'static HealthWords,
    /// Whose record, in words: 私の記録, or a child's name.
    whose: String,
    /// The address of the record.
    base: String,
}

impl Ground {
    fn of(visit: &Visit, subject: &Subject) -> Self {
        let (t, h) = (visit.words(), words_of(visit));
        let whose = match subject.relation {
            Relation::Myself => h.home_mine.to_owned(),
            Relation::MyChild => format!("{}{}", subject.name, t.honorific),
        };
        Self { t, h, whose, base: t.href(&format!("/my/health/{}", subject.reference)) }
    }
}

/// A category by its word in an address.
fn category(word: &str) -> Result<Category, Fault> {
    Category::parse(word).ok_or(Fault::NotFound)
}

/// The year that an address asks for, or this one.
fn year(visit: &Visit) -> Result<u16, Fault> {
    match visit.query_value("year") {
        None => Ok(crate::health::entries::year_of(visit.now.day())),
        Some(text) => text.parse().ok().filter(|year| (1900..2200).contains(year)).ok_or(Fault::NotFound),
    }
}

/// The page that puts a category's entries together, if it has one for this person: its name and address.
fn page_of(
    visit: &Visit,
    g: &Ground,
    subject: &Subject,
    category: Category,
) -> Option<(&'static str, String)> {
    let is_grown = subject.born.age_on(visit.now.day()) >= ADULT_AGE;
    match category {
        Category::Child if !is_grown => Some((g.h.growth_title, format!("{}/growth", g.base))),
        Category::Vaccination => Some((g.h.vaccinations_title, format!("{}/vaccinations", g.base))),
        Category::Medicine => {
            let words = medicine::MedicineWords::of(visit.language);
            Some((words.open, format!("{}/medicine/book", g.base)))
        }
        Category::Emergency => Some((g.h.emergency_title, format!("{}/emergency/summary", g.base))),
        Category::Vitals => Some(vitals::link(visit, g)),
        _ => None,
    }
}

/// Who wrote an entry and when, in words.
fn written(visit: &Visit, subject: &Subject, entry: &Entry) -> String {
    let who = match (&entry.by, subject.relation) {
        (Recorder::Own, Relation::MyChild) => format!("{}{}", subject.name, visit.words().honorific),
        (by, _) => by.text(visit.language),
    };
    format!("{}{who} ・ {}", words_of(visit).written_by, visit.words().day_of(entry.at.0))
}

/// The day that an entry is about, in words.
fn about(t: &Words, day: Day) -> String {
    t.day(day)
}

/// Answers with a page of somebody who has their record open.
async fn answer<T: Template>(
    visit: &Visit,
    opened: &Opened,
    (status, title): (u16, &str),
    main: &T,
) -> Result<Reply, Fault> {
    let who = Who::Resident(&opened.person.name);
    visit.page(Page { status, title, main, ceremonies: false, who }).await
}
