//! The frame of every page: Zola builds it once for each language, the Worker fills it.

use crate::fault::Fault;
use hibiki_domain::language::Language;
use std::{cell::RefCell, rc::Rc};
use worker::Env;

/// The places in the frame, in the order in which they stand in it.
const TOKENS: [&str; 7] =
    ["%%title%%", "%%head%%", "%%account%%", "%%href_ja%%", "%%href_easy%%", "%%href_en%%", "%%main%%"];

/// What goes into the frame. Everything but `title` and `path` is HTML that templates have made.
#[derive(Debug)]
pub(crate) struct Filling<'a> {
    /// The title, as text.
    pub(crate) title: &'a str,
    /// Script tags.
    pub(crate) head: &'a str,
    /// Log in, or who is logged in.
    pub(crate) account: &'a str,
    /// The path without language.
    pub(crate) path: &'a str,
    /// The content.
    pub(crate) main: &'a str,
}

/// A frame, cut at its places.
#[derive(Debug)]
pub(crate) struct Shell {
    pieces: Vec<(String, Option<usize>)>,
}

thread_local! {
    static SHELLS: RefCell<[Option<Rc<Shell>>; 3]> = const { RefCell::new([None, None, None]) };
}

impl Shell {
    /// The frame in a language, read from the static assets once in the life of an instance.
    pub(crate) async fn load(env: &Env, language: Language) -> Result<Rc<Self>, Fault> {
        let place = language as usize;
        if let Some(shell) = SHELLS.with_borrow(|shells| shells[place].clone()) {
            return Ok(shell);
        }
        let assets = env.assets("ASSETS").map_err(|_| Fault::misconfigured("ASSETS"))?;
        let url = format!("https://assets.invalid{}/_shell/", language.prefix());
        let mut response = assets.fetch(url, None).await.map_err(|_| Fault::broken("shell-fetch"))?;
        let html = response.text().await.map_err(|_| Fault::broken("shell-text"))?;
        let shell = Rc::new(Self::cut(&html).ok_or_else(|| Fault::broken("shell-tokens"))?);
        SHELLS.with_borrow_mut(|shells| shells[place] = Some(shell.clone()));
        Ok(shell)
    }

    /// Cuts the frame; each token must stand in it exactly once.
    fn cut(html: &str) -> Option<Self> {
        let mut found = Vec::new();
        for (place, token) in TOKENS.iter().enumerate() {
            let mut at = html.match_indices(token);
            found.push((at.next()?.0, place));
            if at.next().is_some() {
                return None;
            }
        }
        found.sort_unstable();
        let mut pieces = Vec::new();
        let mut from = 0;
        for (at, place) in found {
            pieces.push((html[from..at].to_owned(), Some(place)));
            from = at + TOKENS[place].len();
        }
        pieces.push((html[from..].to_owned(), None));
        Some(Self { pieces })
    }

    /// Fills the frame in one pass: nothing that is filled in is looked at again.
    pub(crate) fn fill(&self, filling: &Filling<'_>) -> String {
        let title = escape(filling.title);
        let path = escape(filling.path);
        let href = |language: Language| format!("{}{path}", language.prefix());
        let values = [
            title.as_str(),
            filling.head,
            filling.account,
            &href(Language::Japanese),
            &href(Language::EasyJapanese),
            &href(Language::English),
            filling.main,
        ];
        let mut page = String::with_capacity(8192 + filling.main.len());
        for (text, place) in &self.pieces {
            page.push_str(text);
            if let Some(place) = place {
                page.push_str(values[*place]);
            }
        }
        page
    }
}

/// Text as HTML text or attribute value.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> String {
        format!("<{}>", TOKENS.join("|"))
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let shell = Shell::cut(&frame()).unwrap();
        let page = shell.fill(&Filling {
            title: "<%%main%%>",
            head: "h",
            account: "a",
            path: "/my",
            main: "%%title%%",
        });
        assert_eq!(page, "<&lt;%%main%%&gt;|h|a|/my|/ja-easy/my|/en/my|%%title%%>");
    }

    #[test]
    fn a_frame_that_lacks_a_token_or_has_it_twice_is_refused() {
        assert!(Shell::cut(&frame().replace("%%head%%", "")).is_none());
        assert!(Shell::cut(&format!("{}%%main%%", frame())).is_none());
    }
}
