use super::*;
use crate::health::checkup::Kind;
use crate::health::entry::{Recorder, growth};
use crate::health::growth::{Grams, Measured};
use crate::time::{Day, Timestamp};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn bringer(kind: Option<Kind>, many_people: bool) -> Bringer {
    Bringer {
        kind,
        by: Recorder::Clinic { name: "ひびき診療所".to_owned() },
        today: day("2026-11-21"),
        at: Timestamp(1_795_186_800),
        many_people,
    }
}

fn devices(text: &str) -> Imported {
    read(text, &bringer(Some(Kind::Vitals), false)).unwrap()
}

fn value(line: &Line, key: &str) -> Option<String> {
    line.entry.body.sheet().unwrap().values().get(key).cloned()
}

const TOWN: &str = "\u{feff}宛名番号,氏名,氏名カナ,生年月日,健診受診日,体重(g),身長（ｃｍ）,頭囲,栄養状態,むし歯,判定,備考,内部コード\r\n\
    100001,ひびき　一郎,ヒビキ イチロウ,R7.5.1,2026/11/2,10250,80.5,47.2,良,0,健康,\"よく笑う、\r\n元気\",X1\r\n\
    ,ひびき 二葉,ﾋﾋﾞｷ ﾌﾀﾊﾞ,令和7年4月3日,令和8年11月2日,9800,79,46,1,1,要経過観察,,X2\r\n\
    100003,ひびき 三太,,,2026/11/2,990000000,79,46,良,0,健康,,X3\r\n\
    100004,ひびき 四季,,,2026/13/2,9800,79,46,ふつうかな,0,健康,,X4\r\n\
    \r\n\
    ,ひびき 五月,,,2026/11/2,9800,79,46,良,0,健康,,X5\r\n\
    100006,ひびき 六花,,,2026/11/2,,,,,,要精検,,X6\r\n";

#[test]
fn a_town_s_table_with_bad_rows_applies_the_rest_and_names_line_and_column() {
    let imported = read(TOWN, &bringer(Some(Kind::Infant18Months), true)).unwrap();
    let lines: Vec<_> = imported.lines.iter().map(|line| (line.line, &line.person)).collect();
    let named = Person::Named {
        name: "ひびき 二葉".to_owned(),
        kana: "ヒビキフタバ".to_owned(),
        born: day("2025-04-03"),
    };
    let register = |number: &str| Person::Register(number.to_owned());
    assert_eq!(lines, [(2, &register("100001")), (4, &named), (9, &register("100006"))]);
    let first = &imported.lines[0];
    assert_eq!(
        growth([&first.entry], day("2026-01-05"))[0],
        (day("2026-11-02"), Measured::Weight(Grams(10_250)))
    );
    assert_eq!(value(first, "notes").as_deref(), Some("よく笑う、\n元気"));
    assert_eq!(value(&imported.lines[1], "judgement").as_deref(), Some("watch"));
    assert_eq!(value(&imported.lines[2], "judgement").as_deref(), Some("examine"));
    let problems: Vec<_> = imported.problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        problems,
        [
            "5行目「体重(g)」：0.3kgから100.0kgまでの数で入れてください。",
            "6行目「健診受診日」：日付として読めません（例: 2026-11-20、令和8年11月20日）",
            "6行目「栄養状態」：一覧から選んでください。",
            "8行目：だれの記録か分かりません。宛名番号か、氏名カナと生年月日を入れてください",
        ]
    );
    assert_eq!(imported.ignored, ["内部コード"]);
}

#[test]
fn a_report_repeats_no_cell() {
    let imported =
        read(&TOWN.replace("ふつうかな", "秘密の病名"), &bringer(Some(Kind::Infant18Months), true)).unwrap();
    let said: String = imported.problems.iter().map(ToString::to_string).collect();
    for cell in ["秘密の病名", "990000000", "2026/13/2", "ひびき"] {
        assert!(!said.contains(cell), "{cell}");
    }
}

#[test]
fn a_column_of_kinds_decides_row_by_row() {
    let text = "宛名番号,種別,実施日,身長,体重,視力右,尿蛋白,ワクチン名\n\
                1,1歳6か月児健康診査,2026-05-01,80,10.5,,,\n\
                2,学校健診,2026-05-01,120.5,23,A,-,\n\
                3,予防接種,2026-05-01,,,,,麻しん風しん混合（MR）\n\
                4,占い,2026-05-01,120,23,,,\n";
    let imported = read(text, &bringer(None, true)).unwrap();
    let kinds: Vec<_> = imported.lines.iter().map(|line| line.entry.body.sheet().unwrap().kind()).collect();
    assert_eq!(kinds, [Kind::Infant18Months, Kind::School, Kind::Vaccination]);
    assert_eq!(value(&imported.lines[1], "urine_protein").as_deref(), Some("neg"));
    assert_eq!(value(&imported.lines[1], "sight_right").as_deref(), Some("A"));
    assert_eq!(imported.problems[0].to_string(), "5行目「種別」：この種別の記録はありません");
}

