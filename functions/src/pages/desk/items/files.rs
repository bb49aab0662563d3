//! Files of an item: bounded, of a few kinds, and what they are their bytes say.

use super::{Author, Change, Loaded, NOT_NOW, once, own, seen};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Database, Public, Query, once::CommandKey, sql};
use crate::fault::{Fault, Words};
use crate::http::{
    body::{self, Form},
    reply::Reply,
};
use data_encoding::{BASE64, HEXLOWER};
use hibiki_domain::desk::{self, Act, FileKind, MOST_FILES, NotAFile, file_name};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// A part of a file in one row: a multiple of three, so that the parts' Base64 joins to the whole's.
const PART: usize = 768 * 1024;
/// The form around a file.
const FORM: usize = 8 * 1024;

const NO_FILE: [&str; 3] =
    ["このファイルは使えません", "この ファイルは つかえません", "This file cannot be used"];

/// What a file is not, in the words of whoever looked at it.
const fn refused(why: NotAFile) -> Fault {
    Fault::Invalid(Words {
        code: "item-file",
        title: NO_FILE,
        detail: [
            why,
            why,
            "Pictures (JPEG, PNG, WebP; 2 MB), slides (PDF; 3 MB) and captions (WebVTT; 256 KB) are taken.",
        ],
    })
}

/// `POST /desk/items/files`
pub(crate) async fn add(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let limit = FileKind::MOST_BYTES + FORM;
    let (form, called, bytes) = match body::upload(&mut visit.request, limit, "file").await {
        Err(Fault::TooLarge) => {
            return Err(refused("ファイルが大きすぎます。写真は2MB、スライドは3MB、字幕は256KBまでです。"));
        }
        other => other?,
    };
    let field = |name| body::uploaded_field(&form, name);
    let key = CommandKey::parse(&field("key")?, &staff.person.session)?;
    let item = own(visit, &staff, &field("id")?).await?;
    let author = Author::of(visit, &staff);
    if let Some(location) = visit.public()?.answered(&key).await? {
        return Ok(Reply::see_other(&location));
    }
    let kind = FileKind::of(&bytes).map_err(refused)?;
    if item.files.len() >= MOST_FILES {
        return Err(refused("ファイルは12個までです。使わないものを外してから加えてください。"));
    }
    let taken: Vec<&str> = item.files.iter().map(|file| file.name.as_str()).collect();
    let name = file_name(&called, kind, &taken);
    let id = item.row.item_id.as_str();
    let mut queries = begin(visit, &item, &field("revision")?)?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let sha256 = HEXLOWER.encode(&Sha256::digest(&bytes));
    queries.push(sql::desk_file::INSERT.with(&[&id, &name, &length, &sha256, &visit.now]));
    for (part, bytes) in (0_i64..).zip(bytes.chunks(PART)) {
        queries.push(sql::desk_file::INSERT_PART.with(&[&id, &name, &part, &BASE64.encode(bytes)]));
    }
    queries.push(item.event(visit, &author, "file-added", &name));
    finish(visit, &key, &item, "file-added", queries).await
}

/// `POST /desk/items/remove-file`
pub(crate) async fn remove(visit: &mut Visit, staff: Staff) -> Result<Reply, Fault> {
    let form = Form::read(&mut visit.request).await?;
    let key = CommandKey::parse(form.one("key")?, &staff.person.session)?;
    let item = own(visit, &staff, form.one("id")?).await?;
    if let Some(location) = visit.public()?.answered(&key).await? {
        return Ok(Reply::see_other(&location));
    }
    let name = form.one("name")?;
    if !item.files.iter().any(|file| file.name == name) {
        return Err(Fault::NotFound);
    }
    let author = Author::of(visit, &staff);
    let mut queries = begin(visit, &item, form.one("revision")?)?;
    queries.push(sql::desk_file::REMOVE.with(&[&item.row.item_id.as_str(), &name]));
    queries.push(item.event(visit, &author, "file-removed", name));
    finish(visit, &key, &item, "file-removed", queries).await
}

/// A file belongs to what is written: with it the item is a draft again.
fn begin(visit: &Visit, item: &Loaded, revision: &str) -> Result<Vec<Query<Public>>, Fault> {
    let state = desk::next(item.state, Act::Save).map_err(|_| Fault::Conflict(NOT_NOW))?;
    if revision.parse() != Ok(item.row.revision) {
        return Err(Fault::Conflict(NOT_NOW));
    }
    let reason = item.row.reason.as_deref();
    Ok(vec![item.change(visit, &Change { state, content: None, title: None, publish_on: None, reason })])
}

async fn finish(
    visit: &Visit,
    key: &CommandKey,
    item: &Loaded,
    done: &str,
    queries: Vec<Query<Public>>,
) -> Result<Reply, Fault> {
    let location = format!("/desk/items/{}?done={done}", item.row.item_id);
    match once(visit, key, location, queries).await {
        Ok(location) => Ok(Reply::see_other(&location)),
        Err(fault) => Err(fault.unwrap_or(Fault::Conflict(NOT_NOW))),
    }
}

#[derive(Deserialize)]
struct Part {
    base64: String,
}

/// The parts of a file as Base64.
pub(crate) async fn parts(database: &Database<Public>, id: &str, name: &str) -> Result<Vec<String>, Fault> {
    let parts = database.read(sql::desk_file::PARTS.with(&[&id, &name])).await?.all::<Part>()?;
    Ok(parts.into_iter().map(|part| part.base64).collect())
}

/// `GET /desk/items/{id}/files/{name}`: for the preview.
pub(crate) async fn show(visit: &Visit, staff: Staff, id: &str, name: &str) -> Result<Reply, Fault> {
    let item = seen(visit, &staff, id).await?;
    let file = item.files.iter().find(|file| file.name == name).ok_or(Fault::NotFound)?;
    let kind = FileKind::of_name(&file.name).ok_or_else(|| Fault::broken("file-kind"))?;
    let parts = parts(&visit.public()?, item.row.item_id.as_str(), &file.name).await?;
    let bytes = BASE64.decode(parts.concat().as_bytes()).map_err(|_| Fault::broken("file-base64"))?;
    Ok(Reply::file(bytes, kind.media_type()))
}
