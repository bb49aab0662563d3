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
use data_encoding::BASE64;
use hibiki_domain::desk::{
    self, Act, FileKind, MOST_FILES, MOST_ITEM_BYTES, MOST_OFFICE_BYTES, MOST_TOWN_BYTES, NotAFile,
    PART_BYTES, Range, file_name, part_digest, parts_of,
};
use serde::Deserialize;
use std::ops::RangeInclusive;

/// The form around a file.
const FORM: usize = 8 * 1024;

const NO_FILE: [&str; 3] =
    ["このファイルは使えません", "この ファイルは つかえません", "This file cannot be used"];

/// What a file is not, in the words of whoever looked at it.
pub(super) const fn refused(why: NotAFile) -> Fault {
    Fault::Invalid(Words {
        code: "item-file",
        title: NO_FILE,
        detail: [
            why,
            why,
            "Pictures (JPEG, PNG, WebP; 2 MB), slides (PDF; 3 MB), captions (WebVTT; 256 KB) and recordings (MP3, M4A, \
             Ogg, MP4, WebM; 24 MB) are taken.",
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
    has_room(visit, &item, bytes.len()).await?;
    let name = file_name(&called, kind, &taken(&item));
    let id = item.row.item_id.as_str();
    let mut queries = begin(visit, &item, &field("revision")?)?;
    let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let digest = desk::digest_of(&bytes);
    let nothing = None::<String>;
    queries.push(sql::desk_file::INSERT.with(&[&id, &name, &length, &digest, &nothing, &"here", &visit.now]));
    for (part, bytes) in (0_i64..).zip(bytes.chunks(PART_BYTES)) {
        let (digest, base64) = (part_digest(bytes), BASE64.encode(bytes));
        queries.push(sql::desk_file::INSERT_PART.with(&[&id, &name, &part, &digest, &base64]));
    }
    queries.push(item.event(visit, &author, "file-added", &name));
    finish(visit, &key, &item, "file-added", queries).await
}

/// The names that are taken in an item.
pub(super) fn taken(item: &Loaded) -> Vec<&str> {
    item.files.iter().chain(&item.coming).map(|file| file.name.as_str()).collect()
}

/// Refuses what there is no room for. Two who add at the same moment can go past a limit by one file: there is enough
/// between the limits and what the database holds.
pub(super) async fn has_room(visit: &Visit, item: &Loaded, bytes: usize) -> Result<(), Fault> {
    #[derive(Deserialize)]
    struct Held {
        item: usize,
        office: usize,
        town: usize,
    }
    if item.files.len() + item.coming.len() >= MOST_FILES {
        return Err(refused("ファイルは12個までです。使わないものを外してから加えてください。"));
    }
    let query = sql::desk_file::HELD.with(&[&item.row.item_id.as_str(), &item.row.office]);
    let held = visit.public()?.read(query).await?.first::<Held>()?;
    let Held { item, office, town } = held.ok_or_else(|| Fault::broken("files-held"))?;
    let why = if item + bytes > MOST_ITEM_BYTES {
        "1件のファイルは、合わせて60MBまでです。小さく書き出すか、使わないものを外してください。"
    } else if office + bytes > MOST_OFFICE_BYTES {
        "団体のファイルが、合わせて120MBになりました。まだ公開していないものを公開するか、使わないファイルを外してください。\
         公開して1週間たつと、その分の場所が空きます。"
    } else if town + bytes > MOST_TOWN_BYTES {
        "町全体で、公開前のファイルの置き場所がいっぱいです。ファイルは受け取っていません。広報担当に知らせてください。"
    } else {
        return Ok(());
    };
    Err(refused(why))
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
    let id = item.row.item_id.as_str();
    if item.coming.iter().any(|file| file.name == name) {
        // Nobody has seen it yet: the item is as it was.
        let location = format!("/desk/items/{id}?done=upload-dropped");
        let queries = vec![sql::desk_file::REMOVE.with(&[&id, &name])];
        let done = once(visit, &key, location, queries).await;
        return done
            .map(|location| Reply::see_other(&location))
            .map_err(|fault| fault.unwrap_or(Fault::Conflict(NOT_NOW)));
    }
    if !item.files.iter().any(|file| file.name == name) {
        return Err(Fault::NotFound);
    }
    let author = Author::of(visit, &staff);
    let mut queries = begin(visit, &item, form.one("revision")?)?;
    queries.push(sql::desk_file::REMOVE.with(&[&id, &name]));
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

/// So many parts are read at once: a request may ask the database 50 times, and a row of an answer is not endless.
const AT_ONCE: usize = 4;

/// Parts of a file as Base64, those of the range that are there, in their order.
pub(crate) async fn parts(
    database: &Database<Public>,
    id: &str,
    name: &str,
    range: RangeInclusive<usize>,
) -> Result<Vec<String>, Fault> {
    #[derive(Deserialize)]
    struct Part {
        base64: String,
    }
    let (Ok(first), Ok(last)) = (i64::try_from(*range.start()), i64::try_from(*range.end())) else {
        return Ok(Vec::new());
    };
    let rows = database.read(sql::desk_file::PARTS.with(&[&id, &name, &first, &last])).await?;
    Ok(rows.all::<Part>()?.into_iter().map(|part| part.base64).collect())
}

async fn bytes(visit: &Visit, id: &str, name: &str, range: RangeInclusive<usize>) -> Result<Vec<u8>, Fault> {
    let wanted = range.clone().count();
    let parts = parts(&visit.public()?, id, name, range).await?;
    if parts.len() != wanted {
        return Err(Fault::NotFound);
    }
    BASE64.decode(parts.concat().as_bytes()).map_err(|_| Fault::broken("file-base64"))
}

/// `GET /desk/items/{id}/files/{name}`: for the preview and the player.
pub(crate) async fn show(visit: &Visit, staff: Staff, id: &str, name: &str) -> Result<Reply, Fault> {
    let item = seen(visit, &staff, id).await?;
    let file = item.files.iter().find(|file| file.name == name).ok_or(Fault::NotFound)?;
    let kind = FileKind::of_name(&file.name).ok_or_else(|| Fault::broken("file-kind"))?;
    let id = item.row.item_id.as_str();
    if let (true, Some(stem)) = (file.is_on_site(), &item.row.stem) {
        let year = stem.get(..4).unwrap_or_default();
        return Ok(Reply::see_other(&format!("/{}/{year}/{stem}.{name}", item.kind.folder())));
    }
    let length = file.length();
    let header = visit.request.headers().get("range").ok().flatten();
    // Players ask for pieces. Whatever is small enough for a form goes out whole.
    let range =
        if kind.as_recording().is_some() { Range::read(header.as_deref(), length) } else { Range::Whole };
    match range {
        Range::Beyond => Ok(Reply::beyond(length)),
        Range::Piece(first, last) => {
            let number = first / PART_BYTES;
            let part = bytes(visit, id, name, number..=number).await?;
            let piece = part.get(first % PART_BYTES..=last % PART_BYTES);
            let piece = piece.ok_or_else(|| Fault::broken("file-part"))?;
            Ok(Reply::piece(piece.to_vec(), kind.media_type(), (first, last, length)))
        }
        Range::Whole => {
            let mut whole = Vec::with_capacity(length);
            let count = parts_of(length);
            for first in (0..count).step_by(AT_ONCE) {
                whole.extend(bytes(visit, id, name, first..=(first + AT_ONCE).min(count) - 1).await?);
            }
            let reply = Reply::file(whole, kind.media_type());
            Ok(if kind.as_recording().is_some() {
                reply.header("accept-ranges", "bytes".to_owned())
            } else {
                reply
            })
        }
    }
}
