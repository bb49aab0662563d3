//! Pairs of characters: what the index is made of.

use crate::fold::{Letter, Script, fold};

/// How much a pair says about what was meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gram {
    /// The pair (or, of Latin letters, three) as a number.
    pub id: u32,
    /// From 1, nothing but grammar, to 8, two kanji side by side.
    pub worth: u8,
}

/// The pairs of a text in NFKC, word by word.
pub fn words(text: &str) -> Vec<Vec<Gram>> {
    fold(text).iter().map(|word| grams(word)).filter(|grams| !grams.is_empty()).collect()
}

/// Adds the number of every pair in `text` to `ids`.
pub fn collect(text: &str, ids: &mut Vec<u32>) {
    for word in fold(text) {
        ids.extend(grams(&word).iter().map(|gram| gram.id));
        // One kanji alone can be asked for.
        ids.extend(
            word.iter().filter(|letter| letter.script == Script::Kanji).map(|letter| alone(letter.char)),
        );
    }
}

fn grams(word: &[Letter]) -> Vec<Gram> {
    match word {
        [first, ..] if first.script == Script::Latin => latin(word),
        [only] if only.script == Script::Kanji => vec![Gram { id: alone(only.char), worth: 6 }],
        [] | [_] => Vec::new(), // one kana says nothing
        _ => japanese(word),
    }
}

fn japanese(word: &[Letter]) -> Vec<Gram> {
    let mut grams: Vec<Gram> = word
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] => Some(Gram { id: id(&[a.char, b.char]), worth: worth(a.script, b.script) }),
            _ => None,
        })
        .collect();
    // Without marks ごみ would be found wherever there is 込み.
    grams.extend(word.windows(2).filter_map(|pair| match pair {
        [a, b] if a.voiced || b.voiced => {
            let id = id(&[a.char, mark(*a), b.char, mark(*b)]);
            Some(Gram { id, worth: worth(a.script, b.script) })
        }
        _ => None,
    }));
    // 引越, 引越し and 引っ越し, 受付 and 受け付け: kanji are neighbours over one or two kana.
    let kanji = |letter: &Letter| letter.script == Script::Kanji;
    for (place, a) in word.iter().enumerate().filter(|(_, letter)| kanji(letter)) {
        let rest = &word[place + 1..];
        let kana = rest.iter().take_while(|letter| !kanji(letter)).count();
        if let (1 | 2, Some(b)) = (kana, rest.get(kana)) {
            grams.push(Gram { id: id(&[a.char, b.char]), worth: 5 });
        }
    }
    grams
}

const fn mark(letter: Letter) -> char {
    if letter.voiced { '゛' } else { '\0' }
}

const fn worth(a: Script, b: Script) -> u8 {
    match (a, b) {
        (Script::Kanji, Script::Kanji) => 8,
        (Script::Kana, Script::Kana) => 5,
        _ => 2, // okurigana and particles
    }
}

/// Threes, the first with the word's beginning: what has been typed so far is found, and so is a misspelt word.
fn latin(word: &[Letter]) -> Vec<Gram> {
    let chars: Vec<char> = std::iter::once('^').chain(word.iter().map(|letter| letter.char)).collect();
    if let [_, only] = chars[..] {
        return vec![Gram { id: id(&['^', only]), worth: 4 }];
    }
    chars.windows(3).map(|three| Gram { id: id(three), worth: 6 }).collect()
}

fn alone(c: char) -> u32 {
    id(&[c])
}

/// FNV-1a over the characters, its bits mixed once more: the shards are cut by the upper ones.
fn id(chars: &[char]) -> u32 {
    let mut hash = 0x811c_9dc5_u32;
    for c in chars {
        for byte in u32::from(*c).to_le_bytes() {
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
    }
    hash ^= hash >> 16;
    hash = hash.wrapping_mul(0x85eb_ca6b);
    hash ^ (hash >> 13)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<u32> {
        let mut ids = Vec::new();
        collect(text, &mut ids);
        ids
    }

    fn shared(typed: &str, page: &str) -> bool {
        let page = ids(page);
        words(typed).iter().flatten().filter(|gram| gram.worth >= 5).all(|gram| page.contains(&gram.id))
    }

    #[test]
    fn okurigana_may_be_left_out_or_put_in() {
        assert!(shared("引越", "引っ越しの手続き"));
        assert!(shared("受付", "受け付けます"));
        assert!(shared("申込", "申し込み"));
        assert!(!shared("越引", "引っ越し"));
    }

    #[test]
    fn a_mark_too_many_costs_something_and_a_right_one_tells_words_apart() {
        assert!(!shared("ごみ", "申しこみ"));
        assert!(shared("ごみ", "ゴミの日"));
        assert!(shared("くらふ", "クラブ"));
        let page = ids("ほいくしょ");
        let known = words("ほいくじょ").iter().flatten().filter(|gram| page.contains(&gram.id)).count();
        assert_eq!(known, 4, "all but the two with the mark");
    }

    #[test]
    fn what_has_been_typed_of_a_latin_word_is_found() {
        assert!(shared("gar", "Garbage"));
        assert!(!shared("bage", "garbage"), "not from its middle");
    }

    #[test]
    fn one_kanji_can_be_asked_for_and_one_kana_not() {
        assert!(shared("柿", "干し柿を作ろう"));
        assert!(words("あ").is_empty());
    }
}
