//! A small town's pages, indexed and asked.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test")]

use hibiki_search::{
    build::{Built, Kept, Page, Readings, Synonyms, index, nfkc},
    postings::Tier,
    query::{Found, Index, Shape},
};
use serde_json::Value;

const TODAY: u32 = 20_261_121;

fn page(path: &str, kind: &str, title: &str, description: &str, body: &str) -> Page {
    Page {
        path: path.to_owned(),
        kind: kind.to_owned(),
        title: title.to_owned(),
        description: description.to_owned(),
        body: body.to_owned(),
        date: if kind == "news" { 20_261_101 } else { 0 },
        ..Page::default()
    }
}

fn pages() -> Vec<Page> {
    let mut pages = vec![
        page(
            "/moving-in/",
            "procedures",
            "転入届",
            "引っ越してきたら、14日以内に届け出てください。",
            "住所 窓口",
        ),
        page("/waste/", "news", "粗大ごみの予約", "家具や自転車の収集です。", "申し込みは電話で。"),
        page("/nursery/", "procedures", "保育所の入所", "申し込みは秋に受け付けます。", "住所の分かるもの"),
        page("/water/", "news", "25日夜、断水します", "水道管の工事です。", "蛇口を閉めてください。"),
        page("/aed/", "courses", "救命講習（心肺蘇生とAED）", "人形で学びます。", ""),
    ];
    // And many that have nothing to do with any question.
    pages.extend((0..200).map(|n| {
        let title = format!("議会だより 第{n}号");
        page(&format!("/council/{n}/"), "news", &title, "議会の記録です。", "議員の質問と町長の答えです。")
    }));
    pages
}

fn built(kept: &Kept) -> Built {
    let mut readings = Readings::default();
    readings.learn("断水（だんすい）します。転入届（てんにゅうとどけ）、保育所（ほいくしょ）");
    let synonyms = Synonyms::new(vec![vec!["ごみ".to_owned(), "廃棄物".to_owned()]]).unwrap();
    index(pages(), &readings, &synonyms, TODAY, kept)
}

/// Asks as a browser does, but for the network.
fn ask(built: &Built, typed: &str, whole: bool) -> (Found, Vec<String>) {
    let file = |name: &str| &built.files.iter().find(|file| file.name == name).expect(name).bytes;
    let header: Value = serde_json::from_slice(file("index.json")).unwrap();
    let number = |name: &str| u32::try_from(header[name].as_u64().unwrap()).unwrap();
    let mut index = Index::new(Shape {
        pages: number("pages"),
        head_bits: number("head_bits"),
        body_bits: number("body_bits"),
        worths: serde_json::from_value(header["worths"].clone()).unwrap(),
    });
    let typed = nfkc(typed);
    for (tier, folder) in [(Tier::Head, "head"), (Tier::Body, "body")] {
        if tier == Tier::Body && !whole {
            break;
        }
        for number in index.missing(&typed, tier) {
            index.give(tier, number, file(&format!("{folder}/{number}.bin")).clone());
        }
        assert!(index.missing(&typed, tier).is_empty());
    }
    let found = index.find(&typed);
    let block = number("block");
    let path = |page: &u32| {
        let pages: Vec<Value> =
            serde_json::from_slice(file(&format!("pages/{}.json", page / block))).unwrap();
        pages[(page % block) as usize][0].as_str().unwrap().to_owned()
    };
    let paths = found.pages.iter().map(path).collect();
    (found, paths)
}

fn first(built: &Built, typed: &str) -> Option<String> {
    ask(built, typed, true).1.first().cloned()
}

#[test]
fn a_page_is_found_however_its_word_is_written() {
    let built = built(&Kept::default());
    for (typed, path) in [
        ("引越", "/moving-in/"),
        ("引越し", "/moving-in/"),
        ("てんにゅう", "/moving-in/"),
        ("ﾃﾝﾆｭｳﾄﾄﾞｹ", "/moving-in/"),
        ("テンニュー", "/moving-in/"),
        ("ごみ", "/waste/"),
        ("ｺﾞﾐ", "/waste/"),
        ("廃棄物", "/waste/"),
        ("粗大ごみの予訳", "/waste/"),
        ("だんすい", "/water/"),
        ("蛇口", "/water/"),
        ("ＡＥＤ", "/aed/"),
        ("ほいくじょ", "/nursery/"),
        ("xyzzy 断水", "/water/"),
    ] {
        assert_eq!(first(&built, typed).as_deref(), Some(path), "{typed}");
    }
    assert_eq!(first(&built, "温泉"), None);
    assert_eq!(first(&built, ""), None);
    assert_eq!(first(&built, "、。！"), None);
}

#[test]
fn titles_alone_answer_when_everything_typed_stands_in_one() {
    let built = built(&Kept::default());
    let (found, paths) = ask(&built, "断水", false);
    assert!(found.sure);
    assert_eq!(paths, ["/water/"]);
    assert!(!ask(&built, "蛇口", false).0.sure);
}

#[test]
fn what_many_pages_have_gives_the_first_fifty_and_no_more() {
    let built = built(&Kept::default());
    assert_eq!(ask(&built, "議会", true).1.len(), 50);
}

#[test]
fn a_second_build_gives_the_same_files_and_works_out_only_what_changed() {
    let once = built(&Kept::default());
    let kept = Kept::from_bytes(&once.kept.to_bytes());
    assert_eq!(kept.len(), pages().len());
    let again = built(&kept);
    assert_eq!(once.files, again.files);
}

#[test]
fn every_file_of_the_index_is_small() {
    let built = built(&Kept::default());
    let largest = built.files.iter().map(|file| file.bytes.len()).max().unwrap();
    assert!(largest < 12_000, "{largest} bytes");
}

#[test]
fn an_index_whose_files_are_missing_or_broken_finds_nothing() {
    let mut index = Index::new(Shape { pages: 9, head_bits: 2, body_bits: 2, worths: Vec::new() });
    assert!(index.find("断水").pages.is_empty());
    for file in 0..4 {
        index.give(Tier::Head, file, vec![0xff; 33]);
        index.give(Tier::Body, file, vec![1, 2, 3]);
    }
    assert!(index.find("断水").pages.is_empty());
}
