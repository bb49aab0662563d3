//! The fields of the forms. One table a kind: the form, the check, the preview and the file all follow it.

use super::{FileKind, Kind};
use crate::{
    markdown::{Document, is_hidden},
    time::Day,
};
use std::collections::BTreeMap;

/// What was typed, by the names of the fields.
pub type Typed = BTreeMap<String, String>;

/// A choice: its word, and what people call it.
pub type Choice = (String, String);

/// What only the site knows: which places and series there are.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Places, by the names of their pages.
    pub facilities: Vec<Choice>,
    /// Series of lectures.
    pub series: Vec<Choice>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// One line of so many characters.
    Line(usize),
    /// Markdown.
    Body,
    /// One entry a line: so many, of so many characters.
    Lines(usize, usize),
    /// A day.
    Day,
    /// A year, a month or a day, as far as it is known.
    When,
    /// Days, one a line.
    Days,
    /// A time of day.
    Clock,
    /// A number up to this.
    Number(i64),
    /// A telephone number.
    Tel,
    /// A place of the town.
    Facility,
    /// A series.
    Series,
    /// One of a few words.
    Word(&'static [(&'static str, &'static str)]),
    /// The last part of the address.
    Slug,
}

/// A field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in the form and its key in the file.
    pub name: &'static str,
    /// What people read above it.
    pub label: &'static str,
    /// How to fill it in.
    pub hint: &'static str,
    /// What it holds.
    pub sort: Sort,
    /// Whether the page cannot do without it.
    pub required: bool,
}

const fn must(name: &'static str, label: &'static str, hint: &'static str, sort: Sort) -> Field {
    Field { name, label, hint, sort, required: true }
}

const fn may(name: &'static str, label: &'static str, hint: &'static str, sort: Sort) -> Field {
    Field { name, label, hint, sort, required: false }
}

const TITLE: Field = must("title", "題名", "60文字まで。一覧に出ます。", Sort::Line(60));
const DESCRIPTION: Field =
    must("description", "ひとことで言うと", "120文字まで。題名の下と検索の結果に出ます。", Sort::Line(120));
const BODY: Field = must(
    "body",
    "本文",
    "空の行で段落が分かれます。行の始めの「- 」は箇条書き、「## 」は小見出し、[文字](https://…) はリンクです。",
    Sort::Body,
);
const SLUG: Field = may(
    "slug",
    "アドレスの名前",
    "半角の英小文字と数字と - だけ。例：winter-pottery。空なら番号が付きます。公開した後は変わりません。",
    Sort::Slug,
);
const FACILITY: Field = must("facility", "会場", "町の施設から選びます。", Sort::Facility);
const LICENCE: Field = must(
    "licence",
    "利用条件",
    "ほかの人が、この記録をどう使えるかです。",
    Sort::Word(&[
        ("CC BY 4.0", "出典を書けば自由に使える（CC BY 4.0）"),
        ("CC BY-NC 4.0", "出典を書けば、営利でなければ使える（CC BY-NC 4.0）"),
        ("CC0 1.0", "だれでも自由に使える（CC0）"),
        ("お問い合わせください", "使うときは問い合わせる"),
    ]),
);

const AUDIENCE: &[(&str, &str)] = &[
    ("all", "どなたでも"),
    ("children", "子ども"),
    ("parents", "親子・保護者"),
    ("adults", "大人"),
    ("seniors", "高齢者"),
];
const ARCHIVE_KIND: &[(&str, &str)] = &[("photo", "写真"), ("newspaper", "新聞・町報"), ("map", "地図")];
const STATUS: &[(&str, &str)] = &[
    ("open", "受付中"),
    ("full", "定員に達しました"),
    ("closed", "受付終了"),
    ("moved", "日程・会場の変更あり"),
    ("cancelled", "中止"),
];

