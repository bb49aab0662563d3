//! Recordings of a lecture. They come in parts, one request a part, and are no file until all of them are there: a line
//! that is lost costs one part, and whatever is sent twice changes nothing.

use super::{Author, Change, FileRow, Loaded, NOT_NOW, files, own};
use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{WriteError, sql};
use crate::fault::{Fault, Words};
use crate::http::{body, reply::Reply};
use data_encoding::BASE64;
use hibiki_domain::desk::{
    self, Act, FileKind, Kind, MOST_RECORDING_BYTES, PART_BYTES, file_name, part_digest, part_length,
    parts_of,
};
use serde::{Deserialize, Serialize};

const OTHER_COMING: Words = Words {
    code: "recording-coming",
    title: [
        "送りかけのファイルがあります",
        "おくりかけの ファイルが あります",
        "Another file is only half here",
    ],
    detail: [
        "ページを開き直し、同じファイルを選んで続きを送るか、「送りかけを捨てる」を押してから送ってください。",
        "ページを もういちど 開（ひら）いてください。",
        "Open the page again, then go on with the same file or drop it.",
    ],
};
const BROKEN: Words = Words {
    code: "recording-broken",
    title: [
        "届いた内容が、選んだファイルと違います",
        "とどいた ファイルが ちがいます",
        "What arrived is not the file that was chosen",
    ],
    detail: [
        "途中でファイルが変わったのかもしれません。「送りかけを捨てる」を押し、もう一度選んで送ってください。",
        "もういちど ファイルを えらんでください。",
        "The file may have changed meanwhile. Drop what is half here and send it again.",
    ],
};
const MISSING: Words = Words {
    code: "recording-missing",
    title: [
        "まだ届いていない部分があります",
        "まだ ぜんぶ とどいていません",
        "Parts of the file are still missing",
    ],
    detail: [
        "同じファイルをもう一度選ぶと、続きから送ります。",
        "おなじ ファイルを もういちど えらんでください。",
        "Choose the same file again: it goes on where it stopped.",
    ],
};

/// What has come.
#[derive(Serialize)]
struct Arrived<'a> {
    name: &'a str,
    parts: Vec<usize>,
    /// Where the page shows it, when it is whole.
    location: Option<String>,
}

/// A part, its number and its digest.
#[derive(Debug, Deserialize)]
pub(super) struct PartRow {
    pub(super) part: usize,
    digest: String,
}

/// The parts of a file that are there.
pub(super) async fn parts(visit: &Visit, item: &Loaded, name: &str) -> Result<Vec<PartRow>, Fault> {
    visit.public()?.read(sql::desk_file::DIGESTS.with(&[&item.row.item_id.as_str(), &name])).await?.all()
}

fn location(item: &Loaded) -> String {
    format!("/desk/items/{}?done=file-added", item.row.item_id)
}

/// What is said of a file when its beginning is sent again.
async fn known(visit: &Visit, item: &Loaded, file: &FileRow) -> Result<Reply, Fault> {
    let parts = parts(visit, item, &file.name).await?.into_iter().map(|part| part.part).collect();
    let location = (!file.is_coming()).then(|| location(item));
    Ok(Reply::json(200, &Arrived { name: &file.name, parts, location }))
}

/// A recording is added to a lecture, and only while it is written.
fn may_add(item: &Loaded) -> Result<(), Fault> {
    if item.kind != Kind::Lecture {
        return Err(files::refused("録音と映像は、講演の記録にだけ加えられます。"));
    }
    desk::next(item.state, Act::Save).map(|_| ()).map_err(|_| Fault::Conflict(NOT_NOW))
}

/// 64 hexadecimal digits of the query.
fn digest(visit: &Visit, name: &str) -> Result<String, Fault> {
    let good = |text: &&str| text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    visit.query_value(name).filter(good).map(str::to_owned).ok_or(Fault::Malformed("digest"))
}

/// Reads a part that must be so long and have the digest that the browser states.
async fn read_part(visit: &mut Visit, length: usize) -> Result<(String, Vec<u8>), Fault> {
    let stated = digest(visit, "part")?;
    let bytes = body::bytes(&mut visit.request, PART_BYTES).await?;
    if bytes.len() != length {
        return Err(Fault::Malformed("part-length"));
    }
    if part_digest(&bytes) == stated { Ok((stated, bytes)) } else { Err(Fault::Invalid(BROKEN)) }
}

fn find(item: &Loaded, wanted: impl Fn(&FileRow) -> bool) -> Option<&FileRow> {
    item.files.iter().chain(&item.coming).find(|file| file.recording.is_some() && wanted(file))
}

