//! Lectures: recordings with captions, chapters, slides and a transcript; series; what machines read of them.

use super::{
    Town,
    frame::{self, Frames, cut, data_block, moment},
    iiif,
    listing::{Area, Listing, licence_uri},
    read::{Item, by_language},
    vtt::{self, Cue},
    words::tag,
};
use crate::trouble::{AtPath as _, Result};
use hibiki_domain::language::Language;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// Captions or chapters in one language.
#[derive(Debug)]
struct Track {
    language: String,
    file: String,
    cues: Vec<Cue>,
}

/// A lecture with its files.
#[derive(Debug)]
struct Lecture<'a> {
    item: &'a Item,
    folder: PathBuf,
    /// Where its files lie on the site, for every language.
    base: String,
    captions: Vec<Track>,
    chapters: Vec<Track>,
}

/// All of them.
#[derive(Debug)]
pub(super) struct Lectures<'a> {
    town: &'a Town,
    all: Vec<Lecture<'a>>,
}

impl<'a> Lecture<'a> {
    fn read(item: &'a Item, content: &Path) -> Result<Self> {
        let file = content.join(&item.file);
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        let year = item.key.rsplit_once('/').map_or("", |(year, _)| year);
        let base = if year.is_empty() { "/lectures/".to_owned() } else { format!("/lectures/{year}/") };
        let tracks = |name: &str| -> Result<Vec<Track>> {
            item.tables(name)
                .map(|table| {
                    let word =
                        |key: &str| table.get(key).and_then(toml::Value::as_str).unwrap_or("ja").to_owned();
                    let file = word("file");
                    let path = folder.join(&file);
                    let text = fs::read_to_string(&path).at("read", &path)?;
                    let cues = vtt::read(&text).map_err(|why| {
                        item.trouble(&format!("{file}, {why}"), "Correct that line of the captions.")
                    })?;
                    Ok(Track { language: word("lang"), file, cues })
                })
                .collect()
        };
        let (captions, chapters) = (tracks("captions")?, tracks("chapters")?);
        Ok(Self { item, folder, base, captions, chapters })
    }

    fn has_manifest(&self) -> bool {
        !self.withdrawn() && (self.media("video").is_some() || self.media("audio").is_some())
    }

    fn withdrawn(&self) -> bool {
        self.item.word("withdrawn").is_some()
    }

    /// The file that one plays, with its kind.
    fn media(&self, name: &str) -> Option<(String, &'static str)> {
        let file = self.item.word(name)?;
        let kind = match file.rsplit_once('.')?.1 {
            "webm" => "video/webm",
            "mp4" => "video/mp4",
            "ogg" | "oga" => "audio/ogg",
            "mp3" => "audio/mpeg",
            "m4a" => "audio/mp4",
            _ => "audio/wav",
        };
        Some((format!("{}{file}", self.base), kind))
    }

    /// In the reader's language where there is one, else in the first.
    fn track(tracks: &[Track], language: Language) -> Option<&Track> {
        tracks.iter().find(|track| track.language == tag(language)).or(tracks.first())
    }

    fn seconds(&self) -> f64 {
        let last = self.captions.iter().flat_map(|track| &track.cues).map(|cue| cue.end).max().unwrap_or(0);
        let whole =
            self.item.number("sample_seconds").or(self.item.number("minutes").map(|minutes| minutes * 60));
        let whole = whole.and_then(|seconds| u32::try_from(seconds).ok()).map_or(0.0, f64::from);
        let last = f64::from(u32::try_from(last).unwrap_or(0)) / 1000.0;
        if whole > 0.0 { whole } else { last }
    }
}

/// So many of each series stand on the first page of the area.
const NEWEST: usize = 10;

/// The rows of a list: series by series, that with the newest lecture first, and then what belongs to none.
fn groups(items: &[&Item], at_most: usize) -> Value {
    let mut items = items.to_vec();
    items.sort_by_key(|item| std::cmp::Reverse(item.date));
    let mut groups: Vec<(Option<&str>, Vec<Value>)> = Vec::new();
    for item in items {
        let series = item.word("series");
        let place = groups.iter().position(|(other, _)| *other == series).unwrap_or_else(|| {
            groups.push((series, Vec::new()));
            groups.len() - 1
        });
        let rows = &mut groups[place].1;
        if rows.len() < at_most {
            rows.push(json!({
                "key": item.key, "date": item.date.map(|day| day.to_string()), "said": item.said(),
                "speaker": by_language(|language| item.text(language).word("speaker").unwrap_or_default()),
                "description": by_language(|language| &item.text(language).description),
            }));
        }
    }
    groups.sort_by_key(|(series, _)| series.is_none());
    groups.into_iter().map(|(series, rows)| json!({ "series": series, "rows": rows })).collect()
}

