//! How the town's words are read, learnt from the town's own plain-Japanese pages: 断水（だんすい）.
//!
//! A resident types だんすい, the news says 断水. No dictionary knows 響川 and 柿ノ木; the editors have already
//! written beside each word of a plain-Japanese page how it is read.

use crate::build::nfkc;
use std::collections::HashMap;

/// Words with kanji, and how they are read.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    words: HashMap<String, String>,
    longest: usize,
}

/// Longer words are sentences.
const LONGEST: usize = 12;

impl Readings {
    /// Learns every word that is followed by its reading in brackets.
    pub fn learn(&mut self, text: &str) {
        let mut before = "";
        for part in text.split_inclusive(['（', '(']) {
            if let Some((inside, _)) = part.split_once(['）', ')']) {
                self.note(before, inside);
            }
            before = part.trim_end_matches(['（', '(']);
        }
    }

    fn note(&mut self, before: &str, inside: &str) {
        let inside = inside.split(['：', ':', '、']).next().unwrap_or_default(); // （りにゅうしょく：赤ちゃんのごはん）
        let reading: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        if reading.is_empty() || !reading.chars().all(is_kana) {
            return;
        }
        let reading: Vec<char> = reading.chars().map(hiragana).collect();
        // The longest end of the text that can be read so; it begins with a kanji.
        let ends = before.char_indices().rev().take(LONGEST);
        let ends: Vec<&str> = ends
            .take_while(|(_, c)| is_kanji(*c) || is_kana(*c))
            .filter(|(_, c)| is_kanji(*c))
            .map(|(at, _)| &before[at..])
            .collect();
        if let Some(word) = ends.into_iter().rev().find(|word| fits(word, &reading)) {
            self.longest = self.longest.max(word.chars().count());
            self.words.entry(nfkc(word).into_owned()).or_insert_with(|| reading.into_iter().collect());
        }
    }

    /// The text with every known word in kana; nothing when it has none.
    pub fn read(&self, text: &str) -> Option<String> {
        let text = nfkc(text);
        let at: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let mut read = String::new();
        let mut known = false;
        let mut place = 0;
        while place + 1 < at.len() {
            let most = self.longest.min(at.len() - 1 - place);
            let found = (1..=most)
                .rev()
                .find_map(|length| Some((length, self.words.get(&text[at[place]..at[place + length]])?)));
            if let Some((length, word)) = found {
                read.push_str(word);
                known = true;
                place += length;
            } else {
                read.push_str(&text[at[place]..at[place + 1]]);
                place += 1;
            }
        }
        known.then_some(read)
    }
}

/// Whether a word can be read so: its kana stand in the reading, with something for the kanji between them.
fn fits(word: &str, reading: &[char]) -> bool {
    let word: Vec<char> = word.chars().map(hiragana).collect();
    fits_from(&word, reading)
}

fn fits_from(word: &[char], reading: &[char]) -> bool {
    match word.split_first() {
        None => reading.is_empty(),
        Some((first, rest)) if is_kanji(*first) => {
            // One kanji is read with one to five kana.
            (1..=reading.len().min(5)).any(|length| fits_from(rest, &reading[length..]))
        }
        Some((first, rest)) => {
            reading.split_first().is_some_and(|(kana, on)| kana == first && fits_from(rest, on))
        }
    }
}

const fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ァ'..='ヶ' | 'ー')
}

const fn is_kanji(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '々' | '\u{20000}'..='\u{3ffff}')
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_learnt_from_brackets() {
        let mut readings = Readings::default();
        readings.learn(
            "断水（だんすい）の日です。町の放送（ほうそう）、引っ越し（ひっこし）、柿ノ木（かきのき）",
        );
        readings.learn("子育て支援センター（こそだて しえん センター）。住民課（じゅうみんか）8月（土曜日）");
        assert_eq!(readings.read("25日夜、断水します").unwrap(), "25日夜、だんすいします");
        assert_eq!(readings.read("柿ノ木へ引っ越し").unwrap(), "かきのきへひっこし");
        assert_eq!(readings.read("町の放送").unwrap(), "町のほうそう");
        assert_eq!(readings.read("子育て支援センター").unwrap(), "こそだてしえんせんたー");
        readings.learn("離乳食（りにゅうしょく：赤ちゃんのごはん）");
        assert_eq!(readings.read("離乳食").unwrap(), "りにゅうしょく");
        assert_eq!(readings.read("お知らせ"), None);
        assert_eq!(readings.words.len(), 7);
    }
}
