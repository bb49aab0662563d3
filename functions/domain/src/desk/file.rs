//! Files that belong to an item. What a file is, its bytes say: names and stated types are never believed.

/// What a file may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// Captions, `WebVTT`.
    Captions,
    /// Slides, PDF.
    Slides,
    /// A picture: JPEG.
    Jpeg,
    /// A picture: PNG.
    Png,
    /// A picture: WebP.
    Webp,
}

/// An item has at most so many files.
pub const MOST_FILES: usize = 12;

/// Why a file is not taken: for whoever chose it.
pub type NotAFile = &'static str;

const KIB: usize = 1024;

impl FileKind {
    /// Looks at the bytes.
    pub fn of(bytes: &[u8]) -> Result<Self, NotAFile> {
        let kind = if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Self::Jpeg
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Self::Webp
        } else if bytes.starts_with(b"%PDF-") {
            if !bytes[bytes.len().saturating_sub(KIB)..].windows(5).any(|end| end == b"%%EOF") {
                return Err("PDFが途中で切れています。もう一度書き出してください。");
            }
            Self::Slides
        } else if is_captions(bytes)? {
            Self::Captions
        } else if looks_like_svg(bytes) {
            return Err("SVGの絵は、中にプログラムを持てるため受け付けません。PNGかJPEGにしてください。");
        } else {
            return Err("写真（JPEG・PNG・WebP）、スライド（PDF）、字幕（WebVTT）のどれでもありません。");
        };
        if bytes.len() > kind.most_bytes() {
            return Err(kind.too_large());
        }
        Ok(kind)
    }

    /// The longest file of this kind that is taken.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::Captions => 256 * KIB,
            Self::Slides => 3 * KIB * KIB,
            Self::Jpeg | Self::Png | Self::Webp => 2 * KIB * KIB,
        }
    }

    const fn too_large(self) -> NotAFile {
        match self {
            Self::Captions => "字幕は256KBまでです。",
            Self::Slides => "スライドは3MBまでです。画像を小さくして書き出してください。",
            Self::Jpeg | Self::Png | Self::Webp => "写真は2MBまでです。小さくしてから選んでください。",
        }
    }

    /// The largest of all: a longer upload is not even read.
    pub const MOST_BYTES: usize = Self::Slides.most_bytes();

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Captions => "text/vtt; charset=utf-8",
            Self::Slides => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }

    /// The end of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Captions => "vtt",
            Self::Slides => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
        }
    }

    /// The kind of a name that [`file_name`] made.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        [Self::Captions, Self::Slides, Self::Jpeg, Self::Png, Self::Webp]
            .into_iter()
            .find(|kind| kind.extension() == extension)
    }

    /// Whether it is a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }
}

/// Captions begin with their name, are UTF-8 and have at least one cue, in order.
fn is_captions(bytes: &[u8]) -> Result<bool, NotAFile> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if !bytes.starts_with(b"WEBVTT") || !matches!(bytes.get(6), None | Some(b' ' | b'\t' | b'\r' | b'\n')) {
        return Ok(false);
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| "字幕の文字がUTF-8ではありません。UTF-8で保存し直してください。")?;
    let starts: Option<Vec<u64>> = text
        .lines()
        .filter_map(|line| line.split_once("-->"))
        .map(|(start, _)| millis(start.trim()))
        .collect();
    match starts {
        Some(starts) if starts.is_empty() => Err("字幕に時刻の行（00:00:01.000 --> …）がありません。"),
        Some(starts) if starts.is_sorted() => Ok(true),
        _ => Err("字幕の時刻が読めないか、順番どおりではありません。"),
    }
}

/// `01:02:03.004` or `02:03.004`.
fn millis(text: &str) -> Option<u64> {
    let (clock, thousandths) = text.split_once('.')?;
    let number = |text: &str, most: u64| {
        let good = !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<u64>().ok().filter(|n| good && *n <= most)
    };
    let mut parts = clock.rsplit(':');
    let (seconds, minutes) = (number(parts.next()?, 59)?, number(parts.next()?, 59)?);
    let hours = parts.next().map_or(Some(0), |hours| number(hours, 999))?;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + number(thousandths, 999)?)
}

fn looks_like_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * KIB)]).to_ascii_lowercase();
    head.contains("<svg") || head.contains("<!doctype svg")
}

/// A name for a file, from what it was called: small Latin letters, digits and `-`, with the ending of its kind.
pub fn file_name(called: &str, kind: FileKind, taken: &[&str]) -> String {
    let stem = called.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let mut name = String::new();
    for c in stem.chars().map(|c| c.to_ascii_lowercase()) {
        if c.is_ascii_alphanumeric() {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(40);
    let name = name.trim_matches('-');
    let name = if name.is_empty() {
        match kind {
            FileKind::Captions => "captions",
            FileKind::Slides => "slides",
            _ => "photo",
        }
    } else {
        name
    };
    let extension = kind.extension();
    let mut whole = format!("{name}.{extension}");
    let mut n = 2;
    while taken.contains(&whole.as_str()) {
        whole = format!("{name}-{n}.{extension}");
        n += 1;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(FileKind::of(&[0xFF, 0xD8, 0xFF, 0xE0]), Ok(FileKind::Jpeg));
        assert_eq!(FileKind::of(b"\x89PNG\r\n\x1a\nx"), Ok(FileKind::Png));
        assert_eq!(FileKind::of(b"RIFF\0\0\0\0WEBPVP8 "), Ok(FileKind::Webp));
        assert_eq!(FileKind::of(b"%PDF-1.7 x %%EOF\n"), Ok(FileKind::Slides));
        assert_eq!(
            FileKind::of("WEBVTT\n\n00:01.000 --> 00:02.000\nこんにちは\n".as_bytes()),
            Ok(FileKind::Captions)
        );
        for bad in [
            &b""[..],
            b"x",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
            b"<html>",
            b"GIF89a",
            b"MZ",
            b"PK\x03\x04",
            b"%PDF-1.7 cut",
            b"WEBVTT\n\nno cue",
            b"WEBVTTX\n00:01.000 --> 00:02.000",
            b"WEBVTT\n\n00:03.000 --> 00:04.000\nb\n\n00:01.000 --> 00:02.000\na\n",
            b"WEBVTT\n\n00:01 --> 00:02\n",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff",
        ] {
            assert!(FileKind::of(bad).is_err(), "{bad:?}");
        }
        let mut large = vec![0xFF, 0xD8, 0xFF];
        large.resize(FileKind::Jpeg.most_bytes() + 1, 0);
        assert!(FileKind::of(&large).is_err());
    }

    #[test]
    fn a_name_is_small_latin_letters_and_taken_once() {
        assert_eq!(file_name("C:\\写真\\IMG 0123.JPG", FileKind::Jpeg, &[]), "img-0123.jpg");
        assert_eq!(file_name("../../etc/passwd.vtt", FileKind::Captions, &[]), "passwd.vtt");
        assert_eq!(file_name("窯.png", FileKind::Png, &["photo.png", "photo-2.png"]), "photo-3.png");
        assert_eq!(FileKind::of_name("a.b.webp"), Some(FileKind::Webp));
        assert_eq!(FileKind::of_name("a.svg"), None);
    }
}
