//! `content/aed/aed.csv`: every place with an AED, a line each.

use super::{
    finding::Notes,
    front::lines_before,
    values::{Clock, Latitude, Longitude, Tel, Weekdays},
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Its columns.
pub(crate) const COLUMNS: [&str; 13] = [
    "ID",
    "名称",
    "名称_カナ",
    "所在地",
    "緯度",
    "経度",
    "設置位置",
    "電話番号",
    "利用可能曜日",
    "開始時間",
    "終了時間",
    "利用可能日時特記事項",
    "小児対応設備の有無",
];

/// A place with an AED. Every field is in its right form or empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Aed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) address: String,
    pub(crate) lat: String,
    pub(crate) lon: String,
    pub(crate) position: String,
    pub(crate) tel: String,
    pub(crate) days: String,
    pub(crate) open: String,
    pub(crate) close: String,
    pub(crate) note: String,
    pub(crate) children: String,
}

/// Reads the table and notes what is wrong in it.
pub(super) fn read(text: &str, notes: &mut Notes<'_>) -> Vec<Aed> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut places = Vec::new();
    let mut seen: BTreeMap<(String, String), usize> = BTreeMap::new();
    let (mut line, mut counted) = (1, 0);
    for (at, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            notes.error(line, "この行から先が読めません", "\" が閉じているかを見てください");
            return places;
        };
        let offset = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0));
        let start = offset + text[offset..].find(|c| c != '\r' && c != '\n').unwrap_or(0);
        line += lines_before(&text.as_bytes()[counted..], start - counted);
        counted = start;
        if at == 0 {
            if record.iter().ne(COLUMNS) {
                notes.error(
                    1,
                    "見出しの行が違います",
                    format!("1行目を次のとおりにしてください: {}", COLUMNS.join(",")),
                );
                return places;
            }
            continue;
        }
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        let Ok(cells) = <[String; 13]>::try_from(cells) else {
            notes.error(
                line,
                format!("列が{}個あります", record.len()),
                "13個にしてください。値の中の , は \" \" で囲みます",
            );
            continue;
        };
        let [id, name, kana, address, lat, lon, position, tel, days, open, close, note, children] = cells;
        let aed = Aed { id, name, kana, address, lat, lon, position, tel, days, open, close, note, children };
        if check(&aed, line, notes) {
            if let Some(first) = seen.insert((aed.name.clone(), aed.position.clone()), line) {
                notes.error(line, format!("{first}行目と同じ場所です"), "どちらかを消してください");
            }
            places.push(aed);
        }
    }
    places
}

fn check(aed: &Aed, line: usize, notes: &mut Notes<'_>) -> bool {
    let mut wrong: Vec<String> = Vec::new();
    if aed.name.trim().is_empty() {
        wrong.push("名称がありません".to_owned());
    }
    let degrees = |text: &str| text.parse::<f64>().ok();
    if !(aed.lat.is_empty() && aed.lon.is_empty()) {
        let place = (degrees(&aed.lat).and_then(Latitude::new), degrees(&aed.lon).and_then(Longitude::new));
        if place.0.is_none() || place.1.is_none() {
            wrong.push(format!("緯度「{}」経度「{}」は日本の中ではありません", aed.lat, aed.lon));
        }
    } else if aed.address.trim().is_empty() {
        wrong.push("所在地も、緯度と経度もありません".to_owned());
    }
    let mut each = |value: &str, result: Result<(), String>| {
        if !value.is_empty()
            && let Err(why) = result
        {
            wrong.push(why);
        }
    };
    each(&aed.tel, Tel::parse(&aed.tel).map(drop));
    each(&aed.days, Weekdays::parse(&aed.days).map(drop));
    each(&aed.open, Clock::parse(&aed.open).map(drop));
    each(&aed.close, Clock::parse(&aed.close).map(drop));
    if !["", "有", "無"].contains(&aed.children.as_str()) {
        wrong.push(format!("小児対応設備の有無「{}」は、有か無にしてください", aed.children));
    }
    for why in &wrong {
        let (what, remedy) = match why.split_once('。') {
            Some((what, remedy)) if !remedy.is_empty() => (what, remedy),
            _ => (why.as_str(), "この行を直してください"),
        };
        notes.error(line, what, remedy);
    }
    wrong.is_empty()
}
