//! The content room: what people write, read as what it must be. `cargo town check-content` says what is wrong with it.

pub(crate) mod aed;
mod body;
mod captions;
mod finding;
mod front;
pub(crate) mod kinds;
mod links;
mod pictures;
pub(crate) mod values;

pub(crate) use finding::{Finding, Level};
pub(crate) use front::lines_before;

use crate::{
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use finding::Notes;
use front::Parts;
use kinds::{
    Alone, Archive, ArchiveWords, Course, CourseWords, Event, EventWords, Facility, FacilityWords, Front,
    Lecture, LectureWords, News, NewsWords, Procedure, ProcedureWords, Section,
};
use links::{Links, name_and_language, without_date};
use serde::de::DeserializeOwned;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use values::{Clock, Date, FileName, Slug, Text};
use walkdir::WalkDir;

/// The languages beside Japanese, with their names.
const TRANSLATIONS: [(&str, &str); 2] = [("ja-easy", "やさしい日本語"), ("en", "英語")];

/// Kinds in folders by year, and kinds in one folder.
const BY_YEAR: [&str; 5] = ["news", "courses", "lectures", "events", "archives"];
const IN_ONE: [&str; 2] = ["facilities", "procedures"];

/// The table of places with an AED.
const AED: &str = "aed/aed.csv";

/// A page in Japanese, with its facts.
#[derive(Debug)]
pub(crate) struct Page<E> {
    /// Where it stands, from `content/` on.
    pub(crate) file: String,
    /// Its name without date and ending.
    pub(crate) slug: String,
    /// The day in its name.
    pub(crate) day: Option<Date>,
    /// Its front matter.
    pub(crate) front: Front<E>,
}

impl<E> Page<E> {
    /// Its address on the site.
    pub(crate) fn address(&self) -> String {
        let folder = self.file.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("/{folder}/{}/", self.slug)
    }
}

/// What the content room holds, and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Library {
    /// News, by file name.
    pub(crate) news: Vec<Page<News>>,
    /// Facilities, by file name.
    pub(crate) facilities: Vec<Page<Facility>>,
    /// Courses, by file name.
    pub(crate) courses: Vec<Page<Course>>,
    /// Events, by file name.
    pub(crate) events: Vec<Page<Event>>,
    /// Places with an AED, in the table's order.
    pub(crate) aed: Vec<aed::Aed>,
    /// Everything that was found, errors before hints.
    pub(crate) findings: Vec<Finding>,
    files: usize,
}

impl Library {
    /// Reads and checks `content/`, which lies beside `site/`.
    pub(crate) fn read(root: &Path) -> Result<Self> {
        Ok(Reading::new(root)?.read())
    }

    fn errors(&self) -> usize {
        self.findings.iter().filter(|finding| finding.level == Level::Error).count()
    }
}

/// `cargo town check-content`.
pub(crate) fn check(workshop: &Workshop, json: bool) -> Result<()> {
    let library = Library::read(workshop.root())?;
    if json {
        let text = serde_json::to_string_pretty(&library.findings)
            .map_err(|error| Trouble::new(format!("Could not write the findings: {error}")))?;
        println!("{text}");
    } else {
        for finding in &library.findings {
            println!("{finding}");
        }
    }
    let errors = library.errors();
    if errors > 0 {
        return Err(Trouble::new(format!("content/ に直すところが{errors}か所あります。"))
            .next("上の → のとおりに直して、もう一度 `cargo town check-content` を実行してください。"));
    }
    if !json {
        println!("content/ の{}個のファイルに、間違いは見つかりませんでした。", library.files);
    }
    Ok(())
}