#[test]
fn omron_s_file_is_read_as_public_programs_describe_it() {
    let imported = devices(
        "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes\n\
         Jan 12 2025,08:12,114,74,47,-,-,-,-\n\
         Jan 6 2025,08:46,117,76,50,-,-,-,after breakfast\n",
    );
    assert!(imported.problems.is_empty(), "{:?}", imported.problems);
    let first = &imported.lines[0];
    assert_eq!((first.entry.day, &first.person), (day("2025-01-12"), &Person::Own));
    for (key, text) in [("time", "08:12"), ("systolic", "114"), ("diastolic", "74"), ("pulse", "47")] {
        assert_eq!(value(first, key).as_deref(), Some(text));
    }
    assert_eq!(value(first, "free"), None);
    assert_eq!(value(&imported.lines[1], "free").as_deref(), Some("after breakfast"));
    assert_eq!(imported.ignored, ["Symptoms", "Consumed", "TruRead"]);
}

#[test]
fn device_tables_are_read_by_the_words_of_their_headings() {
    let japanese = devices(
        "血圧計の記録\n利用者,ひびき\n\n測定日時\t最高血圧(mmHg)\t最低血圧(mmHg)\t脈拍(拍/分)\t体温(℃)\n\
         2026/11/20 7:05\t118\t76\t64\t36.5\n",
    );
    assert_eq!(value(&japanese.lines[0], "temperature").as_deref(), Some("36.5"));
    assert_eq!(value(&japanese.lines[0], "time").as_deref(), Some("07:05"));
    assert_eq!(japanese.lines[0].line, 5);
    let generic = devices("日付;体重;血圧\n2026-11-19;60.2;118/76\n2026-11-20;60,4;\n");
    assert_eq!(value(&generic.lines[0], "diastolic").as_deref(), Some("76"));
    assert_eq!(value(&generic.lines[1], "weight").as_deref(), Some("60.4"));
    let pounds = devices("date,weight (lb),pulse\n2026-11-20,132,64\n");
    assert_eq!(pounds.ignored, ["weight (lb)"], "a weight in pounds is not taken for kilograms");
    assert_eq!(value(&pounds.lines[0], "weight"), None);
    let two_days = devices("date,weight\n1/2/2025,60\n2025-01-02T07:05:00+09:00,60\n");
    assert_eq!((two_days.lines.len(), two_days.problems.len()), (0, 2));
}

#[test]
fn units_in_headings_are_converted_exactly() {
    let growth_file = |heading: &str, cell: &str| {
        let text = format!("日付,{heading}\n2026-11-20,{cell}\n");
        let imported = read(&text, &bringer(Some(Kind::Growth), false)).unwrap();
        imported.lines.first().map(|line| line.entry.body.sheet().unwrap().clone())
    };
    for (heading, cell, key, kept) in [
        ("体重(g)", "10250", "weight", 10_250),
        ("体重[ｋｇ]", "10.25", "weight", 10_250),
        ("身長（m）", "0.725", "height", 725),
        ("身長(mm)", "725", "height", 725),
        ("身長 (cm)", "72.5", "height", 725),
        ("Weight(kg)", "１０．２５", "weight", 10_250),
    ] {
        assert_eq!(growth_file(heading, cell).and_then(|sheet| sheet.number(key)), Some(kept), "{heading}");
    }
    assert!(growth_file("体重(g)", "10,250").is_none(), "a comma is not guessed at twice");
    let birth = read("日付,体重(kg)\n2026-11-20,3.05\n", &bringer(Some(Kind::Birth), false)).unwrap();
    assert_eq!(birth.lines[0].entry.body.sheet().unwrap().number("weight"), Some(3050));
    let wrong = read("日付,体重(cm)\n2026-11-20,3.05\n", &bringer(Some(Kind::Birth), false));
    assert_eq!(wrong.unwrap_err(), Refused::NoHeadings);
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let refused = |text: &str| read(text, &bringer(Some(Kind::Vitals), false)).unwrap_err();
    assert_eq!(refused(""), Refused::NoHeadings);
    assert_eq!(refused("a,b\n1,2\n"), Refused::NoHeadings);
    assert_eq!(refused("日付,体重,体重(kg)\n"), Refused::Twice("体重(kg)".to_owned()));
    assert_eq!(refused("日付,体重,個人番号\n"), Refused::IndividualNumber("個人番号".to_owned()));
    assert_eq!(refused(&"x".repeat(MOST_BYTES + 1)), Refused::TooLarge);
    assert_eq!(refused(&",".repeat(MOST_COLUMNS)), Refused::TooManyColumns);
    let rows = format!("日付,体重\n{}", "2026-11-20,60\n".repeat(MOST_ROWS + 1));
    assert_eq!(refused(&rows), Refused::TooManyRows);
    assert_eq!(read("日付,体重\n2026-11-20,60\n", &bringer(None, false)).unwrap_err(), Refused::NoKind);
    for refused in [Refused::TooLarge, Refused::NoKind, Refused::Twice("体重".to_owned())] {
        assert!(!refused.to_string().is_empty());
    }
}

