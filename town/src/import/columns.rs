//! Which column holds what. Both generations of the national standard headers, and what towns make of them.

use super::{
    Kind, Sort,
    table::{self, Row},
    tidy,
};
use crate::trouble::{Result, Trouble};
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Field {
    Id,
    Name,
    Kana,
    English,
    Sort,
    Address,
    Street,
    Building,
    Lat,
    Lon,
    Tel,
    Days,
    Open,
    Close,
    HoursNote,
    About,
    Features,
    Url,
    Note,
    Position,
    Children,
    Day,
    First,
    Last,
    Start,
    End,
    TimeNote,
    Fee,
    FeeMore,
    Contact,
    Organizer,
    Place,
    Access,
    Capacity,
    ApplyBy,
    Apply,
    Audience,
    Teacher,
    Bring,
    Room,
    Spaces,
    Status,
    Sessions,
}

use Field as F;

/// The headers of each field, folded as [`fold`] does.
const HEADERS: &[(Field, &[&str])] = &[
    (F::Id, &["no", "id", "番号", "no.", "#property", "管理番号", "施設id", "講座番号", "連番"]),
    (
        F::Kana,
        &[
            "名称カナ",
            "名称フリガナ",
            "名称ふりがな",
            "施設名ふりがな",
            "施設名カナ",
            "イベント名カナ",
            "イベント名ふりがな",
            "フリガナ",
            "ふりがな",
            "namekana",
        ],
    ),
    (F::English, &["名称英語", "名称英字", "イベント名英語", "nameen"]),
    (
        F::Name,
        &[
            "名称",
            "施設名",
            "施設名称",
            "名前",
            "name",
            "イベント名",
            "イベント名称",
            "行事名",
            "催し名",
            "催し物名",
            "講座名",
            "教室名",
            "講座名称",
            "タイトル",
            "件名",
            "駐車場名",
            "駐車場名称",
            "設置施設名",
            "設置場所名称",
            "aed設置施設名",
        ],
    ),
    (
        F::Sort,
        &[
            "種別",
            "施設の種類",
            "施設種別",
            "分類",
            "カテゴリ",
            "カテゴリー",
            "イベント種類",
            "ジャンル",
            "施設の用途",
        ],
    ),
    (
        F::Address,
        &[
            "住所",
            "所在地",
            "所在地連結表記",
            "所在地住所",
            "address",
            "設置場所住所",
            "開催場所住所",
            "会場住所",
        ],
    ),
    (F::Street, &["所在地番地以下", "番地以下"]),
    (F::Building, &["方書", "建物名等方書", "建物名等"]),
    (F::Lat, &["緯度", "latitude", "lat", "北緯"]),
    (F::Lon, &["経度", "longitude", "lon", "lng", "東経"]),
    (
        F::Tel,
        &[
            "電話番号",
            "電話",
            "tel",
            "telephonenumber",
            "連絡先電話番号",
            "問い合わせ先電話番号",
            "問合せ先電話番号",
            "お問い合わせ電話番号",
            "連絡先",
        ],
    ),
    (F::Days, &["利用可能曜日", "開館日", "availabledate", "利用可能日", "営業日"]),
    (F::Open, &["利用開始時間", "開館時間開始", "starttime", "利用可能開始時間", "開館時刻"]),
    (F::Close, &["利用終了時間", "閉館時間", "endtime", "利用可能終了時間", "閉館時刻"]),
    (
        F::HoursNote,
        &[
            "利用可能日時特記事項",
            "利用可能時間特記事項",
            "availabledatenote",
            "開館時間",
            "利用時間",
            "営業時間",
            "利用可能時間",
        ],
    ),
    (
        F::About,
        &["説明", "概要", "内容", "講座内容", "イベント概要", "イベント内容", "description", "紹介文"],
    ),
    (F::Features, &["バリアフリー情報", "バリアフリー", "設備"]),
    (F::Url, &["url", "コンテンツurl", "ホームページ", "hp", "referenceobject", "リンク", "ウェブサイト"]),
    (F::Note, &["備考", "note", "特記事項", "その他"]),
    (F::Position, &["設置位置", "設置場所", "installationposition", "設置場所詳細", "詳細設置場所"]),
    (
        F::Children,
        &[
            "小児対応設備の有無",
            "小児対応設備有無",
            "小児対応",
            "小児用パッド",
            "小児用パッドの有無",
            "小児対応設備",
            "equipmentforchildren",
            "小児モード",
        ],
    ),
    (F::Day, &["開催日", "開催日時", "日程", "日時", "実施日", "期日", "開催期間", "期間"]),
    (F::First, &["開始日", "開催開始日", "初回", "初日", "定期開催1開始日", "開講日", "イベント開始日"]),
    (F::Last, &["終了日", "開催終了日", "最終回", "最終日", "定期開催1終了日", "閉講日", "イベント終了日"]),
    (F::Start, &["開始時間", "開始時刻", "開催開始時間", "時間", "開催時間", "定期開催1開始時間"]),
    (F::End, &["終了時間", "終了時刻", "開催終了時間", "定期開催1終了時間"]),
    (F::TimeNote, &["開始日時特記事項", "開催日時特記事項", "日時備考", "日時特記事項"]),
    (F::Fee, &["料金", "料金基本", "参加費", "受講料", "費用", "入場料", "参加料"]),
    (F::FeeMore, &["料金詳細", "料金備考"]),
    (
        F::Contact,
        &[
            "連絡先名称",
            "問い合わせ先",
            "問合せ先",
            "お問い合わせ",
            "お問い合わせ先",
            "担当",
            "担当課",
            "問い合わせ先市の担当課",
        ],
    ),
    (F::Organizer, &["主催者", "主催", "主催団体"]),
    (F::Place, &["場所名称", "会場", "場所", "開催場所", "会場名", "開催場所名称", "施設"]),
    (F::Room, &["部屋", "室名", "会場の部屋"]),
    (F::Access, &["アクセス方法", "アクセス", "交通"]),
    (F::Capacity, &["定員", "募集人数", "人数"]),
    (
        F::ApplyBy,
        &[
            "参加申込終了日",
            "申込締切",
            "申込期限",
            "申込締切日",
            "締切",
            "締切日",
            "申し込み期限",
            "申込終了日",
        ],
    ),
    (F::Apply, &["参加申込方法", "申込方法", "申し込み方法", "申込期間", "申込", "申し込み"]),
    (F::Audience, &["対象", "対象者", "参加条件詳細", "対象年齢"]),
    (F::Teacher, &["講師", "講師名"]),
    (F::Bring, &["持ち物", "持参品", "持参するもの"]),
    (F::Spaces, &["収容台数", "台数", "駐車台数", "駐車可能台数", "capacity"]),
    (F::Status, &["状況", "受付状況", "状態", "開催状況"]),
    (F::Sessions, &["全日程", "開催日一覧", "各回の日程", "回の日程"]),
];

