//! Fields of a record.

use super::date::{read_date, write_date};
use crate::time::Day;

/// What stands in a field that has a meaning beyond its text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Entry<T> {
    /// Nothing.
    #[default]
    Empty,
    /// A value of the specification.
    Read(T),
    /// Something else, kept as it was written.
    Unreadable(String),
}

impl<T> Entry<T> {
    /// The value, if there is one that the specification knows.
    pub const fn value(&self) -> Option<&T> {
        match self {
            Self::Read(value) => Some(value),
            Self::Empty | Self::Unreadable(_) => None,
        }
    }
}

/// A meaning that has one textual form to write and maybe several to read.
pub(super) trait Value: Sized {
    fn read(text: &str) -> Option<Self>;
    fn write(&self) -> String;
}

impl Value for Day {
    fn read(text: &str) -> Option<Self> {
        read_date(text)
    }

    fn write(&self) -> String {
        write_date(*self)
    }
}

impl Value for u16 {
    fn read(text: &str) -> Option<Self> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    }

    fn write(&self) -> String {
        self.to_string()
    }
}

/// How a field looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Empty,
    Read,
    Unreadable,
}

/// A field of a record: text, or an [`Entry`].
pub(super) trait Field {
    fn read(text: String) -> Self
    where
        Self: Sized;
    fn write(&self) -> String;
    fn state(&self) -> State;
}

impl Field for String {
    fn read(text: String) -> Self {
        text
    }

    fn write(&self) -> String {
        self.clone()
    }

    fn state(&self) -> State {
        if self.is_empty() { State::Empty } else { State::Read }
    }
}

impl<T: Value> Field for Entry<T> {
    fn read(text: String) -> Self {
        if text.is_empty() {
            return Self::Empty;
        }
        T::read(&text).map_or_else(|| Self::Unreadable(text), Self::Read)
    }

    fn write(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Read(value) => value.write(),
            Self::Unreadable(text) => text.clone(),
        }
    }

    fn state(&self) -> State {
        match self {
            Self::Empty => State::Empty,
            Self::Read(_) => State::Read,
            Self::Unreadable(_) => State::Unreadable,
        }
    }
}
