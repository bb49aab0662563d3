//! Pictures as they are put into `content/`. The sizes and formats that a page needs are made when the site is built
//! (`site/templates/parts/picture.html`); here it is only checked that this can be done.

use super::finding::Notes;
use std::{fs, path::Path};

/// Larger ones belong reduced: they stay in the town's git history for ever.
const MOST_BYTES: u64 = 3_000_000;
const MOST_PIXELS: usize = 6_000;

/// Checks a picture that a page shows.
pub(super) fn check(file: &Path, name: &str, line: usize, notes: &mut Notes<'_>) {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let bytes = fs::metadata(file).map_or(0, |metadata| metadata.len());
    if bytes > MOST_BYTES {
        notes.error(
            line,
            format!("画像「{name}」が大きすぎます（{}MB）", bytes.div_ceil(1_000_000)),
            "長い辺を2400ピクセルぐらいに縮めて、3MBまでにしてください",
        );
    }
    if extension == "svg" {
        let text = fs::read_to_string(file).unwrap_or_default().to_lowercase();
        if ["<script", "javascript:", "<foreignobject"].iter().any(|bad| text.contains(bad))
            || has_handler(&text)
        {
            notes.error(
                line,
                format!("画像「{name}」の中にプログラムがあります"),
                "プログラムのない形で保存し直してください",
            );
        }
        return;
    }
    if !["jpg", "jpeg", "png", "webp"].contains(&extension) {
        notes.error(
            line,
            format!("画像「{name}」の形式は使えません"),
            "JPEG（.jpg）、PNG、WebP、SVGのどれかで保存し直してください",
        );
        return;
    }
    match imagesize::size(file) {
        Ok(size) if size.width > MOST_PIXELS || size.height > MOST_PIXELS => notes.error(
            line,
            format!("画像「{name}」が大きすぎます（{}×{}ピクセル）", size.width, size.height),
            "長い辺を2400ピクセルぐらいに縮めてください",
        ),
        Ok(_) => {}
        Err(_) => notes.error(
            line,
            format!("画像「{name}」が壊れています"),
            "画像のソフトで開き、保存し直してください",
        ),
    }
}

/// ` onload=` and the like.
fn has_handler(svg: &str) -> bool {
    svg.split(char::is_whitespace).any(|word| {
        word.strip_prefix("on")
            .and_then(|rest| rest.split_once('='))
            .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic()))
    })
}
