use super::super::*;
use super::{NOTEBOOK, full, typed};
use crate::language::Language;
use crate::time::Day;

fn whats(result: Result<(Sheet, Vec<Warning>), Vec<Problem>>) -> Vec<(&'static str, What)> {
    result.unwrap_err().into_iter().map(|problem| (problem.field, problem.what)).collect()
}

fn weight(text: &str) -> Result<(Sheet, Vec<Warning>), Vec<Problem>> {
    parse_form(Kind::Growth, &typed(&[("weight", text)]))
}

#[test]
fn numbers_are_read_as_people_type_them() {
    for text in [
        "10.25",
        "１０．２５",
        " 10.250 ",
        "10.25kg",
        "１０．２５ｋｇ",
        "10,25",
        "10,250",
        "10。25",
        "10 .25",
    ] {
        assert_eq!(weight(text).unwrap().0.number("weight"), Some(10_250), "{text}");
    }
    let birth = |text| parse_form(Kind::Birth, &typed(&[("weight", text)]));
    for text in ["3050", "3,050", "３０５０g", "3 050", "3050.0"] {
        assert_eq!(birth(text).unwrap().0.number("weight"), Some(3050), "{text}");
    }
    let warm = |text| {
        parse_form(Kind::Vitals, &typed(&[("temperature", text)])).map(|read| read.0.number("temperature"))
    };
    assert_eq!(warm("36.55").unwrap(), Some(3655));
    assert_eq!(warm("36,5℃").unwrap(), Some(3650));
    for text in [
        "", "abc", "10..2", ".", ",", "-3", "1e3", "10,2,5", "1,0250", "+5", "٣", "∞", "NaN", "0x10",
        "10.25 lb",
    ] {
        assert!(weight(text).is_err(), "{text}");
    }
}

#[test]
fn a_number_in_a_neighbouring_unit_is_refused_with_what_was_probably_meant() {
    let meant = |kind, key: &'static str, text| match whats(parse_form(
        kind,
        &typed(&[("weight", "3000"), (key, text)]),
    ))
    .into_iter()
    .find(|(field, _)| *field == key)
    {
        Some((_, What::OtherUnit { meant, .. })) => Some(meant),
        _ => None,
    };
    assert_eq!(meant(Kind::Infant9Months, "weight", "10250"), Some(10_250));
    assert_eq!(meant(Kind::Birth, "weight", "3.05"), Some(3050));
    assert_eq!(meant(Kind::Growth, "height", "720"), Some(720));
    assert_eq!(meant(Kind::Growth, "height", "1.05"), Some(1050));
    let text = weight("10250").unwrap_err()[0].text(Language::Japanese);
    assert_eq!(text, "「体重」：単位が違うようです。10.25kg のことでしたら、そう入れてください。");
}

#[test]
fn what_is_impossible_is_refused_and_what_is_unusual_is_asked_back() {
    let text = weight("0.2").unwrap_err()[0].text(Language::English);
    assert_eq!(text, "Weight: please type a number from 0.3 kg to 100.0 kg.");
    let (sheet, warnings) = weight("75").unwrap();
    assert_eq!(sheet.number("weight"), Some(75_000));
    assert_eq!(
        warnings.iter().map(|warning| (warning.field, warning.doubt)).collect::<Vec<_>>(),
        [("weight", Doubt::High)]
    );
    assert_eq!(
        warnings[0].text(Language::Japanese),
        "「体重」：75.0kg でよろしいですか。ふだんより大きい数です。"
    );
    assert!(warnings[0].text(Language::EasyJapanese).contains("いいですか"));
    assert_eq!(weight("1.5").unwrap().1[0].doubt, Doubt::Low);
}

#[test]
fn every_number_takes_its_bounds_and_nothing_beyond() {
    for kind in Kind::ALL {
        for field in kind.fields() {
            let Sort::Number(number) = field.sort else { continue };
            let one = |value: i64| {
                let mut typed = full(kind);
                for alone in ["systolic", "diastolic", "bmi", "caries_untreated", "caries_treated"] {
                    typed.remove(alone);
                }
                typed.insert(field.key.to_owned(), number.text(value));
                parse_form(kind, &typed).map(|read| read.0.number(field.key))
            };
            for value in [number.least, number.most, number.usual.0, number.usual.1].map(i64::from) {
                assert_eq!(one(value).unwrap(), Some(value), "{} {}", kind.word(), field.key);
            }
            assert!(one(i64::from(number.most) + 1).is_err(), "{} {}", kind.word(), field.key);
            assert!(
                number.least == 0 || one(i64::from(number.least) - 1).is_err(),
                "{} {}",
                kind.word(),
                field.key
            );
        }
    }
}

#[test]
fn fields_are_looked_at_together() {
    let vitals = |fields: &[(&str, &str)]| parse_form(Kind::Vitals, &typed(fields));
    assert!(matches!(
        whats(vitals(&[("systolic", "80"), ("diastolic", "120")]))[..],
        [("diastolic", What::Swapped)]
    ));
    assert!(vitals(&[("systolic", "118"), ("diastolic", "76")]).unwrap().1.is_empty());
    let adult =
        |bmi| parse_form(Kind::TownCheckup, &typed(&[("weight", "60"), ("height", "160"), ("bmi", bmi)]));
    assert!(adult("23.4").unwrap().1.is_empty());
    assert_eq!(adult("33.4").unwrap().1[0].doubt, Doubt::DoesNotFit);
    let teeth = typed(&[("teeth", "4"), ("caries_untreated", "5")]);
    assert_eq!(parse_form(Kind::ChildDental, &teeth).unwrap().1[0].field, "teeth");
    let dose = |fields: &[(&str, &str)]| parse_form(Kind::Vaccination, &typed(fields));
    assert!(matches!(whats(dose(&[("lot", "A1")]))[..], [("product", What::NoVaccine)]));
    assert!(matches!(
        whats(dose(&[("product", "mr"), ("other", "黄熱")]))[..],
        [("other", What::TwoVaccines)]
    ));
    assert!(dose(&[("other", "黄熱")]).is_ok());
    let otc = typed(&[("name", "ひびき感冒薬"), ("from", "2026-11-20"), ("until", "2026-11-19")]);
    assert!(matches!(whats(parse_form(Kind::OverTheCounter, &otc))[..], [("until", What::EndsBefore)]));
}

