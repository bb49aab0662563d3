//! Codes are made by another library (`qrcodegen`), drawn as a camera sees them, and read back byte by byte.
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss
)]

mod content;
mod hostile;
mod kept;
mod looks;
mod scene;

use crate::{Effort, Picture, symbols};
use qrcodegen::{QrCode, QrCodeEcc, QrSegment, Version};

/// A part of a slip as a pharmacy prints it, made up: Shift_JIS, kana of both widths, CRLF; `bytes` of it.
fn slip(bytes: usize) -> Vec<u8> {
    let mut text =
        "JAHISTC08,1\r\n1,ひびき 花子,2,H301121\r\n5,R081120,1\r\n11,ﾋﾋﾞｷ薬局,99,4,9999999,,,,1\r\n"
            .to_owned();
    for rp in 1.. {
        let drug = format!(
            "201,{rp},架空ﾃｽﾄ錠{rp}ｍｇ「ソ表」,{},錠,1,,1\r\n301,{rp},毎食後,5,日分,1,1,,1\r\n",
            rp % 4 + 1
        );
        text.push_str(&drug);
        let (encoded, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
        assert!(!lossy);
        if encoded.len() >= bytes {
            return encoded[..bytes].to_vec();
        }
    }
    unreachable!()
}

/// A code of one version, as full as it can be with level M.
fn code(version: u8, bytes: &[u8]) -> QrCode {
    let version = Version::new(version);
    let segments = [QrSegment::make_bytes(bytes)];
    QrCode::encode_segments_advanced(&segments, QrCodeEcc::Medium, version, version, None, false).unwrap()
}

/// What is read from a picture, all of it standing alone.
fn bytes(picture: &Picture, effort: Effort) -> Vec<Vec<u8>> {
    let alone = |symbol: crate::Symbol| {
        assert_eq!(symbol.part, None);
        symbol.bytes
    };
    symbols(picture, effort).into_iter().map(alone).collect()
}
