//! Reading the content room file by file.

use super::{
    AED, Library, NoticeText, Page, aed, body, captions,
    finding::Notes,
    front::{self, Parts, lines_before},
    kinds::{
        Alone, Archive, ArchiveWords, Course, CourseWords, Event, EventWords, Facility, FacilityWords, Front,
        Lecture, LectureWords, News, NewsWords, Notice, NoticeTranslation, Procedure, ProcedureWords,
        Section, Track,
    },
    links::{Links, name_and_language, without_date},
    names::{check_languages, check_name, has_ending, japanese_of},
    pictures,
    times::Times,
    values::{Age, Date, FileName, Slug, Text, When},
};
use crate::trouble::{AtPath as _, Result, Trouble};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// As the desk has it (`functions/src/pages/desk/notices.rs`).
const MOST_SUBJECT: usize = 80;
const MOST_TEXT: usize = 4000;
/// The edge host takes no larger file (Workers static assets).
const MOST_BYTES: u64 = 25 * 1024 * 1024;

/// What a translation is checked against: the Japanese page of the same name.
pub(super) struct Reading {
    content: PathBuf,
    files: BTreeMap<String, String>,
    links: Links,
    facilities: BTreeSet<String>,
    series: Option<BTreeSet<String>>,
    library: Library,
}

impl Reading {
    pub(super) fn new(root: &Path) -> Result<Self> {
        let content = root.join("content");
        let mut library = Library::default();
        let mut files = BTreeMap::new();
        for entry in WalkDir::new(&content).sort_by_file_name() {
            let entry = entry.map_err(|error| Trouble::new(format!("Could not read content/: {error}")))?;
            if !entry.file_type().is_file() || entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let path = entry.path();
            let name = path.strip_prefix(&content).unwrap_or(path).to_string_lossy().into_owned();
            if !has_ending(&name, "md") && !has_ending(&name, "vtt") && name != AED {
                continue;
            }
            let bytes = fs::read(path).at("read", path)?;
            match String::from_utf8(bytes) {
                Ok(text) => {
                    files.insert(name, text);
                }
                Err(error) => {
                    let good = error.utf8_error().valid_up_to();
                    let line = lines_before(error.as_bytes(), good) + 1;
                    Notes::new(&name, &mut library.findings).error(
                        line,
                        "UTF-8ではない文字コードで保存されています",
                        "エディターの「名前を付けて保存」で、文字コードをUTF-8にしてください",
                    );
                }
            }
        }
        library.files = files.len();
        let facilities = files
            .keys()
            .filter_map(|file| file.strip_prefix("facilities/")?.strip_suffix(".md"))
            .filter(|name| !name.contains(['.', '/']) && *name != "_index")
            .map(str::to_owned)
            .collect();
        let links = Links::new(&content, &root.join("site/static"), files.keys().map(String::as_str));
        let words = root.join("site/data/words.toml");
        let words: toml::Table = match fs::read_to_string(&words) {
            Ok(text) => {
                text.parse().map_err(|error| Trouble::new(format!("site/data/words.toml: {error}")))?
            }
            Err(_) => toml::Table::new(),
        };
        let series =
            words.get("series").and_then(toml::Value::as_table).map(|table| table.keys().cloned().collect());
        Ok(Self { content, files, links, facilities, series, library })
    }

    pub(super) fn read(mut self) -> Library {
        let files = std::mem::take(&mut self.files);
        let names: BTreeSet<&str> = files.keys().map(String::as_str).collect();
        let mut found = std::mem::take(&mut self.library.findings);
        let mut slugs: BTreeMap<(String, &str), &str> = BTreeMap::new();
        for (file, text) in &files {
            let mut notes = Notes::new(file, &mut found);
            if file == AED {
                self.library.aed = aed::read(text, &mut notes);
                continue;
            }
            if text.starts_with('\u{feff}') {
                notes.error(
                    1,
                    "ファイルの先頭に目印（BOM）があります",
                    "エディターで「UTF-8（BOMなし）」で保存し直してください",
                );
            }
            if has_ending(file, "vtt") {
                captions::check(text, &mut notes);
                continue;
            }
            body::check_characters(text, &mut notes);
            let Some(parts) = Parts::cut(text) else {
                notes.error(
                    1,
                    "ファイルの初めに +++ で囲んだ部分がありません",
                    "1行目を +++ とし、title = \"題\" などを書いて、もう一度 +++ の行で閉じてください",
                );
                continue;
            };
            let Some((name, language)) = name_and_language(file) else { continue };
            let area = file.split_once('/').map_or("", |(area, _)| area);
            check_name(file, name, area, &mut notes);
            self.check_front(file, name, language, area, &parts, &mut notes);
            body::check(&parts, &self.links, &mut notes);
            if name == "_index" {
                continue;
            }
            let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
            let slug = format!("{folder}/{}", without_date(name));
            if let Some(other) = slugs.insert((slug, language), file) {
                notes.error(
                    1,
                    format!("content/{other} と同じアドレスになります"),
                    "どちらかのファイルの、日付の後の名前を変えてください",
                );
            }
            check_languages(file, language, area, &names, &mut notes);
        }
        found.sort_by(|a, b| (a.level, &a.file, a.line).cmp(&(b.level, &b.file, b.line)));
        self.library.findings = found;
        self.library
    }