/// `POST /api/desk/recordings/{id}`: the first part. It says what the file is.
pub(crate) async fn begin(visit: &mut Visit, staff: Staff, id: &str) -> Result<Reply, Fault> {
    let item = own(visit, &staff, id).await?;
    let whole = digest(visit, "whole")?;
    if let Some(file) = find(&item, |file| file.digest == whole) {
        return known(visit, &item, file).await;
    }
    may_add(&item)?;
    let stated = visit.query_value("bytes").and_then(|bytes| bytes.parse::<usize>().ok());
    let stated = stated.ok_or(Fault::Malformed("bytes"))?;
    if stated > MOST_RECORDING_BYTES {
        return Err(files::refused("録音と映像は、1つ24MBまでです。画質や音質を下げて書き出してください。"));
    }
    let first = part_length(stated, 0).ok_or_else(|| files::refused("ファイルが空です。"))?;
    let (part_digest, bytes) = read_part(visit, first).await?;
    let kind = FileKind::recording(&bytes).map_err(files::refused)?;
    let recording = kind.as_recording().ok_or_else(|| Fault::broken("file-kind"))?;
    match find(&item, |file| file.recording.as_deref() == Some(recording.word())) {
        Some(file) if file.is_coming() => return Err(Fault::Conflict(OTHER_COMING)),
        Some(_) => {
            return Err(files::refused(
                "録音も映像も、1つの講演に1つずつです。取り替えるときは、「ファイル」のところで前のものを外してから加えてください。",
            ));
        }
        None => {}
    }
    files::has_room(visit, &item, stated).await?;
    let called = visit.query_value("called").unwrap_or_default();
    let name = file_name(called, kind, &files::taken(&item));
    let id = item.row.item_id.as_str();
    let length = i64::try_from(stated).unwrap_or(i64::MAX);
    let recording = Some(recording.word().to_owned());
    let queries = [
        sql::desk_file::INSERT.with(&[&id, &name, &length, &whole, &recording, &"coming", &visit.now]),
        sql::desk_file::INSERT_PART.with(&[&id, &name, &0, &part_digest, &BASE64.encode(&bytes)]),
    ];
    match visit.public()?.batch(queries).await {
        Ok(_) => Ok(Reply::json(200, &Arrived { name: &name, parts: vec![0], location: None })),
        // Sent twice at the same moment, or a colleague was faster with another file.
        Err(WriteError::Refused(_)) => {
            let item = own(visit, &staff, id).await?;
            match find(&item, |file| file.digest == whole) {
                Some(file) => known(visit, &item, file).await,
                None => Err(Fault::Conflict(OTHER_COMING)),
            }
        }
        Err(WriteError::Fault(fault)) => Err(fault),
    }
}

/// `POST /api/desk/recordings/{id}/{name}/{part}`: one more part.
pub(crate) async fn put(
    visit: &mut Visit,
    staff: Staff,
    id: &str,
    name: &str,
    part: &str,
) -> Result<Reply, Fault> {
    let item = own(visit, &staff, id).await?;
    let file = find(&item, |file| file.name == name).ok_or(Fault::NotFound)?;
    if file.is_coming() {
        may_add(&item)?;
    }
    let part: usize = part.parse().map_err(|_| Fault::NotFound)?;
    let length = part_length(file.length(), part).ok_or(Fault::NotFound)?;
    let (digest, bytes) = read_part(visit, length).await?;
    let id = item.row.item_id.as_str();
    let number = i64::try_from(part).unwrap_or(i64::MAX);
    let queries = [
        sql::desk_file::PUT_PART.with(&[&id, &name, &number, &digest, &BASE64.encode(&bytes)]),
        sql::desk_file::DIGESTS.with(&[&id, &name]),
    ];
    let [_, parts] = visit.public()?.batch(queries).await?;
    let parts = parts.all::<PartRow>()?;
    if !parts.iter().any(|there| there.part == part && there.digest == digest) {
        return Err(Fault::Conflict(BROKEN));
    }
    let parts = parts.into_iter().map(|part| part.part).collect();
    Ok(Reply::json(200, &Arrived { name, parts, location: None }))
}

/// `POST /api/desk/recordings/{id}/{name}`: all parts are there. From now on it is a file of the item.
pub(crate) async fn finish(visit: &mut Visit, staff: Staff, id: &str, name: &str) -> Result<Reply, Fault> {
    let author = Author::of(visit, &staff);
    // What colleagues save meanwhile takes nothing from a recording: then this is tried again with theirs.
    for _ in 0..3 {
        let item = own(visit, &staff, id).await?;
        let file = find(&item, |file| file.name == name).ok_or(Fault::NotFound)?;
        if !file.is_coming() {
            return known(visit, &item, file).await;
        }
        may_add(&item)?;
        let parts = parts(visit, &item, name).await?;
        if parts.len() != parts_of(file.length()) {
            return Err(Fault::Invalid(MISSING));
        }
        if desk::digest(parts.iter().map(|part| &part.digest)) != file.digest {
            return Err(Fault::Invalid(BROKEN));
        }
        let state = desk::next(item.state, Act::Save).map_err(|_| Fault::Conflict(NOT_NOW))?;
        let reason = item.row.reason.as_deref();
        let queries = [
            item.change(visit, &Change { state, content: None, title: None, publish_on: None, reason }),
            sql::desk_file::ARRIVE.with(&[&item.row.item_id.as_str(), &name, &visit.now]),
            item.event(visit, &author, "file-added", name),
        ];
        match visit.public()?.batch(queries).await {
            Ok(_) => {
                let parts = parts.into_iter().map(|part| part.part).collect();
                return Ok(Reply::json(200, &Arrived { name, parts, location: Some(location(&item)) }));
            }
            Err(WriteError::Refused(_)) => {}
            Err(WriteError::Fault(fault)) => return Err(fault),
        }
    }
    Err(Fault::Conflict(NOT_NOW))
}
