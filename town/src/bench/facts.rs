//! What the driver measured.

use crate::trouble::{AtPath as _, Result, Trouble};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};

/// Facts by name, and for what could not be measured the reason.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Facts {
    facts: BTreeMap<String, Value>,
    missing: BTreeMap<String, String>,
}

impl Facts {
    /// Adds what a part of the driver wrote.
    pub(super) fn add(&mut self, file: &Path) -> Result<()> {
        let text = fs::read_to_string(file).at("read", file)?;
        let more: Self = serde_json::from_str(&text).map_err(|error| {
            Trouble::new(format!("{}: {error}", file.display())).next("This is a fault of Hibiki.")
        })?;
        self.facts.extend(more.facts);
        self.missing.extend(more.missing);
        Ok(())
    }

    /// Something could not be measured. A reason that is known already says more.
    pub(super) fn cannot(&mut self, name: &str, why: String) {
        self.missing.entry(name.to_owned()).or_insert(why);
    }

    /// All of it, for whoever wants to look closer.
    pub(super) fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    /// A number.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.facts.get(name)?.as_f64()
    }

    /// A word.
    pub(super) fn word(&self, name: &str) -> Option<&str> {
        self.facts.get(name)?.as_str()
    }

    /// Why this was not measured: the reason for the name itself or for what it is a part of.
    pub(super) fn why_not(&self, name: &str) -> Option<&str> {
        let mut name = name;
        loop {
            if let Some(why) = self.missing.get(name) {
                return Some(why);
            }
            name = name.rsplit_once('.')?.0;
        }
    }

    /// For tests.
    #[cfg(test)]
    pub(super) fn of(facts: Value) -> Self {
        let facts = serde_json::from_value(facts).unwrap();
        Self { facts, missing: BTreeMap::new() }
    }
}
