//! The script of the pages on which a person uses a passkey or touches a card.
//!
//! It finds its places by their `data-` attributes, takes its words from the page, and keeps nothing: no storage, no
//! name in the window. A page of the town works as far as it can without it.
//!
//! `tap` and `passkey` tell what happens, step by step; `view` and `words` decide what is shown; `ceremony` shows it.

mod ceremony;
mod dom;
mod http;
mod passkey;
mod small;
mod tap;
mod view;
mod words;

use ceremony::Stage;
use dom::Page;
use std::rc::Rc;
use wasm_bindgen::prelude::wasm_bindgen;

/// Brings the page to life. Called by the glue when the wasm has been loaded.
#[wasm_bindgen(start)]
fn start() {
    let Some(page) = Page::open().map(Rc::new) else { return };
    small::attach(&page);
    let stage = Rc::new(Stage::new(&page));
    for element in page.all("[data-tap]") {
        tap::attach(&page, &stage, &element);
    }
    for element in page.all("[data-passkey]") {
        passkey::attach(&page, &stage, &element);
    }
}