    fn check_front(
        &mut self,
        file: &str,
        name: &str,
        language: &'static str,
        area: &str,
        parts: &Parts<'_>,
        notes: &mut Notes<'_>,
    ) {
        let day = name.get(..10).and_then(|date| Date::parse(date).ok());
        let page = Named { file, name, day };
        if name == "_index" {
            parts.read::<Section>(notes);
            return;
        }
        match (area, language) {
            ("news", "ja") => self.news(&page, parts, notes),
            ("facilities", "ja") => self.facilities(&page, parts, notes),
            ("procedures", "ja") => Self::procedures(parts, notes),
            ("courses", "ja") => self.courses(&page, parts, notes),
            ("events", "ja") => self.events(&page, parts, notes),
            ("lectures", "ja") => self.lectures(&page, parts, notes),
            ("archives", "ja") => self.archives(&page, parts, notes),
            ("notices", "ja") => self.notices(&page, parts, notes),
            ("notices", _) => {
                parts.read::<NoticeTranslation>(notes);
            }
            ("news", _) => self.check_words::<NewsWords>(file, parts, notes),
            ("facilities", _) => self.check_words::<FacilityWords>(file, parts, notes),
            ("procedures", _) => self.check_words::<ProcedureWords>(file, parts, notes),
            ("courses", _) => self.check_words::<CourseWords>(file, parts, notes),
            ("events", _) => self.check_words::<EventWords>(file, parts, notes),
            ("lectures", _) => self.check_words::<LectureWords>(file, parts, notes),
            ("archives", _) => self.check_words::<ArchiveWords>(file, parts, notes),
            ("", _) => {
                parts.read::<Alone>(notes);
            }
            _ => {
                parts.read::<toml::Table>(notes); // rooms of their own: only that it can be read
            }
        }
    }

    fn news(&mut self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<News>>(notes) {
            let extra = &front.extra;
            self.check_picture(page.file, extra.picture.as_ref(), extra.picture_alt.as_ref(), parts, notes);
            if extra.until.is_some_and(|until| page.day.is_some_and(|day| until < day)) {
                notes.error(
                    parts.line_of("until"),
                    "終わりの日（until）が、載せた日より前です",
                    "日付を直してください",
                );
            }
            self.library.news.push(page.with(front));
        }
    }

    fn facilities(&mut self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<Facility>>(notes) {
            let extra = &front.extra;
            self.check_picture(page.file, extra.picture.as_ref(), extra.picture_alt.as_ref(), parts, notes);
            if extra.lat.is_some() != extra.lon.is_some() {
                notes.error(
                    parts.line_of("lat").max(parts.line_of("lon")),
                    "緯度（lat）と経度（lon）の片方だけがあります",
                    "両方を書くか、両方を消してください",
                );
            }
            self.library.facilities.push(page.with(front));
        }
    }

    fn procedures(parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<Procedure>>(notes)
            && !front.extra.reading.as_str().chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー'))
        {
            notes.error(
                parts.line_of("reading"),
                "よみ（reading）に、ひらがなではない字があります",
                "ひらがなだけで書いてください。五十音順に並べるために使います",
            );
        }
    }

