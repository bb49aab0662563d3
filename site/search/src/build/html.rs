//! What a built page says, read from its HTML.
//!
//! The pages are our own, made by our templates and by Markdown without raw HTML: this reads what they contain and
//! does not try to be a browser.

/// A page that can be found: its `<main>` carries `data-search`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The address without the origin.
    pub path: String,
    /// The kind: `data-search`.
    pub kind: String,
    /// A day as `YYYYMMDD` when the page has one: `data-date`.
    pub date: u32,
    /// How it is read: `data-reading`.
    pub reading: String,
    /// The first heading.
    pub title: String,
    /// The other headings.
    pub headings: String,
    /// `<meta name=description>`.
    pub description: String,
    /// Everything else in `<main>`.
    pub body: String,
}

/// Elements that part words. All others stand within a line.
const PARTING: [&str; 29] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "br",
    "button",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "h4",
    "header",
    "hr",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "rt",
    "section",
    "summary",
    "td",
    "tr",
    "ul",
];
/// Elements whose content is not the page's own.
const FOREIGN: [&str; 7] = ["nav", "script", "style", "form", "noscript", "template", "svg"];

impl Page {
    /// Reads a page; none when it is not to be found.
    pub fn read(path: &str, html: &str) -> Option<Self> {
        let main = html.find("<main")?;
        let (tag, after) = html[main..].split_once('>')?;
        let kind = attribute(tag, "data-search")?;
        let mut page = Self {
            path: path.to_owned(),
            date: attribute(tag, "data-date").and_then(|day| day.replace('-', "").parse().ok()).unwrap_or(0),
            reading: attribute(tag, "data-reading").unwrap_or_default(),
            kind,
            description: description(&html[..main]),
            ..Self::default()
        };
        page.fill(&after[..after.find("</main").unwrap_or(after.len())]);
        page.title = tidy(&page.title);
        (!page.title.is_empty()).then_some(page)
    }

    fn fill(&mut self, mut rest: &str) {
        let mut place = Place::Body;
        loop {
            let (text, tag_and_on) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
            self.at(place, text);
            let Some((tag, after)) = tag_and_on.split_once('>') else { return };
            rest = after;
            let tag = &tag[1..];
            let (closing, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
            let end = tag.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(tag.len());
            let name = tag[..end].to_ascii_lowercase();
            match name.as_str() {
                "h1" | "h2" | "h3" => {
                    place = match name.as_str() {
                        _ if closing => Place::Body,
                        "h1" => Place::Title,
                        _ => Place::Heading,
                    };
                    self.headings.push('\n');
                    self.body.push('\n');
                }
                name if !closing && FOREIGN.contains(&name) => {
                    let end = format!("</{name}");
                    rest = rest.find(&end).map_or("", |end| &rest[end..]);
                }
                name if PARTING.contains(&name) => self.at(place, "\n"),
                _ => {}
            }
        }
    }

    fn at(&mut self, place: Place, text: &str) {
        let into = match place {
            Place::Title => &mut self.title,
            Place::Heading => &mut self.headings,
            Place::Body => &mut self.body,
        };
        unescape(text, into);
    }
}

#[derive(Clone, Copy)]
enum Place {
    Title,
    Heading,
    Body,
}

fn description(head: &str) -> String {
    head.split("<meta")
        .filter_map(|tag| tag.split_once('>'))
        .find(|(tag, _)| attribute(tag, "name").as_deref() == Some("description"))
        .and_then(|(tag, _)| attribute(tag, "content"))
        .unwrap_or_default()
}

/// The value of an attribute; the minifier leaves quotes out where it may.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut from = 0;
    loop {
        let at = from + tag[from..].find(name)?;
        from = at + name.len();
        let alone = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let Some(value) = tag[from..].strip_prefix('=').filter(|_| alone) else { continue };
        let value = match value.chars().next()? {
            quote @ ('"' | '\'') => value[1..].split(quote).next()?,
            _ => value.split(|c: char| c.is_ascii_whitespace()).next()?,
        };
        let mut text = String::new();
        unescape(value, &mut text);
        return Some(text);
    }
}

fn unescape(mut text: &str, into: &mut String) {
    while let Some((before, after)) = text.split_once('&') {
        into.push_str(before);
        let known = after.split_once(';').filter(|(name, _)| name.len() <= 8).and_then(|(name, rest)| {
            let number = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X"));
            let c = match (name, number, name.strip_prefix('#')) {
                ("amp", ..) => '&',
                ("lt", ..) => '<',
                ("gt", ..) => '>',
                ("quot", ..) => '"',
                ("apos", ..) => '\'',
                ("nbsp", ..) => ' ',
                (_, Some(hex), _) => u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?,
                (_, _, Some(decimal)) => decimal.parse().ok().and_then(char::from_u32)?,
                _ => return None,
            };
            Some((c, rest))
        });
        if let Some((c, rest)) = known {
            into.push(c);
            text = rest;
        } else {
            into.push('&');
            text = after;
        }
    }
    into.push_str(text);
}

fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<!doctype html><title>x</title><meta name=viewport content=a>\
        <meta content=\"14日以内&#x2f;無料\" name=description><header>no</header>\
        <main id=main data-search=procedures data-reading=てんにゅうとどけ data-date=2026-11-20>\
        <nav class=crumbs><ol><li>ホーム</ol></nav><h1>転入届 &amp; <wbr>転出届</h1><p>一つ<p>二<b>つ</b>\
        <h2 id=a>流れ</h2><ul><li>窓口<li>電話</ul><script>no()</script></main><footer>no</footer>";

    #[test]
    fn a_page_is_read_without_what_is_not_its_own() {
        let page = Page::read("/a/", HTML).unwrap();
        assert_eq!((page.kind.as_str(), page.reading.as_str()), ("procedures", "てんにゅうとどけ"));
        assert_eq!((page.title.as_str(), page.date), ("転入届 & 転出届", 20_261_120));
        assert_eq!(page.description, "14日以内/無料");
        assert_eq!(page.headings.trim(), "流れ");
        assert_eq!(tidy(&page.body), "一つ 二つ 窓口 電話");
    }

    #[test]
    fn a_page_that_is_not_to_be_found_or_is_cut_off_is_no_page() {
        assert_eq!(Page::read("/a/", "<main id=main><h1>x</h1></main>"), None);
        assert_eq!(Page::read("/a/", "<main data-search=x"), None);
        assert_eq!(Page::read("/a/", "<main data-search=x><h1>題</h1><nav>a").unwrap().body.trim(), "");
    }
}
