//! Old photographs, newspapers and maps: pictures in tiles, manifests, pages by decade, place and kind.

use super::{
    Town,
    frame::{self, Frames, cut, data_block, moment},
    iiif::{self, Picture},
    listing::{Area, Listing, licence_uri},
    read::Item,
    words::code,
};
use crate::trouble::{AtPath as _, Result};
use hibiki_domain::language::Language;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// An item with its picture.
#[derive(Debug)]
struct Archive<'a> {
    item: &'a Item,
    picture: Picture,
    tiles: PathBuf,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Archives<'a> {
    town: &'a Town,
    all: Vec<Archive<'a>>,
}

impl Archive<'_> {
    fn withdrawn(&self) -> bool {
        self.item.word("withdrawn").is_some()
    }

    /// Where its tiles are.
    fn base(&self) -> String {
        format!("/iiif/{}", self.item.stem)
    }

    /// W3C date of what is shown: a year, a month or a day.
    fn when(&self) -> &str {
        let said = self.item.word("date").or(self.item.word("when"));
        said.unwrap_or_else(|| self.item.key.get(..4).unwrap_or_default())
    }

    fn decade(&self) -> Option<u16> {
        self.when().get(..4)?.parse::<u16>().ok().map(|year| year / 10 * 10)
    }
}

impl<'a> Archives<'a> {
    /// Reads them and makes the tiles that are not there yet.
    pub(super) fn read(town: &'a Town, items: &'a [Item], content: &Path, cache: &Path) -> Result<Self> {
        let mut all = Vec::new();
        for item in items {
            let name = item.word("image").ok_or_else(|| {
                item.trouble("it has no `image`", "Name the picture beside this file: image = \"….jpg\"")
            })?;
            let file = content.join(&item.file).with_file_name(name);
            let (picture, tiles) = iiif::tiles(&file, &item.stem, cache)?;
            all.push(Archive { item, picture, tiles });
        }
        all.sort_by(|a, b| (a.when(), &a.item.key).cmp(&(b.when(), &b.item.key)));
        Ok(Self { town, all })
    }

    fn listings(&self) -> Result<Vec<(&'static str, Listing<'a>)>> {
        let mut listings: BTreeMap<(usize, String), (&'static str, Listing<'a>)> = BTreeMap::new();
        for archive in &self.all {
            let item = archive.item;
            let mut add = |order: usize,
                           group: &'static str,
                           key: &str,
                           label: &dyn Fn(Language) -> Result<String>|
             -> Result<()> {
                let place = (order, key.to_owned());
                if !listings.contains_key(&place) {
                    let mut labels = [String::new(), String::new(), String::new()];
                    for language in Language::ALL {
                        labels[language as usize] = label(language)?;
                    }
                    let path = format!("/archives/by/{group}/{key}/");
                    listings.insert(place.clone(), (group, Listing { path, labels, items: Vec::new() }));
                }
                if let Some((_, listing)) = listings.get_mut(&place) {
                    listing.items.push(item);
                }
                Ok(())
            };
            let words = &self.town.words;
            if let Some(decade) = archive.decade() {
                let number = decade.to_string();
                let label = |language| words.fill("archive.decade_of", language, &[("n", &number)]);
                add(0, "decade", &format!("{number}s"), &label)?;
            }
            for (number, place) in item.list("place_keys").enumerate() {
                let label = |language| {
                    let names = item.text(language).extra.get("places").and_then(toml::Value::as_array);
                    let name = names.and_then(|names| names.get(number)?.as_str());
                    Ok(name.unwrap_or(place).to_owned())
                };
                add(1, "place", place, &label)?;
            }
            if let Some(kind) = item.word("kind") {
                let label = |language| Ok(words.say(&format!("archive_kind.{kind}"), language)?.to_owned());
                add(2, "kind", kind, &label)?;
            }
        }
        Ok(listings.into_values().collect())
    }

    /// What the templates need to know.
    pub(super) fn prepare(&self, data: &Path) -> Result<()> {
        let facets: Vec<Value> = self
            .listings()?
            .iter()
            .map(|(group, listing)| {
                let labels: BTreeMap<&str, &String> = Language::ALL
                    .into_iter()
                    .map(|language| (code(language), &listing.labels[language as usize]))
                    .collect();
                json!({ "group": group, "path": listing.path, "label": labels, "count": listing.items.len() })
            })
            .collect();
        let order: Vec<Value> = self
            .all
            .iter()
            .map(|archive| json!({ "file": archive.item.file, "key": archive.item.key, "decade": archive.decade() }))
            .collect();
        super::write_data(data, "archives.json", &json!({ "facets": facets, "items": order }))?;
        let mut years: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for archive in &self.all {
            years.entry(archive.item.year()).or_default().push(archive.item);
        }
        for (year, mut items) in years {
            items.sort_by(|a, b| a.ja().title.cmp(&b.ja().title));
            let rows = items.into_iter().map(Item::said).collect();
            super::write_data(data, &format!("archives/{year}.json"), &Value::Array(rows))?;
        }
        for archive in &self.all {
            let Archive { item, picture, .. } = archive;
            let base = archive.base();
            let (thumb, middle) = (picture.scaled(400), picture.scaled(800));
            let ld = item.on_its_pages(|language| Ok(data_block(&self.linked_data(archive, language))))?;
            let value = json!({
                "withdrawn": archive.withdrawn(),
                "info": format!("{base}/info.json"),
                "full": format!("{base}/full/max/0/default.jpg"),
                "thumb": { "url": picture.whole(&base, 400), "width": thumb.0, "height": thumb.1 },
                "middle": { "url": picture.whole(&base, 800), "width": middle.0, "height": middle.1 },
                "when": archive.when(),
                "decade": archive.decade(),
                "ld": ld,
            });
            super::write_data(data, &format!("{}.json", item.file), &value)?;
        }
        Ok(())
    }