const COURSE: &[Field] = &[
    TITLE,
    DESCRIPTION,
    FACILITY,
    may("room", "部屋・集合場所", "例：2階 会議室1", Sort::Line(60)),
    must("sessions", "開く日", "1行に1日ずつ、2026-12-03 の形で。", Sort::Days),
    must("start", "始まる時刻", "例：10:00", Sort::Clock),
    must("end", "終わる時刻", "例：12:00", Sort::Clock),
    must("fee_yen", "参加費（円）", "無料は 0。", Sort::Number(1_000_000)),
    may("capacity", "定員（人）", "決まっていなければ空のまま。", Sort::Number(100_000)),
    may("apply_by", "申し込みの期限", "この日を過ぎると「受付終了」になります。", Sort::Day),
    must("status", "受付の状態", "変更や中止のときは「お知らせ」に理由を書きます。", Sort::Word(STATUS)),
    must("audience", "対象", "", Sort::Word(AUDIENCE)),
    must("apply", "申し込み方", "例：会場の窓口、または電話。先着順です。", Sort::Line(200)),
    must("tel", "電話番号", "例：0000-12-5100", Sort::Tel),
    must("organizer", "主催", "ページに出る団体の名前です。", Sort::Line(60)),
    may("teacher", "講師", "例：川辺 みなも（郷土資料館 学芸員）", Sort::Line(80)),
    may("bring", "持ち物", "1行に1つずつ。", Sort::Lines(20, 80)),
    may("note", "お知らせ（変更・中止の理由など）", "ページの上に大きく出ます。", Sort::Line(200)),
    SLUG,
    BODY,
];

const LECTURE: &[Field] = &[
    TITLE,
    DESCRIPTION,
    must("day", "講演の日", "", Sort::Day),
    FACILITY,
    must("minutes", "長さ（分）", "", Sort::Number(1_000)),
    may("series", "シリーズ", "続きものの講演のときに選びます。", Sort::Series),
    LICENCE,
    must("speaker", "話し手", "", Sort::Line(60)),
    may("speaker_title", "話し手の肩書き", "例：郷土資料館 学芸員", Sort::Line(80)),
    may("points", "この講演で分かること", "1行に1つずつ、8つまで。", Sort::Lines(8, 120)),
    may(
        "cite",
        "引用するとき",
        "例：川辺みなも（2026）「川を読む」ひびき町郷土資料館、2026年6月14日講演。",
        Sort::Line(300),
    ),
    SLUG,
    BODY,
];

const ARCHIVE: &[Field] = &[
    TITLE,
    DESCRIPTION,
    must("archive_kind", "種類", "", Sort::Word(ARCHIVE_KIND)),
    must("when", "いつのものか", "1964、1964-10、1964-10-03 のどれかの形で。", Sort::When),
    may("date_text", "ページに出す時期", "例：昭和39年10月、明治の終わりごろ", Sort::Line(60)),
    may("places", "どこのものか", "1行に1つずつ、8つまで。例：ひびき駅前", Sort::Lines(8, 80)),
    must("alt", "絵を見られない人への説明", "何が写っているかを、200文字まで。", Sort::Line(200)),
    must("source", "持っているところ・提供した人", "例：ひびき町郷土資料館", Sort::Line(80)),
    must("rights", "権利について", "例：町が撮影。例：提供した方の許しを得て載せています。", Sort::Line(120)),
    LICENCE,
    SLUG,
    BODY,
];

/// The fields of a kind, in the order of the form.
pub const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Course => COURSE,
        Kind::Lecture => LECTURE,
        Kind::Archive => ARCHIVE,
    }
}

/// The field of the text.
pub const fn body_field() -> &'static Field {
    &BODY
}

/// A value that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text on one line, or a word.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Several lines.
    List(Vec<String>),
    /// A day.
    Day(Day),
    /// Days in their order, each once.
    Days(Vec<Day>),
}

/// An item that can be published. Only [`check`] makes one.
#[derive(Debug, Clone)]
pub struct Item {
    kind: Kind,
    values: BTreeMap<&'static str, Value>,
    body: Document,
    day: Option<Day>,
    dated: String,
}

impl Item {
    /// What it is.
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The value of a field, if it was filled in.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.values.get(name)
    }

    /// A text.
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.values.get(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text.
    pub const fn body(&self) -> &Document {
        &self.body
    }

    /// The first day of a course, the day of a lecture, the day of an archive item if it is known.
    pub const fn day(&self) -> Option<Day> {
        self.day
    }

    /// The beginning of its file's name: the day, or as much as is known of it.
    pub fn dated(&self) -> &str {
        &self.dated
    }
}

