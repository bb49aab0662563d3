//! One spelling for the many ways in which people type a name's reading.

/// The key under which a reading is found: katakana and capital Latin letters only.
///
/// Half-width katakana, hiragana, full-width letters, small kana, long vowels, middle dots and blanks make no
/// difference: `ﾋﾋﾞｷ ﾊﾅｺ`, `ひびき　はなこ` and `ヒビキハナコ` are one.
pub fn search_key(reading: &str) -> String {
    let mut key = String::with_capacity(reading.len());
    for c in reading.chars() {
        match c {
            'ﾞ' | '\u{3099}' | '゛' => voice(&mut key, 1),
            'ﾟ' | '\u{309a}' | '゜' => voice(&mut key, 2),
            _ => key.extend(fold(c)),
        }
    }
    key
}

const HALF_WIDTH: &str = "ヲアイウエオヤユヨツ\0アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン";

fn fold(c: char) -> Option<char> {
    let c = match c {
        '\u{ff66}'..='\u{ff9d}' => {
            let place = usize::try_from(u32::from(c) - 0xff66).ok()?;
            HALF_WIDTH.chars().nth(place)?
        }
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0)?,
        'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60)?,
        other => other,
    };
    match c {
        'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ' | 'ャ' | 'ュ' | 'ョ' | 'ヮ' => {
            char::from_u32(u32::from(c) + 1)
        }
        'ヵ' => Some('カ'),
        'ヶ' => Some('ケ'),
        'ヂ' => Some('ジ'),
        'ヅ' => Some('ズ'),
        'ヲ' => Some('オ'),
        'ァ'..='ヺ' => Some(c),
        _ if c.is_alphanumeric() && c != 'ー' => c.to_uppercase().next(),
        _ => None,
    }
}

/// Adds a voicing mark to the last kana: 1 is dakuten, 2 is handakuten.
fn voice(key: &mut String, mark: u32) {
    let Some(last) = key.pop() else { return };
    let voiced = match (last, mark) {
        ('カ' | 'キ' | 'ク' | 'ケ' | 'コ' | 'サ' | 'シ' | 'ス' | 'セ' | 'ソ' | 'タ' | 'テ' | 'ト', 1)
        | ('ハ' | 'ヒ' | 'フ' | 'ヘ' | 'ホ', _) => char::from_u32(u32::from(last) + mark),
        ('チ', 1) => Some('ジ'),
        ('ツ', 1) => Some('ズ'),
        ('ウ', 1) => Some('ヴ'),
        _ => None,
    };
    key.push(voiced.unwrap_or(last));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ways_to_type_one_name_have_one_key() {
        for typed in
            ["ﾋﾋﾞｷ ﾊﾅｺ", "ひびき　はなこ", "ヒビキハナコ", "ヒビキ・ハナコー", "ヒヒ\u{3099}キ ハナコ"]
        {
            assert_eq!(search_key(typed), "ヒビキハナコ", "{typed}");
        }
        assert_eq!(search_key("キョウコ"), search_key("キヨウコ"));
        assert_eq!(search_key("Ｎｇｕｙｅｎ Thị"), "NGUYENTHỊ");
        assert_eq!(search_key("ﾊﾟｸ"), "パク");
        assert_eq!(search_key("ゔぁん"), search_key("ヴァン"));
        assert_eq!(search_key("みづき"), search_key("ミズキ"));
        assert_eq!(search_key("ﾂﾞ"), "ズ");
        assert_eq!(search_key("ｦﾝ"), "オン");
    }

    #[test]
    fn broken_marks_and_odd_signs_do_no_harm() {
        assert_eq!(search_key("ﾞﾞ\u{0}\u{202e}、！"), "");
        assert_eq!(search_key("アﾞ"), "ア");
    }
}
