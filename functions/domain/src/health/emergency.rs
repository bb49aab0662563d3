//! The emergency summary: what a medic reads of a person who cannot speak. The owner chooses what is in it by writing it
//! into the category of that name; nothing else of the record is.

use super::checkup::Kind;
use super::entry::{Body, Entry};
use crate::dates;
use crate::language::Language::Japanese;
use crate::time::Day;
use hibiki_protocol::{BadSummary, EmergencySummary, SummaryLine};

/// A medic's reason has at least so many characters …
const SHORTEST_REASON: usize = 5;
/// … and at most so many.
const LONGEST_REASON: usize = 200;

/// What a medic gives as the reason: 5 to 200 characters on one line. None when it is none.
pub fn reason(typed: &str) -> Option<String> {
    let words: Vec<&str> = typed.split(|c: char| c.is_whitespace() || is_control(c)).collect();
    let text = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (SHORTEST_REASON..=LONGEST_REASON).contains(&text.chars().count()).then_some(text)
}

/// The summary of somebody, of what stands in the category. Medics read Japanese, whatever the owner reads.
///
/// None when the texts are no summary, which those of checked forms always are.
pub fn summary<'a>(
    (name, born): (&str, Day),
    entries: impl Iterator<Item = &'a Entry>,
    today: Day,
) -> Option<EmergencySummary> {
    let mut sheets: Vec<&Entry> = entries.filter(|entry| matches!(entry.body, Body::Sheet(_))).collect();
    sheets.sort_by_key(|entry| (rank(entry), std::cmp::Reverse(entry.day)));
    let mut lines: Vec<SummaryLine> = sheets.into_iter().map(line).collect();
    if lines.is_empty() {
        lines.push(SummaryLine {
            label: "本人の記入".to_owned(),
            value: "いまは何も書かれていません。".to_owned(),
        });
    }
    let birth = dates::full(born, Japanese);
    let title = format!(
        "{}（{}生まれ、{}歳）　{}現在",
        clean(name),
        // Nobody knows people by the day of the week.
        birth.split('（').next().unwrap_or_default(),
        born.age_on(today),
        dates::full(today, Japanese)
    );
    let mut left_out = 0_usize;
    loop {
        let mut shown = lines.clone();
        if left_out > 0 {
            let value = format!("長いため、ほかの{left_out}件は表示していません。");
            shown.push(SummaryLine { label: "表示していないもの".to_owned(), value });
        }
        match EmergencySummary::new(title.clone(), shown) {
            Err(BadSummary::TooLong) if lines.pop().is_some() => left_out += 1,
            made => return made.ok(),
        }
    }
}

/// What could kill comes first, whom to call last.
fn rank(entry: &Entry) -> (u8, String) {
    let Body::Sheet(sheet) = &entry.body else { return (u8::MAX, String::new()) };
    match sheet.kind() {
        Kind::Allergy => (0, String::new()),
        Kind::Condition => (1, String::new()),
        Kind::RegularMedicine => (2, String::new()),
        Kind::BloodType => (3, String::new()),
        Kind::Contact => (4, sheet.values().get("order").cloned().unwrap_or_else(|| "9".to_owned())),
        _ => (5, String::new()),
    }
}

fn line(entry: &Entry) -> SummaryLine {
    let mut said: Vec<String> = entry
        .body
        .lines(Japanese)
        .iter()
        .map(|(label, value)| format!("{label}：{}", clean(value)))
        .collect();
    said.push(format!("（{}の記入）", dates::full(entry.at.day(), Japanese)));
    SummaryLine { label: entry.body.name(Japanese), value: said.join("\n") }
}

/// Text without what a summary may not have: forms take it, and it is no reason to leave an allergy out.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c != '\n' && is_control(c) { ' ' } else { c }).collect()
}

/// Control characters, and those that turn the direction of text (UAX #9).
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::checkup::{Typed, parse_form};
    use crate::health::entry::{Recorder, Source};
    use crate::time::Timestamp;

    fn entry(kind: Kind, typed: &[(&str, &str)]) -> Entry {
        let typed: Typed =
            typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let (sheet, _) = parse_form(kind, &typed).unwrap();
        Entry {
            day: Day::new(2026, 11, 1).unwrap(),
            body: Body::Sheet(sheet),
            by: Recorder::Own,
            from: Source::Page,
            at: Timestamp(1_795_186_800),
        }
    }

    fn made(entries: &[Entry]) -> EmergencySummary {
        let born = Day::new(1980, 4, 2).unwrap();
        summary(("響　太郎", born), entries.iter(), Day::new(2026, 11, 22).unwrap()).unwrap()
    }

    #[test]
    fn a_reason_has_five_to_two_hundred_characters_on_one_line() {
        assert_eq!(reason("  意識がない\n患者 ").as_deref(), Some("意識がない 患者"));
        assert_eq!(reason("12345").as_deref(), Some("12345"));
        assert_eq!(reason(&"あ".repeat(200)).map(|text| text.chars().count()), Some(200));
        for bad in [
            "",
            "1234",
            "    \u{3000}  ",
            "1\n\n\n\n\n2",
            &"あ".repeat(201),
            "\u{202e}\u{202e}\u{202e}\u{202e}\u{202e}",
        ] {
            assert_eq!(reason(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn what_could_kill_stands_first_and_contacts_stand_in_their_order() {
        let contact =
            |name, order| entry(Kind::Contact, &[("name", name), ("tel", "0120-000-000"), ("order", order)]);
        let made = made(&[
            contact("二番", "2"),
            entry(Kind::BloodType, &[("abo", "A")]),
            contact("一番", "1"),
            entry(Kind::RegularMedicine, &[("name", "ワルファリン")]),
            entry(Kind::Condition, &[("name", "心房細動")]),
            entry(
                Kind::Allergy,
                &[("sensitivity", "medicine"), ("substance", "ペニシリン"), ("severity", "anaphylaxis")],
            ),
        ]);
        let said: Vec<&str> = made.lines().iter().map(|line| line.value.lines().next().unwrap()).collect();
        assert_eq!(
            said,
            [
                "種類：薬のアレルギー・副作用",
                "病名・けが：心房細動",
                "薬の名前：ワルファリン",
                "血液型：A型",
                "名前：一番",
                "名前：二番"
            ]
        );
        assert!(made.title().contains("響　太郎") && made.title().contains("46歳"), "{}", made.title());
        assert!(made.lines()[0].value.contains("アナフィラキシー"));
    }

    #[test]
    fn nothing_written_says_so_and_what_a_summary_may_not_have_becomes_a_blank() {
        assert_eq!(made(&[]).lines().len(), 1);
        assert_eq!(clean("一\r\n二\u{202e}三"), "一 \n二 三");
    }

    #[test]
    fn more_than_fits_is_left_out_from_the_end_and_said() {
        let long = "長".repeat(400);
        let many: Vec<Entry> =
            (0..30).map(|_| entry(Kind::Condition, &[("name", "病"), ("notes", &long)])).collect();
        let made = made(&many);
        assert!(made.lines().len() < 30);
        assert!(made.lines().last().unwrap().value.contains("表示していません"));
    }
}
