//! Pages that stand beside Zola's: cut from what Zola built, and set into the frame that the Worker uses too. So the look
//! stands in the templates alone.

use super::words::{Words, code, tag};
use crate::trouble::{AtPath as _, Result, Trouble};
use hibiki_domain::language::Language;
use std::{fmt::Write as _, fs, path::Path};

/// Text as HTML or XML text or attribute value.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // XML 1.0 cannot say the other control characters at all.
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => {}
            letter => out.push(letter),
        }
    }
    out
}

/// A page to be made.
#[derive(Debug, Default)]
pub(super) struct Page<'a> {
    /// Without language: `/courses/by/fee/free/`.
    pub(super) path: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    /// More for the head: feeds, scripts.
    pub(super) head: &'a str,
    pub(super) main: &'a str,
    /// Search engines shall take the page that it was made from instead.
    pub(super) canonical: Option<&'a str>,
}

/// The frame in three languages.
#[derive(Debug)]
pub(super) struct Frames {
    html: [String; 3],
    towns: [String; 3],
    accounts: [String; 3],
    origin: String,
}

const TOKENS: [&str; 7] =
    ["%%title%%", "%%head%%", "%%account%%", "%%href_ja%%", "%%href_easy%%", "%%href_en%%", "%%main%%"];
const NOT_FOR_SEARCH: &str = "<meta name=\"robots\" content=\"noindex\">";

impl Frames {
    /// Reads what Zola has just built into `site`.
    pub(super) fn read(site: &Path, config: &toml::Table, words: &Words, origin: &str) -> Result<Self> {
        let extra = config.get("extra");
        let said = |group: &str, language: Language| {
            let value = extra.and_then(|extra| extra.get(group)).and_then(|group| group.get(code(language)));
            value.and_then(toml::Value::as_str).unwrap_or_default().to_owned()
        };
        let account_path =
            extra.and_then(|extra| extra.get("account_path")).and_then(toml::Value::as_str).unwrap_or("/my");
        let mut frames = Vec::new();
        let mut accounts = Vec::new();
        for language in Language::ALL {
            let file = site.join(format!("{}/_shell/index.html", language.prefix()).trim_start_matches('/'));
            frames.push(fs::read_to_string(&file).at("read", &file)?.replace(NOT_FOR_SEARCH, ""));
            let word = escape(words.say("frame.account", language)?);
            accounts.push(format!("<a href=\"{}{account_path}\">{word}</a>", language.prefix()));
        }
        let three = |list: Vec<String>| {
            list.try_into().map_err(|_| Trouble::new("The frame does not exist in all three languages."))
        };
        Ok(Self {
            html: three(frames)?,
            towns: Language::ALL.map(|language| said("town", language)),
            accounts: three(accounts)?,
            origin: origin.to_owned(),
        })
    }

    /// The town's name.
    pub(super) fn town(&self, language: Language) -> &str {
        &self.towns[language as usize]
    }

    /// The page in one language.
    pub(super) fn page(&self, page: &Page<'_>, language: Language) -> String {
        let Self { origin, .. } = self;
        let title = format!("{} | {}", page.title, self.town(language));
        let mut head = format!("<meta name=\"description\" content=\"{}\">", escape(page.description));
        let canonical = page.canonical.unwrap_or(page.path);
        let _ = write!(head, "<link rel=\"canonical\" href=\"{origin}{}{canonical}\">", language.prefix());
        if page.canonical.is_some() {
            head.push_str("<meta name=\"robots\" content=\"noindex\">");
        } else {
            for (other, hreflang) in Language::ALL.into_iter().zip(["ja", "ja-x-easy", "en"]) {
                let _ = write!(
                    head,
                    "<link rel=\"alternate\" hreflang=\"{hreflang}\" href=\"{origin}{}{}\">",
                    other.prefix(),
                    page.path
                );
            }
        }
        head.push_str(page.head);
        let href = |other: Language| format!("{}{}", other.prefix(), page.path);
        let values = [
            escape(&title),
            head,
            self.accounts[language as usize].clone(),
            href(Language::Japanese),
            href(Language::EasyJapanese),
            href(Language::English),
            page.main.to_owned(),
        ];
        let area = page.path.split('/').nth(1).unwrap_or_default();
        let link = format!("<a href=\"{}/{area}/\">", language.prefix());
        let marked = format!("<a href=\"{}/{area}/\" aria-current=\"true\">", language.prefix());
        let frame = self.html[language as usize].replacen(&link, &marked, 1);
        fill(&frame, &values)
    }

    /// Writes it where the host finds it.
    pub(super) fn write(&self, site: &Path, page: &Page<'_>, language: Language) -> Result<()> {
        let html = self.page(page, language);
        write(site, &format!("{}{}index.html", language.prefix(), page.path), html.as_bytes())
    }
}

/// In one pass: nothing that is filled in is looked at again.
fn fill(frame: &str, values: &[String; 7]) -> String {
    let mut found: Vec<(usize, usize)> =
        TOKENS.iter().enumerate().filter_map(|(place, token)| Some((frame.find(token)?, place))).collect();
    found.sort_unstable();
    let mut out = String::with_capacity(frame.len() + values[6].len() + 1024);
    let mut from = 0;
    for (at, place) in found {
        out.push_str(&frame[from..at]);
        out.push_str(&values[place]);
        from = at + TOKENS[place].len();
    }
    out.push_str(&frame[from..]);
    out
}

