//! What the drawings of a record share: coordinates with one decimal, and text that is safe in SVG.

use std::fmt;

/// A part of `of` as a part of `size`.
pub(super) fn scaled(value: u32, size: u32, of: u32) -> u32 {
    let place = u64::from(value) * u64::from(size) / u64::from(of.max(1));
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// A coordinate with one decimal.
pub(super) struct Tenths(pub(super) u32);

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 10 {
            0 => write!(f, "{}", self.0 / 10),
            tenths => write!(f, "{}.{tenths}", self.0 / 10),
        }
    }
}

/// Text as a drawing may hold it.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            // XML has no way to write control characters.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
