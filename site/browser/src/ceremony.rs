//! One ceremony on the page: its button, its panel and its text.

use crate::dom::{Page, find, on};
use crate::view::{Look, Stop, View};
use crate::words::Word;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::JsCast;
use web_sys::{AbortController, AbortSignal, Element, HtmlButtonElement, HtmlElement};

/// One ceremony at a time: beginning one ends the one before, and leaving the page ends it.
pub(crate) struct Stage {
    running: Rc<RefCell<Option<AbortController>>>,
}

impl Stage {
    pub(crate) fn new(page: &Page) -> Self {
        let running = Rc::new(RefCell::new(None::<AbortController>));
        let leaving = Rc::clone(&running);
        on(&page.window, "pagehide", move |_| {
            if let Some(controller) = leaving.take() {
                controller.abort();
            }
        });
        Self { running }
    }

    fn enter(&self) -> Option<AbortController> {
        let controller = AbortController::new().ok()?;
        if let Some(before) = self.running.replace(Some(controller.clone())) {
            before.abort();
        }
        Some(controller)
    }
}

/// The elements of one ceremony.
#[derive(Clone)]
pub(crate) struct Ceremony {
    page: Rc<Page>,
    pub(crate) root: Element,
    pub(crate) start: HtmlButtonElement,
    text: HtmlElement,
    /// A card's panel; passkeys have none, the browser shows its own.
    panel: Option<HtmlElement>,
    cancel: Option<HtmlButtonElement>,
    open_bridge: Option<HtmlElement>,
    running: Rc<RefCell<Option<AbortController>>>,
}

impl Ceremony {
    /// None if a necessary part is missing.
    pub(crate) fn find(page: &Rc<Page>, root: &Element) -> Option<Self> {
        let ceremony = Self {
            page: Rc::clone(page),
            root: root.clone(),
            start: find(root, "[data-start]")?.unchecked_into(),
            text: find(root, "[data-state-text]")?,
            panel: find(root, "[data-panel]"),
            cancel: find(root, "[data-cancel]").map(JsCast::unchecked_into),
            open_bridge: find(root, "[data-open-bridge]"),
            running: Rc::default(),
        };
        if let Some(cancel) = &ceremony.cancel {
            let running = Rc::clone(&ceremony.running);
            on(cancel, "click", move |_| {
                if let Some(controller) = &*running.borrow() {
                    controller.abort();
                }
            });
        }
        Some(ceremony)
    }

    /// Somebody listens to the button now: until then the page came with a disabled one, so that nobody presses it in
    /// vain on a slow line or without scripts.
    pub(crate) fn is_ready(&self) {
        self.start.set_disabled(false);
    }

    /// Begins, or None if it is running already. Whoever listens to the signal ends when it does.
    pub(crate) fn begin(&self, stage: &Stage, first: View) -> Option<AbortSignal> {
        if self.running.borrow().is_some() {
            return None;
        }
        let controller = stage.enter()?;
        let signal = controller.signal();
        self.running.replace(Some(controller));
        self.start.set_disabled(true);
        if let Some(cancel) = &self.cancel {
            cancel.set_hidden(false);
            cancel.set_disabled(false);
        }
        self.show(first);
        if let Some(panel) = &self.panel {
            panel.set_hidden(false);
            // The disabled button has lost the focus. The panel takes it, not the button to cancel: a second Enter
            // would press that.
            panel.set_tab_index(-1);
            let _ = panel.focus();
        }
        Some(signal)
    }

    /// Shows what happens now.
    pub(crate) fn show(&self, view: View) {
        let mut text = self.page.text(view.word);
        if let Some(tries) = view.tries_left {
            text = format!("{text} {}{tries}", self.page.text(Word::TriesLeft));
        }
        // Repeated text is left alone: a screen reader would speak it again.
        if self.text.text_content().as_deref() != Some(&text) {
            self.text.set_text_content(Some(&text));
        }
        self.look(view.look, view.tries_left.is_some());
    }

    fn look(&self, look: Look, pin_is_asked: bool) {
        if let Some(panel) = &self.panel {
            let _ = panel.set_attribute("data-state", look.name());
        }
        if let Some(way) = &self.open_bridge {
            way.set_hidden(!pin_is_asked);
        }
    }

    /// Ends: on the next page, or here with the reason.
    pub(crate) async fn end(&self, result: Result<String, Stop>, signal: &AbortSignal) {
        match result {
            Ok(location) => {
                self.show(View::new(Look::Done, Word::Done));
                self.page.go(&location);
                // The button stays off until the page is left; whoever comes back to it finds it as it was at first.
                aborted(signal).await;
                self.text.set_text_content(None);
                if let Some(panel) = &self.panel {
                    panel.set_hidden(true);
                }
            }
            Err(Stop::Word(word)) => self.show(View::new(Look::Error, word)),
            Err(Stop::Refused(reason)) => {
                self.look(Look::Error, false);
                self.text.set_text_content(Some(&reason.title));
                if let Ok(line) = self.page.document.create_element("br") {
                    let _ = self.text.append_with_node_1(&line);
                }
                let _ = self.text.append_with_str_1(&reason.detail);
            }
        }
        let lost = self.focus_is_lost();
        self.running.replace(None);
        self.start.set_disabled(false);
        if let Some(cancel) = &self.cancel {
            cancel.set_hidden(true);
            cancel.set_disabled(true);
        }
        if lost {
            let _ = self.start.focus();
        }
    }

    /// Nobody has the focus, or a part of the panel that goes away.
    fn focus_is_lost(&self) -> bool {
        self.page.document.active_element().is_none_or(|active| {
            active.tag_name() == "BODY"
                || self.panel.as_ref().is_some_and(|panel| panel.contains(Some(&active)))
        })
    }
}

/// Waits until the signal is given.
async fn aborted(signal: &AbortSignal) {
    if !signal.aborted() {
        let promise = js_sys::Promise::new(&mut |resolve, _| signal.set_onabort(Some(&resolve)));
        let _ = promise.await;
    }
}
