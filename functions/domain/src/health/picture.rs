//! The picture of a diary's entry: what it is, without what a camera writes beside it (place, time, serial numbers).

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

/// The most bytes of a picture. The page's script makes it far smaller before it is sent.
pub const MOST_BYTES: usize = 400 * 1024;
/// So many bytes are one sealed row.
pub const PART_BYTES: usize = 40 * 1024;

/// What a picture is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// ISO/IEC 15948.
    Png,
    /// RFC 9649.
    Webp,
}

impl Format {
    /// None for anything else.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
            Some(Self::Webp)
        } else {
            None
        }
    }

    /// The content type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
        }
    }
}

/// Why bytes are no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPicture {
    /// More than [`MOST_BYTES`].
    #[error("too large for a picture")]
    TooLarge,
    /// Neither JPEG nor PNG nor WebP, or cut off before the picture.
    #[error("not a picture")]
    Unknown,
}

/// A picture as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture(Vec<u8>);

impl Picture {
    /// The picture without what stands beside it.
    pub fn read(bytes: &[u8]) -> Result<Self, NotAPicture> {
        if bytes.len() > MOST_BYTES {
            return Err(NotAPicture::TooLarge);
        }
        let plain = match Format::of(bytes).ok_or(NotAPicture::Unknown)? {
            Format::Jpeg => jpeg(bytes),
            Format::Png => png(bytes),
            Format::Webp => webp(bytes),
        };
        plain.map(Self).ok_or(NotAPicture::Unknown)
    }

    /// The rows that hold it.
    pub fn parts(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        self.0.chunks(PART_BYTES)
    }

    /// 32 hexadecimal digits that no other picture has.
    pub fn digest(&self) -> String {
        digest(&self.0)
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.0.len())
    }
}

/// The digest of a picture's bytes.
pub fn digest(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..16])
}

/// The field of a diary's entry that names its picture. It is filled in by the program, and shown by no form.
pub const FIELD: &str = "picture";

/// What that field holds: the name of the rows that hold the picture, and its digest.
pub fn reference(rows: &str, digest: &str) -> String {
    format!("{rows}{digest}")
}

/// Reads what [`reference`] wrote: rows and digest.
pub fn read_reference(text: &str) -> Option<(&str, &str)> {
    let good = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    good.then(|| text.split_at(32))
}

/// Drops the segments of applications and comments but those that the colours need: JFIF, and Adobe's.
fn jpeg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut rest = bytes.get(2..)?;
    loop {
        let [0xff, kind, after @ ..] = rest else { return None };
        match kind {
            // A byte that fills up.
            0xff => {
                rest = rest.get(1..)?;
                continue;
            }
            // The picture itself follows, to the end.
            0xda => {
                out.extend_from_slice(rest);
                return Some(out);
            }
            0x01 | 0xd0..=0xd9 => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*after.first_chunk::<2>()?));
        let segment = rest.get(..2 + length.max(2))?;
        if !matches!(kind, 0xe1..=0xed | 0xef | 0xfe) {
            out.extend_from_slice(segment);
        }
        rest = rest.get(segment.len()..)?;
    }
}

/// Keeps the chunks without which it is another picture, and its colours and transparency.
fn png(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 10] =
        [b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"];
    let mut out = bytes.get(..8)?.to_vec();
    let mut rest = bytes.get(8..)?;
    loop {
        let length = usize::try_from(u32::from_be_bytes(*rest.first_chunk::<4>()?)).ok()?;
        let kind = rest.get(4..8)?;
        let chunk = rest.get(..length.checked_add(12)?)?;
        if KEPT.iter().any(|kept| kept.as_slice() == kind) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        rest = rest.get(chunk.len()..)?;
    }
}