/// Deaf people, and whoever searches, have nothing of a recording without them.
pub(super) const NO_CAPTIONS: &str = "録音や映像には、字幕（WebVTT）が要ります。「ファイル」のところで加えてください。\
                                      作り方は「録音・映像」のところにあります。";

/// Checks what was typed. `files` are the names of the item's own. Every problem is named by its field.
pub fn check(
    kind: Kind,
    typed: &Typed,
    choices: &Choices,
    files: &[&str],
) -> Result<Item, Vec<(&'static str, String)>> {
    let has = |wanted: fn(FileKind) -> bool| {
        files.iter().copied().filter(move |name| FileKind::of_name(name).is_some_and(wanted))
    };
    let pictures: Vec<&str> = has(FileKind::is_picture).collect();
    let mut problems = Vec::new();
    let mut values = BTreeMap::new();
    for field in fields(kind) {
        let text = typed.get(field.name).map_or("", String::as_str);
        if matches!(field.sort, Sort::Body) {
            continue;
        }
        let is_choice = matches!(field.sort, Sort::Word(_));
        if text.trim().is_empty() && !is_choice {
            if field.required {
                problems.push((field.name, format!("「{}」を入れてください。", field.label)));
            }
            continue;
        }
        match read_value(field, text, choices) {
            Ok(value) => drop(values.insert(field.name, value)),
            Err(why) => problems.push((field.name, format!("「{}」：{why}", field.label))),
        }
    }
    let typed_body = typed.get("body").map_or("", String::as_str);
    if typed_body.chars().count() > crate::markdown::MOST_CHARS {
        problems.push(("body", "「本文」：20000文字までです。".to_owned()));
    }
    let body = Document::read(typed_body, &pictures);
    if body.is_empty() {
        problems.push(("body", "「本文」を入れてください。".to_owned()));
    }
    let day = match (values.get("day"), values.get("sessions")) {
        (Some(Value::Day(day)), _) => Some(*day),
        (_, Some(Value::Days(days))) => days.first().copied(),
        _ => None,
    };
    let dated = match (&day, values.get("when")) {
        (_, Some(Value::Text(when))) => when.clone(),
        (Some(day), _) => day.to_string(),
        _ => String::new(),
    };
    let day = day.or_else(|| Day::parse(&dated).ok());
    if kind == Kind::Archive && pictures.is_empty() {
        problems.push(("file", "写真や資料の画像を1枚、「ファイル」のところで加えてください。".to_owned()));
    }
    if has(|kind| kind.as_recording().is_some()).next().is_some()
        && has(|kind| kind == FileKind::Captions).next().is_none()
    {
        problems.push(("file", NO_CAPTIONS.to_owned()));
    }
    if kind == Kind::Course {
        together(&values, &mut problems);
    }
    if problems.is_empty() { Ok(Item { kind, values, body, day, dated }) } else { Err(problems) }
}

/// What fields say together.
fn together(values: &BTreeMap<&'static str, Value>, problems: &mut Vec<(&'static str, String)>) {
    let word = |name: &str| match values.get(name) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    if let (Some(start), Some(end)) = (word("start"), word("end"))
        && end <= start
    {
        problems.push(("end", "「終わる時刻」：始まる時刻より後にしてください。".to_owned()));
    }
    if let (Some(Value::Day(by)), Some(Value::Days(days))) = (values.get("apply_by"), values.get("sessions"))
        && days.last().is_some_and(|last| by > last)
    {
        problems.push(("apply_by", "「申し込みの期限」：最後に開く日より後になっています。".to_owned()));
    }
    if matches!(word("status"), Some("cancelled" | "moved")) && word("note").is_none() {
        problems.push(("note", "「お知らせ」：変更や中止のときは、理由を書いてください。".to_owned()));
    }
}

