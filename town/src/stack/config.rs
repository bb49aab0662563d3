//! wrangler.toml, and what becomes of it for a town on this machine.

use crate::{
    build, demo,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use data_encoding::BASE64;
use std::{
    fs,
    path::{Path, PathBuf},
};
use toml::{Table, Value};

/// The parts of wrangler.toml that the commands need.
#[derive(Debug)]
pub(crate) struct Config {
    table: Table,
    origin: String,
    databases: Vec<Database>,
}

/// A feed that this machine serves itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalFeed {
    /// Its name in content and database.
    pub(crate) id: &'static str,
    /// Its name for people.
    pub(crate) name: &'static str,
    /// What it tells of.
    pub(crate) kind: &'static str,
    /// Where it is, below the origin; a test may name another address altogether.
    pub(crate) path: &'static str,
    /// Of buses: the timetable that it belongs to; else nothing.
    pub(crate) timetable: &'static str,
}

/// The feeds of a demo or a test, all from one origin on this machine. Empty: there are none.
#[derive(Debug, Clone, Default)]
pub(crate) struct LocalFeeds {
    /// The one origin from which the Worker may read without https.
    pub(crate) origin: String,
    /// The feeds.
    pub(crate) feeds: Vec<LocalFeed>,
}

impl LocalFeeds {
    fn as_value(&self) -> Value {
        let feed = |feed: &LocalFeed| {
            let text = |text: &str| Value::String(text.to_owned());
            let url = if feed.path.starts_with('/') {
                format!("{}{}", self.origin, feed.path)
            } else {
                feed.path.to_owned()
            };
            let table = Value::Table(Table::from_iter([
                ("name".to_owned(), text(feed.name)),
                ("kind".to_owned(), text(feed.kind)),
                ("timetable".to_owned(), text(feed.timetable)),
                ("url".to_owned(), Value::String(url)),
                ("every_minutes".to_owned(), Value::Integer(1)),
            ]));
            (feed.id.to_owned(), table)
        };
        Value::Table(self.feeds.iter().map(feed).collect())
    }
}

/// A D1 database.
#[derive(Debug, Clone)]
pub(crate) struct Database {
    /// What wrangler calls it.
    pub(crate) name: String,
    /// Where its migrations are.
    pub(crate) migrations: PathBuf,
}

impl Config {
    /// Reads wrangler.toml.
    pub(crate) fn read(workshop: &Workshop) -> Result<Self> {
        let file = workshop.path("wrangler.toml");
        let text = fs::read_to_string(&file).at("read", &file)?;
        Self::parse(&text, workshop.root())
            .map_err(|why| Trouble::new(format!("wrangler.toml: {why}")).next("Correct it, then try again."))
    }

    fn parse(text: &str, root: &Path) -> std::result::Result<Self, String> {
        let table: Table = text.parse().map_err(|error: toml::de::Error| error.to_string())?;
        let origin = table.get("vars").and_then(|vars| vars.get("ORIGIN")).and_then(Value::as_str);
        let origin = origin.ok_or("[vars] must have ORIGIN")?.to_owned();
        let databases = table.get("d1_databases").and_then(Value::as_array).ok_or("no [[d1_databases]]")?;
        let databases = databases
            .iter()
            .map(|database| {
                let word = |key: &str| database.get(key).and_then(Value::as_str);
                let (name, migrations) = word("database_name").zip(word("migrations_dir"))?;
                Some(Database { name: name.to_owned(), migrations: root.join(migrations) })
            })
            .collect::<Option<_>>()
            .ok_or("every [[d1_databases]] must have database_name and migrations_dir")?;
        Ok(Self { table, origin, databases })
    }

    /// The origin that residents see.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The databases, in their order.
    pub(crate) fn databases(&self) -> &[Database] {
        &self.databases
    }

    /// Writes the same configuration for a town on this machine, with the demo cards' authority.
    pub(crate) fn write_local(
        &self,
        workshop: &Workshop,
        state: &Path,
        origin: &str,
        site: &Path,
        bridge_port: u16,
        feeds: &LocalFeeds,
    ) -> Result<PathBuf> {
        let absolute = |path: &str| Value::String(workshop.path(path).display().to_string());
        let mut table = self.table.clone();
        // A copy: a later build must not change the Worker of a town that runs.
        if let Some(main) = table.get("main").and_then(Value::as_str).map(|main| workshop.path(main)) {
            let copy = state.join("worker");
            let _ = fs::remove_dir_all(&copy); // of the last start
            build::copy_files(main.parent().unwrap_or(workshop.root()), &copy)?;
            let copied = copy.join(main.file_name().unwrap_or_default());
            table.insert("main".to_owned(), Value::String(copied.display().to_string()));
        }
        if let Some(vars) = table.get_mut("vars").and_then(Value::as_table_mut) {
            vars.insert("FEEDS".to_owned(), feeds.as_value());
        }
        let mut set = |section: &str, key: &str, value: String| {
            if let Some(section) = table.get_mut(section).and_then(Value::as_table_mut) {
                section.insert(key.to_owned(), Value::String(value));
            }
        };
        set("assets", "directory", site.display().to_string());
        set("vars", "ORIGIN", origin.to_owned());
        set("vars", "FEEDS_LOCAL_ORIGIN", feeds.origin.clone());
        set("vars", "BRIDGE_PORT", bridge_port.to_string());
        set("vars", "RECOVERY_KEY", demo::recovery_key());
        set("vars", "JPKI_CAS", BASE64.encode(hibiki_simulated_card::TEST_CA_DER));
        for database in table.get_mut("d1_databases").and_then(Value::as_array_mut).into_iter().flatten() {
            let migrations = database.get("migrations_dir").and_then(Value::as_str).map(absolute);
            if let Some((database, migrations)) = database.as_table_mut().zip(migrations) {
                database.insert("migrations_dir".to_owned(), migrations);
            }
        }
        let file = state.join("wrangler.toml");
        fs::write(&file, format!("# Made by `cargo town` from wrangler.toml.\n{table}"))
            .at("write", &file)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let parse = |text| Config::parse(text, Path::new("/x")).map(|_| ()).unwrap_err();
        assert!(parse("[vars]\n").contains("ORIGIN"));
        assert!(parse("[vars]\nORIGIN = 'http://a'\n").contains("d1_databases"));
        assert!(parse("[vars]\nORIGIN = 'a'\n[[d1_databases]]\nbinding = 'X'\n").contains("migrations_dir"));
    }
}
