//! In which encoding a notebook came.

use super::{MAX_BYTES, Refused};

/// Bytes by their encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted<'a> {
    /// UTF-8, ready to be read; a byte order mark is taken off.
    Utf8(&'a str),
    /// Shift_JIS as Windows writes it, to be decoded by the shell with `TextDecoder("shift_jis")`.
    ShiftJis(&'a [u8]),
}

/// Tells UTF-8 from Shift_JIS. The specification has Shift_JIS (section 3.2.1); copies of it travel as UTF-8.
///
/// Strict UTF-8 is tried first: kanji in Shift_JIS are no UTF-8. Only pairs of half-width katakana can be taken for
/// letters of two bytes (`ﾃｽ` for `ý`), so a text whose every letter is of that kind is Shift_JIS.
pub fn sort_bytes(bytes: &[u8]) -> Result<Sorted<'_>, Refused> {
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    if let Some(marked) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return std::str::from_utf8(marked).map(Sorted::Utf8).map_err(|_| Refused::NotANotebook);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !could_be_half_width_katakana(text) => Ok(Sorted::Utf8(text)),
        _ => Ok(Sorted::ShiftJis(bytes)),
    }
}

fn could_be_half_width_katakana(text: &str) -> bool {
    let mut pairs = text.bytes().filter(|byte| !byte.is_ascii()).peekable();
    pairs.peek().is_some()
        && text.chars().all(|c| c.len_utf8() <= 2)
        && pairs.all(|byte| (0xa1..=0xdf).contains(&byte))
}

/// How many bytes a text takes in Shift_JIS: one for ASCII and half-width katakana, two for everything else.
///
/// A character that Shift_JIS does not have counts two; what becomes of it is the encoder's affair.
pub fn shift_jis_len(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() || matches!(c, '\u{ff61}'..='\u{ff9f}') { 1 } else { 2 }).sum()
}