/// Before a build: nothing wrong goes out. Hints are for `check-content`.
pub(crate) fn refuse_errors(workshop: &Workshop) -> Result<Library> {
    let library = Library::read(workshop.root())?;
    let wrong: Vec<String> = library
        .findings
        .iter()
        .filter(|f| f.level == Level::Error)
        .take(20)
        .map(ToString::to_string)
        .collect();
    if wrong.is_empty() {
        return Ok(library);
    }
    Err(Trouble::new(format!(
        "content/ に直すところが{}か所あるため、サイトを作りませんでした。\n{}",
        library.errors(),
        wrong.join("\n")
    ))
    .next("上の → のとおりに直してください。すべてを見るには `cargo town check-content`"))
}

/// What `cargo town check` shows.
pub(crate) fn wrong(workshop: &Workshop) -> Result<Vec<String>> {
    let library = Library::read(workshop.root())?;
    Ok(library.findings.iter().filter(|f| f.level == Level::Error).map(ToString::to_string).collect())
}

/// What a translation is checked against: the Japanese page of the same name.
struct Reading {
    content: PathBuf,
    files: BTreeMap<String, String>,
    links: Links,
    facilities: BTreeSet<String>,
    series: Option<BTreeSet<String>>,
    library: Library,
}

impl Reading {
    fn new(root: &Path) -> Result<Self> {
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

    fn read(mut self) -> Library {
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
                day: page.day,
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
                day: page.day,
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
        if let Some(front) = parts.read::<Front<Lecture>>(notes) {
            let extra = &front.extra;
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
        }
    }

    fn archives(&self, page: &Named<'_>, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        if let Some(front) = parts.read::<Front<Archive>>(notes) {
            let extra = &front.extra;
            self.check_picture(page.file, Some(&extra.image), extra.alt.as_ref(), parts, notes);
            if extra.date.is_none() && extra.date_text.is_none() {
                notes.error(
                    1,
                    "いつのものかがありません",
                    "date = \"1959-09-26\" か、date_text = \"昭和30年ごろ\" を書いてください",
                );
            }
        }
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

/// One folder per kind and year; names of date and Latin name.
fn check_name(file: &str, name: &str, area: &str, notes: &mut Notes<'_>) {
    if name == "_index" {
        return;
    }
    if IN_ONE.contains(&area) {
        if let Err(why) = Slug::parse(name) {
            notes.error(
                1,
                format!("ファイル名が決まりに合いません。{why}"),
                "ファイルの名前を変えてください",
            );
        }
        return;
    }
    if !BY_YEAR.contains(&area) {
        return;
    }
    let year = file.split('/').nth(1).unwrap_or_default();
    let form = format!("content/{area}/2026/2026-12-03-short-name.md の形にしてください");
    let date = name.get(..10).and_then(|date| Date::parse(date).ok());
    let Some(date) = date else {
        notes.error(1, "ファイル名が日付で始まっていません", form);
        return;
    };
    let slug = name.get(11..).unwrap_or_default();
    if name.as_bytes().get(10) != Some(&b'-') || Slug::parse(slug).is_err() {
        notes.error(
            1,
            "ファイル名の、日付の後の短い名前が決まりに合いません",
            format!("半角の英小文字、数字、- で、{form}"),
        );
    }
    if file.split('/').count() != 3 || year != &date.to_string()[..4] {
        notes.error(
            1,
            format!("ファイル名の日付（{date}）と、年のフォルダーが違います"),
            format!("content/{area}/{}/ に移してください", &date.to_string()[..4]),
        );
    }
}

struct Named<'a> {
    file: &'a str,
    name: &'a str,
    day: Option<Date>,
}

impl Named<'_> {
    fn with<E>(&self, front: Front<E>) -> Page<E> {
        Page { file: self.file.to_owned(), slug: without_date(self.name).to_owned(), day: self.day, front }
    }
}

/// When something takes place.
struct Times<'a> {
    first: Date,
    last: Option<Date>,
    sessions: &'a [Date],
    start: Option<Clock>,
    end: Option<Clock>,
    apply_by: Option<Date>,
    day: Option<Date>,
}

