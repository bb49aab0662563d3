use super::*;
use std::fs;

/// A small town in a folder.
struct Town(tempfile::TempDir);

impl Town {
    fn new(files: &[(&str, &str)]) -> Self {
        let town = Self(tempfile::tempdir().unwrap());
        town.put("site/data/words.toml", b"[series]\nriver-school = { ja = \"a\" }\n");
        town.put(
            "content/facilities/library.md",
            b"+++\ntitle = \"\xe5\x9b\xb3\"\ndescription = \"d\"\n[extra]\nkind = \"library\"\n+++\n",
        );
        for (name, text) in files {
            town.put(&format!("content/{name}"), text.as_bytes());
        }
        town
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn errors(&self) -> Vec<Finding> {
        let library = Library::read(self.0.path()).unwrap();
        library.findings.into_iter().filter(|finding| finding.level == Level::Error).collect()
    }

    fn hints(&self) -> Vec<Finding> {
        let library = Library::read(self.0.path()).unwrap();
        library.findings.into_iter().filter(|finding| finding.level == Level::Hint).collect()
    }
}

const COURSE: &str = "+++\ntitle = \"陶芸\"\ndescription = \"土で作る\"\n\n[extra]\nfacility = \"library\"\n\
first = \"2026-12-03\"\nlast = \"2026-12-17\"\nsessions = [\"2026-12-03\", \"2026-12-17\"]\nstart = \"10:00\"\nend = \"12:00\"\n\
fee_yen = 0\ncapacity = 12\napply_by = \"2026-11-27\"\nstatus = \"open\"\naudience = \"adults\"\ntel = \"0000-12-5100\"\n+++\n\n本文です。\n";
const PLACE: &str = "courses/2026/2026-12-03-pottery.md";

fn course(from: &str, to: &str) -> Vec<Finding> {
    assert!(COURSE.contains(from), "{from}");
    Town::new(&[(PLACE, &COURSE.replace(from, to))]).errors()
}

fn body(text: &str) -> Vec<Finding> {
    Town::new(&[(PLACE, &COURSE.replace("本文です。", text))]).errors()
}

/// The only finding: its line, what is wrong and what to do.
fn only(found: &[Finding]) -> (usize, &str, &str) {
    assert_eq!(found.len(), 1, "{found:#?}");
    (found[0].line, &found[0].what, &found[0].remedy)
}

#[test]
fn this_towns_own_content_is_clean() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let library = Library::read(root).unwrap();
    let wrong: Vec<String> =
        library.findings.iter().filter(|f| f.level == Level::Error).map(ToString::to_string).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(library.facilities.len() > 5 && library.courses.len() > 20);
}

#[test]
fn a_good_page_has_nothing_wrong_and_its_missing_translations_are_a_hint() {
    let town = Town::new(&[(PLACE, COURSE)]);
    assert_eq!(town.errors(), []);
    let hint = town.hints().into_iter().find(|hint| hint.file == PLACE).unwrap();
    assert!(hint.what.contains("やさしい日本語と英語の訳がありません"));
}

#[test]
fn a_wrong_value_is_named_by_its_line_and_the_others_too() {
    let (line, what, remedy) = (9, "開催日", "");
    let found = course("\"2026-12-03\", \"2026-12-17\"]", "\"2026-12-02\", \"2026-12-17\"]");
    assert!(
        found.iter().all(|f| f.line == line && f.what.contains(what) && f.remedy.contains(remedy)),
        "{found:?}"
    );
    let both = COURSE
        .replace("fee_yen = 0", "fee_yen = \"無料\"")
        .replace("tel = \"0000-12-5100\"", "tel = \"(0000)12-5100\"\ncolour = \"red\"")
        .replace("status = \"open\"", "status = \"opened\"");
    let lines: Vec<usize> = Town::new(&[(PLACE, &both)]).errors().iter().map(|f| f.line).collect();
    assert_eq!(lines, [12, 15, 17, 18]);
}

