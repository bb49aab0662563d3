use super::*;
use std::fs;
use tempfile::TempDir;

const LIBRARY: &str =
    "+++\ntitle = \"ひびき町立図書館\"\ndescription = \"本\"\n\n[extra]\nkind = \"library\"\n+++\n";

fn town() -> TempDir {
    let town = tempfile::tempdir().unwrap();
    for folder in ["facilities", "events", "courses", "parking", "aed"] {
        fs::create_dir_all(town.path().join("content").join(folder)).unwrap();
    }
    fs::write(town.path().join("content/facilities/library.md"), LIBRARY).unwrap();
    town
}

fn today() -> hibiki_domain::time::Day {
    hibiki_domain::time::Day::parse("2026-11-21").unwrap()
}

fn planned(town: &TempDir, kind: Kind, bytes: &[u8], replace: bool) -> Result<Plan> {
    plan(town.path(), kind, table::from_bytes(bytes)?, Wishes { dry_run: false, replace }, today())
}

/// Imports, checks that what was written is clean, and that a second run changes nothing.
fn import_twice(town: &TempDir, kind: Kind, bytes: &[u8]) -> Plan {
    let first = planned(town, kind, bytes, false).unwrap();
    write::all(town.path(), first.new.iter().chain(&first.replaced)).unwrap();
    let library = Library::read(town.path()).unwrap();
    let wrong: Vec<_> = library.findings.iter().filter(|finding| finding.level == Level::Error).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let second = planned(town, kind, bytes, false).unwrap();
    assert!(second.new.is_empty() && second.replaced.is_empty(), "{:?}", second.new);
    first
}

fn text(town: &TempDir, part: &str) -> String {
    let content = town.path().join("content");
    let file = walkdir::WalkDir::new(content)
        .into_iter()
        .flatten()
        .find(|entry| entry.path().to_string_lossy().contains(part) && entry.file_type().is_file());
    fs::read_to_string(file.unwrap_or_else(|| panic!("no {part}")).path()).unwrap()
}

fn said(plan: &Plan, row: usize) -> String {
    let remarks = plan.remarks.iter().filter(|remark| remark.row == row);
    remarks.map(|remark| format!("{:?} {}", remark.sort, remark.text)).collect::<Vec<_>>().join("\n")
}

/// A file of a real city.
fn real(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/takamatsu").join(name)).unwrap()
}

#[test]
fn a_citys_own_tables_are_taken_over_and_a_second_run_changes_nothing() {
    for (name, kind, least) in [
        ("events-data.xlsx", Kind::Events, 40),
        ("aed_location-data.xlsx", Kind::Aed, 1),
        ("library-data.xlsx", Kind::Facilities, 5),
        ("municipal_parking-data.xlsx", Kind::Parking, 6),
        ("evacuation_space-data.xlsx", Kind::Facilities, 150),
    ] {
        let plan = import_twice(&town(), kind, &real(name));
        assert!(plan.new.len() >= least, "{name}: {}", plan.new.len());
    }
    let lunch = real("menu_information-0084_202606xlsx.xlsx");
    let refused = planned(&town(), Kind::Events, &lunch, false).unwrap_err().to_string();
    assert!(refused.contains("見出し"), "{refused}");
}

