//! Licences under which a town may use what Hibiki is made of.

use super::packages::Metadata;
use crate::{
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use serde::Deserialize;
use spdx::{Expression, ParseMode};
use std::{collections::BTreeMap, fs};

/// Permissive ones, and MPL-2.0, which binds only its own files.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unicode-DFS-2016",
    "Unlicense",
    "Zlib",
];

/// Tools on the operator's machine alone, of which nothing reaches a resident: these too.
const ALLOWED_FOR_TOOLS: &[&str] = &["CC-BY-3.0", "CC-BY-4.0", "LGPL-3.0-or-later", "Python-2.0"];

/// Whether one way to read the expression uses only these licences.
fn allows(expression: &str, licences: &[&[&str]]) -> std::result::Result<bool, String> {
    let mode = ParseMode { allow_slash_as_or_operator: true, ..ParseMode::LAX };
    let parsed = Expression::parse_mode(expression, mode).map_err(|error| error.reason.to_string())?;
    Ok(parsed.evaluate(|requirement| {
        let id = requirement.license.id().map_or("", |id| id.name);
        // GNU licences carry their "or later" beside the name.
        let written = requirement.license.to_string();
        licences.iter().any(|list| list.contains(&id) || list.contains(&written.as_str()))
    }))
}

fn judge(what: &str, licence: Option<&str>, licences: &[&[&str]]) -> Option<String> {
    let Some(licence) = licence else { return Some(format!("{what} names no licence")) };
    match allows(licence, licences) {
        Ok(true) => None,
        Ok(false) => Some(format!("{what}: {licence} is not in the list of check/licences.rs")),
        Err(why) => Some(format!("{what}: `{licence}` cannot be read: {why}")),
    }
}

/// The crates that must not be used.
pub(super) fn of_crates(metadata: &Metadata) -> Vec<String> {
    let packages = metadata.packages.iter();
    packages
        .filter_map(|package| {
            let what = format!("{} {}", package.name, package.version);
            judge(&what, package.license.as_deref(), &[ALLOWED])
        })
        .collect()
}

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
struct Locked {
    license: Option<serde_json::Value>,
    /// As packages named them before npm 2; any of them may be chosen.
    #[serde(default)]
    licenses: Vec<serde_json::Value>,
}

impl Locked {
    fn expression(&self) -> Option<String> {
        let named = |licence: &serde_json::Value| {
            let name = licence.as_str().or_else(|| licence.get("type")?.as_str())?;
            // The one spelling in use that SPDX does not know.
            Some(if name == "Apache 2.0" { "Apache-2.0".to_owned() } else { name.to_owned() })
        };
        match &self.license {
            Some(licence) => named(licence),
            None if self.licenses.is_empty() => None,
            None => Some(self.licenses.iter().filter_map(named).collect::<Vec<_>>().join(" OR ")),
        }
    }
}

/// The npm packages that must not be used. The lock file knows the licence of nearly all, the package itself the rest.
pub(super) fn of_npm(workshop: &Workshop) -> Result<Vec<String>> {
    let file = workshop.path("package-lock.json");
    let text = fs::read_to_string(&file).at("read", &file)?;
    let lock: Lock = serde_json::from_str(&text).map_err(|error| {
        Trouble::new(format!("package-lock.json: {error}")).next("Make it again with npm install.")
    })?;
    let packages = lock.packages.iter().filter(|(path, _)| !path.is_empty());
    Ok(packages
        .filter_map(|(path, locked)| {
            let own = || {
                let text = fs::read_to_string(workshop.path(path).join("package.json")).ok()?;
                serde_json::from_str::<Locked>(&text).ok()?.expression()
            };
            judge(path, locked.expression().or_else(own).as_deref(), &[ALLOWED, ALLOWED_FOR_TOOLS])
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_packages_name_their_licence_too() {
        let of = |text: &str| serde_json::from_str::<Locked>(text).unwrap().expression();
        assert_eq!(of(r#"{"license": "MIT"}"#).as_deref(), Some("MIT"));
        assert_eq!(of(r#"{"license": {"type": "ISC"}}"#).as_deref(), Some("ISC"));
        let both = of(r#"{"licenses": [{"type": "MIT"}, {"type": "Apache 2.0"}]}"#);
        assert_eq!(both.as_deref(), Some("MIT OR Apache-2.0"));
        assert_eq!(of("{}"), None);
    }

    #[test]
    fn expressions_are_understood() {
        for good in [
            "MIT",
            "MIT OR Apache-2.0",
            "MIT/Apache-2.0",
            "Unlicense/MIT",
            "(Apache-2.0 OR MIT) AND BSD-3-Clause",
            "Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT",
            "GPL-3.0-only OR MIT",
            "Apache-2.0 AND ISC",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ] {
            assert_eq!(allows(good, &[ALLOWED]), Ok(true), "{good}");
        }
        for bad in
            ["GPL-3.0-only", "MIT AND GPL-2.0-only", "AGPL-3.0-or-later", "LGPL-3.0-or-later", "SSPL-1.0"]
        {
            assert_eq!(allows(bad, &[ALLOWED]), Ok(false), "{bad}");
        }
        assert_eq!(
            allows("Apache-2.0 AND LGPL-3.0-or-later AND MIT", &[ALLOWED, ALLOWED_FOR_TOOLS]),
            Ok(true)
        );
        assert!(allows("MIT AND", &[ALLOWED]).is_err());
        assert!(judge("x 1.0.0", None, &[ALLOWED]).is_some_and(|said| said.contains("names no licence")));
    }
}
