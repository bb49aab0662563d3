//! The page: finding, reading, listening.

use crate::words::Word;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, Window};

/// The page that is open.
pub(crate) struct Page {
    pub(crate) window: Window,
    pub(crate) document: Document,
}

impl Page {
    /// None where there is no page.
    pub(crate) fn open() -> Option<Self> {
        let window = web_sys::window()?;
        let document = window.document()?;
        Some(Self { window, document })
    }

    /// All elements that `selector` names.
    pub(crate) fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let Ok(list) = self.document.query_selector_all(selector) else { return Vec::new() };
        (0..list.length()).filter_map(|at| list.get(at)).map(JsCast::unchecked_into).collect()
    }

    /// The page's own text for `word`, in the page's language.
    pub(crate) fn text(&self, word: Word) -> String {
        let selector = format!("[data-ceremony-words] [data-word='{}']", word.name());
        let item = self.document.query_selector(&selector).ok().flatten();
        item.and_then(|item| item.text_content()).unwrap_or_default()
    }

    /// Opens another page.
    pub(crate) fn go(&self, location: &str) {
        // Refused only for an address that is none; the Worker does not send one.
        let _ = self.window.location().assign(location);
    }
}

/// The first element inside `root` that `selector` names.
pub(crate) fn find(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok().flatten().map(JsCast::unchecked_into)
}

/// An attribute, empty if it is missing.
pub(crate) fn attribute(element: &Element, name: &str) -> String {
    element.get_attribute(name).unwrap_or_default()
}

/// Calls `handler` at every `event`, as long as the page lives.
pub(crate) fn on(target: &EventTarget, event: &str, handler: impl FnMut(Event) + 'static) {
    let handler = Closure::wrap(Box::new(handler) as Box<dyn FnMut(Event)>).into_js_value();
    // Refused only for a handler that is no function.
    let _ = target.add_event_listener_with_callback(event, handler.unchecked_ref());
}

/// A property, or `undefined`.
pub(crate) fn property(object: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(object, &name.into()).unwrap_or_default()
}

/// Sets a property of an object that the script has made itself.
pub(crate) fn set_property(object: &JsValue, name: &str, value: &JsValue) {
    // Refused only for frozen objects.
    let _ = js_sys::Reflect::set(object, &name.into(), value);
}
