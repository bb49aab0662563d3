//! The Markdown of a page: nothing in it may run, mislead or lead nowhere.

use super::{finding::Notes, front::Parts, links::Links, pictures};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Characters that turn the direction of text round: what is read is not what stands there.
const TURNING: [char; 12] = [
    '\u{061c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}',
    '\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}',
];

/// Looks at the characters of a whole file.
pub(super) fn check_characters(text: &str, notes: &mut Notes<'_>) {
    for (number, line) in text.lines().enumerate() {
        if let Some(turning) = line.chars().find(|c| TURNING.contains(c)) {
            notes.error(
                number + 1,
                format!("文字の向きを変える、見えない文字（U+{:04X}）があります", u32::from(turning)),
                "この行を消して、手で打ち直してください（ほかから写すと入ることがあります）",
            );
        } else if let Some(control) = line.chars().find(|c| c.is_control() && *c != '\t') {
            notes.error(
                number + 1,
                format!("見えない制御文字（U+{:04X}）があります", u32::from(control)),
                "この行を消して、手で打ち直してください",
            );
        } else if line.contains('\u{fffd}') {
            notes.error(number + 1, "文字化けした字（�）があります", "元の文字に直してください");
        }
    }
}

/// Looks at the Markdown.
pub(super) fn check(parts: &Parts<'_>, links: &Links, notes: &mut Notes<'_>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    if let Some(at) = parts.body.find("{{").or_else(|| parts.body.find("{%")) {
        notes.error(
            parts.body_line(at),
            "{{ や {% は、ページを作るプログラムへの命令になります",
            "{ と { の間に空白を入れてください",
        );
    }
    let mut picture: Option<(usize, String, String)> = None; // line, source, alternative text
    for (event, range) in Parser::new_ext(parts.body, options).into_offset_iter() {
        let line = parts.body_line(range.start);
        match event {
            Event::Html(html) | Event::InlineHtml(html) if picture.is_none() => {
                let html = html.trim();
                if !html.is_empty() {
                    let shown: String = html.chars().take(30).collect();
                    notes.error(
                        line,
                        format!("HTMLは使えません（{shown}）"),
                        "Markdownの書き方に直すか、消してください。< を字として見せるときは \\< と書きます",
                    );
                }
            }
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
                notes.error(
                    line,
                    "本文に一番大きな見出し（#）があります",
                    "ページの題が一番大きな見出しです。## にしてください",
                );
            }
            Event::Start(Tag::Link { dest_url, .. }) => links.check(&dest_url, line, notes),
            Event::Start(Tag::Image { dest_url, .. }) => {
                picture = Some((line, dest_url.to_string(), String::new()));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, _, alt)) = &mut picture {
                    alt.push_str(&text);
                }
            }
            Event::End(TagEnd::Image) => {
                if let Some((line, source, alt)) = picture.take() {
                    if alt.trim().is_empty() {
                        notes.error(
                            line,
                            format!("画像（{source}）に説明の文がありません"),
                            "![ここに] 何が写っているかを書いてください。見えない人に読み上げられます",
                        );
                    }
                    check_picture(&source, line, links, notes);
                }
            }
            _ => {}
        }
    }
}

fn check_picture(source: &str, line: usize, links: &Links, notes: &mut Notes<'_>) {
    if !source.starts_with('/') || source.starts_with("//") {
        notes.error(
            line,
            format!("画像の場所「{source}」は使えません"),
            "画像を content/ に置き、/ から書いてください（例 /news/2026/river.jpg）。よその画像は載せられません",
        );
        return;
    }
    match links.file(source) {
        Some(file) => pictures::check(&file, source, line, notes),
        None => notes.error(
            line,
            format!("画像「{source}」がありません"),
            "名前の書き間違いを直すか、画像を content/ の同じ場所に置いてください",
        ),
    }
}