#[test]
fn keys_are_refused_with_the_one_that_was_meant() {
    let found = course("capacity = 12", "capasity = 12");
    let (line, what, remedy) = only(&found);
    assert!(line == 13 && what.contains("capasity") && remedy.contains("「capacity」"), "{what} {remedy}");
    let found = course("first = \"2026-12-03\"\n", "");
    assert!(only(&found).1.contains("「first」がありません"));
    let found = course("title = \"陶芸\"", "title = \"陶芸");
    assert_eq!(only(&found).0, 2);
    let found = course("capacity = 12", "capacity = 12\ncapacity = 13");
    assert_eq!(only(&found).0, 14);
    let found = course("description = \"土で作る\"", "description = \"  \"");
    assert_eq!(only(&found).0, 3);
}

#[test]
fn what_cannot_be_is_refused() {
    let cases = [
        ("facility = \"library\"", "facility = \"libary\"", 6, "libary"),
        ("last = \"2026-12-17\"", "last = \"2026-12-02\"", 8, "より前"),
        ("end = \"12:00\"", "end = \"09:00\"", 11, "より前"),
        ("apply_by = \"2026-11-27\"", "apply_by = \"2027-11-27\"", 14, "期限"),
        ("first = \"2026-12-03\"", "first = \"2026-12-33\"", 7, "暦"),
        ("capacity = 12", "capacity = 0", 13, "人数"),
        (
            "sessions = [\"2026-12-03\", \"2026-12-17\"]",
            "sessions = [\"2026-12-03\", \"2026-12-17\", \"2026-12-17\"]",
            9,
            "同じ日",
        ),
    ];
    for (from, to, line, what) in cases {
        let found = course(from, to);
        assert!(
            found.iter().any(|f| f.line == line && (f.what.contains(what) || f.remedy.contains(what))),
            "{to}: {found:#?}"
        );
    }
}

#[test]
fn file_names_hold_the_date_and_a_latin_name() {
    for (name, what) in [
        ("courses/2026/pottery.md", "日付で始まって"),
        ("courses/2025/2026-12-03-pottery.md", "フォルダー"),
        ("courses/2026/2026-12-03-陶芸.md", "短い名前"),
        ("courses/2026-12-03-pottery.md", "フォルダー"),
        ("courses/2026/2026-12-04-pottery.md", "違います"),
    ] {
        let found = Town::new(&[(name, COURSE)]).errors();
        assert!(only(&found).1.contains(what), "{name}: {found:?}");
    }
    let twice = COURSE.replace("2026-12-03", "2026-12-04");
    let found = Town::new(&[(PLACE, COURSE), ("courses/2026/2026-12-04-pottery.md", &twice)]).errors();
    assert!(only(&found).1.contains("同じアドレス"));
}

#[test]
fn translations_hold_words_and_stand_beside_their_original() {
    let words = "+++\ntitle = \"Pottery\"\ndescription = \"Clay\"\n[extra]\nteacher = \"Roku\"\n+++\n";
    let english = "courses/2026/2026-12-03-pottery.en.md";
    assert_eq!(Town::new(&[(PLACE, COURSE), (english, words)]).errors(), []);
    let facts = words.replace("teacher = \"Roku\"", "fee_yen = 300");
    assert!(only(&Town::new(&[(PLACE, COURSE), (english, &facts)]).errors()).1.contains("fee_yen"));
    assert!(only(&Town::new(&[(english, words)]).errors()).1.contains("元になる日本語"));
}

#[test]
fn pictures_need_words_and_a_fair_size() {
    let town = Town::new(&[(PLACE, &COURSE.replace("本文です。", "![](/courses/2026/a.jpg)"))]);
    assert_eq!(town.errors().len(), 2, "no words, no file");
    town.put("content/courses/2026/a.jpg", b"no picture");
    assert!(town.errors().iter().any(|f| f.what.contains("壊れて") && f.line == 20));
    let mut huge = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    huge.extend_from_slice(&9_000_u32.to_be_bytes());
    huge.extend_from_slice(&20_u32.to_be_bytes());
    huge.extend_from_slice(&[8, 2, 0, 0, 0, 0, 0, 0, 0]);
    town.put("content/courses/2026/a.jpg", &huge);
    assert!(town.errors().iter().any(|f| f.what.contains("9000×20")));
    town.put("content/courses/2026/a.jpg", &vec![0; 3_500_000]);
    assert!(town.errors().iter().any(|f| f.what.contains("4MB")));
    assert_eq!(body("![川](https://elsewhere.example/a.jpg)").len(), 1);
    let found = course("tel = \"0000-12-5100\"", "tel = \"0000-12-5100\"\npicture = \"a.jpg\"");
    assert!(found.iter().all(|f| f.line == 18) && found.len() == 2, "{found:?}");
    let town = Town::new(&[(PLACE, &COURSE.replace("本文です。", "![絵](/a.svg)"))]);
    town.put("site/static/a.svg", b"<svg onload=alert(1)></svg>");
    assert!(only(&town.errors()).1.contains("プログラム"));
}

