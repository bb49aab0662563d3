//! What forms have in common.

use crate::fault::Fault;
use crate::random;
use data_encoding::BASE64URL_NOPAD;

/// A fresh key for a command, for a form's hidden field.
pub(crate) fn new_key() -> Result<String, Fault> {
    Ok(BASE64URL_NOPAD.encode(&random::bytes::<18>()?))
}

/// One line of text: trimmed, not empty, at most so many characters, without characters that one cannot see.
pub(crate) fn short_text(typed: &str, most: usize) -> Option<String> {
    let text = typed.trim();
    let good = !text.is_empty() && text.chars().count() <= most && !text.chars().any(invisible);
    good.then(|| text.to_owned())
}

/// Several lines of text: like [`short_text`], with line breaks.
pub(crate) fn long_text(typed: &str, most: usize) -> Option<String> {
    let text = typed.replace("\r\n", "\n");
    let text = text.trim();
    let good = !text.is_empty()
        && text.chars().count() <= most
        && !text.chars().any(|c| c != '\n' && c != '\t' && invisible(c));
    good.then(|| text.to_owned())
}

/// Control characters and those that turn the direction of text around (UAX #9): a name cannot hide behind them.
fn invisible(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_bounded_and_visible() {
        assert_eq!(short_text(" 﨑 花子 ", 60).as_deref(), Some("﨑 花子"));
        for bad in ["", "　 ", "a\nb", "a\u{202e}b", "a\u{0}b"] {
            assert_eq!(short_text(bad, 60), None, "{bad:?}");
        }
        assert_eq!(short_text(&"あ".repeat(61), 60), None);
        assert_eq!(long_text("a\r\nb\n", 60).as_deref(), Some("a\nb"));
    }
}