impl<'a> Lectures<'a> {
    /// Reads them and their captions.
    pub(super) fn read(town: &'a Town, items: &'a [Item], content: &Path) -> Result<Self> {
        let all = items.iter().map(|item| Lecture::read(item, content)).collect::<Result<_>>()?;
        Ok(Self { town, all })
    }

    /// What the templates need to know.
    pub(super) fn prepare(&self, data: &Path) -> Result<()> {
        let items: Vec<&Item> = self.all.iter().map(|lecture| lecture.item).collect();
        super::write_data(data, "lectures.json", &groups(&items, NEWEST))?;
        let mut years: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
        for item in items {
            years.entry(item.year()).or_default().push(item);
        }
        for (year, items) in years {
            super::write_data(data, &format!("lectures/{year}.json"), &groups(&items, usize::MAX))?;
        }
        for lecture in &self.all {
            let media =
                |name: &str| lecture.media(name).map(|(url, kind)| json!({ "url": url, "kind": kind }));
            let cues = |tracks: &[Track], language: Language| {
                Lecture::track(tracks, language).map(|track| {
                    let cues: Vec<Value> = track
                        .cues
                        .iter()
                        .map(|cue| json!({ "t": cue.start / 1000, "clock": cue.clock(), "text": cue.text }))
                        .collect();
                    json!({ "language": track.language, "cues": cues })
                })
            };
            let files = |tracks: &[Track]| -> Vec<Value> {
                tracks
                    .iter()
                    .map(|track| {
                        json!({
                            "language": track.language, "url": format!("{}{}", lecture.base, track.file),
                            "text": format!("{}{}.{}.txt", lecture.base, lecture.item.stem, track.language),
                            "name": if track.language == "en" { "English" } else { "日本語" },
                        })
                    })
                    .collect()
            };
            let slides: Vec<Value> = lecture
                .item
                .tables("slides")
                .map(|slide| {
                    let word = |key: &str| slide.get(key).and_then(toml::Value::as_str).unwrap_or_default();
                    let at = word("at").split(':').try_fold(0_u64, |sum, part| Some(sum * 60 + part.parse::<u64>().ok()?));
                    json!({ "url": format!("{}{}", lecture.base, word("file")), "clock": word("at"), "t": at.unwrap_or(0) })
                })
                .collect();
            let said = |tracks: &[Track]| {
                lecture.item.on_its_pages(|language| Ok(cues(tracks, language).unwrap_or_default()))
            };
            let ld =
                lecture.item.on_its_pages(|language| Ok(data_block(&self.linked_data(lecture, language))))?;
            let value = json!({
                "withdrawn": lecture.withdrawn(),
                "video": media("video"),
                "audio": media("audio"),
                "captions": files(&lecture.captions),
                "chapter_files": files(&lecture.chapters),
                "transcript": said(&lecture.captions)?,
                "chapters": said(&lecture.chapters)?,
                "slides": slides,
                "slides_pdf": lecture.item.word("slides_pdf").map(|file| format!("{}{file}", lecture.base)),
                "manifest": lecture.has_manifest(),
                "ld": ld,
            });
            super::write_data(data, &format!("{}.json", lecture.item.file), &value)?;
        }
        Ok(())
    }

