//! Every field of every kind of entry, typed into its form with a mark, and looked for in everything that the town keeps.

use crate::marked::writings;
use hibiki_domain::health::{
    checkup::{Kind, Sort},
    picture,
    vaccination::Product,
};
use hibiki_tests::{
    actors::{self, Person},
    database::{health, identity, vault},
    health::{Secret, open_with, pseudonym},
    http::{Ask, Client, addresses},
    page,
    thief::Thief,
    town::{random, today, town},
};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// A text that nothing else contains.
fn mark(start: &str) -> String {
    format!("{start}{}", data_encoding::HEXLOWER.encode(&random::<6>()))
}

/// What is typed into a field, and the mark in it if it can hold one.
fn typed(kind: Kind, key: &str, sort: Sort) -> (String, Option<String>) {
    let marked = |most: usize| {
        let mark: String = mark("秘").chars().take(most).collect();
        (mark.clone(), Some(mark).filter(|mark| mark.len() > 9))
    };
    let day = today().plus_days(-3).to_string();
    match sort {
        // Different at each field: the middle of what is usual.
        Sort::Number(number) => {
            (number.text(i64::midpoint(number.usual.0.into(), number.usual.1.into())), None)
        }
        Sort::Choice(choices) => (choices[0].word.to_owned(), None),
        Sort::Product => (Product::ALL[0].word().to_owned(), None),
        Sort::Line(_) if kind == Kind::Vaccination && key == "other" => (String::new(), None), // or the product
        Sort::Line(_) if key == picture::FIELD => (String::new(), None), // it names a picture that is there
        Sort::Line(most) | Sort::Text(most) => marked(most),
        Sort::Day | Sort::When => (day, None),
        Sort::Clock => ("10:07".to_owned(), None),
        Sort::Notebook => {
            let mark = mark("錠");
            (format!("JAHISTC08,2\n5,20261101,1\n201,1,{mark},3,錠,2,620000001\n"), Some(mark))
        }
    }
}

/// Fills in the form of a kind; answers the marks, and the fields that were typed.
fn plant(client: &mut Client, kind: Kind) -> Vec<String> {
    let category = kind.category().word();
    let form = format!("/my/health/me/{category}/new/{}", kind.word());
    let blank = client.get(&form).expect(200);
    let hidden: Vec<_> = ["key", "record", "version"].map(|name| (name, blank.field(name))).into();
    let day = today().to_string();
    let mut marks = Vec::new();
    let mut values: Vec<(&str, String)> = Vec::new();
    for field in kind.fields() {
        let (text, mark) = typed(kind, field.key, field.sort);
        values.push((field.key, text));
        marks.extend(mark);
    }
    let mut fields: Vec<(&str, &str)> = hidden.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.extend([("entry_day", day.as_str()), ("confirm", "yes")]);
    fields.extend(values.iter().map(|(name, value)| (*name, value.as_str())));
    // Once with a day that is none: the page gives everything back that was typed, and keeps nothing.
    let wrong: Vec<_> =
        fields.iter().map(|&(name, value)| (name, if name == "entry_day" { "x" } else { value })).collect();
    let told = client.form(&form, &wrong).expect(422).text();
    assert!(marks.iter().all(|mark| told.contains(mark.as_str())), "{kind:?}");
    let saved = client.form(&form, &fields);
    assert_eq!(saved.status, 303, "{kind:?}: {saved}");
    let shown = client.get(saved.location()).expect(200).text();
    assert!(marks.iter().all(|mark| shown.contains(mark.as_str())), "{kind:?}: {}", page::words(&shown));
    marks
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

/// Many marks, looked for in one pass: there are megabytes to search.
struct Search {
    /// Whether some writing begins with these two bytes.
    begins: Vec<bool>,
    /// All writings, with what they stand for, by their first eight bytes.
    writings: HashMap<[u8; 8], Vec<(Vec<u8>, String)>>,
}

impl Search {
    fn new(marks: &[String]) -> Self {
        let mut search = Self { begins: vec![false; 1 << 16], writings: HashMap::new() };
        for mark in marks {
            for writing in writings(mark) {
                let Some(first) = writing.first_chunk::<8>() else { continue };
                search.begins[usize::from(u16::from_le_bytes([first[0], first[1]]))] = true;
                search.writings.entry(*first).or_default().push((writing.clone(), mark.clone()));
            }
        }
        search
    }

    fn first_in(&self, bytes: &[u8]) -> Option<&str> {
        for (place, window) in bytes.windows(8).enumerate() {
            if !self.begins[usize::from(u16::from_le_bytes([window[0], window[1]]))] {
                continue;
            }
            let of_them = window.first_chunk::<8>().and_then(|first| self.writings.get(first));
            for (writing, mark) in of_them.into_iter().flatten() {
                if bytes[place..].starts_with(writing) {
                    return Some(mark);
                }
            }
        }
        None
    }
}

/// Everything that the town keeps: databases with their logs, values and caches of the edge host, and what it has said.
fn kept() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    files(&town().state, &mut found);
    found.extend([&town().worker_log, &town().bridge_log].into_iter().flatten().cloned());
    // A file of a database's own log may have gone meanwhile.
    let read = |path: PathBuf| Some((path.display().to_string(), fs::read(&path).ok()?));
    let mut all: Vec<_> = found.into_iter().filter_map(read).collect();
    all.push(("an address".to_owned(), addresses().join("\n").into_bytes()));
    all
}

