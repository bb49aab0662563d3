//! Every statement is prepared against the migrated databases.

use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

fn functions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "sql") {
            found.push(entry);
        }
    }
    found.sort();
    found
}

fn migrated(sector: &str) -> Connection {
    let database = Connection::open_in_memory().unwrap();
    for migration in files(&functions().join("migrations").join(sector)) {
        database.execute_batch(&fs::read_to_string(migration).unwrap()).unwrap();
    }
    database
}

fn sectors() -> Vec<String> {
    let folders = fs::read_dir(functions().join("migrations")).unwrap().map(|entry| entry.unwrap());
    let folders = folders.filter(|entry| entry.path().is_dir());
    let mut sectors: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    sectors.sort();
    sectors
}

#[test]
fn every_statement_is_prepared_against_its_own_sector() {
    assert_eq!(sectors(), ["health", "identity", "mypage", "public", "vault"]);
    let mut prepared = 0;
    for sector in sectors() {
        let database = migrated(&sector);
        for file in files(&functions().join("sql").join(&sector)) {
            let text = fs::read_to_string(&file).unwrap();
            let statement =
                database.prepare(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            // Values are given by place: a gap would be a value that nobody reads.
            for place in 1..=statement.parameter_count() {
                assert!(text.contains(&format!("?{place}")), "{} lacks ?{place}", file.display());
            }
            let code: String = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
            assert!(
                code.ends_with(';') && code.matches(';').count() == 1,
                "{} is one statement",
                file.display()
            );
            prepared += 1;
        }
    }
    assert!(prepared > 70, "{prepared}");
}

#[test]
fn every_file_is_a_statement_of_the_worker_and_every_statement_a_file_of_its_sector() {
    let table = fs::read_to_string(functions().join("src/db/sql.rs")).unwrap();
    let (_, table) = table.split_once("statements! {").unwrap();
    let mut named = Vec::new();
    let mut folder = String::new();
    for line in table.lines() {
        if let Some((_, rest)) = line.split_once(" in \"") {
            folder = rest.split('"').next().unwrap().to_owned();
            let sector = line.split(": ").nth(1).unwrap().split(' ').next().unwrap();
            assert!(folder.starts_with(&format!("{}/", sector.to_lowercase())), "{line}");
        } else if let Some((_, rest)) = line.split_once(" = \"") {
            named.push(format!("{folder}/{}.sql", rest.split('"').next().unwrap()));
        }
    }
    named.sort();
    let root = functions().join("sql");
    let there: Vec<_> = files(&root)
        .iter()
        .map(|file| file.strip_prefix(&root).unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(named, there);
}

#[test]
fn what_the_databases_themselves_refuse() {
    let identity = migrated("identity");
    let id = |c: &str| c.repeat(32);
    identity
        .execute_batch(&format!(
            "INSERT INTO person VALUES ('{0}', 1), ('{1}', 1);
             INSERT INTO staff VALUES ('{0}', '甲', '課'), ('{1}', '乙', '課');
             INSERT INTO role_grant VALUES ('{0}', '{0}', 'admin', 1, 9, NULL, 1, NULL, NULL);
             INSERT INTO bridge VALUES ('k', 'p', '名', '所', 7, 1, NULL, NULL);
             INSERT INTO access_log VALUES (1, 1, 'p', 's', '甲', '課', '見た', '理由', '{2}');",
            id("a"),
            id("b"),
            "0".repeat(64),
        ))
        .unwrap();
    let grant = |to: &str, by: &str, ends: i64| {
        identity.execute(
            "INSERT INTO role_grant VALUES (lower(hex(randomblob(16))), ?1, 'clerk', 5, ?3, ?2, 5, NULL, NULL)",
            (to, by, ends),
        )
    };
    grant(&id("b"), &id("a"), 9).unwrap();
    let refused = [
        ("nobody grants to themselves", grant(&id("a"), &id("a"), 9)),
        ("a role ends after it begins", grant(&id("b"), &id("a"), 5)),
        ("a role is for staff", grant(&id("c"), &id("a"), 9)),
        ("a counter rises", identity.execute("UPDATE bridge SET counter = 7", [])),
        ("a counter does not fall", identity.execute("UPDATE bridge SET counter = 6", [])),
        ("the log is never changed", identity.execute("UPDATE access_log SET why = ''", [])),
        ("the log is never deleted", identity.execute("DELETE FROM access_log", [])),
        (
            "a place in the log is taken once",
            identity.execute("INSERT INTO access_log SELECT * FROM access_log", []),
        ),
        ("an id is an id", identity.execute("INSERT INTO person VALUES ('short', 1)", [])),
        (
            "a card has a handle",
            identity.execute(
                &format!("INSERT INTO card VALUES ('{0}', '{0}', NULL, NULL, 'uid', 'x', 1, NULL)", id("a")),
                [],
            ),
        ),
    ];
    for (law, result) in refused {
        assert!(result.is_err(), "{law}");
    }
    identity.execute("UPDATE bridge SET counter = 8", []).unwrap();
}

#[test]
fn whoever_leaves_the_register_leaves_nothing_behind() {
    for sector in sectors() {
        let database = migrated(&sector);
        let mut tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").unwrap();
        let tables: Vec<String> =
            tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for table in tables {
            let mut keys = database.prepare(&format!("PRAGMA foreign_key_list({table})")).unwrap();
            let rules = keys.query_map([], |row| row.get::<_, String>("on_delete")).unwrap();
            for rule in rules.map(Result::unwrap) {
                assert_eq!(rule, "CASCADE", "{table}");
            }
        }
    }
}
