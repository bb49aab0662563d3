//! From what was typed to the tree.

use super::{Block, Inline, Link, MOST_CHARS, is_hidden};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// Lists and quotations deeper than this go on at this depth.
const MOST_DEPTH: usize = 4;
/// Emphasis and links inside one another beyond this are dropped, not their text.
const MOST_SPANS: usize = 4;

/// A list or a quotation that is being read.
enum Open {
    Document,
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Item,
    Quote,
    /// One that is too deep: what is inside goes to what is around it.
    Nothing,
}

enum Span {
    Paragraph,
    Emphasis,
    Strong,
    Link(Option<Link>),
    Picture(String),
}

pub(super) fn blocks(typed: &str, pictures: &[&str]) -> Vec<Block> {
    let text: String = typed
        .replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || !is_hidden(*c))
        .take(MOST_CHARS)
        .collect();
    let mut reader = Reader {
        pictures,
        open: vec![(Open::Document, Vec::new())],
        spans: vec![(Span::Paragraph, Vec::new())],
        heading: None,
        code: false,
    };
    // Headings' attributes are read so that they can be dropped.
    for event in Parser::new_ext(&text, Options::ENABLE_HEADING_ATTRIBUTES) {
        reader.event(event);
    }
    reader.end()
}

struct Reader<'a> {
    pictures: &'a [&'a str],
    open: Vec<(Open, Vec<Block>)>,
    spans: Vec<(Span, Vec<Inline>)>,
    heading: Option<u8>,
    code: bool,
}

impl Reader<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.close(tag),
            // What looks like HTML is text that talks about HTML.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.lines(&text),
            Event::Code(text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak => self.push(Inline::Break),
            Event::Rule => self.end_paragraph(),
            // Of extensions that are not switched on.
            Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.end_paragraph();
                self.heading = Some(match level {
                    HeadingLevel::H1 | HeadingLevel::H2 => 2,
                    HeadingLevel::H3 => 3,
                    _ => 4,
                });
            }
            Tag::List(first) => self.enter(Open::List { ordered: first.is_some(), items: Vec::new() }),
            Tag::Item => {
                self.end_paragraph();
                let inside_list = matches!(self.open.last(), Some((Open::List { .. }, _)));
                self.open.push((if inside_list { Open::Item } else { Open::Nothing }, Vec::new()));
            }
            Tag::BlockQuote(_) => self.enter(Open::Quote),
            Tag::Emphasis => self.span(Span::Emphasis),
            Tag::Strong => self.span(Span::Strong),
            Tag::Link { dest_url, .. } => self.span(Span::Link(Link::parse(&dest_url))),
            Tag::Image { dest_url, .. } => self.span(Span::Picture(dest_url.into_string())),
            Tag::CodeBlock(_) => {
                self.end_paragraph();
                self.code = true;
            }
            _ => self.end_paragraph(),
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image => self.end_span(),
            TagEnd::List(_) | TagEnd::Item | TagEnd::BlockQuote(_) => self.leave(),
            TagEnd::CodeBlock => {
                self.end_paragraph();
                self.code = false;
            }
            _ => self.end_paragraph(),
        }
    }

    /// Begins a list or a quotation.
    fn enter(&mut self, open: Open) {
        self.end_paragraph();
        let depth =
            self.open.iter().filter(|(open, _)| matches!(open, Open::List { .. } | Open::Quote)).count();
        self.open.push((if depth < MOST_DEPTH { open } else { Open::Nothing }, Vec::new()));
    }

    fn leave(&mut self) {
        self.end_paragraph();
        if self.open.len() < 2 {
            return;
        }
        let Some((open, inside)) = self.open.pop() else { return };
        match open {
            Open::Document | Open::Nothing => self.add_all(inside),
            Open::Quote if inside.is_empty() => {}
            Open::Quote => self.add(Block::Quote(inside)),
            Open::Item => {
                if let Some((Open::List { items, .. }, _)) = self.open.last_mut()
                    && !inside.is_empty()
                {
                    items.push(inside);
                }
            }
            Open::List { ordered, items } => {
                if !items.is_empty() {
                    self.add(Block::List { ordered, items });
                }
                self.add_all(inside);
            }
        }
    }

    fn add_all(&mut self, blocks: Vec<Block>) {
        for block in blocks {
            self.add(block);
        }
    }

    /// Neighbours of one kind would be read as one: they are.
    fn add(&mut self, block: Block) {
        let Some((_, blocks)) = self.open.last_mut() else { return };
        match (blocks.last_mut(), block) {
            (Some(Block::List { ordered: was, items: before }), Block::List { ordered, items })
                if *was == ordered =>
            {
                before.extend(items);
            }
            (Some(Block::Quote(before)), Block::Quote(after)) => before.extend(after),
            (_, block) => blocks.push(block),
        }
    }

    fn span(&mut self, span: Span) {
        self.spans.push((span, Vec::new()));
    }

    fn end_span(&mut self) {
        if self.spans.len() < 2 {
            return;
        }
        let Some((span, inside)) = self.spans.pop() else { return };
        let deep = self.spans.len() > MOST_SPANS;
        let inside = tidy_inside(inside);
        let whole = match span {
            Span::Emphasis if !deep && !inside.is_empty() => Inline::Emphasis(inside),
            Span::Strong if !deep && !inside.is_empty() => Inline::Strong(inside),
            Span::Link(Some(link)) if !deep && !inside.is_empty() => Inline::Link(link, inside),
            Span::Picture(file) if self.pictures.contains(&file.as_str()) => {
                let alt = words(&inside);
                Inline::Picture { file, alt }
            }
            _ => {
                for inline in inside {
                    self.push(inline);
                }
                return;
            }
        };
        self.push(whole);
    }

    fn lines(&mut self, text: &str) {
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.text(line);
            if lines.peek().is_some() {
                self.push(Inline::Break);
            }
        }
    }

    fn text(&mut self, text: &str) {
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' => out.push(' '),
                c if is_hidden(c) => {}
                c => out.push(c),
            }
        }
        self.push(Inline::Text(out));
    }

    fn push(&mut self, inline: Inline) {
        if let Some((_, inlines)) = self.spans.last_mut() {
            inlines.push(inline);
        }
    }

    fn end_paragraph(&mut self) {
        while self.spans.len() > 1 {
            self.end_span();
        }
        let Some((_, inlines)) = self.spans.last_mut() else { return };
        let inlines = tidy(std::mem::take(inlines));
        let heading = self.heading.take();
        if inlines.is_empty() {
            return;
        }
        let top = self.open.len() == 1;
        let block = match heading {
            Some(level) if top => Block::Heading(level, one_line(inlines)),
            _ => Block::Paragraph(inlines),
        };
        // Text directly in a list, between items that were too deep, belongs to the last item.
        if let Some((Open::List { items, .. }, _)) = self.open.last_mut() {
            match items.last_mut() {
                Some(item) => item.push(block),
                None => items.push(vec![block]),
            }
        } else {
            self.add(block);
        }
    }

    fn end(mut self) -> Vec<Block> {
        self.end_paragraph();
        while self.open.len() > 1 {
            self.leave();
        }
        self.open.pop().map(|(_, blocks)| blocks).unwrap_or_default()
    }
}

