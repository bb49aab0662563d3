//! Files that belong to an item. What a file is, its bytes say: names and stated types are never believed.
//!
//! Every file is kept in parts of [`PART_BYTES`]. A recording also arrives in them, so that a lost line costs one part.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

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
    /// A recording that is heard: MP3.
    Mp3,
    /// A recording that is heard: AAC in MP4.
    M4a,
    /// A recording that is heard: Opus or Vorbis in Ogg.
    Ogg,
    /// A recording that is watched: MP4.
    Mp4,
    /// A recording that is watched: `WebM`.
    Webm,
}

/// A recording is watched or heard; a lecture has at most one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recording {
    /// Heard.
    Audio,
    /// Watched.
    Video,
}

impl Recording {
    /// The word in the database and in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Audio => "audio",
            Self::Video => "video",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Audio => "録音",
            Self::Video => "映像",
        }
    }
}

/// An item has at most so many files.
pub const MOST_FILES: usize = 12;

/// A part of a file. Small, because a request digests, encodes and stores it, and the edge host's smallest plan gives it
/// 10 ms for that. A multiple of three, so that the Base64 of the parts joins to the whole's.
pub const PART_BYTES: usize = 192 * KIB;

/// The longest recording: the edge host takes static files of up to 25 MiB.
pub const MOST_RECORDING_BYTES: usize = 24 * KIB * KIB;

/// One item's files together.
pub const MOST_ITEM_BYTES: usize = 60 * KIB * KIB;
/// What one organisation has at the desk and not yet on the site.
pub const MOST_OFFICE_BYTES: usize = 120 * KIB * KIB;
/// What all of them have: D1's free database holds 500 MB, and Base64 is longer by a third.
pub const MOST_TOWN_BYTES: usize = 200 * KIB * KIB;

/// Why a file is not taken: for whoever chose it.
pub type NotAFile = &'static str;

const KIB: usize = 1024;

impl FileKind {
    const ALL: [Self; 10] = [
        Self::Captions,
        Self::Slides,
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Mp3,
        Self::M4a,
        Self::Ogg,
        Self::Mp4,
        Self::Webm,
    ];

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
        } else if Self::recording(bytes).is_ok() {
            return Err("録音と映像は、ページの「録音・映像」のところから加えてください。");
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

    /// Looks at the first part of a recording.
    pub fn recording(head: &[u8]) -> Result<Self, NotAFile> {
        let begins = &head[..head.len().min(64)];
        let holds = |word: &[u8]| begins.windows(word.len()).any(|there| there == word);
        if head.starts_with(b"ID3") && head.get(3).is_some_and(|version| (2..=4).contains(version))
            || is_mp3_frame(head)
        {
            return Ok(Self::Mp3);
        }
        if head.starts_with(b"OggS") {
            let is_heard = holds(b"OpusHead") || holds(b"\x01vorbis");
            return if is_heard {
                Ok(Self::Ogg)
            } else {
                Err("この形のOggは使えません。OpusかMP3で書き出してください。")
            };
        }
        if head.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]) {
            let is_webm = holds(b"webm");
            return if is_webm {
                Ok(Self::Webm)
            } else {
                Err("MKVは開けない端末があります。MP4かWebMで書き出してください。")
            };
        }
        if head.get(4..8) == Some(b"ftyp") {
            return match head.get(8..12) {
                Some(b"M4A " | b"M4B ") => Ok(Self::M4a),
                Some(b"qt  ") => Err("MOVは開けない端末があります。MP4で書き出してください。"),
                // A recorder's file says of its tracks, not of itself, that it is only heard.
                _ if has_track(head, b"soun") && !has_track(head, b"vide") => Ok(Self::M4a),
                _ => Ok(Self::Mp4),
            };
        }
        Err("録音（MP3・M4A・Ogg）、映像（MP4・WebM）のどれでもありません。")
    }

    /// Whether it is a recording, and which.
    pub const fn as_recording(self) -> Option<Recording> {
        match self {
            Self::Mp3 | Self::M4a | Self::Ogg => Some(Recording::Audio),
            Self::Mp4 | Self::Webm => Some(Recording::Video),
            _ => None,
        }
    }

    /// The longest file of this kind that is taken.
    pub const fn most_bytes(self) -> usize {
        match self {
            Self::Captions => 256 * KIB,
            Self::Slides => 3 * KIB * KIB,
            Self::Jpeg | Self::Png | Self::Webp => 2 * KIB * KIB,
            Self::Mp3 | Self::M4a | Self::Ogg | Self::Mp4 | Self::Webm => MOST_RECORDING_BYTES,
        }
    }

    const fn too_large(self) -> NotAFile {
        match self {
            Self::Captions => "字幕は256KBまでです。",
            Self::Slides => "スライドは3MBまでです。画像を小さくして書き出してください。",
            Self::Jpeg | Self::Png | Self::Webp => "写真は2MBまでです。小さくしてから選んでください。",
            Self::Mp3 | Self::M4a | Self::Ogg | Self::Mp4 | Self::Webm => {
                "録音と映像は、1つ24MBまでです。画質や音質を下げて書き出してください。"
            }
        }
    }

    /// The largest that comes in one form: a longer upload is not even read.
    pub const MOST_BYTES: usize = Self::Slides.most_bytes();

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Captions => "text/vtt; charset=utf-8",
            Self::Slides => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Mp3 => "audio/mpeg",
            Self::M4a => "audio/mp4",
            Self::Ogg => "audio/ogg",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
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
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Ogg => "ogg",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
        }
    }

    /// The kind of a name that [`file_name`] made.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Self::ALL.into_iter().find(|kind| kind.extension() == extension)
    }

    /// Whether it is a picture.
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }
}

