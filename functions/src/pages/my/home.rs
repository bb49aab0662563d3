//! My Page: what is new for me and my children.

use super::Reader;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::{Audience, Interest},
    session::Level,
};
use serde::Deserialize;

/// As many notices as one page reads; older ones are a link away.
const NOTICES: usize = 25;

#[derive(Template)]
#[template(path = "my/home.html")]
struct Home<'a> {
    t: &'static Words,
    name: &'a str,
    is_staff: bool,
    only_touched: bool,
    welcome: bool,
    notices: Vec<Item>,
    older: Option<i64>,
    children: Vec<(&'a str, u8)>,
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
}

#[derive(Deserialize)]
struct ReaderRow {
    interests: String,
}

#[derive(Deserialize)]
struct ReadRow {
    notice_id: String,
    read_at: i64,
}

/// `GET /my`: three round trips, and never more than 50 rows.
pub(crate) async fn show(visit: &Visit) -> Result<Reply, Fault> {
    let reader = match Reader::load(visit).await {
        // Somebody who is on the staff and not a resident belongs at the desk.
        Err(Fault::NotPermitted) => return Ok(Reply::see_other("/desk")),
        other => other?,
    };
    let before = match visit.query_value("before") {
        None => i64::MAX >> 11,
        Some(text) => text.parse().map_err(|_| Fault::Malformed("before"))?,
    };
    let database = visit.mypage()?;
    let [notices, chosen] = database
        .batch([
            sql::notice::ACTIVE.with(&[&visit.now, &before]),
            sql::reader::LOAD.with(&[&reader.pseudonym.as_str()]),
        ])
        .await?;
    let notices = notices.all::<NoticeRow>()?;
    let older = notices.last().filter(|_| notices.len() == NOTICES).map(|notice| notice.published_at);
    let interests =
        chosen.first::<ReaderRow>()?.map(|row| Interest::parse_list(&row.interests)).unwrap_or_default();

    let t = visit.words();
    let mut mine = Vec::new();
    for notice in notices {
        let audience: Audience =
            serde_json::from_str(&notice.audience).map_err(|_| Fault::broken("audience"))?;
        let concerned = reader.concerned(&audience, &interests);
        if !concerned.is_empty() {
            mine.push((notice, concerned));
        }
    }
    let ids: Vec<&str> = mine.iter().map(|(notice, _)| notice.notice_id.as_str()).collect();
    let ids = serde_json::to_string(&ids).unwrap_or_default();
    let read = database
        .read(sql::notice_read::OF_READER.with(&[&reader.pseudonym.as_str(), &ids]))
        .await?
        .all::<ReadRow>()?;

    let items = mine
        .into_iter()
        .map(|(notice, concerned)| Item {
            href: t.href(&format!("/my/notices/{}", notice.notice_id)),
            read: read.iter().find(|row| row.notice_id == notice.notice_id).map(|row| t.day_of(row.read_at)),
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
        notices: items,
        older,
        children: reader.children().iter().map(|child| (child.name.as_str(), child.age)).collect(),
    };
    let who = Who::Resident(&reader.person.name);
    visit.page(Page { status: 200, title: t.my_page, main: &page, ceremonies: false, who }).await
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
