mod laws;
mod typing;

use super::*;
use crate::health::category::Category;
use crate::language::Language;

pub(super) fn typed(fields: &[(&str, &str)]) -> Typed {
    fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect()
}

/// A good value for a field: in the middle of what is usual.
pub(super) fn good(field: &Field) -> String {
    match field.sort {
        Sort::Number(number) => number.text(i32::midpoint(number.usual.0, number.usual.1).into()),
        Sort::Choice(choices) => choices[0].word.to_owned(),
        Sort::Product => "mr".to_owned(),
        Sort::Line(_) => "ひびき".to_owned(),
        Sort::Text(_) => "元気です。\nよく笑います。".to_owned(),
        Sort::Day | Sort::When => "2026-11-20".to_owned(),
        Sort::Clock => "07:05".to_owned(),
        Sort::Notebook => NOTEBOOK.to_owned(),
    }
}

pub(super) const NOTEBOOK: &str = "JAHISTC08,1\r\n1,ひびき 花子,2,19880502\r\n5,20261120,1\r\n11,ひびき薬局,10,4,1234567\r\n\
                                   201,1,ひびき錠5mg,3,錠,1,,1\r\n301,1,毎食後,7,日分,1,1,,1\r\n";

/// A form with every field filled in sensibly.
pub(super) fn full(kind: Kind) -> Typed {
    let mut typed: Typed = kind.fields().iter().map(|field| (field.key.to_owned(), good(field))).collect();
    if kind == Kind::Vaccination {
        typed.remove("other");
    }
    // What follows from the other numbers.
    for (key, text) in [("weight", "60"), ("height", "160"), ("bmi", "23.4")] {
        if kind.field("bmi").is_some() && typed.contains_key(key) {
            typed.insert(key.to_owned(), text.to_owned());
        }
    }
    for (key, text) in [("teeth", "20"), ("caries_untreated", "1"), ("caries_treated", "2")] {
        if kind.field(key).is_some() {
            typed.insert(key.to_owned(), text.to_owned());
        }
    }
    typed
}

#[test]
fn every_kind_comes_back_from_its_form_its_values_and_its_lines() {
    for kind in Kind::ALL {
        let (sheet, warnings) = parse_form(kind, &full(kind))
            .unwrap_or_else(|problems| panic!("{}: {:?}", kind.word(), problems[0].text(Language::English)));
        assert!(warnings.is_empty(), "{}: {}", kind.word(), warnings[0].text(Language::English));
        let values = sheet.values();
        assert_eq!(parse_form(kind, &values).unwrap().0, sheet, "{}", kind.word());
        assert_eq!(values.len(), full(kind).len(), "{}", kind.word());
        for language in Language::ALL {
            let lines = sheet.lines(language);
            assert!(
                lines.iter().all(|(label, value)| !label.is_empty() && !value.is_empty()),
                "{}",
                kind.word()
            );
            assert!(!sheet.summary(language).is_empty());
        }
    }
}

