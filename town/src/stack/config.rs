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

/// The parts of wrangler.toml and wrangler.health.toml that the commands need.
#[derive(Debug)]
pub(crate) struct Config {
    /// Of the town's own Worker.
    table: Table,
    /// Of the Worker of the health pages. What a town changes, `[vars]`, stands in the first alone.
    health: Table,
    origin: String,
    databases: Vec<Database>,
}

/// What the two are called in a folder in which they were made.
pub(crate) const TOWN_FILE: &str = "wrangler.toml";
/// See [`TOWN_FILE`].
pub(crate) const HEALTH_FILE: &str = "wrangler.health.toml";

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
    /// Which file says where it is.
    pub(crate) file: &'static str,
}

impl Config {
    /// Reads both files.
    pub(crate) fn read(workshop: &Workshop) -> Result<Self> {
        let text = |name: &str| {
            let file = workshop.path(name);
            fs::read_to_string(&file).at("read", &file)
        };
        Self::parse(&text(TOWN_FILE)?, &text(HEALTH_FILE)?, workshop.root())
            .map_err(|why| Trouble::new(why).next("Correct it, then try again."))
    }

    fn parse(town: &str, health: &str, root: &Path) -> std::result::Result<Self, String> {
        let table = |text: &str, file: &str| {
            text.parse::<Table>().map_err(|error: toml::de::Error| format!("{file}: {error}"))
        };
        let (table, health) = (table(town, TOWN_FILE)?, table(health, HEALTH_FILE)?);
        let origin = table.get("vars").and_then(|vars| vars.get("ORIGIN")).and_then(Value::as_str);
        let origin = origin.ok_or("wrangler.toml: [vars] must have ORIGIN")?.to_owned();
        let mut databases = databases_of(&table, TOWN_FILE, root)?;
        for database in databases_of(&health, HEALTH_FILE, root)? {
            if databases.iter().all(|known| known.name != database.name) {
                databases.push(database);
            }
        }
        Ok(Self { table, health, origin, databases })
    }

    /// The origin that residents see.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The databases, in their order.
    pub(crate) fn databases(&self) -> &[Database] {
        &self.databases
    }

    /// The configuration of the health pages' Worker, with the town's `[vars]`.
    fn health_with_vars(&self, vars: Option<&Value>) -> Table {
        let mut health = self.health.clone();
        if let Some(vars) = vars {
            health.insert("vars".to_owned(), vars.clone());
        }
        health
    }

    /// Writes what is deployed for the health pages, beside its frame.
    pub(crate) fn write_health(&self, workshop: &Workshop) -> Result<()> {
        let folder = workshop.path("dist/health");
        let mut health = self.health_with_vars(self.table.get("vars"));
        make_absolute(&mut health, workshop, &folder.join("frame"));
        let file = folder.join(TOWN_FILE);
        fs::write(
            &file,
            format!("# Made by `cargo town build` from wrangler.health.toml and wrangler.toml.\n{health}"),
        )
        .at("write", &file)
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
        let mut table = self.table.clone();
        if let Some(vars) = table.get_mut("vars").and_then(Value::as_table_mut) {
            vars.insert("FEEDS".to_owned(), feeds.as_value());
        }
        let mut set = |section: &str, key: &str, value: String| {
            if let Some(section) = table.get_mut(section).and_then(Value::as_table_mut) {
                section.insert(key.to_owned(), Value::String(value));
            }
        };
        set("vars", "ORIGIN", origin.to_owned());
        set("vars", "FEEDS_LOCAL_ORIGIN", feeds.origin.clone());
        set("vars", "BRIDGE_PORT", bridge_port.to_string());
        set("vars", "RECOVERY_KEY", demo::recovery_key());
        set("vars", "JPKI_CAS", BASE64.encode(hibiki_simulated_card::TEST_CA_DER));
        let mut health = self.health_with_vars(table.get("vars"));
        let frame = state.join("frame");
        build::frame(site, &frame)?;
        for (table, assets, copy) in
            [(&mut table, site, "worker"), (&mut health, frame.as_path(), "worker-health")]
        {
            copy_worker(table, workshop, &state.join(copy))?;
            make_absolute(table, workshop, assets);
        }
        let write = |name: &str, table: &Table| {
            let file = state.join(name);
            fs::write(&file, format!("# Made by `cargo town` from the file of this name.\n{table}"))
                .at("write", &file)?;
            Ok(file)
        };
        write(HEALTH_FILE, &health)?;
        write(TOWN_FILE, &table)
    }
}

/// The databases that a configuration names.
fn databases_of(
    table: &Table,
    file: &'static str,
    root: &Path,
) -> std::result::Result<Vec<Database>, String> {
    let databases = table.get("d1_databases").and_then(Value::as_array);
    let databases = databases.ok_or_else(|| format!("{file}: no [[d1_databases]]"))?;
    databases
        .iter()
        .map(|database| {
            let word = |key: &str| database.get(key).and_then(Value::as_str);
            let (name, migrations) = word("database_name").zip(word("migrations_dir"))?;
            Some(Database { name: name.to_owned(), migrations: root.join(migrations), file })
        })
        .collect::<Option<_>>()
        .ok_or_else(|| format!("{file}: every [[d1_databases]] must have database_name and migrations_dir"))
}

/// A copy of the built Worker: a later build must not change the one of a town that runs.
fn copy_worker(table: &mut Table, workshop: &Workshop, copy: &Path) -> Result<()> {
    if let Some(main) = table.get("main").and_then(Value::as_str).map(|main| workshop.path(main)) {
        let _ = fs::remove_dir_all(copy); // of the last start
        build::copy_files(main.parent().unwrap_or(workshop.root()), copy)?;
        let copied = copy.join(main.file_name().unwrap_or_default());
        table.insert("main".to_owned(), Value::String(copied.display().to_string()));
    }
    Ok(())
}

/// Paths that hold wherever the file lies.
fn make_absolute(table: &mut Table, workshop: &Workshop, assets: &Path) {
    let absolute = |path: &str| Value::String(workshop.path(path).display().to_string());
    if let Some(main) = table.get("main").and_then(Value::as_str).map(absolute) {
        table.insert("main".to_owned(), main);
    }
    if let Some(section) = table.get_mut("assets").and_then(Value::as_table_mut) {
        section.insert("directory".to_owned(), Value::String(assets.display().to_string()));
    }
    for database in table.get_mut("d1_databases").and_then(Value::as_array_mut).into_iter().flatten() {
        let migrations = database.get("migrations_dir").and_then(Value::as_str).map(absolute);
        if let Some((database, migrations)) = database.as_table_mut().zip(migrations) {
            database.insert("migrations_dir".to_owned(), migrations);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named() {
        let health = "[[d1_databases]]\ndatabase_name = 'h'\nmigrations_dir = 'm'\n";
        let parse = |text| Config::parse(text, health, Path::new("/x")).map(|_| ()).unwrap_err();
        assert!(parse("[vars]\n").contains("ORIGIN"));
        assert!(parse("[vars]\nORIGIN = 'http://a'\n").contains("d1_databases"));
        assert!(parse("[vars]\nORIGIN = 'a'\n[[d1_databases]]\nbinding = 'X'\n").contains("migrations_dir"));
    }
}