#[test]
fn nothing_and_missing_things_are_named() {
    assert!(matches!(whats(parse_form(Kind::Vitals, &Typed::new()))[..], [("", What::Empty)]));
    assert!(matches!(
        whats(parse_form(Kind::Vitals, &typed(&[("weight", "　 "), ("csrf", "x")])))[..],
        [("", What::Empty)]
    ));
    let missing = whats(parse_form(Kind::Allergy, &typed(&[("substance", "卵")])));
    assert!(matches!(missing[..], [("sensitivity", What::Missing), ("severity", What::Missing)]));
}

#[test]
fn hidden_characters_and_too_long_texts_are_refused() {
    let diary = |text: &str| parse_form(Kind::Diary, &typed(&[("free", text)]));
    for bad in
        ["a\u{202e}b", "a\u{2066}b", "a\u{0}b", "a\u{1b}[31m", "a\u{200b}b", "a\u{feff}b", "a\u{e0041}b"]
    {
        assert!(matches!(whats(diary(bad))[..], [("free", What::Hidden)]), "{bad:?}");
    }
    assert!(matches!(whats(diary("花\u{fffd}"))[..], [("free", What::Garbled)]));
    assert_eq!(diary("一\r\n二\r三").unwrap().0.text("free"), Some("一\n二\n三"));
    assert!(matches!(whats(diary(&"あ".repeat(4001)))[..], [("free", What::TooLong(4000))]));
    let name = |text: &str| parse_form(Kind::Condition, &typed(&[("name", text)]));
    assert!(matches!(whats(name("ぜん\nそく"))[..], [("name", What::Hidden)]));
    assert_eq!(name("<script>alert(1)</script>").unwrap().0.text("name"), Some("<script>alert(1)</script>"));
}

#[test]
fn hostile_numbers_do_no_harm() {
    let nines = "9".repeat(10_000);
    for text in [
        nines.as_str(),
        "999999999",
        "999999999.999999999",
        "0.000000001",
        "9223372036854775807",
        "00000000010",
    ] {
        for kind in Kind::ALL {
            for field in kind.fields() {
                let mut typed = full(kind);
                typed.insert(field.key.to_owned(), text.to_owned());
                let _ = parse_form(kind, &typed);
            }
        }
    }
}

#[test]
fn days_months_and_times_are_read_as_people_write_them() {
    let today = Day::parse("2026-11-21").unwrap();
    for text in [
        "2026-11-20",
        "2026/11/20",
        "令和8年11月20日",
        "R8.11.20",
        "20261120",
        "２０２６年１１月２０日",
        "R081120",
    ] {
        assert_eq!(parse_day(text, today).ok(), Day::parse("2026-11-20").ok(), "{text}");
    }
    for text in ["2026-11-22", "2026-02-30", "昨日", "", "1899-12-31", "昭和2147483647年1月1日"] {
        assert!(parse_day(text, today).is_err(), "{text}");
    }
    let since = |text| {
        let read = parse_form(Kind::Condition, &typed(&[("name", "ぜんそく"), ("since", text)]));
        read.ok().and_then(|read| read.0.text("since").map(str::to_owned))
    };
    for (text, kept) in [
        ("2024", "2024"),
        ("2024年", "2024"),
        ("2024-5", "2024-05"),
        ("２０２４年５月", "2024-05"),
        ("令和6年5月2日", "2024-05-02"),
    ] {
        assert_eq!(since(text).as_deref(), Some(kept), "{text}");
    }
    for text in ["24", "2024-13", "2024-00", "1700", "2024-05-32", "去年"] {
        assert_eq!(since(text), None, "{text}");
    }
    for (text, kept) in [
        ("7:05", Some("07:05")),
        ("午後７時５分", Some("19:05")),
        ("12:30 AM", Some("00:30")),
        ("07:05:59", Some("07:05")),
        ("24:00", None),
        ("7", None),
        ("7:5:5:5", None),
        ("13:00 pm", None),
    ] {
        assert_eq!(clock(text).as_deref(), kept, "{text}");
    }
}

#[test]
fn a_notebook_is_kept_as_its_reader_writes_it_and_a_part_of_one_is_not_taken() {
    let notebook = |text: &str| parse_form(Kind::Notebook, &typed(&[("jahis", text)]));
    let (sheet, _) = notebook(NOTEBOOK).unwrap();
    assert_eq!(sheet.notebook().unwrap().records.len(), 5);
    let lines = sheet.lines(Language::Japanese);
    assert_eq!(
        lines,
        [("令和8年11月20日（金） ひびき薬局".to_owned(), "ひびき錠5mg 3錠（毎食後 7日分）".to_owned())]
    );
    assert!(matches!(whats(notebook("https://example.jp"))[..], [("jahis", What::NotANotebook)]));
    let part = format!("{NOTEBOOK}911,20261120120000,2,1\r\n");
    assert!(matches!(whats(notebook(&part))[..], [("jahis", What::PartOfANotebook)]));
    let long = format!("{NOTEBOOK}{}", "501,備考の長い文章です,1\r\n".repeat(2000));
    assert!(matches!(whats(notebook(&long))[..], [("jahis", What::NotebookTooLong)]));
}
