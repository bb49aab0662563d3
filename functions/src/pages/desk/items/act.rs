//! What is done with an item besides writing: take it back, approve it, send it back, cancel a course.

use super::{Author, Change, Loaded, NOT_NOW, approves, once, own, read_fields, seen};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{once::CommandKey, sql};
use crate::fault::{Fault, Words};
use crate::http::{body::Form, reply::Reply};
use crate::pages::form::short_text;
use hibiki_domain::desk::{self, Act, State};
use serde::Deserialize;

const NO_REASON: Words = Words {
    code: "item-reason",
    title: ["理由が入っていません", "りゆうが ありません", "The reason is missing"],
    detail: [
        "前のページに戻り、理由を200文字までで書いてください。書いた人や町の人が読みます。",
        "まえの ページに もどって、りゆうを 書（か）いてください。",
        "Go back and write the reason, up to 200 characters.",
    ],
};

/// `POST /desk/items/act`
pub(crate) async fn act(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let revision: i64 = form.one("revision")?.parse().map_err(|_| Fault::Malformed("revision"))?;
    let id = form.one("id")?;
    let what = form.one("act")?;
    let (act, done, item) = match what {
        "take-back" => (Act::TakeBack, "taken-back", own(visit, &staff, id).await?),
        "cancel" => (Act::Cancel, "cancelled", own(visit, &staff, id).await?),
        "approve" | "return" if !approves(&staff) => return Err(Fault::NotPermitted),
        "approve" => (Act::Approve, "approved", seen(visit, &staff, id).await?),
        "return" => (Act::Return, "returned", seen(visit, &staff, id).await?),
        _ => return Err(Fault::Malformed("act")),
    };
    if let Some(location) = visit.public()?.answered(&key).await? {
        return Ok(Reply::see_other(&location));
    }
    let state = desk::next(item.state, act).map_err(|_| Fault::Conflict(NOT_NOW))?;
    if item.row.revision != revision {
        return Err(Fault::Conflict(NOT_NOW));
    }
    let note = match act {
        Act::Return | Act::Cancel => {
            short_text(form.optional("reason")?, 200).ok_or(Fault::Invalid(NO_REASON))?
        }
        _ => String::new(),
    };
    let author = Author::of(visit, &staff);
    let publish_on = item.row.publish_on.clone().filter(|_| act == Act::Approve);
    let mut change =
        Change { state, content: None, title: None, publish_on: publish_on.as_deref(), reason: None };
    let mut queries = Vec::new();
    if act == Act::Return {
        change.reason = Some(&note);
    }
    if act == Act::Cancel {
        let (text, title) = cancelled(visit, &item, &author, &note).await?;
        let content = Some(item.row.revision + 1);
        queries.push(item.change(visit, &Change { content, title: Some(&title), ..change }));
        queries.push(text);
    } else {
        queries.push(item.change(visit, &change));
    }
    queries.push(item.event(visit, &author, done, &note));
    // Whoever approves another's item has no business in it afterwards.
    let location = if item.row.office == staff.office || state == State::Approved || state == State::Returned
    {
        format!("/desk/items/{}?done={done}", item.row.item_id)
    } else {
        "/desk/items".to_owned()
    };
    match once(visit, &key, location, queries).await {
        Ok(location) => Ok(Reply::see_other(&location)),
        Err(fault) => Err(fault.unwrap_or(Fault::Conflict(NOT_NOW))),
    }
}

/// What is on the site, with the state «cancelled» and the reason: what is being corrected meanwhile stays in the history.
async fn cancelled(
    visit: &Visit,
    item: &Loaded,
    author: &Author,
    note: &str,
) -> Result<(crate::db::Query<crate::db::Public>, String), Fault> {
    #[derive(Deserialize)]
    struct Text {
        fields: String,
    }
    if item.kind != desk::Kind::Course {
        return Err(Fault::Malformed("act"));
    }
    let published = item.row.published.ok_or(Fault::Conflict(NOT_NOW))?;
    let rows =
        visit.public()?.read(sql::desk_text::LOAD.with(&[&item.row.item_id.as_str(), &published])).await?;
    let text = rows.first::<Text>()?.ok_or_else(|| Fault::broken("published-text"))?;
    let mut typed = read_fields(&text.fields)?;
    typed.insert("status".to_owned(), "cancelled".to_owned());
    typed.insert("note".to_owned(), note.to_owned());
    let title = typed.get("title").cloned().unwrap_or_default();
    let fields = serde_json::to_string(&typed).map_err(|_| Fault::broken("fields-json"))?;
    let insert = sql::desk_text::INSERT.with(&[
        &item.row.item_id.as_str(),
        &(item.row.revision + 1),
        &fields,
        &author.pseudonym,
        &author.name,
        &author.office,
        &visit.now,
        &1,
    ]);
    Ok((insert, title))
}
