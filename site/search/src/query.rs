//! From what was typed to the pages that answer it, the best first.

use crate::{
    grams::{self, Gram},
    postings::{self, Postings, Tier, shard},
};
use std::collections::{BTreeMap, BTreeSet};

/// What an index is made of: the few numbers of `index.json`.
#[derive(Debug, Clone)]
pub struct Shape {
    /// How many pages.
    pub pages: u32,
    /// Files of the head, as a power of two.
    pub head_bits: u32,
    /// Files of the body, as a power of two.
    pub body_bits: u32,
    /// Pages are numbered by what they are worth by themselves: up to which page, and hundredths.
    pub worths: Vec<(u32, u32)>,
}

/// An index, of which only the files that were asked for are here.
#[derive(Debug)]
pub struct Index {
    shape: Shape,
    files: BTreeMap<(Tier, u32), Vec<u8>>,
}

/// Pages that answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Their numbers, the best first.
    pub pages: Vec<u32>,
    /// Whether everything that was typed stands in the best of them: while somebody types, that will do.
    pub sure: bool,
}

/// How much of what was typed must stand in a page, by worth. An error in a short word costs about half of it.
const ENOUGH: f32 = 0.45;
/// How much will do where no page has enough: an error in the middle of a word of four kanji leaves a third of it.
const LEAST: f32 = 0.28;
/// More than these are no answer but a list.
const MOST: usize = 50;
/// Prominence in the head: see `build`. Prominence in the body is far below the least of them.
const HEAD: [f32; 8] = [0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.88, 1.0];
const BODY: [f32; 8] = [0.06, 0.09, 0.12, 0.14, 0.16, 0.18, 0.20, 0.22];

impl Index {
    /// An index without its files.
    pub const fn new(shape: Shape) -> Self {
        Self { shape, files: BTreeMap::new() }
    }

    /// The files that must be there to answer `typed` (in NFKC), but are not yet.
    pub fn missing(&self, typed: &str, tier: Tier) -> Vec<u32> {
        let bits = self.bits(tier);
        let needed: BTreeSet<u32> =
            grams::words(typed).iter().flatten().map(|gram| shard(gram.id, bits)).collect();
        needed.into_iter().filter(|file| !self.files.contains_key(&(tier, *file))).collect()
    }

    /// Takes a file in.
    pub fn give(&mut self, tier: Tier, file: u32, bytes: Vec<u8>) {
        self.files.insert((tier, file), bytes);
    }

    /// The pages that answer `typed` (in NFKC), by the files that are here.
    pub fn find(&self, typed: &str) -> Found {
        let words = grams::words(typed);
        let mut pages: BTreeMap<u32, Vec<Match>> = BTreeMap::new();
        let mut weights = vec![0.0; words.len()];
        for (place, word) in words.iter().enumerate() {
            let known: Vec<_> = word.iter().map(|gram| self.pages(*gram)).collect();
            if known.iter().all(|(_, pages)| pages.is_empty()) {
                continue; // a word that the town has never written is left out, not held against the others
            }
            for (weight, there) in known {
                weights[place] += weight;
                for (page, prominence) in there {
                    let matches = pages.entry(page).or_insert_with(|| vec![Match::default(); words.len()]);
                    matches[place].covered += weight;
                    matches[place].score += weight * prominence;
                }
            }
        }
        let whole: f32 = weights.iter().sum();
        if whole <= 0.0 {
            return Found { pages: Vec::new(), sure: false };
        }
        let mut scored: Vec<(f32, f32, u32, bool)> = pages
            .into_iter()
            .filter_map(|(page, matches)| {
                let covered = matches.iter().map(|found| found.covered).sum::<f32>() / whole;
                let score: f32 = matches
                    .iter()
                    .zip(&weights)
                    .filter(|(_, weight)| **weight > 0.0)
                    .map(|(found, weight)| found.score * (found.covered / weight).powi(2))
                    .sum();
                let score = score / whole * covered * self.worth(page);
                let whole_word = matches
                    .iter()
                    .zip(&weights)
                    .any(|(found, weight)| *weight > 0.0 && found.covered > 0.9 * weight);
                (covered >= LEAST || whole_word).then_some((score, covered, page, whole_word))
            })
            .collect();
        let enough = |covered: f32, whole_word| covered >= ENOUGH || whole_word;
        if scored.iter().any(|(_, covered, _, whole_word)| enough(*covered, *whole_word)) {
            scored.retain(|(_, covered, _, whole_word)| enough(*covered, *whole_word));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.2.cmp(&b.2)));
        // What is far below the best only lengthens the list.
        let floor = scored.first().map_or(0.0, |best| best.0 * 0.12);
        scored.retain(|(score, ..)| *score >= floor);
        let sure = scored.first().is_some_and(|(_, covered, ..)| *covered > 0.98);
        Found { pages: scored.into_iter().take(MOST).map(|(_, _, page, _)| page).collect(), sure }
    }

    /// What a pair weighs, and the pages in which it stands.
    fn pages(&self, gram: Gram) -> (f32, BTreeMap<u32, f32>) {
        let mut pages = BTreeMap::new();
        for (tier, prominences) in [(Tier::Body, BODY), (Tier::Head, HEAD)] {
            if let Some(Postings { pages: there }) = self.postings(gram.id, tier) {
                for (page, prominence) in there {
                    let prominence = prominences[usize::from(prominence & 7)];
                    *pages.entry(page).or_insert(0.0) += prominence;
                }
            }
        }
        if pages.is_empty() {
            return (f32::from(gram.worth) * 0.5, pages); // most likely an error, and not to be made much of
        }
        #[expect(clippy::cast_precision_loss, reason = "a rank, not a sum of money")]
        let rarity = {
            let (all, here) = (self.shape.pages as f32, pages.len() as f32);
            (1.0 + all / (here + 1.0)).ln() / (1.0 + all).ln()
        };
        (f32::from(gram.worth) * rarity.max(0.05), pages)
    }

    fn postings(&self, id: u32, tier: Tier) -> Option<Postings> {
        postings::find(self.files.get(&(tier, shard(id, self.bits(tier))))?, id)
    }

    const fn bits(&self, tier: Tier) -> u32 {
        match tier {
            Tier::Head => self.shape.head_bits,
            Tier::Body => self.shape.body_bits,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "hundredths")]
    fn worth(&self, page: u32) -> f32 {
        let worth = self.shape.worths.iter().find(|(end, _)| page < *end).map_or(100, |(_, worth)| *worth);
        worth as f32 / 100.0
    }
}

/// What of one word stands in one page.
#[derive(Debug, Clone, Default)]
struct Match {
    covered: f32,
    score: f32,
}