/// What people are told when something goes wrong, by somebody else.
fn error_pages() -> Vec<(String, Vec<u8>)> {
    let mut stranger = actors::resident();
    open_with(&mut stranger, &Secret::prf()).expect(200);
    let asks = [
        Ask::get("/my/health/me/diary/00000000000000000000000000000000"),
        Ask::get("/my/health/0000000000000000/timeline"),
        Ask::get("/my/health/me/looks?before=x"),
        Ask::post("/my/health/me/diary/new/diary").form(&[("key", "x")]),
        Ask::post("/my/health/me/diary/new/diary").body("text/plain", "x"),
        Ask::post("/api/health/passkey/open").json(&serde_json::json!({})),
        Ask::get("/my/health/me/nothing/at/all"),
    ];
    asks.iter().map(|ask| (format!("the error at {}", ask.path), stranger.client.send(ask).body)).collect()
}

#[test]
fn marked_values_in_every_field_of_every_kind_are_found_in_nothing_that_is_kept() {
    let mut person = actors::resident();
    let secret = Secret::prf();
    open_with(&mut person, &secret).expect(200);
    let mut marks: Vec<String> =
        Kind::ALL.into_iter().flat_map(|kind| plant(&mut person.client, kind)).collect();
    assert!(marks.len() >= Kind::ALL.len(), "{} marks in {} kinds", marks.len(), Kind::ALL.len());
    for path in [
        "/my/health/me",
        "/my/health/me/timeline",
        "/my/health/me/looks",
        "/en/my/health/me/vitals",
        "/my/health/me/growth",
        "/my/health/me/vaccinations",
    ] {
        person.client.get(path).expect(200);
    }
    let entries = entries_of(&person, &secret);
    assert!(entries.len() >= Kind::ALL.len(), "{} entries", entries.len());
    marks.extend(fields_of(&entries));

    let mut places = kept();
    places.extend(error_pages());
    let search = Search::new(&marks);
    for (place, bytes) in &places {
        assert_eq!(search.first_in(bytes), None, "in {place}");
    }
    // The same search finds what is written down openly: the name in the register, the pseudonym in `health`.
    let found = |mark: &str| -> Vec<&str> {
        let search = Search::new(&[mark.to_owned()]);
        let with = places.iter().filter(|(_, bytes)| search.first_in(bytes).is_some());
        with.map(|(place, _)| place.as_str()).collect()
    };
    let is_in = |places: &[&str], file: &Path| {
        let stem = file.with_extension("").display().to_string();
        places.iter().any(|place| place.starts_with(&stem))
    };
    assert!(is_in(&found(&person.name), &identity().file));
    let me = pseudonym(&person.id);
    assert!(is_in(&found(me.as_str()), &health().file) && is_in(&found(me.as_str()), &vault().file));
    assert!(!is_in(&found(me.as_str()), &identity().file), "no database knows two names of one person");
}

/// The entries as they were before they were sealed, read with the person's own passkey.
fn entries_of(person: &Person, secret: &Secret) -> Vec<String> {
    let mut own =
        Thief::after(&[pseudonym(&person.id)]).with_health(health()).with_vault(vault()).with_peppers();
    own.candidate(secret.bytes());
    own.read().entries
}

/// Names of fields with their values as an entry has them, such as `"systolic":118`: numbers have no marks of their own.
fn fields_of(entries: &[String]) -> Vec<String> {
    let mut fields = Vec::new();
    for entry in entries {
        let entry: serde_json::Value = serde_json::from_str(entry).unwrap();
        for (key, value) in entry["values"].as_object().into_iter().flatten() {
            let field = format!("\"{key}\":{value}");
            if field.len() >= 14 {
                fields.push(field);
            }
        }
        fields.push(format!("\"kind\":{}", entry["kind"]));
    }
    fields.sort();
    fields.dedup();
    fields
}
