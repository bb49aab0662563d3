//! `cargo town publish`: what organizers wrote and the town approved becomes files under `content/`, in its history.
//!
//! Each item goes through the same steps: fetch, write, commit, tell the town. Whatever stops half-way, the next run
//! begins again at the first step of that item and comes to the same end: the same item makes the same bytes, a commit
//! without a change is none, and telling twice changes nothing.

mod git;
mod write;

use crate::{
    clock,
    ops::Town,
    progress::note,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use data_encoding::BASE64;
use git::Git;
use hibiki_domain::{
    desk::{self, Choices, FileKind, Kind, Place, Recording, Typed},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use std::{fs, path::Path};

/// What the operator wishes.
#[derive(Debug)]
pub(crate) struct Wishes<'a> {
    /// Where the content is.
    pub(crate) content: &'a Path,
    /// Only say what would be done.
    pub(crate) dry_run: bool,
}

/// An item that is due, as the town hands it out.
#[derive(Debug, Deserialize)]
pub(crate) struct Publication {
    item_id: String,
    kind: String,
    revision: i64,
    content: i64,
    stem: Option<String>,
    published_at: Option<i64>,
    fields: Typed,
    author: String,
    office: String,
    saved_at: i64,
    approved_by: Option<String>,
    files: Vec<File>,
}

#[derive(Debug, Deserialize)]
struct File {
    name: String,
    bytes: usize,
    digest: String,
    on_site: bool,
}

/// Where it stands now.
#[derive(Debug, Serialize)]
pub(crate) struct Done<'a> {
    item_id: &'a str,
    revision: i64,
    content: i64,
    stem: &'a str,
    address: &'a str,
}

/// Publishes what is due. Items that cannot be published are named and the others go on.
pub(crate) fn publish(workshop: &Workshop, town: &Town, wishes: &Wishes<'_>) -> Result<()> {
    let _lock = workshop.lock("publish")?;
    let content = fs::canonicalize(wishes.content).at("find", wishes.content)?;
    let wishes = &Wishes { content: &content, ..*wishes };
    let due = town.due().map_err(|failed| failed.at(town.origin()))?;
    if due.is_empty() {
        println!("Nothing is due.");
        return Ok(());
    }
    let git = Git::around(wishes.content);
    if git.is_none() {
        note("This folder is in no git work tree: files are written, but no history is kept.");
    }
    let mut troubles = Vec::new();
    for id in &due {
        let publication = town.publication(id).map_err(|failed| failed.at(town.origin()))?;
        match one(town, wishes, git.as_ref(), &publication) {
            Ok(said) => println!("{said}"),
            Err(trouble) => {
                let title = publication.fields.get("title").map_or("", String::as_str);
                eprintln!("✗ {title}（{}）: {trouble}", publication.item_id);
                troubles.push(publication.item_id);
            }
        }
    }
    if troubles.is_empty() {
        if !wishes.dry_run {
            println!("Now build and deploy the site: `cargo town build`, then as docs/publishing.md says.");
        }
        return Ok(());
    }
    Err(Trouble::new(format!("{} of {} items could not be published.", troubles.len(), due.len()))
        .next("Correct what is named above; the others are done. Then run the same command again."))
}

