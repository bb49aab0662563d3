//! The sets of data, column by column.

use super::{Set, Town};
use crate::content::{
    Library, Page,
    kinds::{Course, Event, Facility, News},
    values::{Clock, Date, Slug, Tel, Text, Url, Yen},
};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::fmt::Display;

/// Every set of the town.
pub(super) fn all(town: &Town, library: &Library, origin: &str) -> Vec<Set> {
    let maker = Maker { town, library, origin: origin.trim_end_matches('/') };
    vec![maker.events(), maker.facilities(), maker.aed(), maker.courses(), maker.news()]
}

/// An empty cell where there is nothing.
fn cell(value: Option<impl Display>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn words(text: Option<&Text>) -> String {
    text.map(|text| text.as_str().to_owned()).unwrap_or_default()
}

/// Six decimals, as the standard asks.
fn degrees(degrees: Option<f64>) -> String {
    degrees.map(|degrees| format!("{degrees:.6}")).unwrap_or_default()
}

/// Ten digits that stay the same as long as the address of the page does.
fn number(id: Option<&Text>, address: &str) -> String {
    if let Some(id) =
        id.filter(|id| id.as_str().len() == 10 && id.as_str().bytes().all(|b| b.is_ascii_digit()))
    {
        return id.as_str().to_owned();
    }
    let hash = HEXLOWER.encode(&Sha256::digest(address));
    format!("{:010}", u32::from_str_radix(&hash[..8], 16).unwrap_or_default())
}

const EVENT: [&str; 31] = [
    "都道府県コード又は市区町村コード",
    "NO",
    "都道府県名",
    "市区町村名",
    "イベント名",
    "イベント名_カナ",
    "イベント名_英語",
    "開始日",
    "終了日",
    "開始時間",
    "終了時間",
    "開始日時特記事項",
    "説明",
    "料金(基本)",
    "料金(詳細)",
    "連絡先名称",
    "連絡先電話番号",
    "連絡先内線番号",
    "主催者",
    "場所名称",
    "住所",
    "方書",
    "緯度",
    "経度",
    "アクセス方法",
    "駐車場情報",
    "定員",
    "参加申込終了日",
    "参加申込終了時間",
    "参加申込方法",
    "URL",
];

struct Maker<'a> {
    town: &'a Town,
    library: &'a Library,
    origin: &'a str,
}

/// What events and courses have in common.
struct Happening<'a> {
    id: Option<&'a Text>,
    address: String,
    title: &'a Text,
    description: &'a Text,
    first: Date,
    last: Date,
    sessions: &'a [Date],
    start: Option<Clock>,
    end: Option<Clock>,
    fee_yen: Option<Yen>,
    fee: String,
    organizer: Option<&'a Text>,
    tel: Option<&'a Tel>,
    facility: Option<&'a Slug>,
    place: Option<&'a Text>,
    street: Option<&'a Text>,
    at: (Option<f64>, Option<f64>),
    access: Option<&'a Text>,
    capacity: Option<u32>,
    apply_by: Option<Date>,
    apply: Option<&'a Text>,
    url: Option<&'a Url>,
    note: String,
}