/// Reads one field. `Err` says what to do.
pub fn read_value(field: &Field, text: &str, choices: &Choices) -> Result<Value, String> {
    let text = text.trim();
    let chosen = |among: &[Choice]| {
        let known = among.iter().any(|(word, _)| word == text);
        known.then(|| Value::Text(text.to_owned())).ok_or_else(|| "一覧から選んでください。".to_owned())
    };
    match field.sort {
        Sort::Line(most) => line(text, most).map(Value::Text),
        Sort::Lines(most, length) => {
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            let lines = lines.map(|text| line(text, length)).collect::<Result<Vec<_>, _>>()?;
            if lines.len() > most { Err(format!("{most}行までです。")) } else { Ok(Value::List(lines)) }
        }
        Sort::Day => day(text).map(Value::Day),
        Sort::When => {
            let whole = match text.len() {
                4 => format!("{text}-01-01"),
                7 => format!("{text}-01"),
                _ => text.to_owned(),
            };
            let known = Day::parse(&whole).ok().filter(|day| (1000..=2100).contains(&day.parts().0));
            let wrong = || "1964、1964-10、1964-10-03 のどれかの形で入れてください。".to_owned();
            known.map(|_| Value::Text(text.to_owned())).ok_or_else(wrong)
        }
        Sort::Days => {
            let days =
                text.split_whitespace().map(day).collect::<Result<std::collections::BTreeSet<_>, _>>()?;
            let whole_year = days.len() > 100
                || days.first().zip(days.last()).is_some_and(|(first, last)| first.plus_days(400) < *last);
            if whole_year {
                return Err("100日まで、1年と少しの間に入る日にしてください。".to_owned());
            }
            Ok(Value::Days(days.into_iter().collect()))
        }
        Sort::Clock => clock(text).map(Value::Text).ok_or_else(|| "10:00 の形で入れてください。".to_owned()),
        Sort::Number(most) => {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            let number = text.parse().ok().filter(|number| digits && *number <= most);
            number.map(Value::Number).ok_or_else(|| format!("0から{most}までの半角の数字で入れてください。"))
        }
        Sort::Tel => {
            let digits = text.bytes().filter(u8::is_ascii_digit).count();
            let parts =
                text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
            if parts && text.starts_with('0') && text.contains('-') && (10..=11).contains(&digits) {
                Ok(Value::Text(text.to_owned()))
            } else {
                Err("市外局番から、半角の数字と - で入れてください。例：0000-12-5100".to_owned())
            }
        }
        Sort::Facility => chosen(&choices.facilities),
        Sort::Series => chosen(&choices.series),
        Sort::Word(among) => {
            let known = among.iter().any(|(word, _)| *word == text);
            known.then(|| Value::Text(text.to_owned())).ok_or_else(|| "選んでください。".to_owned())
        }
        Sort::Slug => {
            let good = text.len() <= 50
                && text.starts_with(|c: char| c.is_ascii_lowercase())
                && !text.ends_with('-')
                && !text.contains("--")
                && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
            if good {
                Ok(Value::Text(text.to_owned()))
            } else {
                Err("半角の英小文字で始め、英小文字と数字と - だけにしてください。".to_owned())
            }
        }
        Sort::Body => Err("本文は別に調べます。".to_owned()),
    }
}

fn line(text: &str, most: usize) -> Result<String, String> {
    if text.chars().any(is_hidden) {
        return Err("見えない文字が入っています。打ち直してください。".to_owned());
    }
    if text.chars().count() > most {
        Err(format!("{most}文字までです。"))
    } else {
        Ok(text.to_owned())
    }
}

fn day(text: &str) -> Result<Day, String> {
    let year = |day: &Day| (1900..=2100).contains(&day.parts().0);
    Day::parse(text).ok().filter(year).ok_or_else(|| {
        let shown: String = text.chars().filter(|c| !is_hidden(*c)).take(20).collect();
        format!("「{shown}」は暦にない日です。2026-12-03 の形で入れてください。")
    })
}

/// `9:30` and `09:30` are the same time.
fn clock(text: &str) -> Option<String> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str, most: u8| {
        let good = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u8>().ok().filter(|n| good && *n <= most)
    };
    (minute.len() == 2).then_some(())?;
    Some(format!("{:02}:{:02}", number(hour, 23)?, number(minute, 59)?))
}
