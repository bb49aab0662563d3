//! The town's databases, as files: to look behind the Worker, and to move time.

use crate::{
    http::{alone, one_of_many},
    town::{town, unique, variable},
};
use rusqlite::{Connection, OpenFlags, Params, Row};
use std::{fs, path::PathBuf, sync::OnceLock, time::Duration};

/// One database.
#[derive(Debug)]
pub struct Database {
    /// Its file.
    pub file: PathBuf,
}

/// People, their ways in, staff, bridges.
pub fn identity() -> &'static Database {
    static FILE: OnceLock<Database> = OnceLock::new();
    FILE.get_or_init(|| Database::find("HIBIKI_DB_IDENTITY", "resident"))
}

/// Notices and what residents chose to hear about.
pub fn mypage() -> &'static Database {
    static FILE: OnceLock<Database> = OnceLock::new();
    FILE.get_or_init(|| Database::find("HIBIKI_DB_MYPAGE", "notice"))
}

/// What is not personal.
pub fn public() -> &'static Database {
    static FILE: OnceLock<Database> = OnceLock::new();
    FILE.get_or_init(|| Database::find("HIBIKI_DB_PUBLIC", "log_anchor"))
}

/// Sealed health records.
pub fn health() -> &'static Database {
    static FILE: OnceLock<Database> = OnceLock::new();
    FILE.get_or_init(|| Database::find("HIBIKI_DB_HEALTH", "shelf"))
}

/// What sealed records need beside them.
pub fn vault() -> &'static Database {
    static FILE: OnceLock<Database> = OnceLock::new();
    FILE.get_or_init(|| Database::find("HIBIKI_DB_VAULT", "pepper"))
}

impl Database {
    fn find(name: &str, table: &str) -> Self {
        if let Some(file) = variable(name) {
            return Self { file: file.into() };
        }
        let folder = town().state.join("v3/d1/miniflare-D1DatabaseObject");
        let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let file = files.map(|file| file.expect("a file").path()).find(|file| {
            let is_sqlite = file.extension().is_some_and(|extension| extension == "sqlite");
            is_sqlite && {
                let connection = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY);
                let sql = "SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1";
                connection.query_row(sql, [table], |row| row.get::<_, i64>(0)).unwrap_or_default() == 1
            }
        });
        Self { file: file.unwrap_or_else(|| panic!("no database with a table {table}")) }
    }

    /// All rows of a query.
    #[track_caller]
    pub fn rows<T>(
        &self,
        sql: &str,
        values: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Vec<T> {
        let _guard = one_of_many();
        let connection = open(&self.file, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let mut statement = connection.prepare(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let rows = statement.query_map(values, read).unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.map(|row| row.unwrap_or_else(|error| panic!("{sql}: {error}"))).collect()
    }

    /// The one number that a query answers.
    #[track_caller]
    pub fn number(&self, sql: &str, values: impl Params) -> i64 {
        self.rows(sql, values, |row| row.get(0))[0]
    }

    /// The one text that a query answers.
    #[track_caller]
    pub fn text(&self, sql: &str, values: impl Params) -> String {
        self.rows(sql, values, |row| row.get(0)).into_iter().next().unwrap_or_else(|| panic!("no row: {sql}"))
    }

    /// Changes rows while no request runs; returns how many.
    #[track_caller]
    pub fn execute(&self, sql: &str, values: impl Params) -> usize {
        self.try_execute(sql, values).unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Like [`Self::execute`], where the database may refuse.
    pub fn try_execute(&self, sql: &str, values: impl Params) -> rusqlite::Result<usize> {
        let _guard = alone();
        open(&self.file, OpenFlags::SQLITE_OPEN_READ_WRITE).execute(sql, values)
    }

    /// A copy of it as it is now, like a backup; whoever asks for it deletes the file.
    pub fn copied(&self) -> Self {
        let copy = std::env::temp_dir().join(unique("hibiki-backup-")).with_extension("sqlite");
        let sql = "VACUUM INTO ?1";
        let file = copy.to_str().expect("a path");
        open(&self.file, OpenFlags::SQLITE_OPEN_READ_WRITE).execute(sql, [file]).expect("a copy");
        Self { file: copy }
    }

    /// Everything in its files.
    pub fn bytes(&self) -> Vec<u8> {
        let _guard = alone();
        let log = self.file.with_extension("sqlite-wal");
        [fs::read(&self.file).expect("the file"), fs::read(log).unwrap_or_default()].concat()
    }
}

fn open(file: &std::path::Path, flags: OpenFlags) -> Connection {
    let connection = Connection::open_with_flags(file, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)
        .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    connection.busy_timeout(Duration::from_secs(10)).expect("a timeout");
    connection
}