    fn courses(&mut self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<Course>>(notes) {
            let extra = &front.extra;
            self.check_facility(extra.facility.as_ref(), parts, notes);
            self.check_picture(page.file, extra.picture.as_ref(), extra.picture_alt.as_ref(), parts, notes);
            let time = Times {
                first: extra.first,
                last: Some(extra.last),
                sessions: &extra.sessions,
                start: Some(extra.start),
                end: Some(extra.end),
                apply_by: extra.apply_by,
                day: page.day(front.date),
            };
            time.check(parts, notes);
            if extra.facility.is_none() && extra.room.is_none() {
                notes.error(
                    1,
                    "会場がありません",
                    "facility（施設の名前）か room（会場の言葉）を書いてください",
                );
            }
            self.library.courses.push(page.with(front));
        }
    }

    fn events(&mut self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<Event>>(notes) {
            let extra = &front.extra;
            self.check_facility(extra.facility.as_ref(), parts, notes);
            self.check_picture(page.file, extra.picture.as_ref(), extra.picture_alt.as_ref(), parts, notes);
            let time = Times {
                first: extra.first,
                last: extra.last,
                sessions: &extra.sessions,
                start: extra.start,
                end: extra.end,
                apply_by: extra.apply_by,
                day: page.day(front.date),
            };
            time.check(parts, notes);
            if extra.facility.is_none() && extra.place.is_none() {
                notes.error(
                    1,
                    "会場がありません",
                    "facility（施設の名前）か place（会場の言葉）を書いてください",
                );
            }
            self.library.events.push(page.with(front));
        }
    }

    fn lectures(&self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let Some(Front { extra, .. }) = parts.read::<Front<Lecture>>(notes) else { return };
        self.check_facility(extra.facility.as_ref(), parts, notes);
        self.check_picture(page.file, extra.picture.as_ref(), extra.picture_alt.as_ref(), parts, notes);
        if let (Some(series), Some(known)) = (&extra.series, &self.series)
            && !known.contains(series.as_str())
        {
            notes.error(
                parts.line_of("series"),
                format!("シリーズ「{}」はありません", series.as_str()),
                format!(
                    "次のどれかにするか、site/data/words.toml の [series] に足してください: {}",
                    list(known)
                ),
            );
        }
        if let Some(course) = &extra.course
            && !self.links.is_content(course.as_str())
        {
            notes.error(
                parts.line_of("course"),
                format!("講座「{}」はありません", course.as_str()),
                "content/ から後の、講座のファイルの名前を書いてください（例 \"courses/2026/2026-12-03-pottery.md\"）",
            );
        }
        self.check_files(page.file, &extra, parts, notes);
        if extra.slides.windows(2).any(|two| two[0].at >= two[1].at) {
            notes.error(
                parts.line_of("slides"),
                "スライドの順番が前後しているか、同じ時間が二度あります",
                "出る時間（at）の早い順に並べてください",
            );
        }
        if !extra.slides.is_empty() && extra.slides.len() != extra.slide_texts.len() {
            notes.error(
                parts.line_of("slide_texts").max(parts.line_of("slides")),
                format!(
                    "スライドは{}枚、その言葉（slide_texts）は{}個です",
                    extra.slides.len(),
                    extra.slide_texts.len()
                ),
                "1枚に一つずつ、書いてあることを書いてください。見えない人に読み上げられます",
            );
        }
        if (extra.video.is_some() || extra.audio.is_some()) && extra.captions.is_empty() {
            notes.error(
                parts.line_of("video").max(parts.line_of("audio")),
                "字幕がありません",
                "字幕（WebVTT）を隣に置き、captions = [{ lang = \"ja\", file = \"….ja.vtt\" }] と書いてください",
            );
        }
    }

