//! The local D1 databases.

use super::config::Config;
use crate::{
    progress::Step,
    stamp::Inputs,
    tools::Tools,
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Brings every database up to date.
pub(super) fn migrate(workshop: &Workshop, tools: &Tools, config: &Config, state: &Path) -> Result<()> {
    let mut inputs = Inputs::default();
    for database in config.databases() {
        inputs = inputs.word(&database.name).files(&database.migrations, &[])?;
    }
    let stamp = inputs.stamp(state.join("migrations.stamp"));
    if stamp.is_current() {
        return Ok(());
    }
    stamp.forget();
    let mut step = Step::with_length("Preparing the databases", config.databases().len() as u64);
    for database in config.databases() {
        let mut wrangler = tools.wrangler();
        wrangler.args(["d1", "migrations", "apply", &database.name, "--local"]);
        wrangler.arg("--config").arg(state.join(database.file)).arg("--persist-to").arg(state);
        wrangler.current_dir(workshop.root());
        workshop.run_silently("wrangler-migrate", &wrangler)?;
        step.advance(1);
    }
    step.done();
    stamp.keep()
}

/// Runs statements in one database.
pub(crate) fn execute(
    workshop: &Workshop,
    tools: &Tools,
    local: &Path,
    state: &Path,
    database: &str,
    sql: &str,
) -> Result<()> {
    let file = state.join(format!("{database}.sql"));
    fs::write(&file, sql).at("write", &file)?;
    let mut wrangler = tools.wrangler();
    wrangler.args(["d1", "execute", database, "--local", "--yes", "--file"]).arg(&file);
    wrangler.arg("--config").arg(local).arg("--persist-to").arg(state).current_dir(workshop.root());
    workshop.run_silently("wrangler-execute", &wrangler)?;
    fs::remove_file(&file).at("remove", &file)
}

/// The `SQLite` file of the database that has this table. The schema is text in the file, or still in its log.
pub(crate) fn file_with_table(state: &Path, table: &str) -> Option<PathBuf> {
    let words = format!("CREATE TABLE {table} (");
    let files = fs::read_dir(state.join("v3/d1/miniflare-D1DatabaseObject")).ok()?;
    files.flatten().map(|file| file.path()).find(|file| {
        let holds = |path: &Path| {
            fs::read(path)
                .is_ok_and(|bytes| bytes.windows(words.len()).any(|window| window == words.as_bytes()))
        };
        file.extension().is_some_and(|extension| extension == "sqlite")
            && (holds(file) || holds(&file.with_extension("sqlite-wal")))
    })
}
