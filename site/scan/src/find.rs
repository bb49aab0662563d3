//! Finding the codes of a picture and reading them.
//!
//! The finding is that of `rxing`, a port of zxing-cpp: it looks for each of the small squares that a large code has all
//! over and bends its grid along them, so that a code on a creased or curved slip of paper is read too. It is asked by
//! its parts, which leaves all other kinds of codes and all tables of characters out of the wasm.

use crate::{
    Picture,
    binary::{Darker, dark},
};
use rxing::{
    common::{BitMatrix, DetectorRXingResult as _, cpp_essentials::StructuredAppendInfo},
    qrcode::cpp_port::{
        decoder::Decode,
        detector::{FindFinderPatterns, GenerateFinderPatternSets, SampleQR},
    },
};

/// A code that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// What stands in it.
    pub bytes: Vec<u8>,
    /// Set when it is one of several that belong together.
    pub part: Option<Part>,
}

/// Structured append: ISO/IEC 18004:2015, section 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which one, from 0.
    pub index: u8,
    /// How many there are: 1 to 16.
    pub total: u8,
    /// The same in all of them: all bytes of the whole text, combined by exclusive or.
    pub parity: u8,
}

/// How much is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// One look.
    Quick,
    /// Darkness measured in several ways, and white codes on black.
    Thorough,
}

/// The first is right for nearly all; the second for large modules, the third for grain and bad prints.
const WAYS: [Darker; 3] =
    [Darker { reach: 40, percent: 92 }, Darker { reach: 8, percent: 92 }, Darker { reach: 20, percent: 78 }];

/// All codes of a picture, each once.
pub fn symbols(picture: &Picture, effort: Effort) -> Vec<Symbol> {
    let mut found = Vec::new();
    let (quick, more) = WAYS.split_at(1);
    add(&mut found, picture, quick);
    if effort == Effort::Thorough {
        add(&mut found, picture, more);
        if found.is_empty() {
            add(&mut found, &picture.inverted(), quick);
        }
    }
    found
}

fn add(found: &mut Vec<Symbol>, picture: &Picture, ways: &[Darker]) {
    for bits in ways.iter().filter_map(|way| dark(picture, *way)) {
        for symbol in read(&bits) {
            if !found.contains(&symbol) {
                found.push(symbol);
            }
        }
    }
}

/// The codes of a picture of which it is clear what is dark.
fn read(bits: &BitMatrix) -> Vec<Symbol> {
    let mut corners = FindFinderPatterns(bits, true, 0);
    let mut used = Vec::new();
    let mut found = Vec::new();
    // The likeliest threes come first; a corner belongs to one code.
    for three in GenerateFinderPatternSets(&mut corners) {
        let these = [three.bl, three.tl, three.tr];
        if these.iter().any(|corner| used.contains(corner)) {
            continue;
        }
        let read = SampleQR(bits, &three).and_then(|sample| Decode(sample.getBits()));
        let Ok(read) = read else { continue };
        if read.error().is_some() || read.content().bytes().is_empty() {
            continue;
        }
        used.extend(these);
        found.push(Symbol { bytes: read.content().bytes().to_vec(), part: part(read.structuredAppend()) });
    }
    found
}

/// None for a code that stands alone: its numbers are negative.
fn part(info: &StructuredAppendInfo) -> Option<Part> {
    let index = u8::try_from(info.index).ok()?;
    let total = u8::try_from(info.count).ok()?;
    (index < total).then_some(Part { index, total, parity: info.id.parse().ok()? })
}
