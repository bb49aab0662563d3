//! What was written before, by whom, and what was done with it.

use super::{choices, edit::title_of, preview::Preview, read_fields, seen};
use crate::auth::Staff;
use crate::context::{Page, Visit, Who};
use crate::db::sql;
use crate::fault::Fault;
use crate::http::reply::Reply;
use crate::words::Words;
use askama::Template;
use hibiki_domain::{desk::fields, language::Language};
use serde::Deserialize;

#[derive(Template)]
#[template(path = "desk/item_history.html")]
struct History<'a> {
    id: &'a str,
    title: &'a str,
    lines: Vec<Line>,
}

struct Line {
    at: i64,
    when: String,
    who: String,
    what: &'static str,
    note: String,
    revision: Option<i64>,
}

#[derive(Template)]
#[template(path = "desk/item_version.html")]
struct Version<'a> {
    id: &'a str,
    title: &'a str,
    who: String,
    when: String,
    fields: Vec<(&'static str, String)>,
    preview: String,
}

/// `GET /desk/items/{id}/history`
pub(crate) async fn list(visit: &Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct TextRow {
        revision: i64,
        name: String,
        office: String,
        saved_at: i64,
        by_hand: i64,
    }
    #[derive(Deserialize)]
    struct EventRow {
        what: String,
        name: String,
        office: String,
        at: i64,
        note: String,
    }
    let item = seen(visit, &staff, id).await?;
    let [texts, events] = visit
        .public()?
        .batch([sql::desk_text::LIST.with(&[&id]), sql::desk_event::LIST.with(&[&id])])
        .await?;
    let t = Words::of(Language::Japanese);
    let who =
        |name: String, office: &str| if office.is_empty() { name } else { format!("{name}（{office}）") };
    let mut lines: Vec<Line> = Vec::new();
    for event in events.all::<EventRow>()? {
        lines.push(Line {
            at: event.at,
            when: t.moment(event.at),
            who: who(event.name, &event.office),
            what: match event.what.as_str() {
                "sent" => "送った",
                "taken-back" => "下書きに戻した",
                "approved" => "承認した",
                "returned" => "差し戻した",
                "cancelled" => "中止にした",
                "file-added" => "ファイルを加えた",
                "file-removed" => "ファイルを外した",
                _ => "サイトに公開した",
            },
            note: event.note,
            revision: None,
        });
    }
    for text in texts.all::<TextRow>()? {
        lines.push(Line {
            at: text.saved_at,
            when: t.moment(text.saved_at),
            who: who(text.name, &text.office),
            what: if text.by_hand == 1 { "保存した" } else { "自動で保存された" },
            note: String::new(),
            revision: Some(text.revision),
        });
    }
    lines.sort_by_key(|line| std::cmp::Reverse((line.at, line.revision.is_none())));
    let page = History { id, title: title_of(&item.row.title), lines };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "履歴", main: &page, ceremonies: false, who }).await
}

/// `GET /desk/items/{id}/history/{revision}`
pub(crate) async fn version(visit: &Visit, staff: Staff, id: &str, revision: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct TextRow {
        fields: String,
        name: String,
        office: String,
        saved_at: i64,
    }
    let item = seen(visit, &staff, id).await?;
    let revision: i64 = revision.parse().map_err(|_| Fault::NotFound)?;
    let rows = visit.public()?.read(sql::desk_text::LOAD.with(&[&id, &revision])).await?;
    let row = rows.first::<TextRow>()?.ok_or(Fault::NotFound)?;
    let typed = read_fields(&row.fields)?;
    let choices = choices(visit).await?;
    let preview = Preview::of(item.kind, &typed, &choices, &item.pictures(), &item.folder());
    let page = Version {
        id,
        title: title_of(&item.row.title),
        who: format!("{}（{}）", row.name, row.office),
        when: Words::of(Language::Japanese).moment(row.saved_at),
        fields: fields(item.kind)
            .iter()
            .filter_map(|field| typed.get(field.name).map(|text| (field.label, text.clone())))
            .collect(),
        preview: preview.render().map_err(|_| Fault::broken("template"))?,
    };
    let who = Who::Staff(&staff.person.name);
    visit.page(Page { status: 200, title: "前の内容", main: &page, ceremonies: false, who }).await
}
