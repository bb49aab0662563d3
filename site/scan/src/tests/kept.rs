//! The codes of `tests/data/scan`, which the test of the scripts draws into pictures.

use super::content::joined;
use crate::Part;
use qrcodegen::{QrCode, QrCodeEcc, QrSegment};
use std::{fmt::Write as _, fs, path::Path};

/// A slip as a pharmacy prints it, in three parts, and others. Everybody in it is made up.
const TEXTS: [(&str, &str); 5] = [
    (
        "part-1",
        "JAHISTC08,1\r\n1,ひびき 花子,2,H301121,,,,,,,ﾋﾋﾞｷ ﾊﾅｺ\r\n5,R081120,1\r\n11,響川ﾃｽﾄ薬局,99,4,9999999,,,,1\r\n911,20261120093000,3,1\r\n",
    ),
    (
        "part-2",
        "JAHISTC08,1\r\n15,薬剤 師子,,1\r\n201,1,架空ﾃｽﾄ錠１０ｍｇ「ソ表」,1,錠,1,,1\r\n301,1,毎食後,5,日分,1,1,,1\r\n911,20261120093000,3,2\r\n",
    ),
    (
        "part-3",
        "JAHISTC08,1\r\n201,2,架空軟膏０．１％,10,ｇ,1,,1\r\n301,2,1日2回,1,調剤,5,1,,1\r\n911,20261120093000,3,3\r\n",
    ),
    (
        "whole",
        "JAHISTC08,1\r\n1,ひびき 太郎,1,S630502\r\n5,R081121,1\r\n11,響川ﾃｽﾄ薬局,99,4,9999999,,,,1\r\n501,ｿﾗﾐﾐ 表示,1\r\n",
    ),
    ("prescription", "JAHIS9\r\n1,1,9999999,99,響川町立診療所\r\n11,,ひびき 花子,ﾋﾋﾞｷ ﾊﾅｺ\r\n"),
];

/// Plain PBM: what it says can be seen in it.
fn drawn(code: &QrCode) -> String {
    let side = code.size();
    let mut text = format!("P1\n{side} {side}\n");
    for y in 0..side {
        for x in 0..side {
            text.push(if code.get_module(x, y) { '1' } else { '0' });
        }
        writeln!(text).unwrap();
    }
    text
}

/// Whether a file is what it should be; if not, it is written anew.
fn is_kept((name, text): &(String, String)) -> bool {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/scan").join(name);
    let is = fs::read_to_string(&file).is_ok_and(|kept| kept == *text);
    if !is {
        fs::write(&file, text).unwrap();
    }
    is
}

fn shift_jis(text: &str) -> Vec<u8> {
    let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lossy, "{text}");
    bytes.into_owned()
}

#[test]
fn the_codes_that_the_browser_test_draws_are_these() {
    let mut files = Vec::new();
    for (name, text) in TEXTS {
        let segments = [QrSegment::make_bytes(&shift_jis(text))];
        let code = QrCode::encode_segments(&segments, QrCodeEcc::Medium).unwrap();
        files.extend([(format!("{name}.pbm"), drawn(&code)), (format!("{name}.txt"), text.to_owned())]);
    }
    let whole = shift_jis(TEXTS[3].1);
    let parity = whole.iter().fold(0, |parity, byte| parity ^ byte);
    // In the middle of a letter of two bytes.
    let cut = whole.iter().position(|byte| *byte >= 0x80).unwrap() + 1;
    for (index, piece) in (0..).zip([&whole[..cut], &whole[cut..]]) {
        let code = joined(Part { index, total: 2, parity }, piece);
        files.push((format!("joined-{}.pbm", index + 1), drawn(&code)));
    }
    files.retain(|file| !is_kept(file));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert!(names.is_empty(), "out of date and written anew, to be looked at and committed: {names:?}");
}