#[test]
fn individual_numbers_future_days_and_rows_that_stand_twice_are_named() {
    let text = "宛名番号,実施日,体重\n123456789018,2026-11-20,60\n1,2026-11-22,60\n2,2026-11-20,60\n2,2026-11-20,60.0\n2,2026-11-20,61\n";
    let imported = read(text, &bringer(Some(Kind::Vitals), true)).unwrap();
    assert_eq!(imported.lines.iter().map(|line| line.line).collect::<Vec<_>>(), [4, 6]);
    let said: Vec<_> = imported.problems.iter().map(ToString::to_string).collect();
    assert!(said[0].starts_with("2行目「宛名番号」：個人番号"), "{said:?}");
    assert!(said[1].starts_with("3行目「実施日」：まだ来ていない日"), "{said:?}");
    assert!(said[2].starts_with("5行目：同じ内容の行が上にもあります"), "{said:?}");
}

#[test]
fn hostile_tables_do_no_harm() {
    let broken = [
        "日付,体重\n\"2026-11-20,60\n",
        "日付,体重\n2026-11-20,\"60\"\"\n",
        "日付,体重\r2026-11-20,6\u{202e}0\r",
        "日付,体重\n2026-11-20,=HYPERLINK(\"http://example.jp\")\n",
        "日付,体重\n2026-11-20\n",
        "日付,体重\n,,,,,,,,\u{0},\n",
        "日付,体重(g)\n2026-11-20,99999999999999999999\n",
        "日付,体重(g)\n2026-11-20,.\n",
        "日付,血圧\n2026-11-20,///\n",
    ];
    for text in broken {
        for kind in [Kind::Vitals, Kind::Growth, Kind::Diary] {
            if let Ok(imported) = read(text, &bringer(Some(kind), false)) {
                assert!(imported.lines.is_empty(), "{text:?}");
            }
        }
    }
    let memo = read("日付,メモ\n2026-11-20,a\u{202e}b\n2026-11-20,ok\n", &bringer(Some(Kind::Vitals), false))
        .unwrap();
    assert_eq!((memo.lines.len(), memo.problems.len()), (1, 1));
    let long = format!("日付,メモ\n2026-11-20,{}\n", "あ".repeat(MOST_CELL_CHARS * 10));
    assert_eq!(read(&long, &bringer(Some(Kind::Vitals), false)).unwrap().problems.len(), 1);
}

#[test]
fn kinds_are_known_by_the_names_that_towns_use() {
    let kinds = super::words::kinds();
    for (name, kind) in [
        ("1歳６か月児健康診査", Kind::Infant18Months),
        ("３歳健診", Kind::Infant36Months),
        ("4か月児健康診査", Kind::Infant3Months),
        ("3～4か月児健診", Kind::Infant3Months),
        ("妊婦健康診査", Kind::PregnancyCheckup),
        ("特定健康診査", Kind::TownCheckup),
        ("infant-1m", Kind::Infant1Month),
    ] {
        assert_eq!(kinds.get(&super::words::key(name)), Some(&kind), "{name}");
    }
}

#[test]
fn a_table_that_is_wrong_in_every_row_is_told_shortly() {
    let text = format!("日付,体重\n{}", "きのう,60\n".repeat(MOST_PROBLEMS + 7));
    let imported = devices(&text);
    assert_eq!((imported.problems.len(), imported.more_problems), (MOST_PROBLEMS, 7));
}

#[test]
fn what_is_unusual_is_taken_and_told() {
    let imported = devices("日付,体重\n2026-11-20,200\n");
    assert_eq!(imported.lines[0].warnings[0].field, "weight");
}

