//! From rows to files of `content/`.

use super::{
    Kind, Plan, Planned, Remark, Sort, Wishes,
    columns::{Field as F, Sheet},
    table::Row,
    tidy::{self, Place},
};
use crate::{
    content::{
        Library, aed,
        values::{Clock, Date},
    },
    trouble::{Result, Trouble},
};
use data_encoding::HEXLOWER;
use hibiki_domain::time::Day;
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

/// What the town has already.
pub(super) struct Town<'a> {
    root: &'a Path,
    facilities: Vec<(String, String)>, // name, slug
    today: Day,
    known: BTreeMap<(String, String), String>, // name and day (or nothing) -> file
    addresses: BTreeMap<String, Date>,         // folder, year and short name -> day
}

impl<'a> Town<'a> {
    pub(super) fn new(root: &'a Path, library: &Library, today: Day) -> Self {
        let facilities: Vec<(String, String)> = library
            .facilities
            .iter()
            .map(|page| (page.front.title.as_str().to_owned(), page.slug.clone()))
            .collect();
        let mut known = BTreeMap::new();
        let events = library.events.iter().filter_map(|page| Some((page.address(), page.day?)));
        let courses = library.courses.iter().filter_map(|page| Some((page.address(), page.day?)));
        let addresses = events.chain(courses).collect();
        for page in &library.facilities {
            known.insert((key(page.front.title.as_str()), String::new()), page.file.clone());
        }
        for page in &library.events {
            known.insert(
                (key(page.front.title.as_str()), page.front.extra.first.to_string()),
                page.file.clone(),
            );
        }
        for page in &library.courses {
            known.insert(
                (key(page.front.title.as_str()), page.front.extra.first.to_string()),
                page.file.clone(),
            );
        }
        Self { root, facilities, today, known, addresses }
    }

    /// The town's facility that a place's name means, with what the name says beyond it.
    fn facility(&self, place: &str) -> Option<(&str, String)> {
        let wanted = key(place);
        let longest = self
            .facilities
            .iter()
            .filter(|(name, _)| wanted.starts_with(&key(name)))
            .max_by_key(|(name, _)| name.len())?;
        let rest: String = tidy::line(place).chars().skip(longest.0.chars().count()).collect();
        Some((&longest.1, rest.trim_matches([' ', '（', '）', '(', ')', '、']).to_owned()))
    }

    fn file(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.root.join("content").join(file)).ok()
    }
}

/// A name for comparing.
fn key(name: &str) -> String {
    tidy::plain(name).split_whitespace().collect()
}

/// Remarks about one row.
struct Said<'p> {
    row: usize,
    remarks: &'p mut Vec<Remark>,
}

impl Said<'_> {
    fn say(&mut self, sort: Sort, text: impl Into<String>) {
        self.remarks.push(Remark { row: self.row, sort, text: text.into() });
    }
}

/// Front matter in the making.
#[derive(Default)]
struct Front {
    lines: String,
}

impl Front {
    fn text(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            let _ = writeln!(self.lines, "{name} = {}", quoted(value)); // a String takes everything
        }
    }

    fn bare(&mut self, name: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.lines, "{name} = {value}"); // a String takes everything
    }

    fn list(&mut self, name: &str, values: &[String]) {
        if !values.is_empty() {
            let quoted: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            let _ = writeln!(self.lines, "{name} = [{}]", quoted.join(", ")); // a String takes everything
        }
    }

    fn page(&self, title: &str, description: &str, body: &str) -> String {
        let body = if body.is_empty() { String::new() } else { format!("\n{body}\n") };
        format!(
            "+++\ntitle = {}\ndescription = {}\n\n[extra]\n{}+++\n{body}",
            quoted(title),
            quoted(description),
            self.lines
        )
    }
}

