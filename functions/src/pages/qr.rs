//! QR codes (ISO/IEC 18004) as pictures.

use qrcodegen::QrCode;
use std::fmt::Write as _;

/// A code as an SVG draws it.
#[derive(Debug)]
pub(crate) struct Drawn {
    /// The dark modules, as the path of an SVG.
    pub(crate) path: String,
    /// The side in modules, with the quiet zone of four that readers need.
    pub(crate) size: i32,
}

/// Draws a code: one step of the path for each run of dark modules.
pub(crate) fn drawn(code: &QrCode) -> Drawn {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut start = None;
        for x in 0..=code.size() {
            let is_dark = x < code.size() && code.get_module(x, y);
            match (start, is_dark) {
                (None, true) => start = Some(x),
                (Some(from), false) => {
                    let (left, top, width) = (from + 4, y + 4, x - from);
                    let _ = write!(path, "M{left} {top}h{width}v1h-{width}z"); // a String takes everything
                    start = None;
                }
                _ => {}
            }
        }
    }
    Drawn { path, size: code.size() + 8 }
}