    /// That what a lecture names lies beside it, in a form that browsers play, and that the edge host takes it.
    fn check_files(&self, file: &str, lecture: &Lecture, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let of = |tracks: &'_ [Track]| tracks.iter().map(|track| track.file.clone()).collect::<Vec<_>>();
        let slides = lecture.slides.iter().map(|slide| slide.file.clone()).collect();
        for (key, files, endings) in [
            ("video", Vec::from_iter(lecture.video.clone()), &["webm", "mp4"][..]),
            ("audio", Vec::from_iter(lecture.audio.clone()), &["ogg", "oga", "mp3", "m4a", "wav"]),
            ("captions", of(&lecture.captions), &["vtt"]),
            ("chapters", of(&lecture.chapters), &["vtt"]),
            ("slides", slides, &["png", "jpg", "jpeg", "webp"]),
            ("slides_pdf", Vec::from_iter(lecture.slides_pdf.clone()), &["pdf"]),
        ] {
            for name in files {
                let line = parts.line_of(key);
                let path = self.content.join(folder).join(name.as_str());
                let Ok(there) = fs::metadata(&path) else {
                    notes.error(
                        line,
                        format!("ファイル「{}」がありません", name.as_str()),
                        format!("content/{folder}/ にファイルを置くか、名前を直してください"),
                    );
                    continue;
                };
                if !endings.iter().any(|ending| has_ending(name.as_str(), ending)) {
                    notes.error(
                        line,
                        format!("ファイル「{}」の形式は使えません", name.as_str()),
                        format!("次のどれかで保存し直してください: {}", endings.join("、")),
                    );
                }
                if there.len() > MOST_BYTES {
                    notes.error(
                        line,
                        format!(
                            "ファイル「{}」が大きすぎます（{}MB）",
                            name.as_str(),
                            there.len() / 1_000_000
                        ),
                        "25MBまでにするか、二つに分けてください。配信先が受け取れません",
                    );
                }
                if key == "slides" {
                    pictures::check(&path, name.as_str(), line, notes);
                }
            }
        }
    }

    fn archives(&self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let Some(Front { extra, .. }) = parts.read::<Front<Archive>>(notes) else { return };
        self.check_picture(page.file, Some(&extra.image), extra.alt.as_ref(), parts, notes);
        if extra.date.is_none() && extra.when.is_none() && extra.date_text.is_none() {
            notes.error(
                1,
                "いつのものかがありません",
                "date = \"1959-09-26\" か、when = \"1959-09\"、date_text = \"昭和30年ごろ\" を書いてください",
            );
        }
        let said = extra.date.map(|date| date.to_string());
        let said = said.as_deref().or(extra.when.as_ref().map(When::as_str));
        if let Some(said) = said.filter(|said| !page.name.starts_with(&said[..4])) {
            notes.error(
                parts.line_of("date").max(parts.line_of("when")),
                format!("時期（{said}）と、ファイル名の年が違います"),
                "どちらかを直してください",
            );
        }
        if !extra.place_keys.is_empty() && extra.place_keys.len() != extra.places.len() {
            notes.error(
                parts.line_of("place_keys"),
                format!(
                    "場所（places）は{}個、アドレスの名前（place_keys）は{}個です",
                    extra.places.len(),
                    extra.place_keys.len()
                ),
                "同じ順に、同じ数だけ書いてください",
            );
        }
    }

    fn notices(&mut self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let Some(front) = parts.read::<Front<Notice>>(notes) else { return };
        let extra = &front.extra;
        if front.title.as_str().chars().count() > MOST_SUBJECT {
            notes.error(
                parts.line_of("title"),
                format!("件名（title）が{MOST_SUBJECT}文字より長くなっています"),
                "短くしてください。マイページの一覧に出ます",
            );
        }
        let body = parts.body.trim().to_owned();
        if body.is_empty() || body.chars().count() > MOST_TEXT {
            notes.error(
                parts.body_line(0),
                "本文がないか、4000文字より長くなっています",
                "段落の間を1行あけて、4000文字までで書いてください",
            );
        }
        if let Some(at) = parts.body.find("](").or_else(|| parts.body.find("**")) {
            notes.error(
                parts.body_line(at),
                "お知らせの本文は、書いたとおりの文字で届きます",
                "Markdownのしるしを消してください。ページへの案内は link = \"/news/…\" に書きます",
            );
        }
        if let Some(link) = &extra.link {
            self.links.check(link.as_str(), parts.line_of("link"), notes);
        }
        let crossed = |min: Option<Age>, max: Option<Age>| min.zip(max).is_some_and(|(min, max)| min > max);
        if crossed(extra.age_min, extra.age_max) {
            notes.error(parts.line_of("age_max"), "年齢の順が逆です", "若いほうを age_min に書いてください");
        }
        if crossed(extra.child_min, extra.child_max)
            || [extra.child_min, extra.child_max].into_iter().flatten().any(|age| age.0 > 17)
        {
            notes.error(
                parts.line_of("child_min").max(parts.line_of("child_max")),
                "お子さんの年齢は、0から17で、若いほうを child_min に書きます",
                "数字を直してください",
            );
        }
        let [easy, english] = ["ja-easy", "en"].map(|language| self.notice_in(page.file, language));
        self.library.notices.push(NoticeText { body, easy, english, page: page.with(front) });
    }