/// A TOML string on one line.
fn quoted(text: &str) -> String {
    format!("\"{}\"", tidy::line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// Text of a cell as Markdown that says just that: no sign in it means anything.
fn markdown(text: &str) -> String {
    let mut paragraphs = Vec::new();
    for line in text.lines().map(tidy::line).filter(|line| !line.is_empty()) {
        let mut escaped = String::new();
        for (at, c) in line.chars().enumerate() {
            let special = matches!(
                c,
                '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&'
            );
            if special || (at == 0 && matches!(c, '-' | '+' | '=')) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        // "1." at the start of a line would become a list that counts anew.
        let number = escaped.bytes().take_while(u8::is_ascii_digit).count();
        if number > 0 && escaped[number..].starts_with(['.', ')']) {
            escaped.insert(number, '\\');
        }
        paragraphs.push(escaped);
    }
    paragraphs.join("\n\n")
}

/// The first sentence, for lists.
fn summary(about: &str, otherwise: String) -> String {
    let line = tidy::line(about);
    let sentence = line.split_inclusive(['。', '！', '!']).next().unwrap_or_default();
    match sentence.chars().count() {
        0 => otherwise,
        1..=90 => sentence.to_owned(),
        _ => format!("{}…", sentence.chars().take(85).collect::<String>()),
    }
}

/// A short Latin name: from the English name, the reading, or else the same letters each time for the same name.
fn slug(sheet: &Sheet, row: &Row, name: &str, kind: &str) -> String {
    let english = sheet.cell(row, F::English);
    let english = if english.is_ascii() { tidy::latin(english) } else { String::new() };
    let kana = sheet.cell(row, F::Kana);
    let of_kana = if tidy::is_kana(kana) {
        tidy::latin(kana)
    } else if tidy::is_kana(name) || name.is_ascii() {
        tidy::latin(name)
    } else {
        String::new()
    };
    match [english, of_kana].into_iter().find(|latin| latin.len() > 2) {
        Some(latin) => latin,
        None => format!("{kind}-{}", mark_of(name)),
    }
}

fn mark_of(text: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(key(text)))[..8].to_owned()
}

/// Reads every row of the sheet into the plan.
pub(super) fn read(
    kind: Kind,
    sheet: &Sheet,
    town: &Town<'_>,
    wishes: Wishes,
    plan: &mut Plan,
) -> Result<()> {
    if kind == Kind::Aed {
        return aed_table(sheet, town, wishes, plan);
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut names: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut days: BTreeMap<String, Date> = BTreeMap::new();
    for row in &sheet.rows {
        let mut remarks = Vec::new();
        let mut said = Said { row: row.number, remarks: &mut remarks };
        check_row(sheet, row, &mut said);
        let made = match kind {
            Kind::Events => timed(Timed::Event, sheet, row, town, &mut said),
            Kind::Courses => timed(Timed::Course, sheet, row, town, &mut said),
            Kind::Facilities => facility(sheet, row, &mut said),
            Kind::Parking => parking(sheet, row, &mut said),
            Kind::Aed => None,
        };
        if let Some(mut made) = made {
            let identity =
                (key(&made.name), made.day.map(|day| day.to_string()).unwrap_or_default() + &made.apart);
            if let Some(before) = names.insert(identity, row.number) {
                said.say(
                    Sort::Dropped,
                    format!("「{}」は{before}行目と同じです。二度目は取り込みません", made.name),
                );
            } else {
                // The same every month: the day tells the addresses apart.
                if let Some(day) = made.day
                    && town
                        .addresses
                        .get(&made.address())
                        .or_else(|| days.get(&made.address()))
                        .is_some_and(|other| *other != day)
                {
                    let (_, month, date) = day.0.parts();
                    made.slug = format!("{}-{month:02}{date:02}", made.slug);
                }
                if let Some(day) = made.day {
                    days.insert(made.address(), day);
                }
                if taken.contains_key(&made.file()) {
                    made.slug = format!("{}-{}", made.slug, mark_of(&format!("{}{}", made.name, made.apart)));
                }
                taken.insert(made.file(), row.number);
                settle(made, town, wishes, &mut said, plan);
            }
        }
        plan.remarks.append(&mut remarks);
    }
    Ok(())
}

/// What a row becomes.
struct Made {
    folder: String,
    slug: String,
    name: String,
    day: Option<Date>,
    /// What tells two of the same name apart.
    apart: String,
    text: String,
}

impl Made {
    fn file(&self) -> String {
        match self.day {
            Some(day) => format!("{}/{}/{day}-{}.md", self.folder, &day.to_string()[..4], self.slug),
            None => format!("{}/{}.md", self.folder, self.slug),
        }
    }

    /// The address of the page, as [`crate::content::Page::address`].
    fn address(&self) -> String {
        let year = self.day.map(|day| format!("{}/", &day.to_string()[..4])).unwrap_or_default();
        format!("/{}/{year}{}/", self.folder, self.slug)
    }
}

/// New, the same as what is there, or different from it.
fn settle(made: Made, town: &Town<'_>, wishes: Wishes, said: &mut Said<'_>, plan: &mut Plan) {
    let mut file = made.file();
    if town.file(&file).is_none() {
        let day = made.day.map(|day| day.to_string()).unwrap_or_default();
        if let Some(known) = town.known.get(&(key(&made.name), day))
            && known.starts_with(&made.folder)
        {
            file.clone_from(known);
        }
    }
    let row = said.row;
    if let Some(day) = made.day {
        year_pages(&made.folder, &day.to_string()[..4], town, plan, row);
    }
    match town.file(&file) {
        None => plan.new.push(Planned { file, text: made.text, row }),
        Some(there) if there == made.text => plan.unchanged += 1,
        Some(_) if wishes.replace => plan.replaced.push(Planned { file, text: made.text, row }),
        Some(there) => {
            let differs = differences(&there, &made.text);
            said.say(
                Sort::Decide,
                format!(
                    "「{}」は content/{file} にあり、違うところがあります（{differs}）。そのままにしました。表のとおりにするには --replace を付けてください",
                    made.name
                ),
            );
        }
    }
}

/// A year that is new needs its list.
fn year_pages(folder: &str, year: &str, town: &Town<'_>, plan: &mut Plan, row: usize) {
    let Ok(number) = year.parse::<i16>() else { return };
    let era = if number >= 2019 {
        format!("（令和{}年）", if number == 2019 { "元".to_owned() } else { (number - 2018).to_string() })
    } else {
        String::new()
    };
    let events = folder == "events";
    let pages = [
        (
            "",
            if events {
                format!("{year}年{era}の催し")
            } else {
                format!("{year}年{era}に始まる講座")
            },
            format!("{year}年に始まる{}です。", if events { "催し" } else { "講座" }),
        ),
        (
            ".ja-easy",
            format!("{year}年の{}", if events { "イベント" } else { "講座（こうざ）" }),
            format!("{year}年にはじまる{}です。", if events { "イベント" } else { "講座（こうざ）" }),
        ),
        (
            ".en",
            if events { format!("Events in {year}") } else { format!("Courses starting in {year}") },
            if events {
                format!("Events that begin in {year}.")
            } else {
                format!("Courses that begin in {year}.")
            },
        ),
    ];
    for (language, title, description) in pages {
        let file = format!("{folder}/{year}/_index{language}.md");
        if town.file(&file).is_none() && !plan.new.iter().any(|planned| planned.file == file) {
            let text = format!(
                "+++\ntitle = \"{title}\"\ndescription = \"{description}\"\nsort_by = \"date\"\ntemplate = \"{folder}/list.html\"\npage_template = \"{folder}/page.html\"\n+++\n"
            );
            plan.new.push(Planned { file, text, row });
        }
    }
}

fn differences(there: &str, new: &str) -> String {
    let lines = |text: &str| -> BTreeMap<String, String> {
        let mut body = String::new();
        let mut entries = BTreeMap::new();
        for line in text.lines() {
            match line.split_once(" = ") {
                Some((name, value)) => {
                    entries.insert(name.to_owned(), value.to_owned());
                }
                None => body.push_str(line),
            }
        }
        entries.insert("本文".to_owned(), body);
        entries
    };
    let (there, new) = (lines(there), lines(new));
    let names: BTreeSet<&String> = there.keys().chain(new.keys()).collect();
    let differs: Vec<&str> =
        names.into_iter().filter(|name| there.get(*name) != new.get(*name)).map(String::as_str).collect();
    differs.join("、")
}

/// What can be wrong with any row.
fn check_row(sheet: &Sheet, row: &Row, said: &mut Said<'_>) {
    if row.cells.iter().any(|cell| cell.contains('\u{fffd}')) {
        said.say(Sort::Decide, "文字化けした字（�）を除きました。元の字を確かめてください");
    }
    let id = sheet.cell(row, F::Id);
    let scientific = id.to_uppercase().contains("E+");
    if scientific {
        said.say(
            Sort::Dropped,
            format!("番号「{id}」は、表計算ソフトが丸めたものです。番号なしで取り込みました"),
        );
    }
}

fn id(sheet: &Sheet, row: &Row) -> String {
    let id = tidy::plain(sheet.cell(row, F::Id));
    let id = id.trim();
    if id.to_uppercase().contains("E+") || id.contains('#') { String::new() } else { id.to_owned() }
}

/// The name, or `None` when there is none: then the row cannot be taken.
fn name(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> Option<String> {
    let cell = sheet.cell(row, F::Name);
    let name = tidy::line(cell);
    if name.is_empty() {
        said.say(Sort::Dropped, "名前がありません");
        return None;
    }
    if cell.trim().contains('\n') {
        said.say(Sort::Corrected, "名前の中の改行を空白にしました");
    }
    Some(name)
}

fn tel(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> String {
    let cell = sheet.cell(row, F::Tel);
    if tidy::is_nothing(cell) {
        return String::new();
    }
    let Some(tel) = tidy::tel(cell) else {
        said.say(
            Sort::Dropped,
            format!("電話番号「{}」は読めません（市外局番から - で区切ってください）", tidy::line(cell)),
        );
        return String::new();
    };
    if tel != cell {
        said.say(Sort::Corrected, format!("電話番号「{}」を{tel}にしました", tidy::line(cell)));
    }
    tel
}

fn coordinates(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> Option<(f64, f64)> {
    match tidy::place(sheet.cell(row, F::Lat), sheet.cell(row, F::Lon)) {
        Place::None => None,
        Place::Known(lat, lon) => Some((lat, lon)),
        Place::Swapped(lat, lon) => {
            said.say(Sort::Corrected, "緯度と経度が入れ替わっていたので、戻しました");
            Some((lat, lon))
        }
        Place::Wrong => {
            said.say(
                Sort::Dropped,
                format!(
                    "緯度「{}」経度「{}」は日本の中ではないか、読めません",
                    sheet.cell(row, F::Lat),
                    sheet.cell(row, F::Lon)
                ),
            );
            None
        }
    }
}

fn address(sheet: &Sheet, row: &Row) -> String {
    let parts = [F::Address, F::Street, F::Building].map(|field| tidy::line(sheet.cell(row, field)));
    parts.into_iter().filter(|part| !tidy::is_nothing(part)).collect::<Vec<_>>().join(" ")
}

fn url(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> String {
    let cell = sheet.cell(row, F::Url);
    if tidy::is_nothing(cell) {
        return String::new();
    }
    tidy::url(cell).unwrap_or_else(|| {
        said.say(Sort::Dropped, format!("URL「{}」は使えません", tidy::line(cell)));
        String::new()
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Timed {
    Event,
    Course,
}

/// An event or a course.
fn timed(what: Timed, sheet: &Sheet, row: &Row, town: &Town<'_>, said: &mut Said<'_>) -> Option<Made> {
    let name = name(sheet, row, said)?;
    let when = match days(sheet, row, town.today) {
        Ok(when) => when,
        Err(why) => {
            said.say(
                Sort::Dropped,
                format!("「{name}」: {why}。日付を書き直して、もう一度取り込んでください"),
            );
            return None;
        }
    };
    for assumed in &when.assumed {
        let sort = if assumed.contains("ました") && !assumed.contains("確かめ") {
            Sort::Corrected
        } else {
            Sort::Decide
        };
        said.say(sort, assumed.clone());
    }
    let (first, last) = (when.days.first().copied()?, when.days.last().copied()?);
    let (start, end, note) = hours(sheet, row, said);
    if what == Timed::Course && (start.is_none() || end.is_none()) {
        said.say(Sort::Dropped, format!("「{name}」: 講座には始まりと終わりの時刻が要ります"));
        return None;
    }
    let place = tidy::line(sheet.cell(row, F::Place));
    let address = address(sheet, row);
    if place.is_empty() && address.is_empty() {
        said.say(Sort::Dropped, format!("「{name}」: 会場がありません"));
        return None;
    }
    let about = sheet.cell(row, F::About);
    let mut front = Front::default();
    front.text("id", &id(sheet, row));
    if what == Timed::Event {
        front.text("kind", event_kind(&format!("{} {name}", sheet.cell(row, F::Sort))));
    }
    let known = town.facility(&place);
    let room = match &known {
        Some((facility, rest)) => {
            front.text("facility", facility);
            rest.clone()
        }
        None => place.clone(),
    };
    if let Some((lat, lon)) = coordinates(sheet, row, said)
        && what == Timed::Event
        && known.is_none()
    {
        front.bare("lat", lat);
        front.bare("lon", lon);
    }
    front.text("first", &first.to_string());
    if what == Timed::Course || last != first {
        front.text("last", &last.to_string());
    }
    if when.days.len() > 1 && (what == Timed::Course || !when.stretch) {
        front.list("sessions", &when.days.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
    front.text("start", &start.map(|start| start.to_string()).unwrap_or_default());
    front.text("end", &end.map(|end| end.to_string()).unwrap_or_default());
    let street = if known.is_none() { address.as_str() } else { "" };
    let mut spoken = Spoken { last, room: &room, address: street, note };
    particulars(what, sheet, row, &mut spoken, &mut front, said);
    let otherwise =
        format!("{}に{}で開きます。", day_in_words(first), if place.is_empty() { &address } else { &place });
    let folder = if what == Timed::Event { "events" } else { "courses" };
    let text = front.page(&name, &summary(about, otherwise), &markdown(about));
    let slug = slug(sheet, row, &name, folder.trim_end_matches('s'));
    let apart = format!("{place}{}", start.map(|start| start.to_string()).unwrap_or_default());
    Some(Made { folder: folder.to_owned(), slug, name, day: Some(first), apart, text })
}

/// What it costs, who may come, and what else is said about it.
fn particulars(
    what: Timed,
    sheet: &Sheet,
    row: &Row,
    spoken: &mut Spoken<'_>,
    front: &mut Front,
    said: &mut Said<'_>,
) {
    let fee = fee(what, sheet, row, front, &mut spoken.note);
    capacity(sheet, row, front, said);
    if let Some(by) = apply_by(sheet, row, spoken.last, said) {
        front.text("apply_by", &by.to_string());
    }
    front.text("status", status(sheet.cell(row, F::Status)));
    front.text("audience", audience(sheet.cell(row, F::Audience)));
    front.text("tel", &tel(sheet, row, said));
    front.text("url", &url(sheet, row, said));
    front.text(if what == Timed::Event { "place" } else { "room" }, spoken.room);
    if what == Timed::Event {
        front.text("address", spoken.address);
        front.text("fee", &fee);
    }
    let organizer = [F::Organizer, F::Contact].map(|field| tidy::line(sheet.cell(row, field)));
    front.text("organizer", organizer.iter().find(|text| !tidy::is_nothing(text)).map_or("", String::as_str));
    if what == Timed::Course {
        front.text("teacher", words(sheet, row, F::Teacher).as_str());
    }
    front.text("apply", words(sheet, row, F::Apply).as_str());
    if what == Timed::Event {
        front.text("access", words(sheet, row, F::Access).as_str());
    }
    let bring: Vec<String> = words(sheet, row, F::Bring)
        .split(['、', ',', '・'])
        .map(tidy::line)
        .filter(|item| !item.is_empty())
        .collect();
    front.list("bring", &bring);
    spoken.note.extend(
        [F::TimeNote, F::Note]
            .map(|field| words(sheet, row, field))
            .into_iter()
            .filter(|text| !text.is_empty()),
    );
    front.text("note", &spoken.note.join(" "));
}

/// What was understood before.
struct Spoken<'a> {
    last: Date,
    room: &'a str,
    address: &'a str,
    note: Vec<String>,
}

fn words(sheet: &Sheet, row: &Row, field: F) -> String {
    let text = tidy::line(sheet.cell(row, field));
    if tidy::is_nothing(&text) { String::new() } else { text }
}

fn day_in_words(day: Date) -> String {
    let (_, month, date) = day.0.parts();
    format!("{month}月{date}日")
}

/// From one column of words, or from two of first and last day.
fn days(sheet: &Sheet, row: &Row, today: Day) -> std::result::Result<tidy::When, String> {
    let sessions = sheet.cell(row, F::Sessions);
    if !sessions.is_empty() {
        return tidy::when(sessions, today);
    }
    let (first, last) = (sheet.cell(row, F::First), sheet.cell(row, F::Last));
    if first.is_empty() {
        let day = sheet.cell(row, F::Day);
        return if day.is_empty() {
            Err("開催日がありません".to_owned())
        } else {
            tidy::when(day, today)
        };
    }
    let mut begin = tidy::when(first, today)?;
    if tidy::is_nothing(last) {
        return Ok(begin);
    }
    let near = begin.days.first().map_or(today, |day| day.0);
    let end = tidy::when(last, near)?;
    let (Some(from), Some(until)) = (begin.days.first().copied(), end.days.last().copied()) else {
        return Ok(begin);
    };
    if until < from {
        return Err(format!("終わりの日（{until}）が始まりの日（{from}）より前です"));
    }
    let mut day = from;
    begin.days = std::iter::once(from).collect();
    while day < until && begin.days.len() < 3_700 {
        day = Date(day.0.plus_days(1));
        begin.days.push(day);
    }
    begin.stretch = true;
    begin.assumed.extend(end.assumed);
    Ok(begin)
}

/// Begin and end, and what can only be said in words.
fn hours(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> (Option<Clock>, Option<Clock>, Vec<String>) {
    let (from, until) = (sheet.cell(row, F::Start), sheet.cell(row, F::End));
    let mut note = Vec::new();
    let (mut starts, mut ends) = (tidy::clocks(from), tidy::clocks(until));
    if starts.is_empty() && !sheet.has(F::Start) {
        // "8月12日 13:30～15:00" in one cell
        starts = tidy::clocks(sheet.cell(row, F::Day));
        ends = starts.get(1).copied().into_iter().collect();
        starts.truncate(1);
    } else if ends.is_empty() && starts.len() == 2 && tidy::plain(from).contains('~') {
        ends = vec![starts[1]];
        starts.truncate(1);
    }
    let said_of = |text: &str| !tidy::is_nothing(text) && text != "終日";
    if starts.len() > 1 || ends.len() > 1 {
        let words = if said_of(until) {
            format!("{}〜{}", tidy::line(from), tidy::line(until))
        } else {
            tidy::line(from)
        };
        said.say(
            Sort::Decide,
            format!("時間がいくつもあります（{words}）。初めの時刻を採り、残りは文にしました"),
        );
        note.push(format!("時間: {words}"));
    } else {
        for (text, found) in [(from, &starts), (until, &ends)] {
            if said_of(text) && found.is_empty() {
                said.say(Sort::Decide, format!("時刻「{}」は読めないので、文に残しました", tidy::line(text)));
                note.push(tidy::line(text));
            } else if text.contains('※') {
                note.push(tidy::line(&text[text.find('※').unwrap_or(0)..]));
            }
        }
    }
    let start = starts.first().copied();
    let several = ends.len() == starts.len()
        && ends.len() > 1
        && !tidy::plain(until).contains('※')
        && !until.contains('(')
        && !until.contains('（');
    let mut end = if several { ends.last().copied() } else { ends.first().copied() };
    if let (Some(begin), Some(close)) = (start, end)
        && close <= begin
    {
        end = close.next_day();
        said.say(
            Sort::Corrected,
            format!(
                "終わり{close}は翌日の時刻として、{}としました",
                end.map(|end| end.to_string()).unwrap_or_default()
            ),
        );
        if end.is_none() {
            said.say(
                Sort::Dropped,
                format!("終わりの時刻「{close}」が始まりより前です。終わりなしで取り込みました"),
            );
        }
    }
    (start, if start.is_some() { end } else { None }, note)
}

/// Writes the amount where it is one, else gives the words.
fn fee(what: Timed, sheet: &Sheet, row: &Row, front: &mut Front, note: &mut Vec<String>) -> String {
    let (basic, more) = (words(sheet, row, F::Fee), words(sheet, row, F::FeeMore));
    let amount =
        if tidy::plain(sheet.cell(row, F::Fee)).trim() == "なし" { Some(0) } else { tidy::yen(&basic) };
    if let Some(amount) = amount {
        front.bare("fee_yen", amount);
    }
    let text = match (amount, basic.is_empty(), more.is_empty()) {
        (Some(_), _, true) | (None, true, true) => String::new(),
        (Some(_), _, false) | (None, true, false) => more,
        (None, false, true) => basic,
        (None, false, false) => format!("{basic} {more}"),
    };
    if what == Timed::Course && !text.is_empty() {
        note.push(format!("参加費: {text}"));
    }
    text
}

fn capacity(sheet: &Sheet, row: &Row, front: &mut Front, said: &mut Said<'_>) {
    let text = words(sheet, row, F::Capacity);
    if text.is_empty() {
        return;
    }
    match tidy::count(&text) {
        Some(people) => front.bare("capacity", people),
        None => said.say(Sort::Dropped, format!("定員「{text}」は一つの数ではないので、入れませんでした")),
    }
}

fn apply_by(sheet: &Sheet, row: &Row, last: Date, said: &mut Said<'_>) -> Option<Date> {
    let cell = sheet.cell(row, F::ApplyBy);
    if tidy::is_nothing(cell) {
        return None;
    }
    let found = tidy::when(&tidy::plain(cell).replace("まで", ""), last.0)
        .ok()
        .and_then(|when| when.days.last().copied());
    match found {
        Some(by) if by <= last => Some(by),
        Some(by) => {
            said.say(Sort::Dropped, format!("申込期限（{by}）が最後の日より後です。入れませんでした"));
            None
        }
        None => {
            said.say(Sort::Dropped, format!("申込期限「{}」は読めません", tidy::line(cell)));
            None
        }
    }
}

fn status(text: &str) -> &'static str {
    let text = tidy::plain(text);
    [
        ("中止", "cancelled"),
        ("満", "full"),
        ("終了", "closed"),
        ("締切", "closed"),
        ("変更", "moved"),
        ("延期", "moved"),
    ]
    .iter()
    .find(|(word, _)| text.contains(word))
    .map_or("open", |(_, status)| *status)
}

fn audience(text: &str) -> &'static str {
    let text = tidy::plain(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["両方", "どなたでも", "誰でも", "だれでも", "全"]) || text.is_empty() {
        "all"
    } else if has(&["親子", "保護者", "妊婦", "乳"]) {
        "parents"
    } else if has(&["子ども", "こども", "子供", "小学", "児童", "園児", "中学"]) && !has(&["一般", "大人"])
    {
        "children"
    } else if has(&["高齢", "65歳", "60歳", "シニア"]) {
        "seniors"
    } else if has(&["一般", "大人", "成人", "18歳", "高校生"]) {
        "adults"
    } else {
        "all"
    }
}

fn event_kind(text: &str) -> &'static str {
    first_of(
        text,
        &[
            (&["祭", "まつり", "フェス", "マルシェ", "朝市"], "festival"),
            (&["防災", "避難", "救命", "AED", "安全"], "safety"),
            (&["健康", "検診", "ウオーキング", "ウォーキング", "体操"], "health"),
            (&["マラソン", "駅伝", "スポーツ", "野球", "サッカー", "大会", "水泳"], "sports"),
            (&["親子", "こども", "子ども", "おはなし", "子育て", "絵本"], "family"),
            (
                &["展", "コンサート", "音楽", "映画", "美術", "文化", "演奏", "講座", "朗読", "ギャラリー"],
                "culture",
            ),
        ],
    )
    .unwrap_or("other")
}

fn first_of(text: &str, rules: &[(&[&str], &'static str)]) -> Option<&'static str> {
    let text = tidy::plain(text);
    rules.iter().find(|(words, _)| words.iter().any(|word| text.contains(word))).map(|(_, kind)| *kind)
}

fn facility(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> Option<Made> {
    let name = name(sheet, row, said)?;
    let mut front = Front::default();
    let kind = first_of(
        &format!("{} {name}", sheet.cell(row, F::Sort)),
        &[
            (&["図書館", "図書室"], "library"),
            (&["資料館", "美術館", "博物館", "記念館", "文化財"], "museum"),
            (&["保育", "こども園", "幼稚園", "子育て", "児童", "認定こども"], "childcare"),
            (&["体育", "プール", "球場", "グラウンド", "運動", "テニス", "スポーツ"], "sports"),
            (&["保健", "病院", "診療", "医療", "クリニック"], "health"),
            (&["公園", "広場", "緑地"], "park"),
            (&["役場", "市役所", "区役所", "支所", "出張所", "庁舎"], "hall"),
            (&["公民館", "コミュニティ", "集会所", "センター", "会館", "ホール"], "community"),
        ],
    );
    front.text("kind", kind.unwrap_or("community"));
    if kind.is_none() {
        said.say(
            Sort::Decide,
            format!("「{name}」の種類を決められず、公民館・集会所としました。違えば kind を直してください"),
        );
    }
    front.text("tel", &tel(sheet, row, said));
    let place = coordinates(sheet, row, said);
    if let Some((lat, lon)) = place {
        front.bare("lat", lat);
        front.bare("lon", lon);
    }
    front.text("id", &id(sheet, row));
    let kana = tidy::line(sheet.cell(row, F::Kana));
    if tidy::is_kana(&kana) {
        front.text("kana", &tidy::plain(&kana));
    } else if !kana.is_empty() {
        said.say(Sort::Dropped, format!("ふりがな「{kana}」に仮名でない字があります"));
    }
    let (days, open, close, note) = opening(sheet, row, said);
    front.text("days", &days);
    front.text("open", &open.map(|open| open.to_string()).unwrap_or_default());
    front.text("close", &close.map(|close| close.to_string()).unwrap_or_default());
    front.text("url", &url(sheet, row, said));
    let address = address(sheet, row);
    front.text("address", &address);
    front.text("hours", &hours_in_words(&days, open, close, &note));
    let features: Vec<String> = words(sheet, row, F::Features)
        .split(['、', ',', ';'])
        .map(tidy::line)
        .filter(|item| !item.is_empty())
        .collect();
    front.list("features", &features);
    let about = [sheet.cell(row, F::About), sheet.cell(row, F::Note)].join("\n");
    let otherwise = if address.is_empty() {
        format!("{name}のご案内です。")
    } else {
        format!("{address}にある施設です。")
    };
    let text = front.page(&name, &summary(&about, otherwise), &markdown(&about));
    let slug = slug(sheet, row, &name, "facility");
    Some(Made { folder: "facilities".to_owned(), slug, name, day: None, apart: address, text })
}

/// Days, opening and closing when they are one stretch, and what is said beyond them.
fn opening(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> (String, Option<Clock>, Option<Clock>, String) {
    let cell = sheet.cell(row, F::Days);
    let days = if tidy::is_nothing(cell) {
        String::new()
    } else {
        tidy::weekdays(cell).unwrap_or_else(|| {
            said.say(Sort::Decide, format!("曜日「{}」は読めないので、文に残しました", tidy::line(cell)));
            String::new()
        })
    };
    let mut note = words(sheet, row, F::HoursNote);
    if days.is_empty() && !tidy::is_nothing(cell) {
        note = format!("{} {note}", tidy::line(cell));
    }
    let (from, until) = (sheet.cell(row, F::Open), sheet.cell(row, F::Close));
    let (mut starts, mut ends) = (tidy::clocks(from), tidy::clocks(until));
    if starts.is_empty() && ends.is_empty() {
        // "9:00～17:00" in the remarks: one stretch is opening and closing.
        let all = tidy::clocks(&note);
        if all.len() == 2 && tidy::plain(&note).matches('~').count() == 1 {
            starts = vec![all[0]];
            ends = vec![all[1]];
            note = String::new();
            said.say(
                Sort::Corrected,
                format!("時間{}〜{}を、開く時刻と閉まる時刻にしました", all[0], all[1]),
            );
        }
    }
    let one = starts.len() == 1 && ends.len() == 1;
    if !one {
        let extra: Vec<String> = [from, until]
            .iter()
            .filter(|text| !tidy::is_nothing(text))
            .map(|text| tidy::line(text))
            .collect();
        if !extra.is_empty() {
            said.say(Sort::Decide, format!("時間「{}」は一続きでないので、文に残しました", extra.join("〜")));
            note = format!("{} {note}", extra.join("〜"));
        }
        return (days, None, None, note.trim().to_owned());
    }
    let (open, mut close) = (starts[0], ends[0]);
    if close <= open {
        let Some(next) = close.next_day() else { return (days, None, None, note) };
        said.say(Sort::Corrected, format!("閉まる時刻{close}は翌日として、{next}としました"));
        close = next;
    }
    (days, Some(open), Some(close), note)
}

fn hours_in_words(days: &str, open: Option<Clock>, close: Option<Clock>, note: &str) -> String {
    let days = if days.chars().count() == 7 {
        "毎日".to_owned()
    } else {
        days.chars().map(String::from).collect::<Vec<_>>().join("・")
    };
    let time = match (open, close) {
        (Some(open), Some(close)) => format!("{open}から{close}まで"),
        _ => String::new(),
    };
    [days.as_str(), time.as_str(), note]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn parking(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> Option<Made> {
    let name = name(sheet, row, said)?;
    let Some((lat, lon)) = coordinates(sheet, row, said) else {
        said.say(Sort::Dropped, format!("「{name}」: 場所（緯度と経度）がないので、地図に置けません"));
        return None;
    };
    let mut front = Front::default();
    let spaces = words(sheet, row, F::Spaces);
    match tidy::count(&spaces) {
        Some(spaces) => front.bare("capacity", spaces),
        None => said
            .say(Sort::Decide, format!("「{name}」の台数が分かりません。capacity = 数 を書き足してください")),
    }
    front.bare("lat", lat);
    front.bare("lon", lon);
    let (days, open, close, note) = opening(sheet, row, said);
    if let (Some(open), Some(close)) = (open, close) {
        let all_day = open.to_string() == "00:00" && close.to_string() == "24:00";
        if !all_day {
            front.text("opens", &open.to_string());
            front.text("closes", &close.to_string());
        }
    }
    let address = address(sheet, row);
    front.text("address", &address);
    let tel = tel(sheet, row, said);
    let url = url(sheet, row, said);
    let mut body: Vec<String> = Vec::new();
    let fee = words(sheet, row, F::Fee);
    if !fee.is_empty() {
        body.push(format!("料金: {}", markdown(&fee)));
    }
    if !days.is_empty() && days.chars().count() < 7 {
        body.push(format!("使える曜日: {days}"));
    }
    body.extend(
        [note, words(sheet, row, F::Note)].iter().filter(|text| !text.is_empty()).map(|text| markdown(text)),
    );
    if !tel.is_empty() {
        body.push(format!("電話: [{tel}](tel:{})", tel.replace('-', "")));
    }
    if !url.is_empty() {
        body.push(format!("[詳しい案内](<{url}>)"));
    }
    let text = front.page(
        &name,
        &format!("{}の駐車場です。", if address.is_empty() { "町内" } else { &address }),
        &body.join("\n\n"),
    );
    let slug = slug(sheet, row, &name, "parking");
    Some(Made { folder: "parking".to_owned(), slug, name, day: None, apart: address, text })
}

/// All places with an AED are one table: the town reads and corrects it in a spreadsheet or an editor.
fn aed_table(sheet: &Sheet, town: &Town<'_>, wishes: Wishes, plan: &mut Plan) -> Result<()> {
    const FILE: &str = "aed/aed.csv";
    let broken = |error: csv::Error| Trouble::new(format!("content/{FILE} を読めません: {error}"));
    let before = town.file(FILE).unwrap_or_default();
    let mut there: Vec<Vec<String>> = Vec::new();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(before.as_bytes());
    if !before.is_empty() && reader.headers().map_err(broken)?.iter().ne(aed::COLUMNS) {
        return Err(Trouble::new(format!("content/{FILE} の見出しが違います。"))
            .next(format!("1行目を次のとおりに直してください: {}", aed::COLUMNS.join(","))));
    }
    for record in reader.records() {
        there.push(record.map_err(broken)?.iter().map(str::to_owned).collect());
    }
    let identity = |cells: &[String]| [1, 6].map(|at| key(cells.get(at).map_or("", String::as_str))).concat();
    let (mut added, mut changed) = (0, 0);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in &sheet.rows {
        let mut remarks = Vec::new();
        let mut said = Said { row: row.number, remarks: &mut remarks };
        check_row(sheet, row, &mut said);
        if let Some(cells) = aed_row(sheet, row, &mut said) {
            if let Some(first) = seen.insert(identity(&cells), row.number) {
                said.say(
                    Sort::Dropped,
                    format!("「{}」は{first}行目と同じです。二度目は取り込みません", cells[1]),
                );
            } else {
                match there.iter_mut().find(|known| identity(known) == identity(&cells)) {
                    None => {
                        there.push(cells);
                        added += 1;
                    }
                    Some(known) if *known == cells => plan.unchanged += 1,
                    Some(known) if wishes.replace => {
                        *known = cells;
                        changed += 1;
                    }
                    Some(known) => {
                        let differs: Vec<&str> = aed::COLUMNS
                            .iter()
                            .enumerate()
                            .filter(|(at, _)| known.get(*at) != cells.get(*at))
                            .map(|(_, name)| *name)
                            .collect();
                        said.say(Sort::Decide, format!("「{}」はすでにあり、違うところがあります（{}）。そのままにしました。表のとおりにするには --replace を付けてください", cells[1], differs.join("、")));
                    }
                }
            }
        }
        plan.remarks.append(&mut remarks);
    }
    if added + changed > 0 {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(aed::COLUMNS).map_err(broken)?;
        for cells in &there {
            writer.write_record(cells).map_err(broken)?;
        }
        let bytes = writer.into_inner().map_err(|error| Trouble::new(format!("content/{FILE}: {error}")))?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let planned = Planned { file: FILE.to_owned(), text, row: added + changed };
        if before.is_empty() {
            plan.new.push(planned);
        } else {
            plan.replaced.push(planned);
        }
        plan.remarks.push(Remark {
            row: 0,
            sort: Sort::Corrected,
            text: format!("content/{FILE}: 新しい場所 {added}、書き換え {changed}"),
        });
    }
    Ok(())
}

fn aed_row(sheet: &Sheet, row: &Row, said: &mut Said<'_>) -> Option<Vec<String>> {
    let name = name(sheet, row, said)?;
    let place = coordinates(sheet, row, said);
    let address = address(sheet, row);
    if place.is_none() && address.is_empty() {
        said.say(Sort::Dropped, format!("「{name}」: 場所（所在地か、緯度と経度）がありません"));
        return None;
    }
    let (days, open, close, note) = opening(sheet, row, said);
    let cell = sheet.cell(row, F::Children);
    let children = match tidy::mark(cell) {
        Some(true) => "有",
        Some(false) => "無",
        None => {
            if !tidy::is_nothing(cell) {
                said.say(
                    Sort::Decide,
                    format!("小児対応「{}」は有か無か決められないので、空けました", tidy::line(cell)),
                );
            }
            ""
        }
    };
    let text = |clock: Option<Clock>| clock.map(|clock| clock.to_string()).unwrap_or_default();
    let degrees = |degrees: Option<f64>| degrees.map(|degrees| format!("{degrees:.6}")).unwrap_or_default();
    let kana = tidy::line(sheet.cell(row, F::Kana));
    Some(vec![
        id(sheet, row),
        name,
        if tidy::is_kana(&kana) { tidy::plain(&kana) } else { String::new() },
        address,
        degrees(place.map(|place| place.0)),
        degrees(place.map(|place| place.1)),
        words(sheet, row, F::Position),
        tel(sheet, row, said),
        days,
        text(open),
        text(close),
        note,
        children.to_owned(),
    ])
}
