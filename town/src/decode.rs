//! From whatever encoding a table comes in to UTF-8, piece by piece.

use encoding_rs::{Decoder, DecoderResult, Encoding, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Read};

const PIECE: usize = 32 * 1024;

/// How a file is encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Charset {
    encoding: &'static Encoding,
}

impl Charset {
    /// Reads the whole file once: a byte-order mark decides, else the encoding in which the least is broken.
    pub(crate) fn detect(mut file: impl Read) -> io::Result<Self> {
        let mut piece = vec![0; PIECE];
        let mut trials = [UTF_8, SHIFT_JIS].map(Trial::new);
        let mut zeros = [0_usize; 2]; // at even and at odd places: UTF-16 without a mark
        let mut offset = 0;
        loop {
            let length = fill(&mut file, &mut piece)?;
            let bytes = &piece[..length];
            if offset == 0
                && let Some((encoding, _)) = Encoding::for_bom(bytes)
            {
                return Ok(Self { encoding });
            }
            for (place, _) in bytes.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                zeros[(offset + place) % 2] += 1;
            }
            offset += length;
            for trial in &mut trials {
                trial.feed(bytes, length < PIECE);
            }
            if length < PIECE {
                break;
            }
        }
        let [utf8, shift_jis] = trials.map(|trial| trial.broken);
        let encoding = match zeros {
            // Commas and line ends alone make some.
            [even, odd] if odd > even && odd > offset / 100 => UTF_16LE,
            [even, odd] if even > odd && even > offset / 100 => UTF_16BE,
            _ if shift_jis < utf8 => SHIFT_JIS,
            _ => UTF_8,
        };
        Ok(Self { encoding })
    }

    /// What the operator knows it as.
    pub(crate) fn name(self) -> &'static str {
        if self.encoding == SHIFT_JIS { "Shift_JIS (CP932)" } else { self.encoding.name() }
    }

    /// The file as UTF-8 without a byte-order mark; what is broken becomes U+FFFD.
    pub(crate) fn decode<R: Read>(self, file: R) -> Decoded<R> {
        Decoded {
            file,
            decoder: self.encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PIECE],
            text: Vec::with_capacity(PIECE * 3 + 16),
            given: 0,
            ended: false,
        }
    }
}

/// Counts what one encoding cannot read.
struct Trial {
    decoder: Decoder,
    broken: usize,
    scratch: Vec<u8>,
}

impl Trial {
    fn new(encoding: &'static Encoding) -> Self {
        Self {
            decoder: encoding.new_decoder_without_bom_handling(),
            broken: 0,
            scratch: vec![0; PIECE * 3 + 16],
        }
    }

    fn feed(&mut self, mut bytes: &[u8], last: bool) {
        loop {
            let (result, read, _) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut self.scratch, last);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.broken += 1,
            }
        }
    }
}

/// Reads until the piece is full or the file ends.
fn fill(file: &mut impl Read, piece: &mut [u8]) -> io::Result<usize> {
    let mut length = 0;
    while length < piece.len() {
        match file.read(&mut piece[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(length)
}

/// A file as UTF-8.
pub(crate) struct Decoded<R> {
    file: R,
    decoder: Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() {
            if self.ended {
                return Ok(0);
            }
            let length = fill(&mut self.file, &mut self.raw)?;
            self.ended = length < self.raw.len();
            self.text.resize(self.text.capacity(), 0);
            // The text has room for whatever a piece becomes: at most three bytes for one.
            let (_, _, written, _) =
                self.decoder.decode_to_utf8(&self.raw[..length], &mut self.text, self.ended);
            self.text.truncate(written);
            self.given = 0;
        }
        let length = out.len().min(self.text.len() - self.given);
        out[..length].copy_from_slice(&self.text[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (&'static str, String) {
        let charset = Charset::detect(bytes).unwrap();
        let mut text = String::new();
        charset.decode(bytes).read_to_string(&mut text).unwrap();
        (charset.name(), text)
    }

    const TEXT: &str = "宛名番号,氏名\r\n1,髙橋　花子\r\n2,山﨑 ﾀﾛｳ\r\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_that_towns_use_is_told_apart() {
        assert_eq!(read(TEXT.as_bytes()), ("UTF-8", TEXT.to_owned()));
        assert_eq!(read(format!("\u{feff}{TEXT}").as_bytes()), ("UTF-8", TEXT.to_owned()));
        let (shift_jis, _, unmappable) = SHIFT_JIS.encode(TEXT);
        assert!(!unmappable, "髙 and 﨑 are in CP932");
        assert_eq!(read(&shift_jis), ("Shift_JIS (CP932)", TEXT.to_owned()));
        for little in [true, false] {
            let name = if little { "UTF-16LE" } else { "UTF-16BE" };
            assert_eq!(read(&utf16(&format!("\u{feff}{TEXT}"), little)), (name, TEXT.to_owned()));
            assert_eq!(read(&utf16(TEXT, little)), (name, TEXT.to_owned()), "without a mark");
        }
        assert_eq!(read(b""), ("UTF-8", String::new()));
    }

    #[test]
    fn one_broken_character_does_not_change_the_encoding() {
        let mut utf8 = TEXT.as_bytes().to_vec();
        utf8.push(0xFF);
        let (name, text) = read(&utf8);
        assert_eq!(name, "UTF-8");
        assert_eq!(text.matches('\u{fffd}').count(), 1);
        let mut shift_jis = SHIFT_JIS.encode(TEXT).0.into_owned();
        shift_jis.push(0xFD);
        assert_eq!(read(&shift_jis).0, "Shift_JIS (CP932)");
    }

    #[test]
    fn characters_across_pieces_stay_whole() {
        let long = TEXT.repeat(5_000);
        let (shift_jis, ..) = SHIFT_JIS.encode(&long);
        assert!(shift_jis.len() > 3 * PIECE);
        assert!(read(&shift_jis).1 == long);
        assert!(read(&utf16(&long, true)).1 == long);
        let odd = format!("x{long}");
        assert!(read(odd.as_bytes()).1 == odd);
        assert!(read(&SHIFT_JIS.encode(&odd).0).1 == odd);
    }
}
