//! What is up to date is not made again: a hash over everything that a product is made of.

use crate::trouble::{AtPath as _, Result};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use std::{
    fs,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// A hash over words and files.
#[derive(Default)]
pub(crate) struct Inputs {
    hash: Sha256,
}

impl Inputs {
    /// Something that is no file: a version, an option.
    pub(crate) fn word(mut self, word: &str) -> Self {
        self.add(word.as_bytes());
        self
    }

    /// A file, or every file in a folder but those below a folder named in `except`. What is missing counts as empty.
    pub(crate) fn files(mut self, path: &Path, except: &[&str]) -> Result<Self> {
        let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
        let entries = walk.filter_entry(|entry| {
            !(entry.file_type().is_dir()
                && entry.file_name().to_str().is_some_and(|name| except.contains(&name)))
        });
        for entry in entries.flatten().filter(|entry| entry.file_type().is_file()) {
            let name = entry.path().strip_prefix(path).unwrap_or(entry.path());
            self.add(name.as_os_str().as_encoded_bytes());
            self.add(&fs::read(entry.path()).at("read", entry.path())?);
        }
        Ok(self)
    }

    fn add(&mut self, bytes: &[u8]) {
        self.hash.update(bytes.len().to_be_bytes());
        self.hash.update(bytes);
    }

    /// The stamp that belongs to these inputs, kept in `file`.
    pub(crate) fn stamp(self, file: impl Into<PathBuf>) -> Stamp {
        Stamp { file: file.into(), hash: HEXLOWER.encode(&self.hash.finalize()) }
    }
}

/// What a product was made of, beside the product.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    hash: String,
}

impl Stamp {
    /// Whether the product was made of the same.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.hash)
    }

    /// The product is about to be made: until [`Self::keep`] there is none.
    pub(crate) fn forget(&self) {
        let _ = fs::remove_file(&self.file); // it may not be there
    }

    /// The product is made.
    pub(crate) fn keep(&self) -> Result<()> {
        if let Some(folder) = self.file.parent() {
            fs::create_dir_all(folder).at("make the folder", folder)?;
        }
        fs::write(&self.file, &self.hash).at("write", &self.file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_holds_until_an_input_changes() {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("src");
        fs::create_dir_all(source.join("build")).unwrap();
        fs::write(source.join("a"), "1").unwrap();
        let stamp = || {
            Inputs::default().word("v1").files(&source, &["build"]).unwrap().stamp(folder.path().join("s"))
        };
        assert!(!stamp().is_current());
        stamp().keep().unwrap();
        assert!(stamp().is_current());
        fs::write(source.join("build/product"), "x").unwrap();
        assert!(stamp().is_current(), "products are no inputs");
        fs::write(source.join("a"), "2").unwrap();
        assert!(!stamp().is_current());
        fs::write(source.join("a"), "1").unwrap();
        fs::write(source.join("b"), "").unwrap();
        assert!(!stamp().is_current(), "a new file counts");
    }
}
