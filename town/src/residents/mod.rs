//! `cargo town residents …`: the resident register, from the file that a town exports.

mod import;
mod read;
mod sample;

pub(crate) use import::{import, import_quietly};
pub(crate) use read::Source;
pub(crate) use sample::sample;