/// Writes a file of the site; `path` is its address.
pub(super) fn write(site: &Path, path: &str, bytes: &[u8]) -> Result<()> {
    let file = site.join(path.trim_start_matches('/'));
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).at("make the folder", folder)?;
    }
    fs::write(&file, bytes).at("write", &file)
}

/// Takes the marks `%%name key%%` … `%%/name%%` out of a page and gives what stands between them, with its key.
pub(super) fn cut(html: &str, name: &str) -> (Vec<(String, String)>, String) {
    let (begin, end) = (format!("%%{name} "), format!("%%/{name}%%"));
    let mut parts = Vec::new();
    let mut whole = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(&begin) {
        whole.push_str(before);
        let Some((key, after)) = after.split_once("%%") else {
            rest = after;
            continue;
        };
        let (part, after) = after.split_once(&end).unwrap_or((after, ""));
        whole.push_str(part);
        parts.push((key.to_owned(), part.to_owned()));
        rest = after;
    }
    whole.push_str(rest);
    (parts, whole)
}

/// Text for `<script type="application/ld+json">`: it cannot end the element.
pub(super) fn data_block(value: &serde_json::Value) -> String {
    value.to_string().replace('<', "\\u003c")
}

/// One entry of a feed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) published: String,
    pub(super) updated: String,
    pub(super) summary: String,
    pub(super) author: String,
}

/// An Atom feed (RFC 4287), newest first.
pub(super) fn atom(
    origin: &str,
    path: &str,
    page: &str,
    title: &str,
    town: &str,
    language: Language,
    mut entries: Vec<Entry>,
) -> String {
    entries.sort_by(|a, b| b.updated.cmp(&a.updated).then_with(|| a.url.cmp(&b.url)));
    entries.truncate(60);
    let newest = entries.first().map_or("2020-01-01T00:00:00+09:00", |entry| entry.updated.as_str());
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
         <title>{}</title>\n<id>{origin}{path}</id>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{origin}{path}\"/>\n\
         <link href=\"{origin}{page}\"/>\n<updated>{newest}</updated>\n<author><name>{}</name></author>\n",
        tag(language),
        escape(title),
        escape(town),
    );
    for entry in &entries {
        let author = if entry.author.is_empty() {
            String::new()
        } else {
            format!("<author><name>{}</name></author>", escape(&entry.author))
        };
        let _ = writeln!(
            out,
            "<entry><title>{}</title><id>{url}</id><link href=\"{url}\"/><published>{}</published>\
             <updated>{}</updated>{author}<summary>{}</summary></entry>",
            escape(&entry.title),
            entry.published,
            entry.updated,
            escape(&entry.summary),
            url = escape(&entry.url),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// A day and a minute of it, as feeds and metadata write them.
pub(super) fn moment((day, minute): (hibiki_domain::time::Day, u16)) -> String {
    format!("{day}T{:02}:{:02}:00+09:00", minute / 60, minute % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_cut_out_and_their_marks_leave_the_page() {
        let (rows, page) = cut("<ul>%%row a/b%%<li>1%%/row%%%%row c%%<li>2%%/row%%</ul>", "row");
        assert_eq!(page, "<ul><li>1<li>2</ul>");
        assert_eq!(rows, [("a/b".to_owned(), "<li>1".to_owned()), ("c".to_owned(), "<li>2".to_owned())]);
    }

    #[test]
    fn what_is_filled_in_is_not_looked_at_again() {
        let frame = TOKENS.join("|");
        let values = ["%%main%%", "h", "a", "/1", "/2", "/3", "%%title%%"].map(str::to_owned);
        assert_eq!(fill(&frame, &values), "%%main%%|h|a|/1|/2|/3|%%title%%");
    }

    #[test]
    fn metadata_cannot_end_its_element() {
        let text = data_block(&serde_json::json!({ "name": "</script><script>alert(1)</script>" }));
        assert!(!text.contains('<'));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"],
            "</script><script>alert(1)</script>"
        );
    }

    #[test]
    fn a_feed_is_newest_first_and_escapes_what_people_wrote() {
        let entry = |url: &str, updated: &str| Entry {
            title: "<b>&".into(),
            url: url.into(),
            published: updated.into(),
            updated: updated.into(),
            summary: "\u{7}x".into(),
            author: String::new(),
        };
        let entries =
            vec![entry("/old", "2026-01-01T00:00:00+09:00"), entry("/new", "2026-02-01T00:00:00+09:00")];
        let feed = atom("https://t", "/f", "/p/", "T", "町", Language::Japanese, entries);
        assert!(feed.find("/new").unwrap() < feed.find("/old").unwrap());
        assert!(feed.contains("<title>&lt;b&gt;&amp;</title>") && feed.contains("<summary>x</summary>"));
        assert!(feed.contains("<updated>2026-02-01T00:00:00+09:00</updated>\n<author>"));
    }
}
