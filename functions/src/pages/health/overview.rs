//! One person's record at a glance: what there is in each category.

use super::{HealthWords, words_of};
use crate::context::{Page, Visit, Who};
use crate::fault::Fault;
use crate::health::{Opened, Relation, shelf};
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::health::{Category, sealed::Shelf};

#[derive(Template)]
#[template(path = "health/overview.html")]
struct Overview<'a> {
    t: &'static Words,
    h: &'static HealthWords,
    title: &'a str,
    damaged: bool,
    categories: Vec<Tile>,
}

struct Tile {
    name: &'static str,
    href: String,
    count: usize,
}

/// `GET /my/health/{whose}`
pub(crate) async fn show(visit: &Visit, whose: &str) -> Result<Reply, Fault> {
    let opened = Opened::load(visit).await?;
    let subject = opened.subject(whose)?;
    let t = visit.words();
    let h = words_of(visit);
    let shelves: Vec<Shelf> = Category::ALL.into_iter().map(|category| Shelf { category, part: 0 }).collect();
    let found = shelf::read(visit, &opened, subject, &shelves, "overview").await?;
    let title = match subject.relation {
        Relation::Myself => h.home_mine.to_owned(),
        Relation::MyChild => format!("{}{}", subject.name, t.honorific),
    };
    let categories = Category::ALL.into_iter().map(|category| Tile {
        name: category.name(visit.language),
        href: t.href(&format!("/my/health/{}/{}", subject.reference, category.word())),
        count: found
            .versions
            .iter()
            .filter(|version| version.shelf.category == category && version.version == 1)
            .count(),
    });
    let page = Overview {
        t,
        h,
        title: &title,
        damaged: !found.damaged.is_empty(),
        categories: categories.collect(),
    };
    let who = Who::Resident(&opened.person.name);
    visit.page(Page { status: 200, title: &title, main: &page, ceremonies: false, who }).await
}
