//! One notice. Opening it marks it as read, unless the browser only fetches ahead.

use super::Reader;
use super::home::{translated, whom};
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{
    audience::{Audience, Interest},
    ids::NoticeId,
    language::Language,
};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "my/notice.html")]
struct NoticePage {
    t: &'static Words,
    title: String,
    paragraphs: Vec<String>,
    office: String,
    published: String,
    whom: String,
    link: Option<String>,
    untranslated: bool,
}

#[derive(Deserialize)]
struct Row {
    notice_id: String,
    title: String,
    body: String,
    title_easy: Option<String>,
    body_easy: Option<String>,
    title_en: Option<String>,
    body_en: Option<String>,
    office: String,
    link: Option<String>,
    audience: String,
    published_at: i64,
}

#[derive(Deserialize)]
struct ReaderRow {
    interests: String,
}

/// `GET /my/notices/ID`: not found for whom it does not concern, like one that does not exist.
pub(crate) async fn show(visit: &Visit, id: &str) -> Result<Reply, Fault> {
    let reader = Reader::load(visit).await?;
    let id = NoticeId::parse(id).map_err(|_| Fault::NotFound)?;
    let database = visit.mypage()?;
    let [notice, chosen] = database
        .batch([
            sql::notice::LOAD.with(&[&id.as_str(), &visit.now]),
            sql::reader::LOAD.with(&[&reader.pseudonym.as_str()]),
        ])
        .await?;
    let row = notice.first::<Row>()?.ok_or(Fault::NotFound)?;
    let interests =
        chosen.first::<ReaderRow>()?.map(|row| Interest::parse_list(&row.interests)).unwrap_or_default();
    let audience: Audience = serde_json::from_str(&row.audience).map_err(|_| Fault::broken("audience"))?;
    let concerned = reader.concerned(&audience, &interests);
    if concerned.is_empty() {
        return Err(Fault::NotFound);
    }
    if !is_prefetch(visit) {
        let mark = sql::notice_read::INSERT.with(&[&reader.pseudonym.as_str(), &row.notice_id, &visit.now]);
        database.batch([mark]).await?;
    }

    let t = visit.words();
    let untranslated = match t.language {
        Language::Japanese => false,
        Language::EasyJapanese => row.body_easy.is_none(),
        Language::English => row.body_en.is_none(),
    };
    let body = translated(t, row.body, row.body_easy, row.body_en);
    let page = NoticePage {
        t,
        title: translated(t, row.title, row.title_easy, row.title_en),
        paragraphs: body.split("\n\n").map(str::trim).filter(|p| !p.is_empty()).map(str::to_owned).collect(),
        office: row.office,
        published: t.day_of(row.published_at),
        whom: whom(t, &concerned),
        link: row.link.map(|link| t.href(&link)),
        untranslated,
    };
    let who = Who::Resident(&reader.person.name);
    visit.page(Page { status: 200, title: &page.title, main: &page, ceremonies: false, who }).await
}

fn is_prefetch(visit: &Visit) -> bool {
    let has = |name, word: &str| {
        visit.request.headers().get(name).ok().flatten().is_some_and(|value: String| value.contains(word))
    };
    visit.request.method() == worker::Method::Head
        || has("sec-purpose", "prefetch")
        || has("purpose", "prefetch")
}