/// A frame of MPEG audio, layer III (ISO/IEC 11172-3, 2.4.2.3): bit rate and sampling rate are none of the forbidden.
fn is_mp3_frame(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFF, sync, rates, ..] if sync & 0xE6 == 0xE2 && sync & 0x18 != 0x08
        && rates & 0xF0 != 0xF0 && rates & 0xF0 != 0 && rates & 0x0C != 0x0C)
}

/// Whether an MP4 says here that it has a track of this kind (ISO/IEC 14496-12, 8.4.3): `hdlr`, version, zero, kind.
fn has_track(bytes: &[u8], kind: &[u8]) -> bool {
    bytes.windows(16).any(|at| at.starts_with(b"hdlr") && at.get(12..16) == Some(kind))
}

/// How many parts a file of so many bytes has.
pub const fn parts_of(bytes: usize) -> usize {
    bytes.div_ceil(PART_BYTES)
}

/// How long a part is: all but the last are whole. Nothing, if the file has no such part.
pub const fn part_length(bytes: usize, part: usize) -> Option<usize> {
    let parts = parts_of(bytes);
    if part >= parts {
        None
    } else if part + 1 == parts {
        Some(bytes - part * PART_BYTES)
    } else {
        Some(PART_BYTES)
    }
}

/// The digest of a part, in hexadecimal.
pub fn part_digest(part: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(part))
}

/// The digest of a file: SHA-256 over its parts' digests as they are written, so that nobody needs all bytes at once.
pub fn digest<T: AsRef<str>>(parts: impl IntoIterator<Item = T>) -> String {
    let mut whole = Sha256::new();
    for part in parts {
        whole.update(part.as_ref());
    }
    HEXLOWER.encode(&whole.finalize())
}

/// The digest of a file that is there whole.
pub fn digest_of(bytes: &[u8]) -> String {
    digest(bytes.chunks(PART_BYTES).map(part_digest))
}

/// A piece of a file that a player asks for: its first byte and its last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// Nothing that is understood was asked for: the whole.
    Whole,
    /// From here to there.
    Piece(usize, usize),
    /// The file does not reach so far.
    Beyond,
}