/// Drops the chunks `EXIF` and `XMP `, and says so in `VP8X`.
fn webp(bytes: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8; 4]; 6] = [b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"];
    let mut out = bytes.get(..12)?.to_vec();
    let mut rest = bytes.get(12..)?;
    let mut has_picture = false;
    while !rest.is_empty() {
        let kind = rest.get(..4)?;
        let length = usize::try_from(u32::from_le_bytes(*rest.get(4..)?.first_chunk::<4>()?)).ok()?;
        let chunk = rest.get(..length.checked_add(8)?)?;
        if KEPT.iter().any(|kept| kept.as_slice() == kind) {
            has_picture |= kind != b"VP8X";
            let start = out.len();
            out.extend_from_slice(chunk);
            // Bits of the colour profile, of EXIF and of XMP (RFC 9649, section 2.7).
            if kind == b"VP8X" {
                *out.get_mut(start + 8)? &= !0b0010_1100;
            }
            if length % 2 == 1 {
                out.push(0);
            }
        }
        rest = rest.get(chunk.len() + length % 2..).unwrap_or_default();
    }
    let length = u32::try_from(out.len() - 8).ok()?;
    out.get_mut(4..8)?.copy_from_slice(&length.to_le_bytes());
    has_picture.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len() + 2).unwrap().to_be_bytes();
        [&[0xff, kind], length.as_slice(), body].concat()
    }

    fn chunk(kind: [u8; 4], body: &[u8]) -> Vec<u8> {
        [&u32::try_from(body.len()).unwrap().to_be_bytes(), kind.as_slice(), body, &[1, 2, 3, 4]].concat()
    }

    fn riff(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut body = b"WEBP".to_vec();
        for (kind, bytes) in chunks {
            body.extend_from_slice(*kind);
            body.extend_from_slice(&u32::try_from(bytes.len()).unwrap().to_le_bytes());
            body.extend_from_slice(bytes);
            body.resize(body.len().next_multiple_of(2), 0);
        }
        [b"RIFF", u32::try_from(body.len()).unwrap().to_le_bytes().as_slice(), &body].concat()
    }

    const SECRET: &[u8] = b"GPS 35.1234 135.5678";

    fn pictures() -> [Vec<u8>; 3] {
        let exif = [b"Exif\0\0", SECRET].concat();
        let scan = segment(0xda, b"scan");
        let jpeg = [
            b"\xff\xd8".to_vec(),
            segment(0xe0, b"JFIF\0"),
            segment(0xe1, &exif),
            segment(0xfe, SECRET),
            segment(0xdb, b"table"),
            scan,
            b"data\xff\xd9".to_vec(),
        ];
        let png = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(*b"IHDR", b"head"),
            chunk(*b"tEXt", SECRET),
            chunk(*b"eXIf", SECRET),
            chunk(*b"IDAT", b"data"),
            chunk(*b"IEND", b""),
            SECRET.to_vec(),
        ];
        let webp = riff(&[
            (b"VP8X", &[0b0010_1110, 0, 0]),
            (b"VP8 ", b"data"),
            (b"EXIF", SECRET),
            (b"XMP ", SECRET),
        ]);
        [jpeg.concat(), png.concat(), webp]
    }

    #[test]
    fn what_a_camera_writes_beside_a_picture_is_gone_and_the_picture_is_not() {
        for (bytes, format) in pictures().iter().zip([Format::Jpeg, Format::Png, Format::Webp]) {
            let picture = Picture::read(bytes).unwrap();
            let kept = picture.parts().collect::<Vec<_>>().concat();
            let has = |wanted: &[u8]| kept.windows(wanted.len()).any(|window| window == wanted);
            assert!(!has(SECRET) && has(b"data"), "{format:?}");
            assert_eq!(Format::of(&kept), Some(format));
            assert_eq!(Picture::read(&kept).unwrap(), picture, "a second time changes nothing");
            assert_eq!(digest(&kept), picture.digest());
        }
        let [jpeg, _, webp] = pictures().map(|bytes| Picture::read(&bytes).unwrap().0);
        assert!(jpeg.windows(4).any(|window| window == b"JFIF") && jpeg.ends_with(b"data\xff\xd9"));
        assert_eq!(webp[20], 0b0000_0010);
        assert_eq!(u32::from_le_bytes(webp[4..8].try_into().unwrap()) as usize, webp.len() - 8);
    }

    #[test]
    fn what_is_no_picture_or_is_cut_is_refused() {
        for bad in [
            &b""[..],
            b"<svg/>",
            b"GIF89a",
            b"%PDF-1.7",
            b"\xff\xd8\xff",
            b"RIFF\0\0\0\0WEBP",
            b"\x89PNG\r\n\x1a\n",
        ] {
            assert_eq!(Picture::read(bad), Err(NotAPicture::Unknown), "{bad:?}");
        }
        for whole in pictures() {
            for end in 0..whole.len() {
                let _never_panics = Picture::read(&whole[..end]);
            }
        }
        assert_eq!(Picture::read(&vec![0xff; MOST_BYTES + 1]), Err(NotAPicture::TooLarge));
    }

    #[test]
    fn a_reference_names_rows_and_digest() {
        let text = reference(&"a1".repeat(16), &digest(b"x"));
        assert_eq!(read_reference(&text), Some(("a1".repeat(16).as_str(), digest(b"x").as_str())));
        for bad in ["", "a1", &"G".repeat(64), &"a".repeat(65), &"あ".repeat(22)] {
            assert_eq!(read_reference(bad), None);
        }
    }
}