    /// The translation's subject and text; what is wrong with it is said when it is read by itself.
    fn notice_in(&self, japanese: &str, language: &str) -> Option<(String, String)> {
        let file = self.content.join(format!("{}.{language}.md", japanese.strip_suffix(".md")?));
        let text = fs::read_to_string(file).ok()?;
        let parts = Parts::cut(&text)?;
        let front: NoticeTranslation = toml::from_str(parts.front).ok()?;
        Some((front.title.as_str().to_owned(), parts.body.trim().to_owned()))
    }

    /// A translation: words only; facts stand in Japanese.
    fn check_words<W: DeserializeOwned>(&self, file: &str, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        // A translation without words of its own kind may leave `[extra]` out.
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[expect(dead_code, reason = "read to be checked; Zola uses it")]
        struct Translation<W> {
            title: Text,
            description: Text,
            updated: Option<toml::value::Datetime>,
            extra: Option<W>,
        }
        parts.read::<Translation<W>>(notes);
        let japanese = japanese_of(file);
        if let Ok(text) = fs::read_to_string(self.content.join(&japanese))
            && let Some(original) = Parts::cut(&text)
        {
            for (picture, alt) in [("picture", "picture_alt"), ("image", "alt")] {
                if has_key(&original, picture) && !has_key(parts, alt) {
                    notes.error(
                        1,
                        "画像の説明の文（代替テキスト）に訳がありません",
                        format!("[extra] に {alt} = \"…\" を、この言語で足してください"),
                    );
                }
            }
        }
    }

    fn check_facility(&self, facility: Option<&Slug>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let Some(facility) = facility else { return };
        if self.facilities.contains(facility.as_str()) {
            return;
        }
        let known: Vec<String> = self.facilities.iter().cloned().collect();
        let remedy = match front::nearest(facility.as_str(), &known) {
            Some(near) => format!(
                "「{near}」ではありませんか。content/facilities/ にあるファイルの名前を書いてください"
            ),
            None => format!(
                "content/facilities/ にあるファイルの名前を書いてください: {}",
                list(&self.facilities)
            ),
        };
        notes.error(parts.line_of("facility"), format!("施設「{}」はありません", facility.as_str()), remedy);
    }

    fn check_picture(
        &self,
        file: &str,
        picture: Option<&FileName>,
        alt: Option<&Text>,
        parts: &Parts<'_>,
        notes: &mut Notes<'_>,
    ) {
        let Some(picture) = picture else {
            return;
        };
        let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let path = self.content.join(folder).join(picture.as_str());
        let line = parts.line_of("picture").max(parts.line_of("image"));
        if path.is_file() {
            pictures::check(&path, picture.as_str(), line, notes);
        } else {
            notes.error(
                line,
                format!("画像「{}」がありません", picture.as_str()),
                format!("content/{folder}/ に画像を置くか、名前を直してください"),
            );
        }
        if alt.is_none() {
            notes.error(
                line,
                format!("画像「{}」に説明の文がありません", picture.as_str()),
                "picture_alt（資料は alt）に、何が写っているかを書いてください。見えない人に読み上げられます",
            );
        }
    }
}

/// A Japanese page or a translation, by its file.
struct Named<'a> {
    file: &'a str,
    name: &'a str,
    day: Option<Date>,
}

impl Named<'_> {
    /// Its day: the corrected one, else the one in its name.
    fn day(&self, corrected: Option<toml::value::Datetime>) -> Option<Date> {
        let corrected = corrected.and_then(|moment| moment.date);
        corrected.and_then(|day| Date::parse(&day.to_string()).ok()).or(self.day)
    }

    fn with<E>(&self, front: Front<E>) -> Page<E> {
        Page { file: self.file.to_owned(), slug: without_date(self.name).to_owned(), day: self.day, front }
    }
}

fn has_key(parts: &Parts<'_>, key: &str) -> bool {
    parts.front.parse::<toml::Table>().is_ok_and(|table| {
        table.get("extra").and_then(toml::Value::as_table).is_some_and(|extra| extra.contains_key(key))
    })
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join("、")
}
