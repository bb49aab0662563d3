//! The frame of the bus pages: Zola builds it once for each language from `content/bus/_index*.md`.

use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::language::Language;
use std::{fmt::Write as _, fs, path::Path};

/// The places in the frame, in the order in which [`Filling`] has them.
const TOKENS: [&str; 9] = [
    "%%title%%",
    "%%head%%",
    "%%found%%",
    "%%href_ja%%",
    "%%href_easy%%",
    "%%href_en%%",
    "%%main%%",
    "%%lead%%",
    "%%lead_end%%",
];

/// A frame, cut at its places.
pub(crate) struct Frame {
    pieces: Vec<(String, Option<usize>)>,
    /// What people wrote in the section's file, as HTML.
    pub(crate) lead: String,
    origin: String,
    language: Language,
}

/// What goes into the frame. `main` is HTML that templates have made; everything else is text.
pub(crate) struct Filling<'a> {
    /// The title.
    pub(crate) title: &'a str,
    /// Its reading, for the search.
    pub(crate) reading: &'a str,
    /// For search machines.
    pub(crate) description: &'a str,
    /// The path without language.
    pub(crate) path: &'a str,
    /// The content.
    pub(crate) main: &'a str,
}

impl Frame {
    /// Reads the frame of a language from the site that Zola built.
    pub(crate) fn read(site: &Path, language: Language, origin: &str) -> Result<Self> {
        let file = site.join(language.prefix().trim_start_matches('/')).join("bus/index.html");
        let html = fs::read_to_string(&file).at("read", &file)?;
        Self::cut(&html, origin, language).ok_or_else(|| {
            Trouble::new(format!(
                "{} is not the frame that site/templates/bus/frame.html makes.",
                file.display()
            ))
        })
    }

    fn cut(html: &str, origin: &str, language: Language) -> Option<Self> {
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
        let (mut from, mut lead) = (0, String::new());
        for (at, place) in found {
            let before = &html[from..at];
            if TOKENS[place] == "%%lead_end%%" {
                before.clone_into(&mut lead); // it goes where the page wants it
            } else {
                pieces.push((before.to_owned(), Some(place)));
            }
            from = at + TOKENS[place].len();
        }
        pieces.push((html[from..].to_owned(), None));
        Some(Self { pieces, lead, origin: origin.to_owned(), language })
    }

    /// Fills the frame in one pass: nothing that is filled in is looked at again.
    pub(crate) fn fill(&self, filling: &Filling<'_>) -> String {
        let path = escape(filling.path);
        let origin = escape(&self.origin);
        let href = |language: Language| format!("{}{path}", language.prefix());
        let title = escape(filling.title);
        let mut head = format!(
            "<meta name=\"description\" content=\"{}\"><link rel=\"canonical\" href=\"{origin}{}\">",
            escape(filling.description),
            href(self.language)
        );
        for language in Language::ALL {
            let code = match language {
                Language::Japanese => "ja",
                Language::EasyJapanese => "ja-x-easy",
                Language::English => "en",
            };
            // A String takes everything.
            let _ = write!(
                head,
                "<link rel=\"alternate\" hreflang=\"{code}\" href=\"{origin}{}\">",
                href(language)
            );
        }
        let found = format!("data-search=\"bus\" data-reading=\"{}\"", escape(filling.reading));
        let values = [
            title.as_str(),
            &head,
            &found,
            &href(Language::Japanese),
            &href(Language::EasyJapanese),
            &href(Language::English),
            filling.main,
            "",
            "",
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
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_looked_at_again_and_the_lead_is_taken_out() {
        let html = "%%title%%|%%head%%|%%found%%|%%href_ja%%|%%href_easy%%|%%href_en%%|%%main%%|%%lead%%<p>hello%%lead_end%%|";
        let frame = Frame::cut(html, "https://x.example", Language::Japanese).unwrap();
        assert_eq!(frame.lead, "<p>hello");
        let filling = Filling {
            title: "<%%main%%>",
            reading: "\"",
            description: "d",
            path: "/bus/",
            main: "%%title%%",
        };
        let page = frame.fill(&filling);
        assert!(page.starts_with("&lt;%%main%%&gt;|"), "{page}");
        assert!(page.ends_with("|/bus/|/ja-easy/bus/|/en/bus/|%%title%%||"), "{page}");
        assert!(page.contains("data-reading=\"&quot;\""));
        assert!(Frame::cut(&html.replace("%%head%%", ""), "", Language::English).is_none());
        assert!(Frame::cut(&format!("{html}%%main%%"), "", Language::English).is_none());
    }
}
