//! Text from the bytes of a file: UTF-8, or what Japanese spreadsheets write.

use worker::{
    js_sys::{Array, Function, Object, Reflect, Uint8Array, global},
    wasm_bindgen::{JsCast as _, JsValue},
};

/// Reads a file's text. What is no UTF-8 is read as `Shift_JIS` as Windows writes it (Encoding Standard, section 13.3); None
/// when it is neither.
pub(crate) fn of_file(bytes: &[u8]) -> Option<String> {
    std::str::from_utf8(bytes).map_or_else(|_| shift_jis(bytes), |text| Some(text.to_owned()))
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