    fn linked_data(&self, lecture: &Lecture<'_>, language: Language) -> Value {
        let origin = &self.town.origin;
        let item = lecture.item;
        let text = item.text(language);
        let url = format!("{origin}{}", item.path(language));
        let shown =
            (!lecture.withdrawn()).then(|| lecture.media("video").or(lecture.media("audio"))).flatten();
        let kind = match &shown {
            Some((_, kind)) if kind.starts_with("video/") => json!(["LearningResource", "VideoObject"]),
            Some(_) => json!(["LearningResource", "AudioObject"]),
            None => json!("LearningResource"),
        };
        let mut value = json!({
            "@context": "https://schema.org", "@type": kind, "@id": url, "url": url,
            "name": text.title, "description": text.description, "inLanguage": "ja",
            "learningResourceType": "lecture", "isAccessibleForFree": true,
            "publisher": { "@type": "GovernmentOrganization", "name": self.town.name(language), "url": origin },
        });
        if let Some(speaker) = text.word("speaker") {
            let job = text.word("speaker_title").unwrap_or_default();
            value["creator"] = json!({ "@type": "Person", "name": speaker, "jobTitle": job });
        }
        if let Some(day) = item.date {
            value["dateCreated"] = json!(day.to_string());
        }
        if let Some(changed) = item.changed() {
            value["dateModified"] = json!(moment(changed));
        }
        if let Some(licence) = licence_uri(item) {
            value["license"] = json!(licence);
        }
        if let Some(cite) = text.word("cite") {
            value["creditText"] = json!(cite);
        }
        if let Some(series) = item.word("series") {
            let name = self.town.words.say(&format!("series.{series}"), language).unwrap_or(series);
            value["isPartOf"] = json!({
                "@type": "CreativeWorkSeries", "name": name,
                "url": format!("{origin}{}/lectures/series/{series}/", language.prefix()),
            });
        }
        if let Some((media, kind)) = shown {
            value["contentUrl"] = json!(format!("{origin}{media}"));
            value["encodingFormat"] = json!(kind);
            if let Some(day) = item.published() {
                value["uploadDate"] = json!(moment((day, 0)));
            }
            value["duration"] = json!(format!("PT{}S", lecture.seconds()));
            if let Some(slide) = item.tables("slides").next().and_then(|slide| slide.get("file")?.as_str()) {
                value["thumbnailUrl"] = json!(format!("{origin}{}{slide}", lecture.base));
            }
            if let Some(track) = Lecture::track(&lecture.captions, language) {
                let words: Vec<_> = track.cues.iter().map(|cue| cue.text.as_str()).collect();
                value["transcript"] = json!(words.join("\n"));
            }
            if let Some(track) = Lecture::track(&lecture.chapters, language) {
                value["hasPart"] = track
                    .cues
                    .iter()
                    .map(|cue| {
                        json!({
                            "@type": "Clip", "name": cue.text, "startOffset": cue.start / 1000,
                            "endOffset": cue.end / 1000, "url": format!("{url}#t={}", cue.start / 1000),
                        })
                    })
                    .collect();
            }
        }
        value
    }

    /// Media files, transcripts, manifests, series, feeds.
    pub(super) fn finish(
        &self,
        site: &Path,
        frames: &Frames,
        sitemap: &mut Vec<(String, String)>,
    ) -> Result<()> {
        for lecture in self.all.iter().filter(|lecture| !lecture.withdrawn()) {
            Self::files(site, lecture)?;
            if lecture.has_manifest() {
                let manifest = self.manifest(lecture).to_string();
                frame::write(
                    site,
                    &format!("/lectures/{}/manifest.json", lecture.item.key),
                    manifest.as_bytes(),
                )?;
            }
        }
        let series: BTreeSet<&str> =
            self.all.iter().filter_map(|lecture| lecture.item.word("series")).collect();
        let mut listings = Vec::new();
        for name in series {
            let mut labels = [String::new(), String::new(), String::new()];
            for language in Language::ALL {
                let label = self.town.words.say(&format!("series.{name}"), language)?;
                label.clone_into(&mut labels[language as usize]);
            }
            let of_series = self.all.iter().map(|lecture| lecture.item);
            let mut items: Vec<&Item> = of_series.filter(|item| item.word("series") == Some(name)).collect();
            items.sort_by_key(|item| std::cmp::Reverse(item.date));
            listings.push(Listing { path: format!("/lectures/series/{name}/"), labels, items });
        }
        let area = Area {
            town: self.town,
            name: "lectures",
            title: "lecture.series_title",
            all: "lecture.all",
            class: "item-list",
        };
        let siblings: Vec<&Listing<'_>> = listings.iter().collect();
        let items: Vec<&Item> = self.all.iter().map(|lecture| lecture.item).collect();
        let years: BTreeSet<&str> = items.iter().map(|item| item.year()).collect();
        for language in Language::ALL {
            let list =
                site.join(format!("{}/lectures/index.html", language.prefix()).trim_start_matches('/'));
            // The area shows the newest of each series, the years everything.
            let mut rows = BTreeMap::new();
            let of_years = years.iter().map(|year| list.with_file_name(year).join("index.html"));
            for list in of_years.filter(|list| list.exists()).chain([list.clone()]) {
                let html = fs::read_to_string(&list).at("read", &list)?;
                let (of_list, clean) = cut(&html, "row");
                fs::write(&list, clean).at("write", &list)?;
                rows.extend(of_list);
            }
            for listing in &listings {
                area.page(site, frames, listing, &siblings, &rows, language)?;
                let newest = listing.items.iter().filter_map(|item| item.changed()).max();
                let day = newest.map_or(String::new(), |(day, _)| day.to_string());
                sitemap.push((format!("{}{}", language.prefix(), listing.path), day));
            }
            let title =
                format!("{} {}", frames.town(language), self.town.words.say("nav.lectures", language)?);
            area.feed(site, frames, "/lectures/", &title, &items, language)?;
        }
        Ok(())
    }

