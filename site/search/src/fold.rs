//! One spelling for the many ways in which people type a word.

/// What kind of character it is; pairs are weighed by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// Hiragana, and katakana folded to it.
    Kana,
    /// Kanji, and other letters that are not spelt out.
    Kanji,
    /// Latin letters and digits.
    Latin,
}

/// A folded character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Letter {
    /// The character.
    pub char: char,
    /// Its kind.
    pub script: Script,
    /// Whether it was a kana with a voicing mark.
    pub voiced: bool,
}

/// Words of `text`, which must be in NFKC: what stands between blanks and punctuation.
///
/// - katakana is hiragana, small kana are large, a small っ is nothing;
/// - voiced and half-voiced kana lose their marks (ほいくしょ, ほいくじょ; it is noted that they had them), ぢ and づ
///   are じ and ず;
/// - a long vowel is short however it is written (こうれい, こーれー, こおれえ, これ);
/// - Latin letters are small and without accents that NFKC leaves apart.
///
/// What is folded together here is told apart by nobody who misspells it; the ranking prefers whole matches anyway.
pub fn fold(text: &str) -> Vec<Vec<Letter>> {
    let mut words = Vec::new();
    let mut word: Vec<Letter> = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let after_kana = word.last().is_some_and(|last| last.script == Script::Kana);
        if is_long_mark(c) && after_kana || c == 'っ' || c == 'ッ' || is_combining(c) {
            continue;
        }
        if c == '々' {
            word.extend(word.last().copied()); // 人々 is 人人
            continue;
        }
        match c {
            'ぁ'..='ゖ' | 'ァ'..='ヶ' => {
                part(&mut words, &mut word, Script::Kana);
                // ヴァイオリン is バイオリン
                let kana = if c == 'ヴ' || c == 'ゔ' {
                    v_row(chars.peek().copied()).map_or('ふ', |kana| {
                        chars.next();
                        kana
                    })
                } else {
                    plain_kana(c)
                };
                let before = word.last().filter(|last| last.script == Script::Kana);
                if !before.is_some_and(|before| lengthens(before.char, kana)) {
                    word.push(Letter { char: kana, script: Script::Kana, voiced: is_voiced(c) });
                }
            }
            _ if c.is_ascii_alphanumeric() => {
                part(&mut words, &mut word, Script::Latin);
                word.push(Letter { char: c.to_ascii_lowercase(), script: Script::Latin, voiced: false });
            }
            _ if c.is_alphanumeric() && c != 'ー' => {
                part(&mut words, &mut word, Script::Kanji);
                let c = c.to_lowercase().next().unwrap_or(c);
                word.push(Letter { char: c, script: Script::Kanji, voiced: false });
            }
            '\'' | '’' => {} // people's, don't
            _ => {
                if !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// Ends the word where Latin letters begin or end.
fn part(words: &mut Vec<Vec<Letter>>, word: &mut Vec<Letter>, next: Script) {
    if word.last().is_some_and(|last| (last.script == Script::Latin) != (next == Script::Latin)) {
        words.push(std::mem::take(word));
    }
}

/// The folded words as text, a blank between them.
pub fn folded(text: &str) -> String {
    let words = fold(text);
    let mut out = String::with_capacity(text.len());
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.iter().map(|letter| letter.char));
    }
    out
}

/// The mark of a long vowel, and what people type for it.
const fn is_long_mark(c: char) -> bool {
    matches!(c, 'ー' | '~' | '〜' | '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | '─')
}

/// Marks that NFKC could not join to the letter before.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{3099}' | '\u{309a}' | '゛' | '゜')
}

/// Hiragana, large, without marks.
fn plain_kana(c: char) -> char {
    let c = match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    };
    match c {
        'ぢ' => 'し',
        'づ' => 'す',
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' => {
            char::from_u32(u32::from(c) + 1).unwrap_or(c)
        }
        'が' | 'ぎ' | 'ぐ' | 'げ' | 'ご' | 'ざ' | 'じ' | 'ず' | 'ぜ' | 'ぞ' | 'だ' | 'で' | 'ど' | 'ば'
        | 'び' | 'ぶ' | 'べ' | 'ぼ' => char::from_u32(u32::from(c) - 1).unwrap_or(c),
        'ぱ' | 'ぴ' | 'ぷ' | 'ぺ' | 'ぽ' => char::from_u32(u32::from(c) - 2).unwrap_or(c),
        'ゐ' => 'い',
        'ゑ' => 'え',
        'を' => 'お',
        'ゕ' => 'か',
        'ゖ' => 'け',
        _ => c,
    }
}

/// Whether it is a kana with a mark.
fn is_voiced(c: char) -> bool {
    "がぎぐげござじずぜぞだぢづでどばびぶべぼぱぴぷぺぽゔガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポヴ"
        .contains(c)
}

/// ヴァ is バ.
fn v_row(small: Option<char>) -> Option<char> {
    match small? {
        'ァ' | 'ぁ' => Some('は'),
        'ィ' | 'ぃ' => Some('ひ'),
        'ェ' | 'ぇ' => Some('へ'),
        'ォ' | 'ぉ' => Some('ほ'),
        _ => None,
    }
}

/// Whether `next` only makes the vowel of `before` longer.
fn lengthens(before: char, next: char) -> bool {
    let vowel = |rows: &str| rows.contains(before);
    match next {
        'あ' => vowel("あかさたなはまやらわ"),
        'い' => vowel("いきしちにひみりえけせてねへめれ"),
        'う' => vowel("うくすつぬふむゆるおこそとのほもよろ"),
        'え' => vowel("えけせてねへめれ"),
        'お' => vowel("おこそとのほもよろ"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn kana_of_either_kind_and_size_are_one() {
        for (left, right) in [
            ("ゴミ", "ごみ"),
            ("ショウガッコウ", "しようがこう"),
            ("ヴァイオリン", "バイオリン"),
            ("ほいくじょ", "ホイクショ"),
            ("ちぢむ つづく", "ちじむ つずく"),
            ("クラフ", "クラブ"),
            ("引っ越し", "引越し"),
        ] {
            assert_eq!(folded(left), folded(right), "{left} {right}");
        }
    }

    #[test]
    fn a_long_vowel_is_short_however_it_is_written() {
        for variant in ["こうれいしゃ", "こーれーしゃ", "こおれえしゃ", "コーレイシャ", "これしゃ"]
        {
            assert_eq!(folded(variant), "これしや", "{variant}");
        }
        assert_eq!(folded("センター"), folded("センタ"));
        assert_eq!(folded("インフルエンザー"), folded("インフルエンザ"));
        assert_eq!(folded("マッサ-ジ"), folded("まさじ"), "a hyphen for the mark");
    }

    #[test]
    fn words_end_at_blanks_and_punctuation_and_where_latin_letters_begin() {
        assert_eq!(folded("転入届（てんにゅう とどけ）：町"), "転入届 てんにゆ ととけ 町");
        assert_eq!(folded("AEDの使い方、90分"), "aed の使い方 90 分");
        assert_eq!(folded("Don't  move-in"), "dont move in");
        assert_eq!(folded("人々"), "人人");
        assert_eq!(folded("「」…・"), "");
    }
}
