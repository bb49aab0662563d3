//! The form on which a dispensing slip's QR codes are read: by the camera, from photographs, by pasting.
//!
//! It comes to life through `site/static/scan/form.js`; without scripts the field for pasting is there. What is sent
//! is text: each `code` is what stands in one QR code, with CRLF between its records. A field that nobody filled is
//! empty, and into one that somebody filled by hand several codes may have been pasted:
//! [`hibiki_domain::health::medicine::separate`] takes them apart. Pictures are never sent.
//!
//! The page that shows it answers with [`crate::http::reply::Reply::with_camera`].

use crate::words::Words;
use askama::Template;

/// The form, to be put into a page.
#[derive(Template)]
#[template(path = "parts/scan.html")]
pub(crate) struct ScanForm<'a> {
    t: &'static Words,
    /// Where it is sent, in the language of the page.
    action: &'a str,
    /// What else is sent: names and values.
    hidden: Vec<(&'static str, String)>,
    /// What was sent and is shown again, because something is missing or cannot be read.
    sent: &'a [String],
    /// What the button says.
    send: &'static str,
}

impl<'a> ScanForm<'a> {
    /// An empty form that is sent to `action` by a button that says `send`.
    pub(crate) const fn new(t: &'static Words, action: &'a str, send: &'static str) -> Self {
        Self { t, action, hidden: Vec::new(), sent: &[], send }
    }

    /// With a hidden field, such as the key of a command.
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.hidden.push((name, value));
        self
    }

    /// With what was sent, so that nothing has to be read a second time.
    pub(crate) const fn sent(mut self, codes: &'a [String]) -> Self {
        self.sent = codes;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hibiki_domain::language::Language;
    use std::{collections::HashSet, fs, path::Path};

    fn form(language: Language) -> String {
        let sent = ["JAHISTC08,1\r\n1,ひびき <花子>\r\n".to_owned()];
        let form = ScanForm::new(Words::of(language), "/my/health/medicine/scan", "内容を確かめる");
        form.with("key", "k\"ey".to_owned()).sent(&sent).render().unwrap()
    }

    /// The test of the scripts (`tests/pages`) opens these very bytes in a browser.
    #[test]
    fn the_form_that_the_browser_test_opens_is_this_one() {
        let empty = ScanForm::new(Words::of(Language::Japanese), "/sent", "内容を確かめる").render().unwrap();
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/scan/form.html");
        let written = fs::read_to_string(&kept).unwrap_or_default();
        if written != empty {
            fs::write(&kept, &empty).unwrap();
            panic!("{} was out of date and has been written anew: look at it and commit it", kept.display());
        }
    }

    #[test]
    fn what_was_sent_stands_in_the_form_again_and_is_escaped() {
        let html = form(Language::Japanese);
        assert!(html.contains("ひびき &#60;花子&#62;"), "{html}");
        assert!(html.contains(r#"name="key" value="k&#34;ey""#), "{html}");
        assert_eq!(html.matches("name=\"code\"").count(), 2);
    }

    #[test]
    fn every_word_that_the_script_says_is_there_in_three_languages_with_its_places() {
        for language in [Language::Japanese, Language::EasyJapanese, Language::English] {
            let html = form(language);
            let names: Vec<&str> =
                html.split("data-word=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len());
            let script =
                fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../site/static/scan/form.js"))
                    .unwrap();
            for name in script.split("word(\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(names.contains(&name), "{name}");
            }
            for (name, places) in
                [("looking", 2), ("part", 2), ("piece", 2), ("list-part", 2), ("missing", 1)]
            {
                let (_, text) = html.split_once(&format!("data-word=\"{name}\">")).unwrap();
                let (text, _) = text.split_once("</li>").unwrap();
                assert_eq!(text.matches('{').count(), places, "{text}");
            }
        }
    }
}