#[test]
fn nothing_that_could_run_or_mislead_passes() {
    for hostile in [
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b>",
        "<form id=location></form>",
        "[x](javascript:alert(1))",
        "[x](java&#115;cript:alert(1))",
        "[x](&#x6A;avascript&colon;alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](data:text/html;base64,AAAA)",
        "[x](VBScript:x)",
        "<javascript:alert(1)>",
        "[x][y]\n\n[y]: javascript:alert(1)",
        "![x](javascript:alert(1))",
        "申し込み\u{202e}は",
        "{{ get_env(name=\"PATH\") }}",
        "# 大見出し",
        "<!-- x -->",
    ] {
        let found = body(hostile);
        assert!(!found.is_empty() && found.iter().all(|f| f.line >= 20), "{hostile}: {found:?}");
    }
    assert_eq!(body("`<b>` と 3 < 5 と [町](https://example.jp/) と <https://example.jp/>"), []);
}

#[test]
fn files_that_are_no_text_or_have_no_front_matter_are_named() {
    let town = Town::new(&[("news/2026/2026-01-01-a.md", "本文だけ")]);
    assert!(only(&town.errors()).1.contains("+++"));
    town.put("content/news/2026/2026-01-01-a.md", &encoding_rs::SHIFT_JIS.encode(COURSE).0);
    assert!(only(&town.errors()).1.contains("UTF-8"));
    town.put("content/news/2026/2026-01-01-a.md", format!("\u{feff}{COURSE}").as_bytes());
    assert!(town.errors().iter().any(|f| f.what.contains("BOM")));
    let town =
        Town::new(&[(PLACE, &COURSE.replace('\n', "\r\n").replace("end = \"12:00\"", "end = \"09:00\""))]);
    assert_eq!(only(&town.errors()).0, 11, "line ends of Windows");
}

#[test]
fn captions_beside_a_lecture_are_checked() {
    let town = Town::new(&[("lectures/2026/a.vtt", "WEBVTT\n\n00:02.000 --> 00:01.000\nx\n")]);
    let found = town.errors();
    assert_eq!((found[0].file.as_str(), only(&found).0), ("lectures/2026/a.vtt", 3));
}

#[test]
fn a_lectures_files_lie_beside_it_in_a_form_that_browsers_play() {
    const LECTURE: &str = "+++\ntitle = \"川\"\ndescription = \"d\"\n[extra]\nvideo = \"2026-06-14-river.webm\"\n\
        captions = [{ lang = \"ja\", file = \"2026-06-14-river.ja.vtt\" }]\n\
        slides = [{ file = \"2026-06-14-a.png\", at = \"0:10\" }, { file = \"2026-06-14-b.png\", at = \"0:05\" }]\n\
        slide_texts = [\"一\"]\nspeaker = \"川辺\"\nlicence = \"CC BY 4.0\"\nseries = \"river\"\ncourse = \"courses/x.md\"\n+++\n文\n";
    let town = Town::new(&[("lectures/2026/2026-06-14-river.md", LECTURE)]);
    let found = town.errors();
    let at = |line: usize, what: &str| found.iter().any(|f| f.line == line && f.what.contains(what));
    assert!(
        at(5, "2026-06-14-river.webm") && at(6, "がありません") && at(7, "2026-06-14-b.png"),
        "{found:#?}"
    );
    assert!(at(7, "順番") && at(8, "スライドは2枚") && at(11, "シリーズ") && at(12, "講座"), "{found:#?}");
    assert_eq!(found.len(), 8, "{found:#?}");

    let silent = LECTURE.replace("captions = [{ lang = \"ja\", file = \"2026-06-14-river.ja.vtt\" }]\n", "");
    let town = Town::new(&[("lectures/2026/2026-06-14-river.md", &silent)]);
    assert!(town.errors().iter().any(|f| f.what == "字幕がありません"));
    let odd = LECTURE.replace("river.webm", "river.avi");
    let town = Town::new(&[("lectures/2026/2026-06-14-river.md", &odd)]);
    town.put("content/lectures/2026/2026-06-14-river.avi", &vec![0; 27_000_000]);
    let found = town.errors();
    assert!(
        found.iter().any(|f| f.what.contains("形式")) && found.iter().any(|f| f.what.contains("大きすぎ"))
    );
}

