//! From the tree to HTML and to Markdown.

use super::{Block, Document, Inline};
use std::fmt::Write as _;

impl Document {
    /// HTML for a page; `folder` is where the item's own files are, with its slash.
    pub fn to_html(&self, folder: &str) -> String {
        let mut out = String::new();
        html_blocks(&self.0, folder, &mut 0, &mut out);
        out
    }

    /// Markdown for a file, in one form; it ends with a line break unless there is nothing in it. `folder` is what stands
    /// before the names of the item's own files.
    pub fn to_markdown(&self, folder: &str) -> String {
        let mut lines = Vec::new();
        markdown_blocks(&self.0, folder, false, &mut 0, &mut lines);
        lines.into_iter().fold(String::new(), |mut out, line: String| {
            out.push_str(line.trim_end_matches(' '));
            out.push('\n');
            out
        })
    }
}

/// Text as HTML text or attribute value.
pub(super) fn escape_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// Whether every item is one paragraph, perhaps with lists below it.
fn is_tight(items: &[Vec<Block>]) -> bool {
    items.iter().all(|item| {
        item.iter().enumerate().all(|(place, block)| match block {
            Block::Paragraph(_) => place == 0,
            Block::List { items, .. } => is_tight(items),
            Block::Heading(..) | Block::Quote(_) => false,
        })
    })
}

fn html_blocks(blocks: &[Block], folder: &str, headings: &mut usize, out: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(level, text) => {
                *headings += 1;
                let _ = write!(out, "<h{level} id=\"s-{headings}\">");
                html_inlines(text, folder, out);
                let _ = writeln!(out, "</h{level}>");
            }
            Block::Paragraph(text) => {
                out.push_str("<p>");
                html_inlines(text, folder, out);
                out.push_str("</p>\n");
            }
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                let tight = is_tight(items);
                let _ = writeln!(out, "<{tag}>");
                for item in items {
                    out.push_str("<li>");
                    for block in item {
                        match block {
                            Block::Paragraph(text) if tight => html_inlines(text, folder, out),
                            other => html_blocks(std::slice::from_ref(other), folder, headings, out),
                        }
                    }
                    out.push_str("</li>\n");
                }
                let _ = writeln!(out, "</{tag}>");
            }
            Block::Quote(inside) => {
                out.push_str("<blockquote>\n");
                html_blocks(inside, folder, headings, out);
                out.push_str("</blockquote>\n");
            }
        }
    }
}

fn html_inlines(inlines: &[Inline], folder: &str, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(&escape_html(text)),
            Inline::Break => out.push_str("<br>\n"),
            Inline::Emphasis(inside) => {
                out.push_str("<em>");
                html_inlines(inside, folder, out);
                out.push_str("</em>");
            }
            Inline::Strong(inside) => {
                out.push_str("<strong>");
                html_inlines(inside, folder, out);
                out.push_str("</strong>");
            }
            Inline::Link(link, inside) => {
                let _ = write!(out, "<a href=\"{}\">", escape_html(link.as_str()));
                html_inlines(inside, folder, out);
                out.push_str("</a>");
            }
            Inline::Picture { file, alt } => {
                let _ = write!(
                    out,
                    "<img src=\"{}{}\" alt=\"{}\">",
                    escape_html(folder),
                    escape_html(file),
                    escape_html(alt)
                );
            }
        }
    }
}

fn markdown_blocks(
    blocks: &[Block],
    folder: &str,
    tight: bool,
    headings: &mut usize,
    lines: &mut Vec<String>,
) {
    for (place, block) in blocks.iter().enumerate() {
        if place > 0 && !tight {
            lines.push(String::new());
        }
        match block {
            Block::Heading(level, text) => {
                *headings += 1;
                let marks = "#".repeat(usize::from(*level));
                lines.push(format!("{marks} {} {{#s-{headings}}}", markdown_inlines(text, folder)));
            }
            Block::Paragraph(text) => {
                lines.extend(markdown_inlines(text, folder).split('\n').map(str::to_owned));
            }
            Block::List { ordered, items } => {
                let tight = is_tight(items);
                for (place, item) in items.iter().enumerate() {
                    if place > 0 && !tight {
                        lines.push(String::new());
                    }
                    let mark = if *ordered { format!("{}. ", place + 1) } else { "- ".to_owned() };
                    let mut inside = Vec::new();
                    markdown_blocks(item, folder, tight, headings, &mut inside);
                    let indent = " ".repeat(mark.len());
                    lines.extend(inside.into_iter().enumerate().map(|(line, text)| {
                        match (line, text.is_empty()) {
                            (0, _) => format!("{mark}{text}"),
                            (_, true) => text,
                            _ => format!("{indent}{text}"),
                        }
                    }));
                }
            }
            Block::Quote(inside) => {
                let mut quoted = Vec::new();
                markdown_blocks(inside, folder, false, headings, &mut quoted);
                lines.extend(quoted.into_iter().map(|line| format!("> {line}")));
            }
        }
    }
}

fn markdown_inlines(inlines: &[Inline], folder: &str) -> String {
    let mut out = String::new();
    markdown_into(inlines, folder, &mut out);
    // What only means something at the start of a line is escaped there.
    out.split('\n').map(guarded).collect::<Vec<_>>().join("\n")
}

fn guarded(line: &str) -> String {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = line.as_bytes().get(digits);
    if digits > 0 && matches!(after, Some(b'.' | b')')) {
        return format!("{}\\{}", &line[..digits], &line[digits..]);
    }
    if line.starts_with(['-', '+', '=', ':', '%']) { format!("\\{line}") } else { line.to_owned() }
}

fn markdown_into(inlines: &[Inline], folder: &str, out: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) => escape_markdown(text, out),
            Inline::Break => out.push_str("\\\n"),
            Inline::Emphasis(inside) => {
                out.push('*');
                markdown_into(inside, folder, out);
                out.push('*');
            }
            Inline::Strong(inside) => {
                out.push_str("**");
                markdown_into(inside, folder, out);
                out.push_str("**");
            }
            Inline::Link(link, inside) => {
                out.push('[');
                markdown_into(inside, folder, out);
                let _ = write!(out, "]({})", link.as_str());
            }
            Inline::Picture { file, alt } => {
                out.push_str("![");
                escape_markdown(alt, out);
                let _ = write!(out, "]({folder}{file})");
            }
        }
    }
}

/// Every character that means something to `CommonMark`, to an extension of it that Zola may switch on, or to Zola's own
/// `{{ … }}` and `{% … %}`.
fn escape_markdown(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // Zola looks for its shortcodes before any backslash is understood.
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            '\\' | '*' | '_' | '[' | ']' | '`' | '~' | '|' | '!' | '#' | '$' | '^' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
}
