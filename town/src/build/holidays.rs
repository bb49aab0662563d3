//! The public holidays as a small file, for whoever says whether a counter is open today.

use crate::{
    clock,
    trouble::{AtPath as _, Result},
};
use hibiki_domain::holiday;
use std::{collections::BTreeMap, fs, path::Path};

/// Writes `holidays.json`: this year's, so that a page that is open at midnight goes on, and the next one's.
pub(super) fn build(folder: &Path) -> Result<()> {
    let (year, ..) = clock::today().parts();
    let days: BTreeMap<String, &str> = [year, year + 1]
        .into_iter()
        .flat_map(holiday::of_year)
        .map(|(day, name)| (day.to_string(), name))
        .collect();
    let file = folder.join("holidays.json");
    fs::write(&file, serde_json::json!(days).to_string()).at("write", &file)
}
