//! The town's open data, made from the same texts as the pages: CSV in the layouts of the national recommended data
//! sets, and the same rows as JSON.

mod sets;

use crate::{
    content::Library,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use hibiki_domain::time::{Day, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::{
    fs,
    path::Path,
    process::Command,
    time::{SystemTime, UNIX_EPOCH},
};

/// What the data calls the town.
#[derive(Debug)]
pub(super) struct Town {
    /// Six digits.
    pub(super) code: String,
    /// The prefecture.
    pub(super) prefecture: String,
    /// The town.
    pub(super) name: String,
}

impl Town {
    /// From `site/config.toml`.
    fn read(root: &Path) -> Result<Self> {
        let file = root.join("site/config.toml");
        let text = fs::read_to_string(&file).at("read", &file)?;
        let config: toml::Table =
            text.parse().map_err(|error| Trouble::new(format!("site/config.toml: {error}")))?;
        let word = |path: [&str; 2]| -> Result<String> {
            let value = config.get("extra").and_then(|extra| extra.get(path[0])?.get(path[1])?.as_str());
            value.map(str::to_owned).ok_or_else(|| {
                Trouble::new(format!("site/config.toml has no {} in [extra.{}].", path[1], path[0]))
                    .next("Write it as in the town that Hibiki comes with.")
            })
        };
        let town = Self {
            code: word(["opendata", "code"])?,
            prefecture: word(["opendata", "prefecture"])?,
            name: word(["town", "ja"])?,
        };
        if town.code.len() != 6 || !town.code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Trouble::new(format!(
                "site/config.toml: the code {} of the town is not six digits.",
                town.code
            ))
            .next("Write the municipality's code with its check digit, for example \"102016\"."));
        }
        Ok(town)
    }
}

/// A set of data: a header and its rows.
#[derive(Debug)]
pub(super) struct Set {
    /// Its short name, as the standard calls the file.
    pub(super) key: &'static str,
    /// Its name.
    pub(super) title: &'static str,
    /// Where its texts stand in `content/`.
    pub(super) from: &'static str,
    /// The header.
    pub(super) columns: Vec<&'static str>,
    /// As many cells as columns in each.
    pub(super) rows: Vec<Vec<String>>,
}

impl Set {
    /// UTF-8 with a byte-order mark and CRLF, as spreadsheets in Japan open it.
    fn csv(&self) -> Result<Vec<u8>> {
        let broken = |error: csv::Error| Trouble::new(format!("Could not write {}: {error}", self.key));
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.columns).map_err(broken)?;
        for row in &self.rows {
            writer.write_record(row).map_err(broken)?;
        }
        writer.into_inner().map_err(|error| Trouble::new(format!("Could not write {}: {error}", self.key)))
    }

    /// The same with its licence.
    fn json(&self, town: &Town, origin: &str, updated: Day) -> Value {
        let rows: Vec<Value> = self
            .rows
            .iter()
            .map(|row| {
                let cells = self.columns.iter().zip(row);
                Value::Object(
                    cells
                        .map(|(name, cell)| ((*name).to_owned(), cell.as_str().into()))
                        .collect::<Map<_, _>>(),
                )
            })
            .collect();
        json!({
            "title": format!("{} {}", town.name, self.title),
            "publisher": town.name,
            "licence": "CC BY 4.0",
            "licence_url": "https://creativecommons.org/licenses/by/4.0/",
            "attribution": format!("出典：{}オープンデータ", town.name),
            "page": format!("{}/opendata/", origin.trim_end_matches('/')),
            "updated": updated.to_string(),
            "row_count": self.rows.len(),
            "columns": self.columns,
            "rows": rows,
        })
    }

    fn file(&self, town: &Town, ending: &str) -> String {
        format!("{}_{}.{ending}", town.code, self.key)
    }
}

/// What the pages about open data and AED places are made of.
#[derive(Serialize)]
struct Built<'a> {
    sets: Vec<Listed>,
    aed: &'a [crate::content::aed::Aed],
}

#[derive(Serialize)]
struct Listed {
    key: &'static str,
    csv: String,
    json: String,
    rows: usize,
    updated: String,
}

/// Before Zola: what its templates read, in `site/data/built/opendata.json`.
pub(crate) fn prepare(workshop: &Workshop, library: &Library) -> Result<()> {
    let town = Town::read(workshop.root())?;
    let sets = sets::all(&town, library, "");
    let sets = sets
        .iter()
        .map(|set| Listed {
            key: set.key,
            csv: set.file(&town, "csv"),
            json: set.file(&town, "json"),
            rows: set.rows.len(),
            updated: updated(workshop.root(), set.from).to_string(),
        })
        .collect();
    let text = serde_json::to_string_pretty(&Built { sets, aed: &library.aed })
        .map_err(|error| Trouble::new(format!("Could not write the open data: {error}")))?;
    let folder = workshop.path("site/data/built");
    fs::create_dir_all(&folder).at("make the folder", &folder)?;
    let file = folder.join("opendata.json");
    if fs::read_to_string(&file).is_ok_and(|there| there == text) {
        return Ok(());
    }
    fs::write(&file, text).at("write", &file)
}

/// After Zola: the files themselves, in `opendata/` of the site.
pub(crate) fn write(root: &Path, library: &Library, origin: &str, site: &Path) -> Result<()> {
    let town = Town::read(root)?;
    let folder = site.join("opendata");
    fs::create_dir_all(&folder).at("make the folder", &folder)?;
    for set in sets::all(&town, library, origin) {
        let file = folder.join(set.file(&town, "csv"));
        fs::write(&file, set.csv()?).at("write", &file)?;
        let file = folder.join(set.file(&town, "json"));
        let json = set.json(&town, origin, updated(root, set.from));
        fs::write(&file, json.to_string()).at("write", &file)?;
    }
    Ok(())
}

/// The day of the last change: by the town's git history, else by the newest file.
fn updated(root: &Path, area: &str) -> Day {
    let said = Command::new("git")
        .args(["log", "-1", "--format=%cs", "--", &format!("content/{area}")])
        .current_dir(root)
        .output();
    if let Ok(said) = said
        && let Ok(day) = Day::parse(String::from_utf8_lossy(&said.stdout).trim())
    {
        return day;
    }
    let newest = walkdir::WalkDir::new(root.join("content").join(area))
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.metadata().ok()?.modified().ok())
        .max()
        .unwrap_or(SystemTime::UNIX_EPOCH);
    let secs = newest.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    Timestamp(i64::try_from(secs).unwrap_or(i64::MAX)).day()
}

#[cfg(test)]
mod tests;
