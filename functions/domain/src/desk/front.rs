//! The file that becomes of an item: typed front matter and safe Markdown, always the same bytes for the same item.

use super::{Item, Kind, Value, field::fields};
use crate::time::Day;
use std::fmt::Write as _;

/// Where an item is put and what stands there beside its text.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// Its number at the desk: whoever reads the file finds the history by it.
    pub id: &'a str,
    /// The file's name without `.md`: `2026-12-03-winter-pottery`.
    pub stem: &'a str,
    /// When it was corrected after it was published: `2026-11-21T09:30:00+09:00`.
    pub updated: Option<&'a str>,
    /// What is watched, by the name of the file.
    pub video: Option<&'a str>,
    /// What is heard, by the name of the file.
    pub audio: Option<&'a str>,
    /// Captions, by the name of the file.
    pub captions: Option<&'a str>,
    /// Slides, by the name of the file.
    pub slides: Option<&'a str>,
    /// The picture of an archive item, by the name of the file.
    pub image: Option<&'a str>,
    /// The day on which an archive item came to the site.
    pub published: Day,
}

/// The name of the file for an item that is new: its day, and its slug or the first digits of its number.
pub fn stem(item: &Item, id: &str) -> String {
    let slug = item
        .word("slug")
        .map_or_else(|| format!("{}-{}", item.kind().word(), id.get(..8).unwrap_or(id)), str::to_owned);
    format!("{}-{slug}", item.dated())
}

/// The last part of an item's address: Zola leaves out a day at the beginning of the name.
pub fn slug(stem: &str) -> &str {
    match (stem.get(..10).map(Day::parse), stem.get(10..).and_then(|rest| rest.strip_prefix('-'))) {
        (Some(Ok(_)), Some(rest)) if !rest.is_empty() => rest,
        _ => stem,
    }
}

/// The file's text.
pub fn text(item: &Item, place: &Place<'_>) -> String {
    let mut out = format!("+++\n# 主催者のページで書かれました（番号 {}）\n", place.id);
    for name in ["title", "description"] {
        line(&mut out, name, &quoted(item.word(name).unwrap_or_default()));
    }
    // The name of a file does not change when its day is corrected.
    let named = place.stem.get(..10).and_then(|day| Day::parse(day).ok());
    if let Some(day) = item.day().filter(|day| named != Some(*day)) {
        line(&mut out, "date", &day.to_string());
    }
    if let Some(updated) = place.updated {
        line(&mut out, "updated", updated);
    }
    out.push_str("\n[extra]\n");
    for (name, file) in [("video", place.video), ("audio", place.audio)] {
        if let Some(file) = file {
            line(&mut out, name, &quoted(file));
        }
    }
    if let Some(captions) = place.captions {
        line(&mut out, "captions", &format!("[{{ lang = \"ja\", file = {} }}]", quoted(captions)));
    }
    for (name, file) in [("slides_pdf", place.slides), ("image", place.image)] {
        if let Some(file) = file {
            line(&mut out, name, &quoted(file));
        }
    }
    for name in keys(item.kind()) {
        match (name, item.value(name), item.value("sessions")) {
            ("first", _, Some(Value::Days(days))) => {
                days.first().iter().for_each(|day| line(&mut out, name, &quoted(&day.to_string())));
            }
            ("last", _, Some(Value::Days(days))) => {
                days.last().iter().for_each(|day| line(&mut out, name, &quoted(&day.to_string())));
            }
            ("archive_kind", Some(Value::Text(word)), _) => line(&mut out, "kind", &quoted(word)),
            (_, Some(Value::Text(text)), _) if !text.is_empty() => line(&mut out, name, &quoted(text)),
            (_, Some(Value::Number(number)), _) => line(&mut out, name, &number.to_string()),
            (_, Some(Value::Day(day)), _) => line(&mut out, name, &quoted(&day.to_string())),
            (_, Some(Value::Days(days)), _) => {
                line(&mut out, name, &list(days.iter().map(ToString::to_string)));
            }
            (_, Some(Value::List(lines)), _) => line(&mut out, name, &list(lines.iter().cloned())),
            _ => {}
        }
    }
    if item.kind() == Kind::Archive {
        line(&mut out, "published", &quoted(&place.published.to_string()));
    }
    out.push_str("+++\n\n");
    let year = place.stem.get(..4).unwrap_or_default();
    out.push_str(&item.body().to_markdown(&format!("/{}/{year}/{}.", item.kind().folder(), place.stem)));
    out
}

