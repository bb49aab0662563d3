//! One person's record at a glance: what there is in each category.

use super::{Ground, about, answer, page_of, received::Came};
use crate::context::Visit;
use crate::fault::Fault;
use crate::health::{
    Opened,
    entries::{self, shelf_of, year_of},
    inbox,
};
use crate::http::reply::Reply;
use askama::Template;
use hibiki_domain::health::{category::Category, sealed::Shelf};

#[derive(Template)]
#[template(path = "health/overview.html")]
struct Overview<'a> {
    g: &'a Ground,
    came: Came,
    damaged: bool,
    log_cut: bool,
    categories: Vec<Tile>,
}

struct Tile {
    name: &'static str,
    href: String,
    /// How many entries, and the newest: day and words.
    count: usize,
    newest: Option<(String, String)>,
    /// The page that puts them together.
    page: Option<(&'static str, String)>,
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
            name: category.name(visit.language),
            href: format!("{}/{}", g.base, category.word()),
            count: of_it.count() + usize::from(newest.is_some()),
            newest,
            page: page_of(visit, &g, subject, category),
        }
    };
    let page = Overview {
        came,
        damaged: found.damaged,
        log_cut: found.log_cut,
        categories: Category::ALL.into_iter().map(tile).collect(),
        g: &g,
    };
    answer(visit, &opened, (200, &g.whose), &page).await
}