#[test]
fn events_as_people_write_them() {
    let table = "№,行事名,開催日,開始時間,終了時間,場所名称,緯度,経度,料金,定員,TEL,説明,対象,\r\n\
        1,\"朗読の\n夕べ\",\"8月5日（水）～8月16日（日）\n※10日（月）以外\",0.375,\"22：00\n※日曜は17：00まで\",ひびき町立図書館　ホール,134.05,34.34,無料,無し,(054)626-1139,\"<script>alert(1)</script>\n[詳しく](javascript:x) 第1回。\",両方,\r\n\
        2,随時の相談,随時（要調整）,,,役場,,,,,,,,\r\n\
        3,夜市,6/1,18:00,02:00,駅前,34.34,134.05,一般300円、大学生150円,当日先着\u{3000}220人,087-833-2282（087-839-2292）,,高校生・一般,\r\n\
        3,夜市,6/1,18:00,02:00,駅前,34.34,134.05,,,,,,\r\n\
        1E+09,映画,3/1/2027,\"②14:00\n③18:30\",\"②16:00\n③20:30\",会館,0,0,500円,50名,not a number,,,\r\n\
        5,,12/1,,,会館,,,,,,,,\r\n\
        6,どこか,12/1,,,,,,,,,,,\r\n";
    let town = town();
    let plan = import_twice(&town, Kind::Events, table.as_bytes());
    let reading = text(&town, "2026-08-05");
    for part in [
        "title = \"朗読の 夕べ\"",
        "facility = \"library\"",
        "place = \"ホール\"",
        "start = \"09:00\"",
        "fee_yen = 0",
        "tel = \"054-626-1139\"",
        "last = \"2026-08-16\"",
        "audience = \"all\"",
    ] {
        assert!(reading.contains(part), "{part}\n{reading}");
    }
    assert!(!reading.contains("\"2026-08-10\"") && reading.contains("\"2026-08-11\""), "{reading}");
    assert!(reading.contains("\\<script\\>"), "no HTML comes through: {reading}");
    let market = text(&town, "2026-06-01");
    assert!(
        market.contains("end = \"26:00\"")
            && market.contains("fee = \"一般300円、大学生150円\"")
            && market.contains("capacity = 220"),
        "{market}"
    );
    assert!(market.contains("audience = \"adults\""));
    let cinema = text(&town, "2027-03-01");
    assert!(
        cinema.contains("start = \"14:00\"") && cinema.contains("②14:00") && !cinema.contains("lat ="),
        "{cinema}"
    );
    let by_row = |row| said(&plan, row);
    assert!(
        by_row(2).contains("改行")
            && by_row(2).contains("曜日から2026年")
            && by_row(2).contains("054-626-1139"),
        "{}",
        by_row(2)
    );
    assert!(by_row(7).contains("Dropped") && by_row(7).contains("随時"), "{:?}", plan.remarks);
    assert!(by_row(8).contains("翌日"));
    assert!(by_row(9).contains("8行目と同じ"), "{:?}", plan.remarks);
    assert!(
        by_row(10).contains("1E+09")
            && by_row(10).contains("日本の中")
            && by_row(10).contains("not a number"),
        "{}",
        by_row(10)
    );
    assert!(by_row(13).contains("名前がありません"), "{:?}", plan.remarks);
    assert!(by_row(14).contains("会場がありません"));
}

#[test]
fn both_generations_of_headers_in_every_encoding_make_the_same_files() {
    let old = "都道府県コ―ド又は市区町村コ―ド,NO,都道府県名,市区町村名,名称,名称_カナ,住所,方書,緯度,経度,電話番号,利用可能曜日,開始時間,終了時間,URL,備考,備考\n\
        222127,0000000001,静岡県,焼津市,中央公民館,ﾁｭｳｵｳｺｳﾐﾝｶﾝ,本町1,2階,34.86,138.32,054-626-1139,月火水木金,9:00,17:00,https://example.jp/,,駐車場あり\n";
    let new = "全国地方公共団体コード,ID,地方公共団体名,名称,名称_カナ,所在地_連結表記,建物名等(方書),緯度,経度,電話番号,利用可能曜日,利用開始時間,利用終了時間,URL,備考\n\
        222127,0000000001,静岡県焼津市,中央公民館,チュウオウコウミンカン,本町1,2階,34.86,138.32,(054)626―1139,月～金,９：００,１７時,https://example.jp/,駐車場あり\n";
    let mut texts = Vec::new();
    for table in [old, new] {
        let (shift_jis, _, lost) = encoding_rs::SHIFT_JIS.encode(table);
        let utf16 = |little: bool| -> Vec<u8> {
            let units = "\u{feff}".encode_utf16().chain(table.encode_utf16());
            units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
        };
        assert!(!lost);
        let tabs = table.replace(',', "\t");
        for bytes in [
            table.as_bytes(),
            format!("\u{feff}{table}").as_bytes(),
            &shift_jis,
            &utf16(true),
            &utf16(false),
            tabs.as_bytes(),
        ] {
            let town = town();
            import_twice(&town, Kind::Facilities, bytes);
            texts.push(text(&town, "chuuoukouminkan"));
        }
    }
    texts.dedup();
    assert_eq!(texts.len(), 1, "{texts:#?}");
    for part in [
        "kind = \"community\"",
        "days = \"月火水木金\"",
        "open = \"09:00\"",
        "close = \"17:00\"",
        "address = \"本町1 2階\"",
        "lat = 34.86",
        "tel = \"054-626-1139\"",
        "駐車場あり",
    ] {
        assert!(texts[0].contains(part), "{part}: {}", texts[0]);
    }
}