/// The text of inlines, as a picture's description.
fn words(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) => out.push_str(text),
            Inline::Break => out.push(' '),
            Inline::Emphasis(inside) | Inline::Strong(inside) | Inline::Link(_, inside) => {
                out.push_str(&words(inside));
            }
            Inline::Picture { alt, .. } => out.push_str(alt),
        }
    }
    out.trim_matches(' ').to_owned()
}

fn one_line(inlines: Vec<Inline>) -> Vec<Inline> {
    let flat = |inline| match inline {
        Inline::Break => Inline::Text(" ".to_owned()),
        Inline::Emphasis(inside) => Inline::Emphasis(one_line(inside)),
        Inline::Strong(inside) => Inline::Strong(one_line(inside)),
        Inline::Link(link, inside) => Inline::Link(link, one_line(inside)),
        other => other,
    };
    tidy(inlines.into_iter().map(flat).collect())
}

/// Joins texts, collapses blanks, drops them around breaks.
fn tidy_inside(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out: Vec<Inline> = Vec::new();
    for inline in inlines {
        match (out.last_mut(), inline) {
            (_, Inline::Text(text)) if text.is_empty() => {}
            (Some(Inline::Text(before)), Inline::Text(text)) => before.push_str(&text),
            (Some(Inline::Break), Inline::Break) => {}
            (_, inline) => out.push(inline),
        }
    }
    let count = out.len();
    for place in 0..count {
        let after_break = place > 0 && out[place - 1] == Inline::Break;
        let before_break = place + 1 < count && out[place + 1] == Inline::Break;
        if let Inline::Text(text) = &mut out[place] {
            let mut kept = String::with_capacity(text.len());
            for c in text.chars() {
                let after_blank = kept.ends_with(' ') || (after_break && kept.is_empty());
                if c != ' ' || !after_blank {
                    kept.push(c);
                }
            }
            if before_break {
                kept.truncate(kept.trim_end_matches(' ').len());
            }
            *text = kept;
        }
    }
    let had = out.len();
    out.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    // Breaks that have become neighbours are one.
    if out.len() == had { out } else { tidy_inside(out) }
}

/// The same for a whole paragraph: no blanks and no breaks at its ends.
pub(super) fn tidy(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out = tidy_inside(inlines);
    loop {
        let before = out.len();
        while matches!(out.first(), Some(Inline::Break)) {
            out.remove(0);
        }
        while matches!(out.last(), Some(Inline::Break)) {
            out.pop();
        }
        if let Some(Inline::Text(text)) = out.first_mut() {
            *text = text.trim_start_matches(' ').to_owned();
        }
        if let Some(Inline::Text(text)) = out.last_mut() {
            *text = text.trim_end_matches(' ').to_owned();
        }
        out.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
        if out.len() == before {
            return out;
        }
    }
}