#[test]
fn every_label_of_every_form_is_a_heading_of_its_kind() {
    for kind in Kind::ALL {
        for field in kind.fields() {
            if kind == Kind::Notebook && field.key == "jahis" {
                continue;
            }
            // A time has a column of its own in every table.
            let frame = field.key == "time";
            let known = super::words::Meanings::of(Some(kind)).column(field.label[0]);
            let same = matches!(known, Some(super::words::Column::Field(key, (1, 1))) if key == field.key);
            assert!(same || frame, "{} {}: {known:?}", kind.word(), field.key);
        }
    }
}

#[test]
fn every_row_of_a_broken_table_is_taken_or_named() {
    let mut state = 0x5eed_0004_u64;
    let mut below = move |most: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % most
    };
    let scraps = [
        "\"",
        ",",
        "\n",
        "\r",
        ";",
        "\t",
        "2026-11-20",
        "60",
        "-",
        "日付",
        "体重",
        "あ",
        "\u{202e}",
        "種別",
        "、",
    ];
    for _ in 0..2_000 {
        let mut text = TOWN.to_owned();
        for _ in 0..=below(4) {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            text.insert_str(places[below(places.len())], scraps[below(scraps.len())]);
        }
        let Ok(rows) = super::table::rows(&text) else { continue };
        let Ok(imported) = read(&text, &bringer(Some(Kind::Infant18Months), true)) else { continue };
        let told: std::collections::BTreeSet<usize> = imported
            .lines
            .iter()
            .map(|line| line.line)
            .chain(imported.problems.iter().map(|it| it.line))
            .collect();
        let body: Vec<usize> = rows.iter().map(|row| row.line).filter(|line| told.contains(line)).collect();
        assert_eq!(body.len(), told.len(), "{text}");
        let first = told.first().copied().unwrap_or(0);
        assert!(rows.iter().filter(|row| row.line >= first).all(|row| told.contains(&row.line)), "{text}");
    }
}

#[test]
fn a_form_as_a_line_is_read_back_as_it_was_typed() {
    use crate::health::checkup::{Sort, Typed};
    for kind in Kind::ALL.into_iter().filter(|kind| crate::health::writing::Desk::Nurse.writes(*kind)) {
        let mut typed = Typed::new();
        for field in kind.fields() {
            let text = match field.sort {
                Sort::Number(number) => number.text(i64::from(number.usual.0)),
                Sort::Choice(choices) => choices[0].word.to_owned(),
                Sort::Product => crate::health::vaccination::Product::ALL[0].word().to_owned(),
                Sort::Line(_) | Sort::Text(_) => "よく、\"笑う\"".to_owned(),
                Sort::Day | Sort::When => "2026-11-02".to_owned(),
                Sort::Clock => "07:05".to_owned(),
                Sort::Notebook => continue,
            };
            typed.insert(field.key.to_owned(), text);
        }
        // Two names of one vaccine are refused, as in the form.
        if kind == Kind::Vaccination {
            typed.remove("other");
        }
        let Ok((sheet, _)) = crate::health::checkup::parse_form(kind, &typed) else { continue };
        let about =
            About { name: "ひびき 一郎", kana: "ヒビキ イチロウ", born: day("2025-05-01") };
        let text = one_line(&about, kind, day("2026-11-02"), &typed);
        let imported = read(&text, &bringer(None, true)).unwrap();
        assert!(imported.problems.is_empty(), "{kind:?} {:?}", imported.problems);
        assert_eq!(imported.lines[0].entry.body.sheet(), Some(&sheet), "{kind:?}");
        assert_eq!(imported.lines[0].entry.day, day("2026-11-02"));
    }
}

#[test]
fn a_file_that_is_brought_again_has_nothing_new_whoever_brings_it() {
    let file = "測定日時,最高血圧,最低血圧\n2026/11/20 7:05,118,76\n2026/11/20 7:06,118,76\n2025/11/20 7:05,118,76\n";
    let (first, there) = fresh(devices(file).lines, []);
    let days: Vec<Day> = first.iter().map(|one| one.line.entry.day).collect();
    assert_eq!((days, there), (vec![day("2025-11-20"), day("2026-11-20"), day("2026-11-20")], 0));
    let mut later = bringer(Some(Kind::Vitals), false);
    later.by = Recorder::Own;
    later.at = Timestamp(1_795_200_000);
    let longer = format!("{file}2026/11/21 7:05,120,78\n");
    let again = read(&longer, &later).unwrap().lines;
    let known: Vec<_> = first.iter().map(|one| one.line.entry.clone()).collect();
    let (new, there) = fresh(again, &known);
    assert_eq!((new.len(), there), (1, 3));
    assert_eq!(new[0].line.entry.day, day("2026-11-21"));
    assert_eq!(fresh(Vec::new(), &known).1, 0);
}
