use super::*;
use crate::health::checkup::{Kind, Typed, parse_form};
use crate::health::growth::{Gestation, Grams, Measured, Millimetres, Sex};
use crate::health::vaccination::{self, Dose, Product};

pub(in crate::health) fn sheet(kind: Kind, fields: &[(&str, &str)]) -> Body {
    let typed: Typed = fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    Body::Sheet(parse_form(kind, &typed).unwrap().0)
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

pub(in crate::health) fn entry(on: &str, body: Body, by: Recorder) -> Entry {
    Entry { day: day(on), body, by, from: Source::Page, at: Timestamp(1_795_186_800) }
}

fn recorders() -> Vec<Recorder> {
    let name = || "ひびき診療所".to_owned();
    vec![
        Recorder::Own,
        Recorder::Guardian { name: "ひびき 花子".to_owned() },
        Recorder::Staff { name: "保健 みどり".to_owned(), office: "健康課".to_owned() },
        Recorder::Clinic { name: name() },
        Recorder::School { name: name() },
        Recorder::Town { name: name() },
        Recorder::OtherTown { name: name() },
    ]
}

#[test]
fn an_entry_comes_back_from_its_json_whoever_wrote_it_and_however_it_came() {
    for by in recorders() {
        for from in [Source::Page, Source::Desk, Source::Import, Source::Scan] {
            let body =
                sheet(Kind::Vitals, &[("systolic", "118"), ("diastolic", "76"), ("free", "朝\n\"元気\"")]);
            let written = Entry { from, ..entry("2026-11-20", body, by.clone()) };
            let read = Entry::read(&written.write()).unwrap();
            assert_eq!(read, written);
            assert!(read.body.sheet().is_some());
        }
        for language in Language::ALL {
            assert!(!by.text(language).is_empty());
        }
    }
}

/// Written on 22 November 2026. Nobody may ever have to change this text: records like it lie in sealed rows.
const FIRST: &str = r#"{"v":1,"day":"2026-11-20","kind":"infant-18m","values":{"weight":10250,"height":720,"eyes":"none","walks":"2026-03","notes":"よく笑う"},"by":{"who":"staff","name":"保健 みどり","office":"健康課"},"from":"desk","at":1795186800}"#;

#[test]
fn a_record_of_the_first_day_stays_readable() {
    let read = Entry::read(FIRST).unwrap();
    let sheet = read.body.sheet().unwrap();
    assert_eq!((read.day, read.at, read.from), (day("2026-11-20"), Timestamp(1_795_186_800), Source::Desk));
    assert_eq!((sheet.kind(), sheet.number("weight")), (Kind::Infant18Months, Some(10_250)));
    assert_eq!(read.by.text(Language::Japanese), "保健 みどり（健康課）");
    assert_eq!(read.body.category(), Some(Category::Child));
    assert_eq!(read.body.summary(Language::English), "Weight 10.25 kg, Height 72.0 cm, Eyes None");
    assert_eq!(Entry::read(&read.write()).unwrap(), read);
}

#[test]
fn what_a_newer_program_wrote_is_kept_and_shown_as_newer() {
    let newer = [
        FIRST.replace("infant-18m", "gene-test"),
        FIRST.replace("\"v\":1", "\"v\":2"),
        FIRST.replace("\"desk\"", "\"watch\""),
        FIRST.replace("\"staff\"", "\"robot\""),
        FIRST.replace("\"office\"", "\"ward\""),
        FIRST.replace("\"at\":", "\"signed\":[1,2],\"at\":"),
        FIRST.replace("{\"weight\":10250,", "[{\"weight\":10250,").replace("よく笑う\"}", "よく笑う\"}]"),
    ];
    for text in newer {
        let read = Entry::read(&text).unwrap();
        assert!(matches!(read.body, Body::Newer(_)), "{text}");
        assert_eq!(read.body.summary(Language::Japanese), "新しい種類の記録");
        assert_eq!((read.body.category(), read.day), (None, day("2026-11-20")));
        let as_json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(as_json(&read.write()), as_json(&text), "nothing is lost");
    }
}

#[test]
fn new_fields_of_a_known_kind_are_kept_and_shown_by_their_keys() {
    let text = FIRST.replace(
        "\"eyes\":\"none\"",
        "\"eyes\":\"lazy\",\"steps_climbed\":12,\"photos\":[\"a\"],\"head\":1e99",
    );
    let read = Entry::read(&text).unwrap();
    let lines = read.body.lines(Language::Japanese);
    for (label, value) in
        [("steps_climbed", "12"), ("photos", "[\"a\"]"), ("目の異常（眼位・視力・その他）", "lazy")]
    {
        assert!(lines.contains(&(label.to_owned(), value.to_owned())), "{label}: {lines:?}");
    }
    assert_eq!(Entry::read(&read.write()).unwrap(), read);

    let before = read.body.sheet().unwrap();
    let Body::Sheet(typed) = sheet(Kind::Infant18Months, &[("weight", "10.3")]) else { panic!("a sheet") };
    let corrected = typed.correcting(before);
    assert_eq!((corrected.number("weight"), corrected.number("steps_climbed")), (Some(10_300), Some(12)));
    assert_eq!(corrected.number("height"), None, "what the form shows, the form decides");
}

#[test]
fn what_is_no_entry_is_refused_and_not_guessed() {
    for (text, why) in [
        ("", Unreadable::NotAnObject),
        ("[]", Unreadable::NotAnObject),
        ("{\"v\":1}", Unreadable::Undated),
        (&FIRST.replace("2026-11-20", "2026-11-31"), Unreadable::Undated),
        (&FIRST.replace("1795186800", "\"now\""), Unreadable::Undated),
        (&"[".repeat(10_000), Unreadable::NotAnObject),
        (&"x".repeat(MOST_BYTES + 1), Unreadable::TooLarge),
    ] {
        assert_eq!(Entry::read(text).unwrap_err(), why);
    }
}

#[test]
fn measurements_of_a_child_are_collected_from_birth_check_ups_school_and_home() {
    let own = || Recorder::Own;
    let entries = [
        entry("2026-11-20", sheet(Kind::Growth, &[("weight", "10.25")]), own()),
        entry(
            "2025-05-01",
            sheet(Kind::Birth, &[("weight", "3050"), ("height", "49.5"), ("head", "33")]),
            own(),
        ),
        entry("2026-11-01", sheet(Kind::Vitals, &[("weight", "60")]), own()),
        entry("2026-11-01", sheet(Kind::PregnancyCheckup, &[("weeks", "20"), ("weight", "55")]), own()),
        entry("2025-06-01", sheet(Kind::Infant1Month, &[("weight", "4200"), ("limbs", "yes")]), own()),
        entry("2026-11-02", sheet(Kind::Diary, &[("free", "歩いた")]), own()),
    ];
    assert_eq!(
        growth(&entries, day("2025-05-01")),
        [
            (day("2025-05-01"), Measured::Weight(Grams(3050))),
            (day("2025-05-01"), Measured::Length(Millimetres(495))),
            (day("2025-05-01"), Measured::Head(Millimetres(330))),
            (day("2025-06-01"), Measured::Weight(Grams(4200))),
            (day("2026-11-20"), Measured::Weight(Grams(10_250))),
        ]
    );
}

#[test]
fn a_birth_was_measured_on_the_birthday_and_the_first_weeks_on_the_day_of_life_that_they_name() {
    let late = |body| entry("2026-11-20", body, Recorder::Own);
    let entries = [
        late(sheet(Kind::FirstWeeks, &[("days_old", "5"), ("weight", "2900")])),
        late(sheet(Kind::Birth, &[("weight", "3050")])),
        late(sheet(Kind::FirstWeeks, &[("weight", "5900"), ("suckling", "ordinary")])),
    ];
    let days: Vec<Day> = growth(&entries, day("2025-05-01")).into_iter().map(|(day, _)| day).collect();
    assert_eq!(days, [day("2025-05-01"), day("2025-05-06"), day("2026-11-20")]);
}

#[test]
fn of_two_records_of_a_birth_the_later_one_says_what_it_says_and_no_more() {
    let at = |secs, fields: &[(&str, &str)]| {
        let body = sheet(Kind::Birth, fields);
        Entry { at: Timestamp(secs), ..entry("2025-05-01", body, Recorder::Own) }
    };
    let first =
        at(1_795_000_000, &[("weight", "1900"), ("sex", "male"), ("weeks", "33"), ("week_days", "4")]);
    let corrected = at(1_795_100_000, &[("weight", "1900"), ("sex", "female")]);
    let expected = AtBirth { sex: Some(Sex::Girl), gestation: Gestation::new(33, 4).ok() };
    assert_eq!(at_birth(&[first.clone(), corrected.clone()]), expected);
    assert_eq!(at_birth(&[corrected, first]), expected);
    let nobody_knows = at(1_795_200_000, &[("weight", "1900"), ("sex", "unknown")]);
    assert_eq!(at_birth(&[nobody_knows]), AtBirth::default());
}

#[test]
fn doses_are_collected_with_who_recorded_them() {
    let given =
        |by| dose(&entry("2026-11-20", sheet(Kind::Vaccination, &[("product", "mr"), ("lot", "AB12")]), by));
    let expected = [
        vaccination::Recorder::Parent,
        vaccination::Recorder::Parent,
        vaccination::Recorder::Town,
        vaccination::Recorder::Clinic,
        vaccination::Recorder::Town,
        vaccination::Recorder::Town,
        vaccination::Recorder::OtherTown,
    ];
    for (by, recorder) in recorders().into_iter().zip(expected) {
        assert_eq!(
            given(by),
            Some(Dose { day: day("2026-11-20"), product: Product::MeaslesRubella, recorder })
        );
    }
    let entries = [
        entry("2026-11-20", sheet(Kind::Vaccination, &[("other", "黄熱")]), Recorder::Own),
        entry("2026-11-20", sheet(Kind::Diary, &[("free", "mr")]), Recorder::Own),
        entry("2026-11-20", sheet(Kind::Vaccination, &[("product", "五種混合")]), Recorder::Own),
    ];
    assert_eq!(doses(&entries).iter().map(|dose| dose.product).collect::<Vec<_>>(), [Product::DptIpvHib]);
}

#[test]
fn the_due_date_of_a_pregnancy_is_a_day() {
    let body = sheet(Kind::Pregnancy, &[("due", "2027-03-01")]);
    assert_eq!(body.sheet().and_then(|sheet| sheet.day("due")), Some(day("2027-03-01")));
    assert_eq!(body.category(), Some(Category::Pregnancy));
}
