//! The small things: a code from the address, printing, where the focus begins.

use crate::dom::{Page, on};
use std::rc::Rc;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::HtmlInputElement;

pub(crate) fn attach(page: &Rc<Page>) {
    if let Some(field) = page.all("[data-code-from-address]").first() {
        take_code(page, field.unchecked_ref());
    }
    for button in page.all("[data-print]") {
        let page = Rc::clone(page);
        on(&button, "click", move |_| {
            let _ = page.window.print();
        });
    }
    if let Some(summary) = page.all(".error-summary").first() {
        let _ = summary.focus();
    }
}

/// The code of a letter's QR code stands behind the `#`, where no server sees it; nor shall the history.
fn take_code(page: &Page, field: &HtmlInputElement) {
    let location = page.window.location();
    let Ok(hash) = location.hash() else { return };
    let Some(code) = code_in(&hash) else { return };
    field.set_value(code);
    if let (Ok(history), Ok(path), Ok(query)) =
        (page.window.history(), location.pathname(), location.search())
    {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&format!("{path}{query}")));
    }
}

/// `#XXXX-XXXX-XXXX`
fn code_in(hash: &str) -> Option<&str> {
    let code = hash.strip_prefix('#')?;
    let groups = code.split('-');
    let good = groups.clone().count() == 3
        && groups
            .into_iter()
            .all(|group| group.len() == 4 && group.bytes().all(|b| b.is_ascii_alphanumeric()));
    good.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::code_in;

    #[test]
    fn a_code_is_three_groups_of_four() {
        assert_eq!(code_in("#4F7K-92QM-ABCD"), Some("4F7K-92QM-ABCD"));
        for other in [
            "",
            "#",
            "#code",
            "4F7K-92QM-ABCD",
            "#4F7K92QMABCD",
            "#4F7K-92QM",
            "#4F7K-92QM-ABCD-",
            "#4F7K-92Q/-ABCD",
            "#あ-92QM-ABCD",
        ] {
            assert_eq!(code_in(other), None, "{other}");
        }
    }
}