impl Maker<'_> {
    fn start(&self, id: Option<&Text>, address: &str) -> Vec<String> {
        let town = self.town;
        vec![town.code.clone(), number(id, address), town.prefecture.clone(), town.name.clone()]
    }

    fn facility(&self, slug: Option<&Slug>) -> Option<&Page<Facility>> {
        self.library.facilities.iter().find(|page| slug.is_some_and(|slug| page.slug == slug.as_str()))
    }

    fn happening(&self, it: &Happening<'_>) -> Vec<String> {
        let facility = self.facility(it.facility);
        let name = facility.map(|page| page.front.title.as_str().to_owned());
        let street = it.street.or_else(|| facility.and_then(|page| page.front.extra.address.as_ref()));
        let lat = it.at.0.or_else(|| facility.and_then(|page| page.front.extra.lat.map(|lat| lat.0)));
        let lon = it.at.1.or_else(|| facility.and_then(|page| page.front.extra.lon.map(|lon| lon.0)));
        let days: Vec<String> = it.sessions.iter().map(ToString::to_string).collect();
        let mut row = self.start(it.id, &it.address);
        row.extend([
            it.title.as_str().to_owned(),
            String::new(),
            String::new(),
            it.first.to_string(),
            it.last.to_string(),
            cell(it.start),
            cell(it.end),
            if days.len() > 1 { format!("開催日: {}", days.join(" ")) } else { String::new() },
            it.description.as_str().to_owned(),
            match it.fee_yen {
                Some(Yen(0)) => "無料".to_owned(),
                Some(Yen(yen)) => format!("{yen}円"),
                None => String::new(),
            },
            it.fee.clone(),
            words(it.organizer),
            cell(it.tel),
            String::new(),
            words(it.organizer),
            [name, it.place.map(|place| place.as_str().to_owned())]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "),
            words(street),
            String::new(),
            degrees(lat),
            degrees(lon),
            words(it.access),
            String::new(),
            cell(it.capacity),
            cell(it.apply_by),
            String::new(),
            words(it.apply),
            it.url.map_or_else(|| format!("{}{}", self.origin, it.address), |url| url.as_str().to_owned()),
            it.note.clone(),
        ]);
        row
    }

    fn events(&self) -> Set {
        let row = |page: &Page<Event>| {
            let extra = &page.front.extra;
            self.happening(&Happening {
                id: extra.id.as_ref(),
                address: page.address(),
                title: &page.front.title,
                description: &page.front.description,
                first: extra.first,
                last: extra.last.unwrap_or(extra.first),
                sessions: &extra.sessions,
                start: extra.start,
                end: extra.end,
                fee_yen: extra.fee_yen,
                fee: words(extra.fee.as_ref()),
                organizer: extra.organizer.as_ref(),
                tel: extra.tel.as_ref(),
                facility: extra.facility.as_ref(),
                place: extra.place.as_ref(),
                street: extra.address.as_ref(),
                at: (extra.lat.map(|lat| lat.0), extra.lon.map(|lon| lon.0)),
                access: extra.access.as_ref(),
                capacity: extra.capacity.map(|people| people.0),
                apply_by: extra.apply_by,
                apply: extra.apply.as_ref(),
                url: extra.url.as_ref(),
                note: remark(
                    extra.status.word(),
                    extra.status == crate::content::kinds::Status::Open,
                    extra.note.as_ref(),
                ),
            })
        };
        let rows = self.library.events.iter().filter(|page| !page.front.draft).map(row).collect();
        let columns = EVENT.into_iter().chain(["備考"]).collect();
        Set { key: "event", title: "イベント一覧", from: "events", columns, rows }
    }

    fn courses(&self) -> Set {
        let row = |page: &Page<Course>| {
            let extra = &page.front.extra;
            let mut row = self.happening(&Happening {
                id: extra.id.as_ref(),
                address: page.address(),
                title: &page.front.title,
                description: &page.front.description,
                first: extra.first,
                last: extra.last,
                sessions: &extra.sessions,
                start: Some(extra.start),
                end: Some(extra.end),
                fee_yen: extra.fee_yen,
                fee: String::new(),
                organizer: extra.organizer.as_ref(),
                tel: extra.tel.as_ref(),
                facility: extra.facility.as_ref(),
                place: extra.room.as_ref(),
                street: None,
                at: (None, None),
                access: None,
                capacity: extra.capacity.map(|people| people.0),
                apply_by: extra.apply_by,
                apply: extra.apply.as_ref(),
                url: extra.url.as_ref(),
                note: words(extra.note.as_ref()),
            });
            row.extend([
                extra.audience.word().to_owned(),
                words(extra.teacher.as_ref()),
                extra.status.word().to_owned(),
            ]);
            row
        };
        let rows = self.library.courses.iter().filter(|page| !page.front.draft).map(row).collect();
        // There is no national layout for courses: that of events, and what a course has beyond it.
        let columns = EVENT.into_iter().chain(["備考", "対象", "講師", "受付状況"]).collect();
        Set { key: "course", title: "講座一覧", from: "courses", columns, rows }
    }

    fn facilities(&self) -> Set {
        let columns = vec![
            "都道府県コード又は市区町村コード",
            "NO",
            "都道府県名",
            "市区町村名",
            "名称",
            "名称_カナ",
            "名称_通称",
            "POIコード",
            "住所",
            "方書",
            "緯度",
            "経度",
            "電話番号",
            "内線番号",
            "法人番号",
            "団体名",
            "利用可能曜日",
            "開始時間",
            "終了時間",
            "利用可能日時特記事項",
            "説明",
            "バリアフリー情報",
            "URL",
            "備考",
        ];
        let row = |page: &Page<Facility>| {
            let extra = &page.front.extra;
            let mut row = self.start(extra.id.as_ref(), &page.address());
            let closed = extra.closed.as_ref().map(|closed| format!("休み: {}", closed.as_str()));
            let hours = [extra.hours.as_ref().map(|hours| hours.as_str().to_owned()), closed];
            row.extend([
                page.front.title.as_str().to_owned(),
                words(extra.kana.as_ref()),
                String::new(),
                String::new(),
                words(extra.address.as_ref()),
                String::new(),
                degrees(extra.lat.map(|lat| lat.0)),
                degrees(extra.lon.map(|lon| lon.0)),
                cell(extra.tel.as_ref()),
                String::new(),
                String::new(),
                self.town.name.clone(),
                cell(extra.days.as_ref()),
                cell(extra.open),
                cell(extra.close),
                hours.into_iter().flatten().collect::<Vec<_>>().join("。"),
                page.front.description.as_str().to_owned(),
                extra.features.iter().map(Text::as_str).collect::<Vec<_>>().join("、"),
                extra.url.as_ref().map_or_else(
                    || format!("{}{}", self.origin, page.address()),
                    |url| url.as_str().to_owned(),
                ),
                words(extra.access.as_ref()),
            ]);
            row
        };
        let rows = self.library.facilities.iter().filter(|page| !page.front.draft).map(row).collect();
        Set { key: "public_facility", title: "公共施設一覧", from: "facilities", columns, rows }
    }

    fn aed(&self) -> Set {
        let columns = vec![
            "都道府県コード又は市区町村コード",
            "NO",
            "都道府県名",
            "市区町村名",
            "名称",
            "名称_カナ",
            "住所",
            "方書",
            "緯度",
            "経度",
            "設置位置",
            "電話番号",
            "内線番号",
            "法人番号",
            "団体名",
            "利用可能曜日",
            "開始時間",
            "終了時間",
            "利用可能日時特記事項",
            "小児対応設備の有無",
            "URL",
            "備考",
        ];
        let rows = self
            .library
            .aed
            .iter()
            .map(|aed| {
                let mut row = self.start(None, &format!("{}{}", aed.name, aed.position));
                if aed.id.len() == 10 && aed.id.bytes().all(|byte| byte.is_ascii_digit()) {
                    row[1].clone_from(&aed.id);
                }
                let empty = String::new;
                row.extend([
                    aed.name.clone(),
                    aed.kana.clone(),
                    aed.address.clone(),
                    empty(),
                    aed.lat.clone(),
                    aed.lon.clone(),
                    aed.position.clone(),
                    aed.tel.clone(),
                    empty(),
                    empty(),
                    empty(),
                    aed.days.clone(),
                    aed.open.clone(),
                    aed.close.clone(),
                    aed.note.clone(),
                    aed.children.clone(),
                    format!("{}/aed/", self.origin),
                    empty(),
                ]);
                row
            })
            .collect();
        Set { key: "aed", title: "AED設置箇所一覧", from: "aed", columns, rows }
    }

    fn news(&self) -> Set {
        let columns = vec![
            "都道府県コード又は市区町村コード",
            "NO",
            "都道府県名",
            "市区町村名",
            "題名",
            "概要",
            "分類",
            "掲載日",
            "更新日",
            "終了日",
            "重要",
            "担当",
            "電話番号",
            "URL",
        ];
        let row = |page: &Page<News>| {
            let extra = &page.front.extra;
            let mut row = self.start(None, &page.address());
            row.extend([
                page.front.title.as_str().to_owned(),
                page.front.description.as_str().to_owned(),
                extra.category.word().to_owned(),
                cell(page.day),
                page.front
                    .updated
                    .map(|updated| updated.to_string().chars().take(10).collect())
                    .unwrap_or_default(),
                cell(extra.until),
                if extra.important { "有" } else { "無" }.to_owned(),
                words(extra.office.as_ref()),
                cell(extra.tel.as_ref()),
                format!("{}{}", self.origin, page.address()),
            ]);
            row
        };
        let rows = self.library.news.iter().filter(|page| !page.front.draft).map(row).collect();
        Set { key: "news", title: "お知らせ一覧", from: "news", columns, rows }
    }
}

/// The state before the remark, where it is not the usual one.
fn remark(status: &str, usual: bool, note: Option<&Text>) -> String {
    let status = (!usual).then(|| format!("【{status}】"));
    [status, note.map(|note| note.as_str().to_owned())].into_iter().flatten().collect()
}
