//! The search in the browser: `hibiki-search` as the script of the search box sees it.
//!
//! The script fetches files and shows results; what is asked for and what answers is decided here. Questions come in
//! NFKC, which every browser can do by itself.

use hibiki_search::{
    postings::Tier,
    query::{Index, Shape},
};
use wasm_bindgen::prelude::wasm_bindgen;

/// An index of which files come in as they are needed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Search(Index);

/// Pages that answer.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Answer {
    pages: Vec<u32>,
    sure: bool,
}

#[wasm_bindgen]
impl Search {
    /// The numbers of `index.json`; `worths` is page and worth in turn.
    #[wasm_bindgen(constructor)]
    pub fn new(pages: u32, head_bits: u32, body_bits: u32, worths: &[u32]) -> Self {
        let worths = worths.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.last()?)));
        Self(Index::new(Shape {
            pages,
            head_bits: head_bits.min(31),
            body_bits: body_bits.min(31),
            worths: worths.collect(),
        }))
    }

    /// The numbers of the files that are needed and not here yet, of the head or of the body.
    pub fn missing(&self, typed: &str, body: bool) -> Vec<u32> {
        self.0.missing(typed, tier(body))
    }

    /// Takes a file in.
    pub fn give(&mut self, body: bool, file: u32, bytes: Vec<u8>) {
        self.0.give(tier(body), file, bytes);
    }

    /// The answer by the files that are here.
    pub fn find(&self, typed: &str) -> Answer {
        let found = self.0.find(typed);
        Answer { pages: found.pages, sure: found.sure }
    }
}

#[wasm_bindgen]
impl Answer {
    /// The pages' numbers, the best first.
    #[wasm_bindgen(getter)]
    pub fn pages(&self) -> Vec<u32> {
        self.pages.clone()
    }

    /// Whether the text need not be asked as well.
    #[wasm_bindgen(getter)]
    pub fn sure(&self) -> bool {
        self.sure
    }
}

const fn tier(body: bool) -> Tier {
    if body { Tier::Body } else { Tier::Head }
}
