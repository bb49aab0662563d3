//! Shift_JIS by the host's own tables.

use crate::fault::Fault;
use hibiki_domain::health::medicine::{ShiftJis, pairs};
use std::{cell::RefCell, rc::Rc};
use worker::{
    js_sys::{Array, Function, Reflect, Uint8Array, global},
    wasm_bindgen::{JsCast as _, JsValue},
};

thread_local! {
    static TABLE: RefCell<Option<Rc<ShiftJis>>> = const { RefCell::new(None) };
}

/// The table for writing, made once in the life of an instance.
pub(crate) fn table() -> Result<Rc<ShiftJis>, Fault> {
    if let Some(table) = TABLE.with_borrow(Clone::clone) {
        return Ok(table);
    }
    let decoded = decoded(&pairs()).ok().and_then(|value| value.as_string());
    let table = decoded.and_then(|text| ShiftJis::from_decoded(&text)).map(Rc::new);
    let table = table.ok_or_else(|| Fault::broken("shift-jis"))?;
    TABLE.set(Some(table.clone()));
    Ok(table)
}

/// `new TextDecoder("shift_jis").decode(bytes)`
fn decoded(bytes: &[u8]) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&global(), &"TextDecoder".into())?.dyn_into()?;
    let decoder = Reflect::construct(&class, &Array::of1(&"shift_jis".into()))?;
    let decode: Function = Reflect::get(&decoder, &"decode".into())?.dyn_into()?;
    decode.call1(&decoder, &Uint8Array::from(bytes))
}
