//! One person's record at a glance: what there is in each category.

use super::{
    Ground, about, answer, page_of,
    received::Came,
    vaccinated::AnswerWords,
    vaccinations::{comma, planned, when},
};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened, Relation, Subject,
    entries::{self, Entries, shelf_of, year_of},
    guardians, inbox,
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::{
    audience::ADULT_AGE,
    health::{
        category::Category,
        entry::Entry,
        sealed::Shelf,
        vaccination::remind::{Kind, reminders},
    },
    time::Day,
};

/// So many days ahead a last day is told.
const NEAR_DAYS: i32 = 30;

#[derive(Template)]
#[template(path = "health/overview.html")]
struct Overview<'a> {
    g: &'a Ground,
    came: Came,
    damaged: bool,
    log_cut: bool,
    /// Somebody asks a guardian to be let in.
    asked: bool,
    categories: Vec<Tile>,
    next: Option<Next>,
}

/// What a family is reminded of.
struct Next {
    title: &'static str,
    day: String,
    names: String,
    /// Doses whose last day comes near.
    last_title: &'static str,
    last: Vec<String>,
}

/// The next appointment by the plan of vaccinations, and last days of which it is time to be reminded.
fn next(g: &Ground, subject: &Subject, found: &Entries, today: Day) -> Option<Next> {
    let standing: Vec<&Entry> = found.standing().map(|(_, entry)| entry).collect();
    let (_, plan) = planned(subject, &standing, today);
    let (day, series) = plan.next_appointment()?;
    let language = g.h.language;
    let words = AnswerWords::of(language);
    let names: Vec<&str> = series.iter().map(|series| series.label(language)).collect();
    let mut last: Vec<String> = Vec::new();
    for one in reminders(&plan) {
        let text =
            format!("{} {} {}", one.series.label(language), one.role.label(language), g.t.day(one.about));
        let is_near = one.kind == Kind::LastDay && one.about <= today.plus_days(NEAR_DAYS);
        if is_near && !last.contains(&text) {
            last.push(text);
        }
    }
    Some(Next {
        title: words.next,
        day: when(g, day, today),
        names: names.join(comma(language)),
        last_title: words.last,
        last,
    })
}

struct Tile {
    category: Category,
    name: &'static str,
    href: String,
    /// How many entries, and the newest: day and words.
    count: usize,
    newest: Option<(String, String)>,
    /// The page that puts them together.
    page: Option<(&'static str, String)>,
}

/// Whether people of an age usually have something of a category.
const fn is_of_age(category: Category, age: u8) -> bool {
    match category {
        Category::Pregnancy => age >= 15 && age < 55,
        Category::Child => age < ADULT_AGE,
        _ => true,
    }
}

/// `GET /my/health/{whose}`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let g = Ground::of(visit, subject);
    let came = Came::of(&g, &inbox::file::file(visit, &opened, subject).await?);
    let year = year_of(visit.now.day());
    let shelves: Vec<Shelf> = Category::ALL.into_iter().map(|category| shelf_of(category, year)).collect();
    let found = entries::read(visit, &opened, subject, &shelves, "overview").await?;
    let tile = |category: Category| {
        let mut of_it = found.standing().filter(|(kept, _)| kept.shelf.category == category);
        let newest = of_it.next().map(|(_, entry)| {
            let words =
                format!("{}　{}", entry.body.name(visit.language), entry.body.summary(visit.language));
            (about(g.t, entry.day), words)
        });
        Tile {
            category,
            name: category.name(visit.language),
            href: format!("{}/{}", g.base, category.word()),
            count: of_it.count() + usize::from(newest.is_some()),
            newest,
            page: page_of(visit, &g, subject, category),
        }
    };
    let age = subject.born.age_on(visit.now.day());
    let mut categories: Vec<Tile> = Category::ALL.into_iter().map(tile).collect();
    // What nobody of this age has begins no list.
    categories.sort_by_key(|tile| tile.count == 0 && !is_of_age(tile.category, age));
    let page = Overview {
        came,
        damaged: found.damaged,
        log_cut: found.log_cut,
        asked: subject.relation == Relation::MyChild
            && guardians::is_asked(visit, &subject.pseudonym, None).await,
        categories,
        next: next(&g, subject, &found, visit.now.day()),
        g: &g,
    };
    answer(visit, &opened, (200, &g.whose), &page).await
}
