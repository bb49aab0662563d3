//! What an emergency bridge shows: a title, and lines of two texts each.

use serde::{Deserialize, Serialize};
use std::fmt;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A summary as JSON is never longer.
pub const MAX_SUMMARY_BYTES: usize = 16 * 1024;
/// A plaintext is filled up to a multiple of this, so that its length does not tell how much there is to say.
const FILLED_TO: usize = 256;

/// Why texts are no summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSummary {
    /// There is no line, or a text is empty.
    #[error("a summary has a title and lines, and no text of it is empty")]
    Empty,
    /// As JSON it is longer than [`MAX_SUMMARY_BYTES`].
    #[error("a summary has at most 16 KiB")]
    TooLong,
    /// A text has a character that moves, hides or turns other text.
    #[error("a text has a control character")]
    ControlCharacter,
    /// The bytes are none that a summary is written as.
    #[error("the summary cannot be read")]
    Unreadable,
}

/// One line. `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct SummaryLine {
    /// What the line is about, e.g. アレルギー.
    pub label: String,
    /// What there is to say. It may have several lines, parted by U+000A.
    pub value: String,
}

/// What a medic reads. Plain text in whatever language it was written; nothing in it is markup. Only
/// [`EmergencySummary::new`] makes one. `Debug` hides it; it is wiped when dropped.
#[derive(Clone, PartialEq, Eq, Serialize, Zeroize, ZeroizeOnDrop)]
pub struct EmergencySummary {
    title: String,
    lines: Vec<SummaryLine>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    title: String,
    lines: Vec<SummaryLine>,
}

impl EmergencySummary {
    /// Checks the texts: none is empty, none has a control character (a value may have U+000A), and together they are
    /// not too long. So whoever writes one learns what is wrong with it, and not the medic.
    pub fn new(title: String, lines: Vec<SummaryLine>) -> Result<Self, BadSummary> {
        let summary = Self { title, lines };
        let texts = || summary.lines.iter().map(|line| (line.label.as_str(), line.value.as_str()));
        let is_empty = |text: &str| text.trim().is_empty();
        if summary.lines.is_empty()
            || is_empty(&summary.title)
            || texts().any(|(label, value)| is_empty(label) || is_empty(value))
        {
            return Err(BadSummary::Empty);
        }
        if summary.title.contains(is_control)
            || texts().any(|(label, value)| {
                label.contains(is_control) || value.contains(|c| c != '\n' && is_control(c))
            })
        {
            return Err(BadSummary::ControlCharacter);
        }
        if summary.json().len() > MAX_SUMMARY_BYTES {
            return Err(BadSummary::TooLong);
        }
        Ok(summary)
    }

    /// The title.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The lines.
    pub fn lines(&self) -> &[SummaryLine] {
        &self.lines
    }

    fn json(&self) -> Zeroizing<Vec<u8>> {
        // Texts always serialise; were that ever false, the empty bytes would not be read as a summary.
        Zeroizing::new(serde_json::to_vec(self).unwrap_or_default())
    }

    /// What is sealed: `length of the JSON (2, big-endian) | JSON | zeros`, a multiple of 256 bytes.
    pub(crate) fn to_plaintext(&self) -> Zeroizing<Vec<u8>> {
        let json = self.json();
        let full = (2 + json.len()).next_multiple_of(FILLED_TO);
        let mut out = Zeroizing::new(Vec::with_capacity(full));
        out.extend_from_slice(&u16::try_from(json.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend_from_slice(&json);
        out.resize(full, 0);
        out
    }

    /// Reads what [`Self::to_plaintext`] wrote, by whomever, and nothing else.
    pub(crate) fn from_plaintext(plaintext: &[u8]) -> Result<Self, BadSummary> {
        let (length, rest) = plaintext.split_first_chunk::<2>().ok_or(BadSummary::Unreadable)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (json, filling) = rest.split_at_checked(length).ok_or(BadSummary::Unreadable)?;
        let filled = plaintext.len() == (2 + length).next_multiple_of(FILLED_TO);
        if !filled || filling.iter().any(|byte| *byte != 0) {
            return Err(BadSummary::Unreadable);
        }
        let Written { title, lines } = serde_json::from_slice(json).map_err(|_| BadSummary::Unreadable)?;
        Self::new(title, lines)
    }
}

/// Control characters (Unicode category Cc), and those that turn the direction of text (UAX #9).
fn is_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

impl fmt::Debug for SummaryLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SummaryLine(…)")
    }
}

