//! The history of the town's content.

use crate::trouble::{Result, Trouble};
use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A git work tree.
#[derive(Debug)]
pub(super) struct Git {
    root: PathBuf,
}

impl Git {
    /// The work tree that a folder is in.
    pub(super) fn around(folder: &Path) -> Option<Self> {
        let output =
            Command::new("git").arg("-C").arg(folder).args(["rev-parse", "--show-toplevel"]).output().ok()?;
        let root = String::from_utf8(output.stdout).ok()?;
        (output.status.success() && !root.trim().is_empty()).then(|| Self { root: root.trim().into() })
    }

    /// Refuses to write over what somebody changed and has not committed, except what is written anyway.
    pub(super) fn nothing_of_ones_own(
        &self,
        paths: &[PathBuf],
        is_ours: impl Fn(&Path) -> bool,
    ) -> Result<()> {
        for path in paths.iter().filter(|path| path.exists()) {
            let output = self.run(["status", "--porcelain", "--"], std::slice::from_ref(path), &[])?;
            if !output.stdout.is_empty() && !is_ours(path) {
                return Err(Trouble::new(format!(
                    "{} was changed by hand and is not committed.",
                    path.display()
                ))
                .next("Commit or undo the change, then run the same command again."));
            }
        }
        Ok(())
    }

    /// Commits these files and nothing else. `None`: there was nothing to commit.
    pub(super) fn commit(
        &self,
        paths: &[PathBuf],
        message: &str,
        author: &str,
        office: &str,
    ) -> Result<Option<String>> {
        self.run(["add", "--all", "--"], paths, &[])?;
        let staged = self.run(["status", "--porcelain", "--"], paths, &[])?;
        if staged.stdout.is_empty() {
            return Ok(None);
        }
        // No address of a person: a history is copied everywhere and for ever.
        let name = format!("{}（{}）", plain(author), plain(office));
        let people = [
            ("GIT_AUTHOR_NAME", name.as_str()),
            ("GIT_AUTHOR_EMAIL", "desk@hibiki.invalid"),
            ("GIT_COMMITTER_NAME", "cargo town publish"),
            ("GIT_COMMITTER_EMAIL", "publish@hibiki.invalid"),
        ];
        self.run(["commit", "--quiet", "--no-verify", "-m", message, "--only", "--"], paths, &people)?;
        let head = self.run(["rev-parse", "--short", "HEAD"], &[], &[])?;
        Ok(Some(String::from_utf8_lossy(&head.stdout).trim().to_owned()))
    }

    fn run<const N: usize>(
        &self,
        arguments: [&str; N],
        paths: &[PathBuf],
        environment: &[(&str, &str)],
    ) -> Result<Output> {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root).args(arguments).args(paths.iter().map(AsRef::<OsStr>::as_ref));
        let output = command
            .envs(environment.iter().copied())
            .output()
            .map_err(|error| Trouble::new(format!("git cannot be started: {error}")))?;
        if output.status.success() {
            return Ok(output);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Trouble::new(format!("git {} failed: {}", arguments.first().unwrap_or(&""), said.trim()))
            .next("The files are written. Mend what git says, then run the same command again."))
    }
}

/// What git takes out of names is taken out here, so that nothing is left only for it to stumble over.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '<' | '>' | '\n')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn git(root: &Path, arguments: &[&str]) -> String {
        let output = Command::new("git").arg("-C").arg(root).args(arguments).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    #[test]
    fn a_publication_is_a_commit_of_its_own_files_under_the_writers_name() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        assert!(Git::around(&root).is_none());
        git(&root, &["init", "--quiet"]);
        let tree = Git::around(&root).unwrap();
        let (page, other) = (root.join("a.md"), root.join("other.md"));
        fs::write(&page, "1").unwrap();
        fs::write(&other, "somebody is writing").unwrap();
        git(&root, &["add", "other.md"]);
        let paths = [page.clone()];
        assert!(
            tree.commit(&paths, "公開: a\n\nHibiki-Item: 1\n", "響 <x>花子", "公民館").unwrap().is_some()
        );
        assert_eq!(tree.commit(&paths, "again", "x", "y").unwrap(), None);
        assert_eq!(
            git(&root, &["log", "--format=%an|%ae|%s"]).trim(),
            "響 x花子（公民館）|desk@hibiki.invalid|公開: a"
        );
        assert_eq!(git(&root, &["show", "--name-only", "--format="]).trim(), "a.md");
        assert_eq!(git(&root, &["status", "--porcelain"]).trim(), "A  other.md", "what others staged stays");
    }

    #[test]
    fn what_somebody_changed_by_hand_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(folder.path()).unwrap();
        git(&root, &["init", "--quiet"]);
        let tree = Git::around(&root).unwrap();
        let paths = [root.join("a.md")];
        fs::write(&paths[0], "1").unwrap();
        tree.commit(&paths, "a", "x", "y").unwrap();
        tree.nothing_of_ones_own(&paths, |_| false).unwrap();
        fs::write(&paths[0], "2").unwrap();
        assert!(tree.nothing_of_ones_own(&paths, |_| false).is_err());
        tree.nothing_of_ones_own(&paths, |_| true).unwrap();
    }
}
