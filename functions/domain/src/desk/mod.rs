//! The organizer's desk: what is written there, how far it has got, and the file that becomes of it.

mod field;
mod file;
mod front;
mod state;

pub use field::{Choice, Choices, Field, Item, Sort, Typed, Value, body_field, check, fields, read_value};
pub use file::{
    FileKind, MOST_FILES, MOST_ITEM_BYTES, MOST_OFFICE_BYTES, MOST_RECORDING_BYTES, MOST_TOWN_BYTES,
    NotAFile, PART_BYTES, Range, Recording, digest, digest_of, file_name, part_digest, part_length, parts_of,
};
pub use front::{Place, slug, stem, text};
pub use state::{Act, Refused, State, next};

/// What can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A course that people come to.
    Course,
    /// A lecture that was held, to be watched or read.
    Lecture,
    /// An old picture or paper.
    Archive,
}

impl Kind {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 3] = [Self::Course, Self::Lecture, Self::Archive];

    /// The word in addresses and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Course => "course",
            Self::Lecture => "lecture",
            Self::Archive => "archive",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Course => "講座",
            Self::Lecture => "講演の記録",
            Self::Archive => "古い写真・資料",
        }
    }

    /// Its folder in `content/` and its part of the address.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Course => "courses",
            Self::Lecture => "lectures",
            Self::Archive => "archives",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}