/// A header without what differs from town to town: width, dashes, underscores, blanks, brackets, marks.
pub(super) fn fold(header: &str) -> String {
    let property = header.trim_start_matches('\u{feff}').trim().starts_with('#');
    let folded: String = tidy::plain(header)
        .to_lowercase()
        .chars()
        .map(|c| if c == '-' { 'ー' } else { c })
        .filter(|c| c.is_alphanumeric() || *c == 'ー' || *c == '.')
        .collect();
    if property { format!("#{folded}") } else { folded }
}

/// A sheet whose columns are understood.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) rows: Vec<Row>,
    columns: BTreeMap<Field, Vec<usize>>,
    pub(super) remarks: Vec<(Sort, String)>,
}

impl Sheet {
    /// The first sheet that has the headers of this kind, below whatever stands above them.
    pub(super) fn find(kind: Kind, sheets: &[table::Sheet]) -> Result<Self> {
        for sheet in sheets {
            for (at, row) in sheet.rows.iter().take(20).enumerate() {
                let columns = columns(kind, &row.cells);
                if needed(kind).iter().all(|any| any.iter().any(|field| columns.contains_key(field)))
                    && columns.len() >= 2
                {
                    return Ok(Self::of(sheet, at, columns));
                }
            }
        }
        let words: Vec<String> = needed(kind)
            .iter()
            .map(|any| {
                any.iter().map(|field| format!("「{}」", first_header(*field))).collect::<Vec<_>>().join("か")
            })
            .collect();
        Err(Trouble::new(format!("見出しの行が見つかりません。必要な列: {}", words.join("と"))).next(
            "初めの20行のどこかに見出しの行を置いてください。自治体標準オープンデータセットの見出し（新・旧）がそのまま使えます。",
        ))
    }

