//! What is to be published: `cargo town publish` fetches it, writes it into `content/`, and says where it stands.

use super::Operator;
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, MAX_BODY},
    reply::Reply,
};
use crate::pages::desk::items::{self, files};
use hibiki_domain::desk::Typed;
use hibiki_domain::ids::ItemId;
use serde::{Deserialize, Serialize};

const NOT_THERE: Words = Words {
    code: "publication",
    title: ["この公開は記録できません", "きろくできません", "This publication cannot be recorded"],
    detail: [
        "同じ名前のファイルが、ほかのものに使われています。",
        "おなじ 名前（なまえ）が あります。",
        "Another item has a file of this name.",
    ],
};

#[derive(Serialize)]
struct Due {
    items: Vec<ItemId>,
}

/// `GET /ops/publications`: the numbers of what is due today.
pub(crate) async fn due(visit: &Visit, _operator: Operator) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Row {
        item_id: ItemId,
    }
    let today = visit.now.day().to_string();
    let rows = visit.public()?.read(sql::desk_item::DUE.with(&[&today])).await?.all::<Row>()?;
    Ok(Reply::json(200, &Due { items: rows.into_iter().map(|row| row.item_id).collect() }))
}

/// One item, whole.
#[derive(Serialize)]
struct Publication {
    item_id: ItemId,
    kind: &'static str,
    revision: i64,
    content: i64,
    stem: Option<String>,
    /// When it was published first, if it is corrected now.
    published_at: Option<i64>,
    fields: Typed,
    author: String,
    office: String,
    saved_at: i64,
    approved_by: Option<String>,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    name: String,
    bytes: i64,
    digest: String,
    /// The desk has it no more: the town's files do.
    on_site: bool,
}

/// `GET /ops/publications/{id}`
pub(crate) async fn one(visit: &Visit, _operator: Operator, id: &str) -> Result<Reply, Fault> {
    #[derive(Deserialize)]
    struct Approval {
        name: String,
        office: String,
    }
    let id = ItemId::parse(id).map_err(|_| Fault::NotFound)?;
    let item = items::load(visit, &id).await?.ok_or(Fault::NotFound)?;
    let rows = visit.public()?.read(sql::desk_event::APPROVAL.with(&[&id.as_str()])).await?;
    let approval = rows.first::<Approval>()?;
    let file = |file: items::FileRow| File {
        on_site: file.is_on_site(),
        name: file.name,
        bytes: file.bytes,
        digest: file.digest,
    };
    Ok(Reply::json(
        200,
        &Publication {
            item_id: id,
            kind: item.kind.word(),
            revision: item.row.revision,
            content: item.row.content,
            stem: item.row.stem,
            published_at: item.row.published_at,
            fields: item.typed,
            author: item.row.author_name,
            office: item.row.author_office,
            saved_at: item.row.saved_at,
            approved_by: approval.map(|approval| format!("{}（{}）", approval.name, approval.office)),
            files: item.files.into_iter().map(file).collect(),
        },
    ))
}

#[derive(Serialize)]
struct Part {
    base64: String,
}

/// `GET /ops/publications/{id}/files/{name}/{part}`: one part at a time, so that a long recording fits.
pub(crate) async fn part(
    visit: &Visit,
    _operator: Operator,
    id: &str,
    name: &str,
    part: &str,
) -> Result<Reply, Fault> {
    let id = ItemId::parse(id).map_err(|_| Fault::NotFound)?;
    let part = part.parse().map_err(|_| Fault::NotFound)?;
    let parts = files::parts(&visit.public()?, id.as_str(), name, part..=part).await?;
    let base64 = parts.into_iter().next().ok_or(Fault::NotFound)?;
    Ok(Reply::json(200, &Part { base64 }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Done {
    item_id: ItemId,
    revision: i64,
    content: i64,
    stem: String,
    address: String,
}

/// `POST /ops/publications/done`: it stands in the town's files. A repeat changes nothing.
pub(crate) async fn done(visit: &mut Visit, _operator: Operator) -> Result<Reply, Fault> {
    let Done { item_id, revision, content, stem, address } = body::json(&mut visit.request, MAX_BODY).await?;
    let plain = |text: &str| {
        (1..=200).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'/'))
    };
    if !plain(&stem) || !plain(&address) || !address.starts_with('/') || address.starts_with("//") {
        return Err(Fault::Malformed("publication"));
    }
    let id = item_id.as_str();
    let written = visit
        .public()?
        .batch([
            sql::desk_item::PUBLISHED.with(&[&id, &revision, &content, &stem, &address, &visit.now]),
            sql::desk_event::INSERT_PUBLISHED.with(&[&id, &content, &address, &"公開作業", &visit.now]),
            sql::desk_file::PUBLISHED.with(&[&id, &revision, &visit.now]),
        ])
        .await;
    match written {
        Ok(_) => Ok(Reply::json(200, &serde_json::json!({}))),
        Err(WriteError::Refused(_)) => Err(Fault::Conflict(NOT_THERE)),
        Err(WriteError::Fault(fault)) => Err(fault),
    }
}
