//! The questions of `tests/search/questions.toml`, asked of the index that the town serves, file by file as a browser
//! asks for them.

use hibiki_search::{
    build::nfkc,
    postings::Tier,
    query::{Found, Index, Shape},
};
use hibiki_tests::http::Client;
use serde_json::Value;
use std::collections::BTreeMap;

/// The index of one language, and what was fetched of it.
struct Site {
    language: String,
    header: Value,
    fetched: usize,
}

impl Site {
    fn open(language: &str) -> Self {
        let header = fetch(&format!("/search/{language}/index.json"));
        let header = serde_json::from_slice(&header).expect("index.json");
        Self { language: language.to_owned(), header, fetched: 0 }
    }

    fn number(&self, name: &str) -> u32 {
        self.header[name].as_u64().and_then(|number| u32::try_from(number).ok()).expect(name)
    }

    /// What a phone would show first, having fetched nothing before.
    fn ask(&mut self, typed: &str, whole: bool) -> Found {
        let worths: Vec<(u32, u32)> =
            serde_json::from_value(self.header["worths"].clone()).expect("pages and worths");
        let mut index = Index::new(Shape {
            pages: self.number("pages"),
            head_bits: self.number("head_bits"),
            body_bits: self.number("body_bits"),
            worths,
        });
        let typed = nfkc(typed);
        self.fetched = 0;
        for (tier, folder) in [(Tier::Head, "head"), (Tier::Body, "body")] {
            for file in index.missing(&typed, tier) {
                let bytes = fetch(&format!("/search/{}/{folder}/{file}.bin", self.language));
                self.fetched += bytes.len();
                index.give(tier, file, bytes);
            }
            let found = index.find(&typed);
            if tier == Tier::Body || (found.sure && !whole) {
                return found;
            }
        }
        unreachable!("the body is the last")
    }

    fn path(&self, page: u32) -> String {
        let block = self.number("block");
        let pages = fetch(&format!("/search/{}/pages/{}.json", self.language, page / block));
        let pages: Value = serde_json::from_slice(&pages).expect("a block of pages");
        pages[(page % block) as usize][0].as_str().expect("an address").to_owned()
    }
}

fn fetch(path: &str) -> Vec<u8> {
    Client::new().get(path).expect(200).body.clone()
}

#[test]
fn the_right_page_comes_first_for_every_question_that_residents_type() {
    let questions: toml::Table =
        include_str!("../search/questions.toml").parse().expect("tests/search/questions.toml");
    let questions = questions["question"].as_array().expect("questions");
    assert!(questions.len() >= 60);
    assert!(
        questions.iter().filter(|question| question.get("twist").is_some()).count() * 3 >= questions.len()
    );
    let mut sites = BTreeMap::new();
    let mut wrong = Vec::new();
    let mut fetched = Vec::new();
    for question in questions {
        let text = |name: &str| question.get(name).and_then(toml::Value::as_str);
        let (typed, page) = (text("typed").expect("typed"), text("page").expect("page"));
        let language = text("lang").unwrap_or("ja");
        let site = sites.entry(language).or_insert_with(|| Site::open(language));
        // As one types, and when all of the text is asked as well.
        for whole in [false, true] {
            let found = site.ask(typed, whole);
            let first = found.pages.first().map(|page| site.path(*page));
            if first.as_deref() != Some(page) {
                wrong.push(format!("{typed}: {first:?}, not {page}"));
            }
            fetched.push(site.fetched);
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    fetched.sort_unstable();
    let (median, most) = (fetched[fetched.len() / 2], fetched[fetched.len() - 1]);
    assert!(median < 20_000 && most < 120_000, "a question fetches {median} bytes, at most {most}");
}
