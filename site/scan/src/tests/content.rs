//! What stands in codes.

use super::scene::{FLAT, picture};
use super::{bytes, code, slip};
use crate::{Effort, Part, Symbol, symbols};
use qrcodegen::{BitBuffer, QrCode, QrCodeEcc, QrSegment, QrSegmentMode, Version};

fn of(segments: &[QrSegment]) -> Vec<Vec<u8>> {
    let code = QrCode::encode_segments(segments, QrCodeEcc::Medium).unwrap();
    bytes(&picture(&[code], FLAT, 1), Effort::Quick)
}

/// Kanji mode: 13 bits a character of Shift_JIS (ISO/IEC 18004:2015, section 7.4.6).
fn kanji(shift_jis: &[u8]) -> QrSegment {
    let mut bits = BitBuffer(Vec::new());
    for pair in shift_jis.chunks_exact(2) {
        let wide = u32::from(pair[0]) << 8 | u32::from(pair[1]);
        let less = wide - if wide < 0xe040 { 0x8140 } else { 0xc140 };
        bits.append_bits((less >> 8) * 0xc0 + (less & 0xff), 13);
    }
    QrSegment::new(QrSegmentMode::Kanji, shift_jis.len() / 2, bits.0)
}

#[test]
fn shift_jis_comes_out_as_it_went_in() {
    // With bytes that are letters of ASCII inside a character (ソ 83 5c, 表 95 5c) and half-width kana.
    let content = slip(300);
    assert!(
        content.windows(2).any(|pair| pair == [0x83, 0x5c])
            && content.windows(2).any(|pair| pair == [0xc3, 0xbd])
    );
    assert_eq!(of(&[QrSegment::make_bytes(&content)]), [content]);
}

#[test]
fn every_byte_there_is_comes_out() {
    let all: Vec<u8> = (0..=u8::MAX).collect();
    assert_eq!(of(&[QrSegment::make_bytes(&all)]), [all]);
}

#[test]
fn numbers_letters_kanji_and_bytes_follow_each_other_in_one_code() {
    let shift_jis: Vec<u8> = encoding_rs::SHIFT_JIS.encode("薬剤師、熙").0.into_owned();
    let segments = [
        QrSegment::make_alphanumeric("JAHISTC08"),
        QrSegment::make_bytes(b",1\r\n"),
        QrSegment::make_numeric("91120261121093000"),
        kanji(&shift_jis),
        QrSegment::make_numeric("07"),
    ];
    assert_eq!(of(&segments), [[b"JAHISTC08,1\r\n91120261121093000".as_slice(), &shift_jis, b"07"].concat()]);
}

#[test]
fn an_eci_changes_nothing_in_the_bytes() {
    let content = slip(120);
    for eci in [3, 20, 26, 899, 20_000] {
        assert_eq!(
            of(&[QrSegment::make_eci(eci), QrSegment::make_bytes(&content)]),
            std::slice::from_ref(&content)
        );
    }
}

/// A symbol of a structured append: version 10, level M, which has 216 data codewords (table 7).
pub(super) fn joined(part: Part, content: &[u8]) -> QrCode {
    let mut bits = BitBuffer(Vec::new());
    for (value, length) in [
        (0b0011, 4),
        (u32::from(part.index), 4),
        (u32::from(part.total) - 1, 4),
        (u32::from(part.parity), 8),
        (0b0100, 4),
        (content.len() as u32, 16),
    ] {
        bits.append_bits(value, length);
    }
    for byte in content {
        bits.append_bits(u32::from(*byte), 8);
    }
    bits.append_bits(0, 4);
    bits.0.resize(bits.0.len().div_ceil(8) * 8, false);
    let pack = |eight: &[bool]| eight.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit));
    let mut codewords: Vec<u8> = bits.0.chunks(8).map(pack).collect();
    let pads = [0xec, 0x11].into_iter().cycle();
    let free = 216 - codewords.len();
    codewords.extend(pads.take(free));
    QrCode::encode_codewords(Version::new(10), QrCodeEcc::Medium, &codewords, None)
}

#[test]
fn a_symbol_of_a_structured_append_says_which_one_it_is() {
    let whole = slip(500);
    let parity = whole.iter().fold(0, |parity, byte| parity ^ byte);
    // Cut anywhere, also in the middle of a character.
    let pieces: Vec<&[u8]> = whole.chunks(167).collect();
    let parts: Vec<Part> = (0..3).map(|index| Part { index, total: 3, parity }).collect();
    let codes: Vec<QrCode> = parts.iter().zip(&pieces).map(|(part, piece)| joined(*part, piece)).collect();
    let mut found = symbols(&picture(&codes, FLAT, 1), Effort::Quick);
    found.sort_unstable_by_key(|symbol| symbol.part.map(|part| part.index));
    let made: Vec<Symbol> = parts
        .iter()
        .zip(&pieces)
        .map(|(part, piece)| Symbol { bytes: piece.to_vec(), part: Some(*part) })
        .collect();
    assert_eq!(found, made);
    assert_eq!(found.into_iter().flat_map(|symbol| symbol.bytes).collect::<Vec<u8>>(), whole);
}

#[test]
fn what_the_script_is_given_is_what_was_found() {
    let content = slip(150);
    let seen = picture(&[code(10, &content)], FLAT, 1);
    let rgba: Vec<u8> = seen.rows().flatten().flat_map(|pixel| [*pixel, *pixel, *pixel, 255]).collect();
    let reading = crate::read(&rgba, seen.width() as u32, false);
    assert_eq!((reading.count(), reading.bytes(0), reading.part(0)), (1, content, Vec::new()));
    assert_eq!((reading.light(), reading.bytes(1), reading.part(9)), (220, Vec::new(), Vec::new()));
}
