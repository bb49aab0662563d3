//! A handbook's Markdown as HTML: the few forms that the handbooks use.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::fmt::Write as _;

/// A picture's address and size, by its address in the text.
pub(super) struct Picture {
    /// Where the site has it.
    pub(super) address: String,
    /// Its width in pixels.
    pub(super) width: usize,
    /// Its height in pixels.
    pub(super) height: usize,
}

/// A handbook, ready for the frame.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Its heading.
    pub(super) title: String,
    /// Everything below it.
    pub(super) body: String,
    /// The chapters, in their order; the first is `#c1`.
    pub(super) chapters: Vec<String>,
}

/// Reads a handbook; `picture` knows the pictures.
pub(super) fn write(text: &str, picture: impl Fn(&str) -> Option<Picture>) -> Written {
    let mut written = Written::default();
    let out = &mut written.body;
    let mut in_head = false;
    // The text of a heading or a picture is set aside while it is read.
    let mut aside: Option<String> = None;
    let mut shown = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => aside = Some(String::new()),
            Event::End(TagEnd::Heading(level)) => {
                let words = aside.take().unwrap_or_default();
                match level as u8 {
                    1 => written.title = words,
                    2 => {
                        written.chapters.push(words);
                        let (n, words) = (written.chapters.len(), written.chapters.last());
                        put(out, &format!("<h2 id=\"c{n}\">{}</h2>\n", words.map_or("", String::as_str)));
                    }
                    _ => put(out, &format!("<h3>{words}</h3>\n")),
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                shown = picture(&dest_url);
                aside = Some(String::new());
            }
            Event::End(TagEnd::Image) => {
                let alt = aside.take().unwrap_or_default();
                if let Some(Picture { address, width, height }) = shown.take() {
                    put(
                        out,
                        &format!(
                            "<img src=\"{address}\" alt=\"{alt}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\">"
                        ),
                    );
                }
            }
            Event::Text(words) => put(aside.as_mut().unwrap_or(out), &escape(&words)),
            Event::Code(words) if aside.is_some() => put(aside.as_mut().unwrap_or(out), &escape(&words)),
            Event::Code(words) => put(out, &format!("<code>{}</code>", escape(&words))),
            Event::Start(Tag::TableHead) => {
                in_head = true;
                put(out, "<thead><tr>");
            }
            Event::End(TagEnd::TableHead) => {
                in_head = false;
                put(out, "</tr></thead><tbody>");
            }
            Event::Start(Tag::TableCell) => put(out, if in_head { "<th scope=\"col\">" } else { "<td>" }),
            Event::End(TagEnd::TableCell) => put(out, if in_head { "</th>" } else { "</td>" }),
            Event::Start(tag) => put(out, &begin(&tag)),
            Event::End(tag) => put(out, end(tag)),
            // A line's end too: Japanese has no space between its sentences.
            _ => {}
        }
    }
    written
}

fn put(out: &mut String, html: &str) {
    out.push_str(html);
}

fn begin(tag: &Tag<'_>) -> String {
    match tag {
        Tag::Paragraph => "<p>".to_owned(),
        Tag::Strong => "<strong>".to_owned(),
        Tag::Item => "<li>".to_owned(),
        Tag::List(None) => "<ul>\n".to_owned(),
        Tag::List(Some(1)) => "<ol>\n".to_owned(),
        Tag::List(Some(first)) => format!("<ol start=\"{first}\">\n"),
        Tag::Table(_) => "<div class=\"table-wrap\"><table>".to_owned(),
        Tag::TableRow => "<tr>".to_owned(),
        Tag::Link { dest_url, .. } => format!("<a href=\"{}\">", escape(dest_url)),
        // Long lines move inside their box, and the keyboard reaches it.
        Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
            "<pre tabindex=\"0\"><code>".to_owned()
        }
        _ => String::new(),
    }
}

const fn end(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "</p>\n",
        TagEnd::Strong => "</strong>",
        TagEnd::Item => "</li>\n",
        TagEnd::List(false) => "</ul>\n",
        TagEnd::List(true) => "</ol>\n",
        TagEnd::Table => "</tbody></table></div>\n",
        TagEnd::TableRow => "</tr>",
        TagEnd::Link => "</a>",
        TagEnd::CodeBlock => "</code></pre>\n",
        _ => "",
    }
}

/// Text as HTML text or attribute value.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, letter| {
        let _ = match letter {
            '&' => out.write_str("&amp;"),
            '<' => out.write_str("&lt;"),
            '>' => out.write_str("&gt;"),
            '"' => out.write_str("&quot;"),
            letter => out.write_char(letter),
        }; // a String takes everything
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_handbooks_become_the_parts_of_a_page() {
        let text = "# 題 & 名\n\n## 1. 章\n\n「**押す**」と`<a>`\n\n| 一 |\n|---|\n| 二 |\n\n3. 三\n\n![絵の\"言葉\"](p.webp)\n\n```text 例\n<b>\n```\n";
        let written = write(text, |_| Some(Picture { address: "/p.webp".to_owned(), width: 3, height: 4 }));
        assert_eq!(
            (written.title.as_str(), written.chapters.as_slice()),
            ("題 &amp; 名", &["1. 章".to_owned()][..])
        );
        for part in [
            "<h2 id=\"c1\">1. 章</h2>",
            "<p>「<strong>押す</strong>」と<code>&lt;a&gt;</code></p>",
            "<table><thead><tr><th scope=\"col\">一</th></tr></thead><tbody><tr><td>二</td></tr></tbody></table>",
            "<ol start=\"3\">\n<li>三</li>",
            "<img src=\"/p.webp\" alt=\"絵の&quot;言葉&quot;\" width=\"3\" height=\"4\" loading=\"lazy\">",
            "<pre tabindex=\"0\"><code>&lt;b&gt;\n</code></pre>",
        ] {
            assert!(written.body.contains(part), "{part} is not in {}", written.body);
        }
    }
}
