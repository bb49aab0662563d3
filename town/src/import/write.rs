//! All files or none.

use super::Planned;
use crate::trouble::{AtPath as _, Result};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Writes every file beside its place first; only when all are there do they take their places. If one cannot, those
/// that have are put back as they were.
pub(super) fn all<'p>(root: &Path, planned: impl Iterator<Item = &'p Planned>) -> Result<()> {
    let mut waiting: Vec<(PathBuf, PathBuf)> = Vec::new();
    let prepared = planned.map(|planned| {
        let target = root.join("content").join(&planned.file);
        let beside = target.with_extension("importing");
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).at("make the folder", folder)?;
        }
        waiting.push((beside.clone(), target));
        fs::write(&beside, &planned.text).at("write", &beside)
    });
    let prepared: Result<()> = prepared.collect();
    let placed = prepared.and_then(|()| place(&waiting));
    for (beside, _) in &waiting {
        let _ = fs::remove_file(beside); // after success there is none left
    }
    placed
}

fn place(waiting: &[(PathBuf, PathBuf)]) -> Result<()> {
    let mut before: Vec<(&Path, Option<Vec<u8>>)> = Vec::new();
    for (beside, target) in waiting {
        before.push((target, fs::read(target).ok()));
        if let Err(error) = fs::rename(beside, target).at("write", target) {
            for (target, content) in before {
                let _ = match content {
                    Some(content) => fs::write(target, content),
                    None => fs::remove_file(target),
                };
            }
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(file: &str) -> Planned {
        Planned { file: file.to_owned(), text: "new".to_owned(), row: 1 }
    }

    #[test]
    fn when_one_file_cannot_be_written_all_stay_as_they_were() {
        let root = tempfile::tempdir().unwrap();
        let content = root.path().join("content");
        fs::create_dir_all(content.join("blocked.md/folder")).unwrap();
        fs::write(content.join("old.md"), "old").unwrap();
        let files = [planned("old.md"), planned("events/new.md"), planned("blocked.md")];
        assert!(all(root.path(), files.iter()).is_err());
        assert_eq!(fs::read_to_string(content.join("old.md")).unwrap(), "old");
        assert!(!content.join("events/new.md").exists());
        all(root.path(), files[..2].iter()).unwrap();
        assert_eq!(fs::read_to_string(content.join("events/new.md")).unwrap(), "new");
        assert_eq!(fs::read_dir(&content).unwrap().count(), 3, "nothing is left lying about");
    }
}