#[test]
fn lines_about_the_table_and_a_header_further_down_are_understood() {
    let table = "市営駐車場一覧,,,\n#LINK,https://example.jp/,,\n#license,CC BY 4.0,,\n\n#property,latitude,longitude,name,address,telephoneNumber,startTime,endTime,収容台数\n\
        1,34.34,134.04,中央駐車場,番町一丁目,087-862-2285,07:30,22:00,120台\n2,34.35,134.05,東駐車場,,,00:00,24:00,\n";
    let town = town();
    let plan = import_twice(&town, Kind::Parking, table.as_bytes());
    assert!(
        plan.remarks.iter().any(|remark| remark.row == 0 && remark.text.contains("CC BY 4.0")),
        "{:?}",
        plan.remarks
    );
    let all: String = plan.new.iter().map(|planned| planned.text.as_str()).collect();
    assert!(
        all.contains("capacity = 120")
            && all.contains("opens = \"07:30\"")
            && !all.contains("opens = \"00:00\""),
        "{all}"
    );
    assert!(plan.remarks.iter().any(|remark| remark.sort == Sort::Decide && remark.text.contains("台数")));
}

#[test]
fn aed_places_become_one_table_with_marks_understood() {
    let head = "NO,名称,住所,緯度,経度,設置位置,電話番号,利用可能曜日,開始時間,終了時間,利用可能日時特記事項,小児対応設備の有無\n";
    let rows = "1,役場,本町1,36.0,138.0,\"玄関\n右\",0000-12-3400,平日,8:30,17:15,,○\n2,公民館,本町2,138.1,36.1,受付,,,,,11:00～14:00(LO.13:30)/17:00～,△\n3,どこか,,,,受付,,,,,,有\n";
    let town = town();
    let plan = import_twice(&town, Kind::Aed, format!("{head}{rows}").as_bytes());
    let table = text(&town, "aed.csv");
    assert!(
        table.contains("1,役場,,本町1,36.000000,138.000000,玄関 右,0000-12-3400,月火水木金,08:30,17:15,,有"),
        "{table}"
    );
    assert!(
        table.contains("36.100000,138.100000") && table.contains("11:00～14:00(LO.13:30)/17:00～"),
        "{table}"
    );
    assert!(!table.contains("どこか"));
    let decisions = plan.remarks.iter().filter(|remark| remark.text.contains('△')).count();
    assert_eq!(decisions, 1);
    let changed = format!("{head}{}", rows.replace("8:30", "9:00"));
    let kept = planned(&town, Kind::Aed, changed.as_bytes(), false).unwrap();
    assert!(kept.replaced.is_empty() && kept.remarks.iter().any(|remark| remark.text.contains("開始時間")));
    let replaced = planned(&town, Kind::Aed, changed.as_bytes(), true).unwrap();
    assert!(replaced.replaced[0].text.contains("09:00"));
}

#[test]
fn a_terms_courses_are_taken_over_whole_or_not_at_all() {
    let table = "講座名,全日程,開始時刻,終了時刻,会場,講師,受講料,定員,申込締切,対象,持ち物\n\
        はじめての書道,\"12月5日、12日、19日\",10:00,12:00,ひびき町立図書館　会議室,墨田 ふで,\"2,000円\",15名,11月30日,一般,筆、半紙\n\
        時刻のない講座,12月6日,,,会館,,,,,,\n";
    let town = town();
    let plan = import_twice(&town, Kind::Courses, table.as_bytes());
    let course = text(&town, "2026-12-05");
    for part in [
        "sessions = [\"2026-12-05\", \"2026-12-12\", \"2026-12-19\"]",
        "fee_yen = 2000",
        "capacity = 15",
        "apply_by = \"2026-11-30\"",
        "room = \"会議室\"",
        "bring = [\"筆\", \"半紙\"]",
    ] {
        assert!(course.contains(part), "{part}: {course}");
    }
    assert!(said(&plan, 3).contains("時刻が要ります"));
}

#[test]
fn what_people_corrected_by_hand_is_kept_unless_they_say_otherwise() {
    let town = town();
    let table = |hour: &str| {
        format!("名称,緯度,経度,住所,開始時間,終了時間\n中央センター,36,138,本町,{hour},17:00\n")
    };
    import_twice(&town, Kind::Facilities, table("9:00").as_bytes());
    let kept = planned(&town, Kind::Facilities, table("10:00").as_bytes(), false).unwrap();
    assert!(kept.replaced.is_empty() && said(&kept, 2).contains("open"), "{:?}", kept.remarks);
    assert_eq!(planned(&town, Kind::Facilities, table("10:00").as_bytes(), true).unwrap().replaced.len(), 1);
    let own =
        planned(&town, Kind::Facilities, "名称,住所\nひびき町立図書館,川端\n".as_bytes(), false).unwrap();
    assert!(own.new.is_empty() && said(&own, 2).contains("facilities/library.md"), "{:?}", own.remarks);
}

#[test]
fn files_that_are_not_such_a_table_are_refused_in_words() {
    for bytes in ["".as_bytes(), b"a,b\n1,2\n", "名称,住所\n".as_bytes()] {
        assert!(planned(&town(), Kind::Facilities, bytes, false).is_err());
    }
}