impl fmt::Debug for EmergencySummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmergencySummary(…)")
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn line(label: &str, value: &str) -> SummaryLine {
        SummaryLine { label: label.to_owned(), value: value.to_owned() }
    }

    fn made(title: &str, lines: Vec<SummaryLine>) -> Result<EmergencySummary, BadSummary> {
        EmergencySummary::new(title.to_owned(), lines)
    }

    #[test]
    fn a_summary_reads_back_and_is_filled_up() {
        let summary = made("救急の情報", vec![line("アレルギー", "ペニシリン\n<b>そば</b>")]).unwrap();
        let plaintext = summary.to_plaintext();
        assert_eq!(plaintext.len(), 256);
        assert_eq!(EmergencySummary::from_plaintext(&plaintext).unwrap(), summary);
        assert_eq!(summary.lines()[0].value, "ペニシリン\n<b>そば</b>", "it is text and stays what it was");
    }

    #[test]
    fn every_cut_every_other_filling_and_every_extra_byte_is_refused() {
        let good = made("t", vec![line("a", "b")]).unwrap().to_plaintext();
        for cut in 0..good.len() {
            assert!(EmergencySummary::from_plaintext(&good[..cut]).is_err(), "{cut}");
        }
        for extra in [&[0_u8][..], &[0; 256]] {
            assert!(EmergencySummary::from_plaintext(&[&good, extra].concat()).is_err());
        }
        let mut marked = good.to_vec();
        *marked.last_mut().unwrap() = 1;
        assert_eq!(EmergencySummary::from_plaintext(&marked), Err(BadSummary::Unreadable));
    }

    #[test]
    fn texts_that_are_empty_or_hide_others_are_refused_to_whoever_writes_them() {
        assert_eq!(made("t", Vec::new()), Err(BadSummary::Empty));
        for (title, label, value) in [("", "a", "b"), ("t", " ", "b"), ("t", "a", "\n")] {
            assert_eq!(made(title, vec![line(label, value)]), Err(BadSummary::Empty));
        }
        for bad in ['\0', '\r', '\t', '\u{1b}', '\u{7f}', '\u{9b}', '\u{200f}', '\u{202e}', '\u{2066}'] {
            for (title, label, value) in [("x", "a", "b?"), ("x", "a?", "b"), ("x?", "a", "b")] {
                let put = |text: &str| text.replace('?', &bad.to_string());
                let refused = made(&put(title), vec![line(&put(label), &put(value))]);
                assert_eq!(refused, Err(BadSummary::ControlCharacter), "{bad:?}");
            }
        }
        assert_eq!(made("x\n", vec![line("a", "b")]), Err(BadSummary::ControlCharacter));
        assert!(made("Allergies — 過敏症", vec![line("a", "b\nc")]).is_ok());
    }

    #[test]
    fn the_longest_summary_is_taken_and_one_byte_more_is_not() {
        let frame = made("t", vec![line("a", "b")]).unwrap().json().len() - 1;
        let longest = MAX_SUMMARY_BYTES - frame;
        let summary = made("t", vec![line("a", &"b".repeat(longest))]).unwrap();
        assert_eq!(summary.json().len(), MAX_SUMMARY_BYTES);
        assert_eq!(EmergencySummary::from_plaintext(&summary.to_plaintext()).unwrap(), summary);
        assert_eq!(made("t", vec![line("a", &"b".repeat(longest + 1))]), Err(BadSummary::TooLong));
    }

    #[test]
    fn other_json_is_no_summary() {
        let filled = |json: &str| {
            let mut out = u16::try_from(json.len()).unwrap().to_be_bytes().to_vec();
            out.extend_from_slice(json.as_bytes());
            out.resize((2 + json.len()).next_multiple_of(256), 0);
            out
        };
        assert!(
            EmergencySummary::from_plaintext(&filled(r#"{"title":"t","lines":[{"label":"a","value":"b"}]}"#))
                .is_ok()
        );
        for bad in [
            "",
            "null",
            "[]",
            "{}",
            r#"{"title":"t","lines":[]}"#,
            r#"{"title":"t","lines":[{"label":"a"}]}"#,
            r#"{"title":"t","lines":[{"label":"a","value":"b","html":"c"}]}"#,
            r#"{"title":"t","title":"t","lines":[{"label":"a","value":"b"}]}"#,
            r#"{"title":"t","lines":[{"label":"a","value":"b\u0000"}]}"#,
            r#"{"title":"t","lines":[{"label":"a","value":"b"}]} "x""#,
        ] {
            assert!(EmergencySummary::from_plaintext(&filled(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn debug_shows_nothing_of_a_summary() {
        let summary = made("そば", vec![line("そば", "そば")]).unwrap();
        assert!(!format!("{summary:?} {:?}", summary.lines()).contains("そば"));
    }
}