    fn of(sheet: &table::Sheet, at: usize, columns: BTreeMap<Field, Vec<usize>>) -> Self {
        let header = &sheet.rows[at].cells;
        let mut remarks = Vec::new();
        for twice in columns.iter().filter(|(_, places)| places.len() > 1) {
            let names: Vec<&str> = twice.1.iter().map(|place| header[*place].trim()).collect();
            remarks.push((
                Sort::Corrected,
                format!(
                    "同じ意味の列が{}つあります（{}）。左から、書いてあるものを使いました",
                    names.len(),
                    names.join("、")
                ),
            ));
        }
        let used: Vec<usize> = columns.values().flatten().copied().collect();
        let unused: Vec<String> = header
            .iter()
            .enumerate()
            .filter(|(place, name)| {
                !used.contains(place) && !name.trim().is_empty() && !is_administrative(name)
            })
            .map(|(_, name)| tidy::line(name))
            .collect();
        if !unused.is_empty() {
            remarks.push((Sort::Dropped, format!("使わない列: {}", unused.join("、"))));
        }
        let (meta, rows): (Vec<Row>, Vec<Row>) = sheet
            .rows
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != at)
            .map(|(_, row)| row.clone())
            .partition(|row| {
                row.number < sheet.rows[at].number
                    || is_metadata(row)
                    || row.cells.first() == header.first() && row.cells == *header
            });
        for row in meta {
            let words: Vec<String> =
                row.cells.iter().map(|cell| tidy::line(cell)).filter(|cell| !cell.is_empty()).collect();
            remarks.push((
                Sort::Dropped,
                format!(
                    "{}行目は表の説明として読みました: {}",
                    row.number,
                    words.join(" ").chars().take(80).collect::<String>()
                ),
            ));
        }
        Self { name: sheet.name.clone(), rows, columns, remarks }
    }

    /// What a row says in a column; of columns that mean the same, the first that says something.
    pub(super) fn cell<'r>(&self, row: &'r Row, field: Field) -> &'r str {
        self.columns
            .get(&field)
            .into_iter()
            .flatten()
            .filter_map(|place| row.cells.get(*place))
            .map(|cell| cell.trim())
            .find(|cell| !cell.is_empty())
            .unwrap_or_default()
    }

    /// Whether the table has such a column.
    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.contains_key(&field)
    }
}

/// Lines such as `#LINK`, `#lang`, `#license` beside the table.
fn is_metadata(row: &Row) -> bool {
    let first = row.cells.first().map(|cell| cell.trim()).unwrap_or_default();
    first.strip_prefix('#').is_some_and(|word| word.chars().next().is_some_and(char::is_alphabetic))
}

/// Columns about the municipality itself, and others that need no word.
fn is_administrative(header: &str) -> bool {
    let folded = fold(header);
    ["都道府県", "市区町村", "地方公共団体", "町字", "法人番号", "内線", "poi", "郵便番号"]
        .iter()
        .any(|word| folded.contains(word))
}

/// Each group must be there with one of its fields.
fn needed(kind: Kind) -> &'static [&'static [Field]] {
    match kind {
        Kind::Events => &[&[F::Name], &[F::First, F::Day]],
        Kind::Courses => &[&[F::Name], &[F::First, F::Day, F::Sessions]],
        Kind::Facilities => &[&[F::Name], &[F::Address, F::Lat, F::Tel]],
        Kind::Aed => &[&[F::Name], &[F::Address, F::Lat, F::Position]],
        Kind::Parking => &[&[F::Name], &[F::Address, F::Lat, F::Spaces]],
    }
}

fn first_header(field: Field) -> &'static str {
    HEADERS
        .iter()
        .find(|(known, _)| *known == field)
        .and_then(|(_, names)| names.first())
        .copied()
        .unwrap_or_default()
}

fn columns(kind: Kind, header: &[String]) -> BTreeMap<Field, Vec<usize>> {
    let mut found: BTreeMap<Field, Vec<usize>> = BTreeMap::new();
    for (place, name) in header.iter().enumerate() {
        let folded = fold(name);
        let field = HEADERS
            .iter()
            .find(|(_, names)| names.iter().any(|known| *known == folded))
            .map(|(field, _)| *field);
        let timed = matches!(kind, Kind::Events | Kind::Courses);
        let field = match field {
            // The same words mean a place's hours or an event's.
            Some(F::Start) if !timed => F::Open,
            Some(F::End) if !timed => F::Close,
            Some(F::Open) if timed => F::Start,
            Some(F::Close) if timed => F::End,
            Some(F::Capacity) if kind == Kind::Parking => F::Spaces,
            Some(F::Spaces) if kind != Kind::Parking => F::Capacity,
            Some(F::Position) if kind != Kind::Aed => F::Place,
            Some(field) => field,
            None => continue,
        };
        found.entry(field).or_default().push(place);
    }
    found
}