/// One item, from the town to its files and back.
fn one(town: &Town, wishes: &Wishes<'_>, git: Option<&Git>, publication: &Publication) -> Result<String> {
    let kind = Kind::parse(&publication.kind).ok_or_else(|| {
        Trouble::new(format!("This version does not know the kind {:?}.", publication.kind))
    })?;
    let files: Vec<&str> = publication.files.iter().map(|file| file.name.as_str()).collect();
    if files.iter().any(|name| !is_plain(name) || FileKind::of_name(name).is_none()) {
        return Err(Trouble::new("A file has a name that no file of the desk has."));
    }
    let of = |wanted: fn(FileKind) -> bool| {
        files.iter().copied().filter(move |name| FileKind::of_name(name).is_some_and(wanted))
    };
    let pictures: Vec<&str> = of(FileKind::is_picture).collect();
    let choices = write::choices(wishes.content, &publication.fields)?;
    let item = checked(kind, &publication.fields, &choices, &files)?;

    let id = &publication.item_id;
    let wanted = publication.stem.clone().unwrap_or_else(|| desk::stem(&item, id));
    if !is_plain(&wanted) {
        return Err(Trouble::new(format!("{wanted:?} is no name for a file.")));
    }
    let stem = write::free_stem(wishes.content, kind, &wanted, id, publication.stem.is_some());
    let year = stem.get(..4).unwrap_or_default();
    let folder = wishes.content.join(kind.folder()).join(year);
    let named = |name: &str| format!("{stem}.{name}");
    let updated = publication.published_at.map(|_| moment(publication.saved_at));
    let video = of(|kind| kind.as_recording() == Some(Recording::Video)).next().map(named);
    let audio = of(|kind| kind.as_recording() == Some(Recording::Audio)).next().map(named);
    let captions = of(|kind| kind == FileKind::Captions).next().map(named);
    let slides = of(|kind| kind == FileKind::Slides).next().map(named);
    let image = pictures.first().map(|name| named(name)).filter(|_| kind == Kind::Archive);
    let text = desk::text(
        &item,
        &Place {
            id,
            stem: &stem,
            updated: updated.as_deref(),
            video: video.as_deref(),
            audio: audio.as_deref(),
            captions: captions.as_deref(),
            slides: slides.as_deref(),
            image: image.as_deref(),
            published: publication.published_at.map_or_else(clock::now, Timestamp).day(),
        },
    );
    let slug = desk::slug(&stem);
    let address = format!("/{}/{year}/{slug}/", kind.folder());
    let page = folder.join(format!("{stem}.md"));
    if wishes.dry_run {
        return Ok(format!("would write {}  ({address})", page.display()));
    }

    let mut contents = vec![(page.clone(), text.into_bytes())];
    for file in &publication.files {
        let path = folder.join(named(&file.name));
        let bytes = if file.on_site { kept(&path, file)? } else { fetched(town, id, file)? };
        contents.push((path, bytes));
    }
    let mut paths: Vec<_> = contents.iter().map(|(path, _)| path.clone()).collect();
    let gone = write::no_longer(&folder, &stem, &paths)?;
    paths.extend(gone.iter().cloned());
    if let Some(git) = git {
        git.nothing_of_ones_own(&paths, |path| {
            contents
                .iter()
                .any(|(own, bytes)| own == path && fs::read(own).is_ok_and(|there| there == *bytes))
        })?;
    }
    paths.extend(write::year(wishes.content, kind, year)?);
    for (path, bytes) in &contents {
        write::whole(path, bytes)?;
    }
    for path in &gone {
        fs::remove_file(path).at("delete", path)?;
    }
    let title = item.word("title").unwrap_or_default();
    let commit = match git {
        Some(git) => {
            git.commit(&paths, &message(title, publication), &publication.author, &publication.office)?
        }
        None => None,
    };
    let done = Done {
        item_id: id,
        revision: publication.revision,
        content: publication.content,
        stem: &stem,
        address: &address,
    };
    town.published(&done).map_err(|failed| failed.at(town.origin()))?;
    let commit = commit.map_or_else(String::new, |commit| format!("  [{commit}]"));
    Ok(format!("✓ {title}  {address}  {}{commit}", page.display()))
}

fn checked(kind: Kind, typed: &Typed, choices: &Choices, files: &[&str]) -> Result<desk::Item> {
    desk::check(kind, typed, choices, files).map_err(|problems| {
        let said: Vec<String> = problems.into_iter().map(|(_, text)| text).collect();
        Trouble::new(said.join(" ")).next("Send it back at the desk, so that the organizer can correct it.")
    })
}

/// Small Latin letters, digits, `-` and `.` that leads nowhere: safe as a name on every system.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && !name.starts_with('.')
        && !name.contains("..")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.'))
}

/// A file, part by part, checked against what the town said of it and against what it may be.
fn fetched(town: &Town, id: &str, file: &File) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(file.bytes);
    for part in 0..desk::parts_of(file.bytes) {
        let base64 =
            town.publication_part(id, &file.name, part).map_err(|failed| failed.at(town.origin()))?;
        bytes.extend(BASE64.decode(base64.as_bytes()).unwrap_or_default());
    }
    let named = FileKind::of_name(&file.name);
    let is_recording = named.is_some_and(|kind| kind.as_recording().is_some());
    let kind = if is_recording { FileKind::recording(&bytes) } else { FileKind::of(&bytes) };
    if !is_same(&bytes, file) || kind.ok() != named {
        return Err(Trouble::new(format!("{} did not arrive as it was sent.", file.name)).next("Try again."));
    }
    Ok(bytes)
}

/// A file that the desk let go of after it had been published.
fn kept(path: &Path, file: &File) -> Result<Vec<u8>> {
    let there = fs::read(path).ok().filter(|bytes| is_same(bytes, file));
    there.ok_or_else(|| {
        Trouble::new(format!("{} is not as it was published, and the desk has it no more.", path.display()))
            .next("Take it back from the git history, or ask the organizer to remove the file and add it again.")
    })
}

fn is_same(bytes: &[u8], file: &File) -> bool {
    bytes.len() == file.bytes && desk::digest_of(bytes) == file.digest
}

/// A moment as TOML has it, in Japan.
fn moment(at: i64) -> String {
    let at = Timestamp(at);
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}:{minute:02}:00+09:00", at.day())
}

