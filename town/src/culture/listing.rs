//! Pages that list lectures or archive items by one of their values, from rows that the templates made.

use super::{
    Town,
    frame::{self, Entry, Frames, Page, data_block, escape},
    read::Item,
};
use crate::trouble::Result;
use hibiki_domain::language::Language;
use serde_json::json;
use std::{collections::BTreeMap, fmt::Write as _, path::Path};

/// A value by which items are listed.
#[derive(Debug)]
pub(super) struct Listing<'a> {
    /// `/lectures/series/river-school/`
    pub(super) path: String,
    /// As the reader's language says it.
    pub(super) labels: [String; 3],
    pub(super) items: Vec<&'a Item>,
}

/// What the pages of an area have in common.
#[derive(Debug)]
pub(super) struct Area<'a> {
    pub(super) town: &'a Town,
    /// `lectures`
    pub(super) name: &'static str,
    /// The word of a page's title; `{value}` in it is the label.
    pub(super) title: &'static str,
    /// The word of the link to everything.
    pub(super) all: &'static str,
    /// The class of the list.
    pub(super) class: &'static str,
}

impl Area<'_> {
    /// The page of a listing, with its feed.
    pub(super) fn page(
        &self,
        site: &Path,
        frames: &Frames,
        listing: &Listing<'_>,
        siblings: &[&Listing<'_>],
        rows: &BTreeMap<String, String>,
        language: Language,
    ) -> Result<()> {
        let Town { words, origin, .. } = self.town;
        let prefix = language.prefix();
        let say = |name: &str| words.say(name, language).map(escape);
        let title = words.fill(self.title, language, &[("value", &listing.labels[language as usize])])?;
        let chosen: Vec<&str> = listing.items.iter().map(|item| row(rows, item)).collect::<Result<_>>()?;
        let count = words.fill("lecture.count", language, &[("n", &chosen.len().to_string())])?;
        let path = &listing.path;
        let mut main = format!(
            "<nav class=\"crumbs\" aria-label=\"{}\"><ol><li><a href=\"{prefix}/\">{}</a></li><li><a href=\"{prefix}/{}/\">{}</a></li></ol></nav>\
             <h1>{}</h1><h2 class=\"count\">{}</h2><ul class=\"{}\">{}</ul>",
            say("frame.crumbs")?,
            say("nav.home")?,
            self.name,
            say(&format!("nav.{}", self.name))?,
            escape(&title),
            escape(&count),
            self.class,
            chosen.concat(),
        );
        main.push_str("<ul class=\"jump\">");
        for other in siblings {
            let current = if other.path == *path { " aria-current=\"page\"" } else { "" };
            let _ = write!(
                main,
                "<li><a href=\"{prefix}{}\"{current}>{}</a></li>",
                other.path,
                escape(&other.labels[language as usize])
            );
        }
        let _ = write!(
            main,
            "</ul><p class=\"more\"><a href=\"{prefix}/{}/\">{}</a></p>\
             <ul class=\"links\"><li><a href=\"{prefix}{path}atom.xml\">{}</a></li></ul>",
            self.name,
            say(self.all)?,
            say("course.feed")?
        );
        let head = format!(
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"{}\" href=\"{prefix}{path}atom.xml\">\
             <script type=\"application/ld+json\">{}</script>",
            escape(&title),
            data_block(&json!({
                "@context": "https://schema.org", "@type": "CollectionPage", "name": title,
                "url": format!("{origin}{prefix}{path}"),
                "hasPart": listing.items.iter().map(|item| json!({
                    "@type": "CreativeWork", "name": item.text(language).title,
                    "url": format!("{origin}{}", item.path(language)),
                })).collect::<Vec<_>>(),
            })),
        );
        let page =
            Page { path, title: &title, description: &count, head: &head, main: &main, canonical: None };
        frames.write(site, &page, language)?;
        self.feed(site, frames, path, &title, &listing.items, language)
    }

    /// The feed of some items.
    pub(super) fn feed(
        &self,
        site: &Path,
        frames: &Frames,
        path: &str,
        title: &str,
        items: &[&Item],
        language: Language,
    ) -> Result<()> {
        let origin = &self.town.origin;
        let entries = items.iter().filter_map(|item| entry(item, origin, language)).collect();
        let file = format!("{}{path}atom.xml", language.prefix());
        let page = format!("{}{path}", language.prefix());
        let text = frame::atom(origin, &file, &page, title, frames.town(language), language, entries);
        frame::write(site, &file, text.as_bytes())
    }
}

/// The row that the templates made of an item.
pub(super) fn row<'a>(rows: &'a BTreeMap<String, String>, item: &Item) -> Result<&'a str> {
    rows.get(&item.key).map(String::as_str).ok_or_else(|| {
        item.trouble(
            "the lists of its area do not show it",
            "site/templates must write its row between %%row …%% and %%/row%%, under its own name.",
        )
    })
}

/// What a feed says of an item, if it has a day.
pub(super) fn entry(item: &Item, origin: &str, language: Language) -> Option<Entry> {
    let text = item.text(language);
    Some(Entry {
        title: text.title.clone(),
        url: format!("{origin}{}", item.path(language)),
        published: frame::moment((item.published()?, 0)),
        updated: frame::moment(item.changed()?),
        summary: text.description.clone(),
        author: text.word("speaker").unwrap_or_default().to_owned(),
    })
}

/// The address of a licence that people name shortly.
pub(super) fn licence_uri(item: &Item) -> Option<String> {
    match item.word("licence_uri").or_else(|| item.word("licence"))? {
        "CC BY 4.0" => Some("https://creativecommons.org/licenses/by/4.0/".to_owned()),
        "CC BY-SA 4.0" => Some("https://creativecommons.org/licenses/by-sa/4.0/".to_owned()),
        "CC0 1.0" => Some("https://creativecommons.org/publicdomain/zero/1.0/".to_owned()),
        "PDM 1.0" => Some("https://creativecommons.org/publicdomain/mark/1.0/".to_owned()),
        other => (other.starts_with("https://") || other.starts_with("http://")).then(|| other.to_owned()),
    }
}
