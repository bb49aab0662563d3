//! Text from the bytes of a file: UTF-8, UTF-16, or what Japanese spreadsheets write.

use worker::{
    js_sys::{Array, Function, Object, Reflect, Uint8Array, global},
    wasm_bindgen::{JsCast as _, JsValue},
};

/// Reads a file's text: UTF-8; UTF-16 with its mark or, without one, with a zero in every second place; else `Shift_JIS`
/// as Windows writes it (Encoding Standard, section 13.3). None when it is none of these.
pub(crate) fn of_file(bytes: &[u8]) -> Option<String> {
    if let Some(units) = utf_16(bytes) {
        return String::from_utf16(&units).ok();
    }
    let unmarked = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(unmarked).map_or_else(|_| shift_jis(bytes), |text| Some(text.to_owned()))
}

fn utf_16(bytes: &[u8]) -> Option<Vec<u16>> {
    let (body, is_little) = match bytes {
        [0xff, 0xfe, body @ ..] => (body, true),
        [0xfe, 0xff, body @ ..] => (body, false),
        // A table begins with a heading; of ASCII letters and signs every second byte is zero.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => (bytes, true),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => (bytes, false),
        _ => return None,
    };
    let unit = |pair: &[u8; 2]| if is_little { u16::from_le_bytes(*pair) } else { u16::from_be_bytes(*pair) };
    Some(body.as_chunks::<2>().0.iter().map(unit).collect())
}

/// The host knows the tables; a program that carries them is a third larger.
fn shift_jis(bytes: &[u8]) -> Option<String> {
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("fatal"), &JsValue::TRUE).ok()?;
    let maker: Function = Reflect::get(&global(), &JsValue::from_str("TextDecoder")).ok()?.dyn_into().ok()?;
    let arguments = Array::of2(&JsValue::from_str("shift_jis"), &options);
    let decoder = Reflect::construct(&maker, &arguments).ok()?;
    let decode: Function = Reflect::get(&decoder, &JsValue::from_str("decode")).ok()?.dyn_into().ok()?;
    decode.call1(&decoder, &Uint8Array::from(bytes)).ok()?.as_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_8_and_utf_16_are_told_by_their_first_bytes() {
        let text = "日付,体重\n2026-11-20,60.2\n";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        let english: Vec<u8> = "Date,Weight\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [
            text.as_bytes().to_vec(),
            ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
            [&[0xff, 0xfe], little.as_slice()].concat(),
            [&[0xfe, 0xff], big.as_slice()].concat(),
        ] {
            assert_eq!(of_file(&bytes).as_deref(), Some(text));
        }
        assert_eq!(of_file(&english).as_deref(), Some("Date,Weight\n"));
        assert_eq!(of_file(b"").as_deref(), Some(""));
        assert_eq!(of_file(&[0xff, 0xfe, 0x00, 0xd8]), None, "half a character");
    }
}