    fn files(site: &Path, lecture: &Lecture<'_>) -> Result<()> {
        let item = lecture.item;
        let slides = item.tables("slides").filter_map(|slide| slide.get("file")?.as_str());
        let tracks = lecture.captions.iter().chain(&lecture.chapters).map(|track| track.file.as_str());
        let single = ["video", "audio", "slides_pdf"].into_iter().filter_map(|name| item.word(name));
        for file in slides.chain(tracks).chain(single) {
            let from = lecture.folder.join(file);
            let bytes = fs::read(&from).at("read", &from)?;
            frame::write(site, &format!("{}{file}", lecture.base), &bytes)?;
        }
        for track in &lecture.captions {
            let mut text = format!("{}\n\n", item.ja().title);
            for cue in &track.cues {
                let _ = writeln!(text, "{}  {}", cue.clock(), cue.text);
            }
            frame::write(
                site,
                &format!("{}{}.{}.txt", lecture.base, item.stem, track.language),
                text.as_bytes(),
            )?;
        }
        Ok(())
    }

    fn manifest(&self, lecture: &Lecture<'_>) -> Value {
        let origin = &self.town.origin;
        let item = lecture.item;
        let canvas_id = format!("{origin}/lectures/{}/canvas", item.key);
        let seconds = lecture.seconds();
        let mut canvas = json!({ "id": canvas_id, "type": "Canvas", "duration": seconds });
        let (url, kind) = lecture.media("video").or(lecture.media("audio")).unwrap_or_default();
        let mut body = json!({
            "id": format!("{origin}{url}"), "type": "Sound", "format": kind, "duration": seconds,
        });
        if kind.starts_with("video/") {
            body["type"] = json!("Video");
            for value in [&mut canvas, &mut body] {
                value["width"] = json!(item.number("video_width").unwrap_or(640));
                value["height"] = json!(item.number("video_height").unwrap_or(360));
            }
        }
        canvas["items"] = json!([{
            "id": format!("{canvas_id}/page"), "type": "AnnotationPage",
            "items": [{
                "id": format!("{canvas_id}/page/1"), "type": "Annotation", "motivation": "painting",
                "body": body, "target": canvas_id,
            }],
        }]);
        if !lecture.captions.is_empty() {
            let notes: Vec<Value> = lecture
                .captions
                .iter()
                .enumerate()
                .map(|(place, track)| {
                    json!({
                        "id": format!("{canvas_id}/captions/{}", place + 1), "type": "Annotation",
                        "motivation": "supplementing", "target": canvas_id,
                        "body": {
                            "id": format!("{origin}{}{}", lecture.base, track.file), "type": "Text",
                            "format": "text/vtt", "language": track.language,
                        },
                    })
                })
                .collect();
            canvas["annotations"] =
                json!([{ "id": format!("{canvas_id}/captions"), "type": "AnnotationPage", "items": notes }]);
        }
        let speaker = iiif::said(item, |language| item.text(language).word("speaker").map(str::to_owned));
        let date = item.date.map(|day| json!({ "none": [day.to_string()] })).unwrap_or_default();
        let metadata = [
            (json!({ "ja": ["話し手"], "en": ["Speaker"] }), speaker),
            (json!({ "ja": ["講演日"], "en": ["Date"] }), date),
        ];
        let licence = licence_uri(item);
        let town = self.town.name(Language::Japanese);
        let mut manifest = iiif::manifest(item, origin, town, licence.as_deref(), &metadata, &canvas);
        if let Some(track) = lecture.chapters.first() {
            manifest["structures"] = json!([{
                "id": format!("{canvas_id}/chapters"), "type": "Range", "label": { "ja": ["章"], "en": ["Chapters"] },
                "items": track.cues.iter().enumerate().map(|(place, cue)| json!({
                    "id": format!("{canvas_id}/chapters/{}", place + 1), "type": "Range",
                    "label": { track.language.as_str(): [cue.text] },
                    "items": [{ "type": "Canvas", "id": format!("{canvas_id}#t={},{}", cue.start / 1000, cue.end / 1000) }],
                })).collect::<Vec<_>>(),
            }]);
        }
        if let Some(file) = item.word("slides_pdf") {
            manifest["rendering"] = json!([{
                "id": format!("{origin}{}{file}", lecture.base), "type": "Text", "format": "application/pdf",
                "label": { "ja": ["スライド"], "en": ["Slides"] },
            }]);
        }
        manifest
    }
}
