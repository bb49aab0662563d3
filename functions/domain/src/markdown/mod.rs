//! The Markdown that organizers write: read into a small tree that cannot hold anything dangerous, and written out
//! again, as HTML for the desk's preview and as Markdown for `content/`.
//!
//! Zola lets raw HTML and any link through. Therefore what is published is never what was typed, but what
//! [`Document::to_markdown`] makes of the tree: every character that means something to a Markdown parser is escaped,
//! no `<` stands in it, headings carry ids of our own (so that none shadows a name that a script looks up), links lead
//! to web, mail, telephone and this site, pictures to the item's own files. Reading it again gives the same tree.
//!
//! A line break that was typed is a line break: people who never heard of Markdown expect that.

mod link;
mod read;
mod write;

pub use link::Link;

/// The longest text that is read, in characters.
pub const MOST_CHARS: usize = 20_000;

/// A text in the restricted Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document(Vec<Block>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    /// Level 2 to 4: the page has its own first heading.
    Heading(u8, Vec<Inline>),
    Paragraph(Vec<Inline>),
    List {
        ordered: bool,
        items: Vec<Vec<Block>>,
    },
    Quote(Vec<Block>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Inline {
    Text(String),
    Break,
    Emphasis(Vec<Inline>),
    Strong(Vec<Inline>),
    Link(Link, Vec<Inline>),
    Picture { file: String, alt: String },
}

impl Document {
    /// Reads what was typed. `pictures` are the names of the item's own pictures; any other picture becomes its text.
    pub fn read(typed: &str, pictures: &[&str]) -> Self {
        let document = Self(read::blocks(typed, pictures));
        // What a parser makes of delimiters depends on their neighbours: where our own writing would be read in another
        // way, the tree that is kept is the one that every reader sees.
        let mut seen = document;
        for _ in 0..4 {
            let again = Self(read::blocks(&seen.to_markdown(""), pictures));
            if again == seen {
                return seen;
            }
            seen = again;
        }
        seen.without_emphasis()
    }

    /// Whether there is nothing to read in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn without_emphasis(self) -> Self {
        Self(self.0.into_iter().map(plain).collect())
    }
}

fn plain(block: Block) -> Block {
    match block {
        Block::Heading(level, text) => Block::Heading(level, unwrapped(text)),
        Block::Paragraph(text) => Block::Paragraph(unwrapped(text)),
        Block::List { ordered, items } => Block::List {
            ordered,
            items: items.into_iter().map(|item| item.into_iter().map(plain).collect()).collect(),
        },
        Block::Quote(blocks) => Block::Quote(blocks.into_iter().map(plain).collect()),
    }
}

fn unwrapped(inlines: Vec<Inline>) -> Vec<Inline> {
    let mut out = Vec::new();
    for inline in inlines {
        match inline {
            Inline::Emphasis(inside) | Inline::Strong(inside) => out.extend(unwrapped(inside)),
            Inline::Link(link, inside) => out.push(Inline::Link(link, unwrapped(inside))),
            other => out.push(other),
        }
    }
    read::tidy(out)
}

/// Characters that nobody sees and that change what others see: controls, marks that turn the direction of text
/// around (UAX #9), zero-width and tag characters.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200c}' | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}
