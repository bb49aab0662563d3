//! The test programs that Cargo builds, all in one go: asked package by package it would compile one crate several
//! times, because each choice of packages unites other features.

use super::Part;
use crate::{
    held::{Held, Words},
    progress::Step,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use serde::Deserialize;
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// Where a part's test programs come from: the folder of a package, and one target of it or all.
pub(super) type Source = (&'static str, Option<&'static str>);

/// What is selected for a part: packages, and features that nobody else asks for.
struct Selection {
    packages: &'static [&'static str],
    features: &'static [&'static str],
}

const fn selection(part: Part) -> Selection {
    match part {
        Part::Domain => Selection {
            packages: &[
                "hibiki-protocol",
                "hibiki-domain",
                "hibiki-scan",
                "hibiki-search",
                "hibiki-simulated-card",
                "hibiki-town",
            ],
            features: &["hibiki-protocol/seal", "hibiki-search/build"],
        },
        Part::Bridge => {
            Selection { packages: &["hibiki-card-bridge"], features: &["hibiki-card-bridge/simulated-cards"] }
        }
        Part::Worker => Selection { packages: &["hibiki-functions", "hibiki-tests"], features: &[] },
        Part::Attacks | Part::Readers => Selection { packages: &["hibiki-tests"], features: &[] },
        Part::Gtfs | Part::Pages | Part::Browser => Selection { packages: &[], features: &[] },
    }
}

/// One test program.
#[derive(Debug, PartialEq, Eq)]
struct Program {
    /// Of the package, inside the repository.
    folder: PathBuf,
    target: String,
    file: PathBuf,
}

/// What Cargo built, and which of the tests in it are wanted.
#[derive(Debug, Default)]
pub(super) struct Programs {
    built: Vec<Program>,
    only: Option<String>,
}

impl Programs {
    /// Builds the test programs of these parts.
    pub(super) fn build(workshop: &Workshop, parts: &[Part], only: Option<String>) -> Result<Self> {
        let selections: Vec<Selection> = parts.iter().map(|&part| selection(part)).collect();
        if selections.iter().all(|selection| selection.packages.is_empty()) {
            return Ok(Self { only, ..Self::default() });
        }
        let mut cargo = Command::new("cargo");
        cargo.args(["test", "--quiet", "--no-run", "--message-format", "json-render-diagnostics"]);
        for selection in &selections {
            for package in selection.packages {
                cargo.args(["--package", package]);
            }
            for feature in selection.features {
                cargo.args(["--features", feature]);
            }
        }
        cargo.current_dir(workshop.root());
        let log = workshop.log("cargo-tests")?;
        fs::write(&log, "").at("write", &log)?;
        let step = Step::start("Building the tests");
        let built = Held::start("cargo", &cargo, &Words::Kept(&log))?.wait()?.success();
        let said = fs::read_to_string(&log).at("read", &log)?;
        if !built {
            let words: Vec<&str> = said.lines().filter(|line| !line.starts_with('{')).collect();
            return Err(Trouble::new(format!("The tests do not compile.\n{}", words.join("\n"))));
        }
        step.done();
        Ok(Self { built: programs(&said, workshop.root()), only })
    }

    /// The files of a part's tests that node runs, as a pattern.
    pub(super) fn files(&self, part: &str) -> String {
        match &self.only {
            Some(only) => format!("tests/{part}/**/*{only}*.test.mjs"),
            None => format!("tests/{part}/**/*.test.mjs"),
        }
    }

    /// Then a program may have no test to run.
    pub(super) const fn are_chosen_by_name(&self) -> bool {
        self.only.is_some()
    }

    /// The commands that run the test programs of a source, each in the folder of its package, as Cargo does it.
    pub(super) fn commands(&self, workshop: &Workshop, (folder, target): Source) -> Result<Vec<Command>> {
        let chosen = self.built.iter().filter(|program| {
            program.folder == Path::new(folder) && target.is_none_or(|target| program.target == target)
        });
        let commands: Vec<Command> = chosen
            .map(|program| {
                let mut command = Command::new(&program.file);
                command.arg("--quiet").args(&self.only).current_dir(workshop.path(&program.folder));
                command
            })
            .collect();
        if commands.is_empty() {
            return Err(Trouble::new(format!("Cargo built no test program of {folder}.")));
        }
        Ok(commands)
    }
}

/// The test programs among Cargo's messages (The Cargo Book, "External tools", artifact messages).
fn programs(said: &str, root: &Path) -> Vec<Program> {
    #[derive(Deserialize)]
    struct Message {
        manifest_path: PathBuf,
        target: Target,
        profile: Profile,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
    }
    #[derive(Deserialize)]
    struct Profile {
        test: bool,
    }
    said.lines()
        .filter_map(|line| serde_json::from_str::<Message>(line).ok())
        .filter(|message| message.profile.test)
        .filter_map(|message| {
            let folder = message.manifest_path.parent()?.strip_prefix(root).ok()?.to_owned();
            Some(Program { folder, target: message.target.name, file: message.executable? })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_programs_are_told_from_libraries_other_programs_and_words() {
        let said = r#"   Compiling hibiki-tests v0.1.0
{"reason":"compiler-artifact","package_id":"a","manifest_path":"/town/tests/Cargo.toml","target":{"kind":["lib"],"name":"hibiki_tests"},"profile":{"test":false},"executable":null}
{"reason":"compiler-artifact","package_id":"a","manifest_path":"/town/tests/Cargo.toml","target":{"kind":["test"],"name":"attacks"},"profile":{"test":true},"executable":"/town/target/debug/deps/attacks-1"}
{"reason":"compiler-artifact","package_id":"b","manifest_path":"/town/town/Cargo.toml","target":{"kind":["bin"],"name":"hibiki-town"},"profile":{"test":false},"executable":"/town/target/debug/hibiki-town"}
{"reason":"compiler-artifact","package_id":"c","manifest_path":"/elsewhere/Cargo.toml","target":{"kind":["test"],"name":"other"},"profile":{"test":true},"executable":"/elsewhere/other-1"}
{"reason":"build-finished","success":true}"#;
        let found = programs(said, Path::new("/town"));
        let attacks = Program {
            folder: "tests".into(),
            target: "attacks".to_owned(),
            file: "/town/target/debug/deps/attacks-1".into(),
        };
        assert_eq!(found, [attacks]);
    }
}
