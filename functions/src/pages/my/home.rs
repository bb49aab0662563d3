//! My Page: what is new for me and my children.

use super::{
    Reader,
    told::{self, Told},
};
use crate::auth::family::Ends;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::{Audience, Interest},
    guardian::Cause,
    ids::NoticeId,
    session::Level,
    time::Day,
};
use serde::Deserialize;
use std::fmt;

/// As many notices as are read at once.
const WINDOW: i64 = 15;
/// While a page has fewer than these, it looks at older ones …
const ENOUGH: usize = 5;
/// … but at no more windows than these.
const WINDOWS: usize = 4;
/// That a guardian will see a child no longer is said so many days before.
const SAID_DAYS_AHEAD: i32 = 90;

#[derive(Template)]
#[template(path = "my/home.html")]
struct Home<'a> {
    t: &'static Words,
    name: &'a str,
    is_staff: bool,
    only_touched: bool,
    welcome: bool,
    told: Vec<Told>,
    notices: Vec<Item>,
    older: Option<Cursor>,
    children: Vec<Child<'a>>,
}

struct Child<'a> {
    name: &'a str,
    age: u8,
    ends: Option<String>,
}

struct Item {
    href: String,
    title: String,
    office: String,
    published: String,
    whom: String,
    read: Option<String>,
}

#[derive(Deserialize)]
struct NoticeRow {
    notice_id: String,
    title: String,
    title_easy: Option<String>,
    title_en: Option<String>,
    office: String,
    audience: String,
    published_at: i64,
    read_at: Option<i64>,
}

#[derive(Deserialize)]
struct ReaderRow {
    interests: String,
}

/// Where a page ended: the time and id of its last notice.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Cursor {
    published_at: i64,
    notice_id: String,
}

impl Cursor {
    fn newest() -> Self {
        Self { published_at: i64::MAX >> 11, notice_id: String::new() }
    }

    fn parse(text: &str) -> Option<Self> {
        let (time, id) = text.split_once('-')?;
        let published_at = time.parse().ok().filter(|time| (0..=i64::MAX >> 11).contains(time))?;
        Some(Self { published_at, notice_id: NoticeId::parse(id).ok()?.as_str().to_owned() })
    }

    fn after(rows: &[NoticeRow]) -> Option<Self> {
        let last = rows.last().filter(|_| i64::try_from(rows.len()) == Ok(WINDOW))?;
        Some(Self { published_at: last.published_at, notice_id: last.notice_id.clone() })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.published_at, self.notice_id)
    }
}

/// `GET /my`: two round trips and fewer than 50 rows, unless most notices are for other people.
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let reader = match Reader::load(visit).await {
        // Somebody who is on the staff and not a resident belongs at the desk.
        Err(Fault::NotPermitted) => return Ok(Reply::see_other("/desk")),
        other => other?,
    };
    let before = match visit.query_value("before") {
        None => Cursor::newest(),
        Some(text) => Cursor::parse(text).ok_or(Fault::Malformed("before"))?,
    };
    let (told, mine, older) = load(visit, &reader, before).await?;
    let t = visit.words();
    let items = mine
        .into_iter()
        .map(|(notice, concerned)| Item {
            href: t.href(&format!("/my/notices/{}", notice.notice_id)),
            read: notice.read_at.map(|at| t.day_of(at)),
            title: translated(t, notice.title, notice.title_easy, notice.title_en),
            office: notice.office,
            published: t.day_of(notice.published_at),
            whom: whom(t, &concerned),
        })
        .collect();
    let page = Home {
        t,
        name: &reader.person.name,
        is_staff: reader.person.is_staff,
        only_touched: reader.person.level() == Level::Tap,
        welcome: visit.query_value("done") == Some("welcome"),
        told,
        notices: items,
        older,
        children: reader
            .children()
            .iter()
            .map(|(child, ends)| Child {
                name: &child.name,
                age: child.age,
                ends: near_end(t, *ends, reader.today()),
            })
            .collect(),
    };
    let who = Who::Resident(&reader.person.name);
    visit.page(Page { status: 200, title: t.my_page, main: &page, ceremonies: false, who }).await
}

/// Until when somebody sees a child as the guardian, said while it is near: its last day.
fn near_end(t: &Words, ends: Ends, today: Day) -> Option<String> {
    let words = match ends.cause {
        Cause::Adult => t.family_until_adult,
        Cause::Decided => t.family_until,
    };
    (ends.on <= today.plus_days(SAID_DAYS_AHEAD))
        .then(|| words.replacen("{}", &t.day(ends.on.plus_days(-1)), 1))
}

/// What the town's program itself tells the reader; the notices that concern the reader or the children, and whom of them;
/// and where older ones begin.
type Loaded<'a> = (Vec<Told>, Vec<(NoticeRow, Vec<Option<&'a str>>)>, Option<Cursor>);

async fn load<'a>(visit: &Visit, reader: &'a Reader, before: Cursor) -> Result<Loaded<'a>, Fault> {
    let database = visit.mypage()?;
    let pseudonym = reader.pseudonym.as_str();
    let window = |from: &Cursor| {
        sql::notice::ACTIVE.with(&[&visit.now, &from.published_at, &from.notice_id, &pseudonym, &WINDOW])
    };
    let [notices, chosen, told] = database
        .batch([window(&before), sql::reader::LOAD.with(&[&pseudonym]), told::ask(reader, visit.now)])
        .await?;
    let told = told::read(visit.words(), reader, &told)?;
    let interests =
        chosen.first::<ReaderRow>()?.map(|row| Interest::parse_list(&row.interests)).unwrap_or_default();

    let mut mine = Vec::new();
    let mut notices = notices.all::<NoticeRow>()?;
    let mut windows = 1;
    loop {
        let older = Cursor::after(&notices);
        for notice in notices {
            let audience: Audience =
                serde_json::from_str(&notice.audience).map_err(|_| Fault::broken("audience"))?;
            let concerned = reader.concerned(&audience, &interests);
            if !concerned.is_empty() {
                mine.push((notice, concerned));
            }
        }
        let Some(next) = older.clone().filter(|_| mine.len() < ENOUGH && windows < WINDOWS) else {
            return Ok((told, mine, older));
        };
        notices = database.read(window(&next)).await?.all()?;
        windows += 1;
    }
}

/// For whom a notice is, in words.
pub(super) fn whom(t: &Words, concerned: &[Option<&str>]) -> String {
    let names: Vec<String> = concerned
        .iter()
        .map(|name| name.map_or_else(|| t.you.to_owned(), |name| format!("{name}{}", t.honorific)))
        .collect();
    names.join(t.pick(&["、", "、", ", "]))
}

/// The text in the language of the page, or the Japanese one.
pub(super) fn translated(
    t: &Words,
    japanese: String,
    easy: Option<String>,
    english: Option<String>,
) -> String {
    match t.language {
        hibiki_domain::language::Language::Japanese => japanese,
        hibiki_domain::language::Language::EasyJapanese => easy.unwrap_or(japanese),
        hibiki_domain::language::Language::English => english.unwrap_or(japanese),
    }
}