#[test]
fn an_old_photograph_is_dated_as_far_as_one_knows() {
    let archive = |name: &str, when: &str| {
        let text = format!(
            "+++\ntitle = \"駅\"\ndescription = \"d\"\n[extra]\nkind = \"photo\"\n{when}\nimage = \"a.svg\"\nalt = \"駅\"\n\
             places = [\"駅\", \"橋\"]\nplace_keys = [\"station\", \"bridge\"]\nrights = \"r\"\nlicence = \"l\"\nsource = \"s\"\n+++\n"
        );
        let town = Town::new(&[(name, &text)]);
        town.put("content/archives/1931/a.svg", b"<svg/>");
        town.errors()
    };
    assert_eq!(archive("archives/1931/1931-station.md", "when = \"1931\""), []);
    assert_eq!(archive("archives/1931/1931-04-station.md", "when = \"1931-04\""), []);
    assert_eq!(archive("archives/1931/1931-04-02-station.md", "date = \"1931-04-02\""), []);
    assert!(only(&archive("archives/1931/1931-station.md", "when = \"1932\"")).1.contains("1932"));
    assert!(only(&archive("archives/1931/1931-station.md", "when = \"昭和6年\"")).1.contains("時期"));
    assert!(only(&archive("archives/1931/1931-station.md", "")).1.contains("いつのもの"));
    assert!(
        only(&archive("archives/1931/1932-station.md", "date_text = \"昭和のはじめ\""))
            .1
            .contains("フォルダー")
    );
    let uneven = archive("archives/1931/1931-station.md", "when = \"1931\"\nwithdrawn = \"きょう\"");
    assert!(only(&uneven).1.contains("日付"));
}

#[test]
fn a_text_for_notices_is_plain_and_is_for_people_who_can_be() {
    const TEXT: &str = "+++\ntitle = \"断水\"\ndescription = \"工事のとき\"\n[extra]\nage_min = 40\nage_max = 74\n\
        interests = [\"safety\"]\n+++\n水が止まります。\n";
    const PLACE: &str = "notices/2026/2026-11-05-water.md";
    let found = |from: &str, to: &str| Town::new(&[(PLACE, &TEXT.replace(from, to))]).errors();
    assert_eq!(found("", ""), []);
    assert!(only(&found("age_max = 74", "age_max = 30")).1.contains("逆"));
    assert!(only(&found("age_max = 74", "child_max = 18")).1.contains("17"));
    assert!(only(&found("\"safety\"", "\"sake\"")).2.contains("children"));
    assert!(only(&found("止まります", "[止まります](/)")).1.contains("書いたとおり"));
    assert!(only(&found("水が止まります。", "")).1.contains("本文"));
    let english = "+++\ntitle = \"No water\"\n+++\nThe water is cut off.\n";
    let town = Town::new(&[(PLACE, TEXT), ("notices/2026/2026-11-05-water.en.md", english)]);
    let library = Library::read(town.0.path()).unwrap();
    let text = &library.notices[0];
    assert_eq!(text.english, Some(("No water".to_owned(), "The water is cut off.".to_owned())));
    assert_eq!((text.page.slug.as_str(), text.easy.as_ref()), ("water", None));
}