/// The keys of `[extra]`, in the order in which the town's files have them.
fn keys(kind: Kind) -> Vec<&'static str> {
    match kind {
        Kind::Course => vec![
            "facility",
            "first",
            "last",
            "sessions",
            "start",
            "end",
            "fee_yen",
            "capacity",
            "apply_by",
            "status",
            "audience",
            "tel",
            "organizer",
            "room",
            "teacher",
            "apply",
            "bring",
            "note",
        ],
        other => {
            let at_top = ["title", "description", "day", "slug", "body"];
            fields(other).iter().map(|field| field.name).filter(|name| !at_top.contains(name)).collect()
        }
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    let _ = writeln!(out, "{name} = {value}"); // a String takes everything
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.map(|value| quoted(&value)).collect::<Vec<_>>().join(", "))
}

/// A TOML string. `+++` inside would end the front matter for a reader that only looks for it.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out.replace("+++", "\\u002B\\u002B\\u002B")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::{Choices, Typed, check, field::NO_CAPTIONS};

    fn course() -> Typed {
        [
            ("title", "冬の\"陶芸\" +++"),
            ("description", "湯のみを作ります。"),
            ("facility", "community-centre"),
            ("sessions", "2026-12-10\n2026-12-03"),
            ("start", "9:30"),
            ("end", "12:00"),
            ("fee_yen", "1500"),
            ("status", "open"),
            ("audience", "adults"),
            ("apply", "窓口、または電話。"),
            ("tel", "0000-12-5100"),
            ("organizer", "ひびき町公民館"),
            ("bring", "エプロン\n\nタオル"),
            ("slug", "winter-pottery"),
            ("body", "土をこねて、<b>湯のみ</b>を作ります。"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into()
    }

    fn choices() -> Choices {
        let one = |word: &str| vec![(word.to_owned(), word.to_owned())];
        Choices { facilities: one("community-centre"), series: one("river-school") }
    }

    #[test]
    fn a_course_becomes_a_file_like_those_that_people_write() {
        let item = check(Kind::Course, &course(), &choices(), &[]).unwrap();
        let id = "0".repeat(32);
        let name = stem(&item, &id);
        assert_eq!(name, "2026-12-03-winter-pottery");
        let place = Place {
            id: &id,
            stem: &name,
            updated: None,
            video: None,
            audio: None,
            captions: None,
            slides: None,
            image: None,
            published: Day::parse("2026-11-21").unwrap(),
        };
        assert_eq!(
            text(&item, &place),
            format!(
                "+++\n# 主催者のページで書かれました（番号 {id}）\ntitle = \"冬の\\\"陶芸\\\" \\u002B\\u002B\\u002B\"\n\
                 description = \"湯のみを作ります。\"\n\n[extra]\nfacility = \"community-centre\"\nfirst = \"2026-12-03\"\n\
                 last = \"2026-12-10\"\nsessions = [\"2026-12-03\", \"2026-12-10\"]\nstart = \"09:30\"\nend = \"12:00\"\n\
                 fee_yen = 1500\nstatus = \"open\"\naudience = \"adults\"\ntel = \"0000-12-5100\"\n\
                 organizer = \"ひびき町公民館\"\napply = \"窓口、または電話。\"\nbring = [\"エプロン\", \"タオル\"]\n+++\n\n\
                 土をこねて、&lt;b&gt;湯のみ&lt;/b&gt;を作ります。\n"
            )
        );
        let moved =
            Place { stem: "2026-12-01-winter-pottery", updated: Some("2026-11-21T09:30:00+09:00"), ..place };
        let again = text(&item, &moved);
        assert!(
            again.contains("\ndate = 2026-12-03\nupdated = 2026-11-21T09:30:00+09:00\n\n[extra]"),
            "{again}"
        );
    }

    #[test]
    fn a_lecture_and_an_archive_item_name_their_files() {
        let typed = |fields: &[(&str, &str)]| -> Typed {
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let lecture = typed(&[
            ("title", "川を読む"),
            ("description", "石碑から。"),
            ("day", "2026-06-14"),
            ("facility", "community-centre"),
            ("minutes", "74"),
            ("series", "river-school"),
            ("licence", "CC BY 4.0"),
            ("speaker", "川辺 みなも"),
            ("body", "要約です。"),
        ]);
        let item = check(Kind::Lecture, &lecture, &choices(), &[]).unwrap();
        let silent = check(Kind::Lecture, &lecture, &choices(), &["a.mp4", "a.png"]).unwrap_err();
        assert_eq!(silent, [("file", NO_CAPTIONS.to_owned())]);
        assert!(check(Kind::Lecture, &lecture, &choices(), &["a.ogg", "a.vtt"]).is_ok());
        let id = "1".repeat(32);
        let name = stem(&item, &id);
        assert_eq!((name.as_str(), slug(&name)), ("2026-06-14-lecture-11111111", "lecture-11111111"));
        let place = Place {
            id: &id,
            stem: &name,
            updated: None,
            video: Some("a.mp4"),
            audio: Some("a.ogg"),
            captions: Some("a.vtt"),
            slides: Some("a.pdf"),
            image: None,
            published: Day::parse("2026-11-21").unwrap(),
        };
        let written = text(&item, &place);
        let files = "[extra]\nvideo = \"a.mp4\"\naudio = \"a.ogg\"\ncaptions = [{ lang = \"ja\", file = \"a.vtt\" }]\nslides_pdf = \"a.pdf\"\nfacility = ";
        assert!(written.contains(files), "{written}");

        let mut archive = typed(&[
            ("title", "響村全図"),
            ("description", "村の地図です。"),
            ("archive_kind", "map"),
            ("rights", "町が持っています"),
            ("places", "駅前\n川西"),
            ("when", "1912"),
            ("alt", "川と道を描いた地図"),
            ("source", "郷土資料館"),
            ("licence", "CC BY 4.0"),
            ("slug", "village-map"),
            ("body", "![地図](map.jpg)"),
        ]);
        let without = check(Kind::Archive, &archive, &choices(), &[]).unwrap_err();
        assert_eq!(without.first().unwrap().0, "file");
        let item = check(Kind::Archive, &archive, &choices(), &["map.jpg"]).unwrap();
        let name = stem(&item, &id);
        assert_eq!((name.as_str(), slug(&name)), ("1912-village-map", "1912-village-map"));
        let image = Some("1912-village-map.map.jpg");
        let written = text(
            &item,
            &Place { stem: &name, image, video: None, audio: None, captions: None, slides: None, ..place },
        );
        assert!(
            !written.contains("\ndate = ") && written.contains("\nkind = \"map\"\nwhen = \"1912\"\n"),
            "{written}"
        );
        assert!(written.ends_with("+++\n\n![地図](/archives/1912/1912-village-map.map.jpg)\n"), "{written}");
        archive.insert("when".to_owned(), "1912-13".to_owned());
        assert_eq!(check(Kind::Archive, &archive, &choices(), &["map.jpg"]).unwrap_err()[0].0, "when");
    }

    #[test]
    fn every_wrong_field_is_named_and_says_what_to_do() {
        let wrong = |changes: &[(&str, &str)]| -> Vec<&'static str> {
            let mut typed = course();
            for (name, value) in changes {
                typed.insert((*name).to_owned(), (*value).to_owned());
            }
            let problems = check(Kind::Course, &typed, &choices(), &[]).map(|_| ()).unwrap_err();
            assert!(problems.iter().all(|(_, text)| text.ends_with(['。', '0'])), "{problems:?}");
            problems.into_iter().map(|(name, _)| name).collect()
        };
        assert_eq!(wrong(&[("title", " ")]), ["title"]);
        assert_eq!(wrong(&[("title", &"あ".repeat(61))]), ["title"]);
        assert_eq!(wrong(&[("title", "a\u{202e}b")]), ["title"]);
        assert_eq!(wrong(&[("facility", "../../etc")]), ["facility"]);
        assert_eq!(wrong(&[("sessions", "2026-02-30")]), ["sessions"]);
        assert_eq!(wrong(&[("sessions", "2026-12-03 2030-12-03")]), ["sessions"]);
        assert_eq!(wrong(&[("end", "09:00")]), ["end"]);
        assert_eq!(wrong(&[("fee_yen", "-1"), ("tel", "119")]), ["fee_yen", "tel"]);
        assert_eq!(wrong(&[("apply_by", "2027-01-01")]), ["apply_by"]);
        assert_eq!(wrong(&[("status", "cancelled")]), ["note"]);
        assert_eq!(wrong(&[("slug", "../x")]), ["slug"]);
        assert_eq!(wrong(&[("body", "\u{200b} \n")]), ["body"]);
        assert_eq!(wrong(&[("body", &"あ".repeat(20_001))]), ["body"]);
    }
}