impl Range {
    /// Reads a `Range` header (RFC 9110, section 14.2) for a file of so many bytes. A piece ends with the part in which
    /// it begins: one row is read for one answer, and a player asks for the next (section 15.3.7).
    pub fn read(header: Option<&str>, bytes: usize) -> Self {
        let Some(asked) = header.and_then(|header| header.strip_prefix("bytes=")) else { return Self::Whole };
        let Some((first, last)) = asked.split_once('-') else { return Self::Whole };
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            text.parse::<usize>().ok().filter(|_| digits)
        };
        let (first, last) = match (number(first), number(last)) {
            (Some(first), Some(last)) if first <= last => (first, last),
            (Some(first), None) if last.is_empty() => (first, usize::MAX),
            (None, Some(0)) if first.is_empty() => return Self::Beyond,
            (None, Some(end)) if first.is_empty() => (bytes.saturating_sub(end), usize::MAX),
            _ => return Self::Whole,
        };
        if first >= bytes {
            return Self::Beyond;
        }
        let end_of_part = (first / PART_BYTES + 1) * PART_BYTES - 1;
        Self::Piece(first, last.min(end_of_part).min(bytes - 1))
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
            FileKind::Jpeg | FileKind::Png | FileKind::Webp => "photo",
            FileKind::Mp3 | FileKind::M4a | FileKind::Ogg => "audio",
            FileKind::Mp4 | FileKind::Webm => "video",
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
        assert_eq!(file_name("川の話.m4a", FileKind::M4a, &[]), "audio.m4a");
        assert_eq!(FileKind::of_name("a.svg"), None);
        for kind in FileKind::ALL {
            assert_eq!(FileKind::of_name(&file_name("x", kind, &[])), Some(kind));
        }
    }

    /// An MP4's beginning: brand, and the kinds of its tracks.
    fn mp4(brand: [u8; 4], tracks: &[&[u8; 4]]) -> Vec<u8> {
        let mut bytes = [b"\0\0\0\x18ftyp", &brand[..], b"\0\0\0\0"].concat();
        for track in tracks {
            bytes.extend([b"\0\0\0\x20hdlr\0\0\0\0\0\0\0\0", &track[..]].concat());
        }
        bytes
    }

    #[test]
    fn a_recording_is_what_its_bytes_say() {
        let webm = [&[0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84][..], b"webm"].concat();
        let ogg = |codec: &[u8]| [b"OggS\0\x02", &[0; 22][..], codec].concat();
        for (bytes, kind) in [
            (b"ID3\x04\0\0\0\0\0\0".to_vec(), FileKind::Mp3),
            (vec![0xFF, 0xFB, 0x90, 0x64], FileKind::Mp3),
            (ogg(b"OpusHead"), FileKind::Ogg),
            (ogg(b"\x01vorbis"), FileKind::Ogg),
            (webm.clone(), FileKind::Webm),
            (mp4(*b"isom", &[b"vide", b"soun"]), FileKind::Mp4),
            (mp4(*b"mp42", &[]), FileKind::Mp4),
            (mp4(*b"mp42", &[b"soun"]), FileKind::M4a),
            (mp4(*b"M4A ", &[]), FileKind::M4a),
        ] {
            assert_eq!(FileKind::recording(&bytes), Ok(kind));
            assert!(FileKind::of(&bytes).is_err_and(|why| why.contains("録音と映像は")));
        }
        for bad in [
            &b""[..],
            b"<!doctype html><script>alert(1)</script>",
            b"MZ",
            b"ID3\xFF",
            b"RIFF\0\0\0\0AVI ",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\na\n",
            &[0xFF, 0xD8, 0xFF, 0xE0],
            &[0xFF, 0xFB, 0xF0, 0x64],
            &ogg(b"\x80theora"),
            &[0x1A, 0x45, 0xDF, 0xA3, 0, 0, b'm', b'a', b't'],
            &mp4(*b"qt  ", &[b"vide"]),
        ] {
            assert!(FileKind::recording(bad).is_err(), "{bad:?}");
        }
        assert_eq!(FileKind::Ogg.as_recording(), Some(Recording::Audio));
        assert_eq!(FileKind::Webm.as_recording(), Some(Recording::Video));
        assert_eq!(FileKind::Slides.as_recording(), None);
    }

    #[test]
    fn a_file_is_the_sum_of_its_parts() {
        assert_eq!(PART_BYTES % 3, 0);
        assert_eq!(parts_of(MOST_RECORDING_BYTES), 128);
        for bytes in [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, 3 * PART_BYTES] {
            let lengths: Vec<_> = (0..).map_while(|part| part_length(bytes, part)).collect();
            assert_eq!((lengths.len(), lengths.iter().sum::<usize>()), (parts_of(bytes), bytes));
        }
        let bytes = vec![7; PART_BYTES + 5];
        let (first, second) = bytes.split_at(PART_BYTES);
        assert_eq!(digest_of(&bytes), digest([part_digest(first), part_digest(second)]));
        assert_ne!(digest_of(&bytes), digest([part_digest(second), part_digest(first)]));
    }

    #[test]
    fn a_player_gets_the_piece_it_asks_for_up_to_the_end_of_the_part() {
        let bytes = 2 * PART_BYTES + 10;
        let read = |header: &str| Range::read(Some(header), bytes);
        assert_eq!(Range::read(None, bytes), Range::Whole);
        assert_eq!(read("bytes=0-"), Range::Piece(0, PART_BYTES - 1));
        assert_eq!(read("bytes=0-1"), Range::Piece(0, 1));
        let across = format!("bytes={}-{}", PART_BYTES - 2, PART_BYTES + 2);
        assert_eq!(read(&across), Range::Piece(PART_BYTES - 2, PART_BYTES - 1));
        assert_eq!(read("bytes=-4"), Range::Piece(bytes - 4, bytes - 1));
        assert_eq!(read("bytes=-99999999999"), Range::Piece(0, PART_BYTES - 1));
        assert_eq!(read(&format!("bytes={}-", bytes - 1)), Range::Piece(bytes - 1, bytes - 1));
        assert_eq!(read(&format!("bytes={bytes}-")), Range::Beyond);
        assert_eq!(read("bytes=-0"), Range::Beyond);
        for odd in ["bytes=5-4", "bytes=0-1,4-5", "bytes=a-b", "bytes=", "bytes=-", "items=0-1", "bytes=+1-2"]
        {
            assert_eq!(read(odd), Range::Whole, "{odd}");
        }
    }
}