/// The commit's message: whoever looks at a page's history finds the desk's.
fn message(title: &str, publication: &Publication) -> String {
    let approved = publication.approved_by.as_ref().map_or_else(String::new, |by| format!("承認: {by}\n"));
    format!(
        "{}: {title}\n\n主催者のページで書かれ、cargo town publish が {} に公開した。\n\n{approved}Hibiki-Item: {}\nHibiki-Version: {}\n",
        if publication.published_at.is_some() { "訂正" } else { "公開" },
        clock::now().day(),
        publication.item_id,
        publication.content,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{Level, Library};

    /// Fields of the form, by name.
    fn typed(fields: &[(&str, &str)]) -> Typed {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_the_desk_writes_of_every_kind_passes_the_check_of_the_content_room() {
        let town = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| {
            let path = town.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        };
        let place = "+++\ntitle = \"図書館\"\ndescription = \"本\"\n[extra]\nkind = \"library\"\n+++\n";
        put("site/data/words.toml", b"[series]\nriver-school = { ja = \"a\" }\n");
        put("content/facilities/library.md", place.as_bytes());
        let choices = Choices {
            facilities: vec![("library".to_owned(), String::new())],
            series: vec![("river-school".to_owned(), String::new())],
        };
        let words = [
            ("title", "題"),
            ("description", "ひとこと"),
            ("facility", "library"),
            ("licence", "CC BY 4.0"),
            ("slug", "name"),
            ("body", "本文です。\n\n![絵](photo.png)"),
        ];
        let course: &[_] = &[
            ("room", "2階"),
            ("sessions", "2026-12-03\n2026-12-10"),
            ("start", "10:00"),
            ("end", "12:00"),
            ("fee_yen", "0"),
            ("capacity", "12"),
            ("apply_by", "2026-11-27"),
            ("status", "moved"),
            ("audience", "all"),
            ("apply", "窓口で。"),
            ("tel", "0000-12-5100"),
            ("organizer", "公民館"),
            ("teacher", "講師"),
            ("bring", "エプロン"),
            ("note", "会場が変わりました。"),
        ];
        let lecture: &[_] = &[
            ("day", "2026-06-14"),
            ("minutes", "60"),
            ("series", "river-school"),
            ("speaker", "話し手"),
            ("speaker_title", "学芸員"),
            ("points", "一つめ"),
            ("cite", "引用"),
        ];
        let archive: &[_] = &[
            ("archive_kind", "photo"),
            ("when", "1959-09"),
            ("date_text", "昭和34年9月"),
            ("places", "駅前\n川西"),
            ("alt", "駅前の通り"),
            ("source", "資料館"),
            ("rights", "町が持っています"),
        ];
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x02\0\0\0";
        let captions = b"WEBVTT\n\n00:01.000 --> 00:02.000\nA\n";
        for (kind, fields) in [(Kind::Course, course), (Kind::Lecture, lecture), (Kind::Archive, archive)] {
            let all: Vec<_> = words.iter().chain(fields).copied().collect();
            let item = desk::check(kind, &typed(&all), &choices, &["photo.png"]).unwrap();
            for field in desk::fields(kind) {
                assert!(all.iter().any(|(name, _)| *name == field.name), "{} is not filled in", field.name);
            }
            let id = "0".repeat(32);
            let stem = desk::stem(&item, &id);
            let image = format!("{stem}.photo.png");
            let track = format!("{stem}.captions.vtt");
            let place = Place {
                id: &id,
                stem: &stem,
                updated: Some("2026-11-21T09:30:00+09:00"),
                video: None,
                audio: None,
                captions: (kind == Kind::Lecture).then_some(&track),
                slides: None,
                image: (kind == Kind::Archive).then_some(&image),
                published: Timestamp(1_795_186_800).day(),
            };
            let folder = format!("content/{}/{}", kind.folder(), &stem[..4]);
            put(&format!("{folder}/{stem}.md"), desk::text(&item, &place).as_bytes());
            put(&format!("{folder}/{image}"), png);
            put(&format!("{folder}/{track}"), captions);
        }
        let found = Library::read(town.path()).unwrap().findings;
        let wrong: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_file_that_the_desk_let_go_of_is_the_one_that_was_published_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("2026-06-14-river.a.ogg");
        let file =
            File { name: "a.ogg".to_owned(), bytes: 4, digest: desk::digest_of(b"OggS"), on_site: true };
        assert!(kept(&path, &file).is_err());
        fs::write(&path, "OggT").unwrap();
        assert!(kept(&path, &file).is_err());
        fs::write(&path, "OggS").unwrap();
        assert_eq!(kept(&path, &file).unwrap(), b"OggS");
    }
}