impl Times<'_> {
    fn check(&self, parts: &Parts<'_>, notes: &mut Notes<'_>) {
        let last = self.last.unwrap_or(self.first);
        if last < self.first {
            notes.error(
                parts.line_of("last"),
                format!("最後の日（{last}）が最初の日（{}）より前です", self.first),
                "first と last を見直してください",
            );
        }
        if let Some(day) = self.day
            && day != self.first
        {
            notes.error(
                parts.line_of("first"),
                format!("最初の日（{}）と、ファイル名の日付（{day}）が違います", self.first),
                "どちらかを直してください",
            );
        }
        match (self.start, self.end) {
            (Some(start), Some(end)) if end <= start => notes.error(
                parts.line_of("end"),
                format!("終わりの時刻（{end}）が始まり（{start}）より前です"),
                "時刻を直してください。夜中の2時までは \"26:00\" と書きます",
            ),
            (None, Some(_)) => notes.error(
                parts.line_of("end"),
                "始まりの時刻（start）がありません",
                "start を書くか、一日中なら end も消してください",
            ),
            _ => {}
        }
        if let Some(outside) = self.sessions.iter().find(|day| **day < self.first || **day > last) {
            notes.error(
                parts.line_of("sessions"),
                format!("開催日 {outside} が、first から last の間にありません"),
                "開催日か、first と last を直してください",
            );
        }
        if self.sessions.windows(2).any(|two| two[0] >= two[1]) {
            notes.error(
                parts.line_of("sessions"),
                "開催日の順番が前後しているか、同じ日が二度あります",
                "早い順に一度ずつ書いてください",
            );
        }
        if let (Some(opening), Some(closing)) = (self.sessions.first(), self.sessions.last())
            && (*opening != self.first || *closing != last)
            && self.sessions.iter().all(|day| *day >= self.first && *day <= last)
        {
            notes.error(
                parts.line_of("sessions"),
                "開催日の最初と最後が、first と last に合いません",
                "そろえてください",
            );
        }
        if self.apply_by.is_some_and(|by| by > last) {
            notes.error(
                parts.line_of("apply_by"),
                "申し込み期限が、最後の日より後です",
                "期限を直してください",
            );
        }
    }
}

/// Endings are small letters: another spelling is another file.
fn has_ending(file: &str, ending: &str) -> bool {
    Path::new(file).extension().is_some_and(|there| there == ending)
}

/// `a/b.en.md` → `a/b.md`.
fn japanese_of(file: &str) -> String {
    ["en", "ja-easy"]
        .iter()
        .find_map(|language| file.strip_suffix(&format!(".{language}.md")))
        .map_or_else(|| file.to_owned(), |stem| format!("{stem}.md"))
}

fn has_key(parts: &Parts<'_>, key: &str) -> bool {
    parts.front.parse::<toml::Table>().is_ok_and(|table| {
        table.get("extra").and_then(toml::Value::as_table).is_some_and(|extra| extra.contains_key(key))
    })
}

fn check_languages(file: &str, language: &str, area: &str, names: &BTreeSet<&str>, notes: &mut Notes<'_>) {
    if language == "ja" {
        if !BY_YEAR.contains(&area) && !IN_ONE.contains(&area) {
            return;
        }
        let stem = file.strip_suffix(".md").unwrap_or(file);
        let missing: Vec<&str> = TRANSLATIONS
            .iter()
            .filter(|(code, _)| !names.contains(format!("{stem}.{code}.md").as_str()))
            .map(|(_, name)| *name)
            .collect();
        if !missing.is_empty() {
            notes.hint(
                1,
                format!("{}の訳がありません", missing.join("と")),
                "訳があるとよいページです。ないあいだ、一覧には「日本語だけ」と出ます",
            );
        }
    } else if !names.contains(japanese_of(file).as_str()) {
        notes.error(
            1,
            format!("元になる日本語のページ content/{} がありません", japanese_of(file)),
            "日本語のページを先に作るか、ファイル名を合わせてください。日付などの事実は日本語のページに書きます",
        );
    }
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join("、")
}

#[cfg(test)]
mod tests;