    fn linked_data(&self, archive: &Archive<'_>, language: Language) -> Value {
        let origin = &self.town.origin;
        let item = archive.item;
        let text = item.text(language);
        let url = format!("{origin}{}", item.path(language));
        let kind = match item.word("kind") {
            Some("map") => "Map",
            Some("newspaper") => "PublicationIssue",
            _ => "Photograph",
        };
        let mut value = json!({
            "@context": "https://schema.org", "@type": kind, "@id": url, "url": url, "name": text.title,
            "description": text.description, "dateCreated": archive.when(), "inLanguage": "ja",
            "publisher": { "@type": "GovernmentOrganization", "name": self.town.name(language), "url": origin },
        });
        if !archive.withdrawn() {
            value["image"] = json!({
                "@type": "ImageObject", "contentUrl": format!("{origin}{}/full/max/0/default.jpg", archive.base()),
                "width": archive.picture.width, "height": archive.picture.height,
                "caption": text.word("alt").unwrap_or_default(),
            });
        }
        if let Some(place) = text.words("places") {
            value["spatialCoverage"] = json!({ "@type": "Place", "name": place });
        }
        if let Some(source) = text.word("source") {
            value["creditText"] = json!(source);
        }
        if let Some(licence) = licence_uri(item) {
            value["license"] = json!(licence);
        }
        if let Some(changed) = item.changed() {
            value["dateModified"] = json!(moment(changed));
        }
        value
    }

    /// Tiles, manifests, pages by value, feeds.
    pub(super) fn finish(
        &self,
        site: &Path,
        frames: &Frames,
        sitemap: &mut Vec<(String, String)>,
    ) -> Result<()> {
        let origin = &self.town.origin;
        for archive in self.all.iter().filter(|archive| !archive.withdrawn()) {
            iiif::publish(site, origin, &archive.item.stem, archive.picture, &archive.tiles)?;
            let manifest = self.manifest(archive).to_string();
            frame::write(
                site,
                &format!("/archives/{}/manifest.json", archive.item.key),
                manifest.as_bytes(),
            )?;
        }
        let listings = self.listings()?;
        let area = Area {
            town: self.town,
            name: "archives",
            title: "archive.title",
            all: "archive.all",
            class: "pictures",
        };
        let items: Vec<&Item> = self.all.iter().map(|archive| archive.item).collect();
        for language in Language::ALL {
            let list =
                site.join(format!("{}/archives/index.html", language.prefix()).trim_start_matches('/'));
            if !list.exists() {
                return Ok(()); // a town without an archive
            }
            let html = fs::read_to_string(&list).at("read", &list)?;
            let (rows, clean) = cut(&html, "row");
            fs::write(&list, clean).at("write", &list)?;
            let rows: BTreeMap<String, String> = rows.into_iter().collect();
            for (group, listing) in &listings {
                let siblings: Vec<&Listing<'_>> =
                    listings.iter().filter(|(other, _)| other == group).map(|(_, listing)| listing).collect();
                area.page(site, frames, listing, &siblings, &rows, language)?;
                let newest = listing.items.iter().filter_map(|item| item.changed()).max();
                let day = newest.map_or(String::new(), |(day, _)| day.to_string());
                sitemap.push((format!("{}{}", language.prefix(), listing.path), day));
            }
            let title =
                format!("{} {}", frames.town(language), self.town.words.say("nav.archives", language)?);
            area.feed(site, frames, "/archives/", &title, &items, language)?;
        }
        Ok(())
    }

    fn manifest(&self, archive: &Archive<'_>) -> Value {
        let origin = &self.town.origin;
        let Archive { item, picture, .. } = archive;
        let canvas_id = format!("{origin}/archives/{}/canvas", item.key);
        let service = format!("{origin}{}", archive.base());
        let (width, height) = (picture.width, picture.height);
        let image = |url: String, width: u32, height: u32| {
            json!({
                "id": url, "type": "Image", "format": "image/jpeg", "width": width, "height": height,
                "service": [{ "id": service, "type": "ImageService3", "profile": "level0" }],
            })
        };
        let canvas = json!({
            "id": canvas_id, "type": "Canvas", "width": width, "height": height,
            "label": iiif::said(item, |language| item.text(language).word("alt").map(str::to_owned)),
            "items": [{
                "id": format!("{canvas_id}/page"), "type": "AnnotationPage",
                "items": [{
                    "id": format!("{canvas_id}/page/1"), "type": "Annotation", "motivation": "painting",
                    "body": image(format!("{service}/full/max/0/default.jpg"), width, height), "target": canvas_id,
                }],
            }],
        });
        let said = |name: &'static str| {
            iiif::said(item, move |language| item.text(language).word(name).map(str::to_owned))
        };
        let metadata = [
            (json!({ "ja": ["年月日"], "en": ["Date"] }), said("date_text")),
            (
                json!({ "ja": ["場所"], "en": ["Place"] }),
                iiif::said(item, |language| item.text(language).words("places")),
            ),
            (json!({ "ja": ["所蔵・出典"], "en": ["Source"] }), said("source")),
        ];
        let licence = licence_uri(item);
        let town = self.town.name(Language::Japanese);
        let mut manifest = iiif::manifest(item, origin, town, licence.as_deref(), &metadata, &canvas);
        let (w, h) = picture.scaled(400);
        manifest["thumbnail"] = json!([image(picture.whole(&service, 400), w, h)]);
        manifest
    }
}