#[test]
fn every_kind_and_category_has_its_word_and_every_category_has_a_kind() {
    for kind in Kind::ALL {
        assert_eq!(Kind::parse(kind.word()), Some(kind));
        assert!(kind.word().bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
    }
    for category in Category::ALL {
        assert!(Kind::ALL.iter().any(|kind| kind.category() == category), "{}", category.word());
    }
    assert_eq!(Kind::Infant36Months.word(), "infant-36m");
    assert_eq!(Kind::Contact.word(), "contact");
}

#[test]
fn the_tables_are_sound() {
    for kind in Kind::ALL {
        let mut keys: Vec<_> = kind.fields().iter().map(|field| field.key).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all, "{}: a key stands twice", kind.word());
        for field in kind.fields() {
            let at = format!("{} {}", kind.word(), field.key);
            assert!(
                field.key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
                "{at}"
            );
            assert!(field.label.iter().all(|label| !label.is_empty()), "{at}");
            assert!(field.hint.iter().all(|hint| hint.is_empty() == field.hint[0].is_empty()), "{at}");
            // An English page has no Japanese in it, and one in easy Japanese reads its long words out.
            assert!(field.label[2].chars().all(|c| u32::from(c) < 0x3000), "{at}");
            match field.sort {
                Sort::Number(number) => {
                    let (low, high) = number.usual;
                    assert!(
                        number.least <= low && low <= high && high <= number.most && number.decimals <= 3,
                        "{at}"
                    );
                }
                Sort::Choice(choices) => {
                    for choice in choices {
                        let (sheet, _) = chosen(kind, field, choice.word);
                        assert_eq!(sheet.text(field.key), Some(choice.word), "{at}");
                        for name in choice.label.iter().chain(choice.also) {
                            let (sheet, _) = chosen(kind, field, name);
                            assert_eq!(sheet.text(field.key), Some(choice.word), "{at}: {name}");
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Every run of kanji is read out behind it, in brackets.
#[test]
fn easy_japanese_has_its_readings() {
    let mut unread = Vec::new();
    let mut look = |at: String, text: &str| {
        let kanji = |c: char| ('一'..='龠').contains(&c) || c == '々';
        let chars: Vec<char> = text.chars().collect();
        for (place, c) in chars.iter().enumerate() {
            if kanji(*c) && chars.get(place + 1).is_none_or(|next| !kanji(*next) && *next != '（') {
                unread.push(format!("{at}: {text}"));
            }
        }
    };
    for kind in Kind::ALL {
        look(kind.word().to_owned(), kind.name(Language::EasyJapanese));
        for field in kind.fields() {
            let at = format!("{} {}", kind.word(), field.key);
            look(at.clone(), field.label[1]);
            look(at.clone(), field.hint[1]);
            look(at.clone(), field.unit(Language::EasyJapanese));
            if let Sort::Choice(choices) = field.sort {
                for choice in choices {
                    look(at.clone(), choice.label[1]);
                }
            }
        }
    }
    unread.sort_unstable();
    unread.dedup();
    assert!(unread.is_empty(), "{}", unread.join("\n"));
}

fn chosen(kind: Kind, field: &Field, text: &str) -> (Sheet, Vec<Warning>) {
    let mut typed = full(kind);
    typed.insert(field.key.to_owned(), text.to_owned());
    parse_form(kind, &typed)
        .unwrap_or_else(|problems| panic!("{}: {text}: {:?}", field.key, problems[0].what))
}

/// Records are read for decades: what a key means never changes. A new key is a new line of the file; a line that is
/// there stays.
#[test]
fn no_key_ever_changes_its_unit_its_decimals_or_its_words() {
    let mut now = String::new();
    for kind in Kind::ALL {
        now.extend([kind.word(), " = ", kind.category().word(), "\n"]);
        for field in kind.fields() {
            let sort = match field.sort {
                Sort::Number(number) => format!("{} / 10^{}", number.unit.label[2], number.decimals),
                Sort::Choice(choices) => {
                    choices.iter().map(|choice| choice.word).collect::<Vec<_>>().join(" | ")
                }
                Sort::Product => "product".to_owned(),
                Sort::Line(_) => "line".to_owned(),
                Sort::Text(_) => "text".to_owned(),
                Sort::Day => "day".to_owned(),
                Sort::When => "when".to_owned(),
                Sort::Clock => "clock".to_owned(),
                Sort::Notebook => "jahis".to_owned(),
            };
            now.extend(["  ", field.key, ": ", sort.trim(), "\n"]);
        }
    }
    let kept = include_str!("keys.txt");
    for (place, (kept, now)) in kept.lines().zip(now.lines()).enumerate() {
        assert_eq!(kept, now, "keys.txt, line {}", place + 1);
    }
    assert_eq!(kept.len(), now.len(), "keys.txt names every key:\n{now}");
}

#[test]
fn grams_and_millimetres_stand_under_the_same_keys_in_every_form_of_a_child() {
    for kind in Kind::ALL.into_iter().filter(|kind| kind.category() == Category::Child) {
        for (key, unit, decimals) in [("weight", "kg", 3), ("height", "cm", 1), ("head", "cm", 1)] {
            if let Some(Sort::Number(number)) = kind.field(key).map(|field| field.sort) {
                let grams = (number.unit.label[0], number.decimals) == ("g", 0);
                assert!(
                    grams || (number.unit.label[0], number.decimals) == (unit, decimals),
                    "{}",
                    kind.word()
                );
            }
        }
    }
}

#[test]
fn what_is_shown_has_units_and_words_in_the_language() {
    let form = typed(&[
        ("weight", "10.25"),
        ("height", "72"),
        ("eyes", "found"),
        ("walks", "2026-03"),
        ("judgement", "watch"),
    ]);
    let (sheet, _) = parse_form(Kind::Infant18Months, &form).unwrap();
    let pairs = |language| sheet.lines(language).into_iter().map(|(_, value)| value).collect::<Vec<_>>();
    assert_eq!(pairs(Language::Japanese), ["10.25kg", "72.0cm", "あり", "令和8年3月", "要観察"]);
    assert_eq!(pairs(Language::English), ["10.25 kg", "72.0 cm", "Found", "March 2026", "To be watched"]);
    assert_eq!(sheet.summary(Language::English), "Weight 10.25 kg, Height 72.0 cm, Eyes Found");
    let (diary, _) = parse_form(Kind::Diary, &typed(&[("free", &"長い日記".repeat(30))])).unwrap();
    assert_eq!(diary.summary(Language::Japanese).chars().count(), 41);
}

#[test]
fn no_record_is_larger_than_a_sealed_row() {
    for kind in Kind::ALL {
        let most: usize = kind
            .fields()
            .iter()
            .map(|field| {
                let content = match field.sort {
                    Sort::Line(most) | Sort::Text(most) => most * 4,
                    // Line ends and quotes take two bytes in JSON.
                    Sort::Notebook => MOST_NOTEBOOK_BYTES + MOST_NOTEBOOK_BYTES / 4,
                    _ => 20,
                };
                field.key.len() + 6 + content
            })
            .sum();
        assert!(most < 60_000, "{}: {most}", kind.word());
    }
}
