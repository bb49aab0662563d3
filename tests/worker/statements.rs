//! Every statement is prepared against the migrated databases.

use hibiki_domain::{guardian::can_begin, time::Day};
use rusqlite::Connection;
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) fn functions() -> PathBuf {
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

pub(crate) fn migrated(sector: &str) -> Connection {
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
             INSERT INTO role_grant VALUES ('{0}', '{0}', 'admin', 1, 9, NULL, 1, NULL, NULL, '[]');
             INSERT INTO bridge VALUES ('k', 'p', '名', '所', 7, 1, NULL, NULL);
             INSERT INTO access_log VALUES (1, 1, 'p', 's', '甲', '課', '見た', '理由', '{2}');",
            id("a"),
            id("b"),
            "0".repeat(64),
        ))
        .unwrap();
    let grant = |to: &str, by: &str, ends: i64| {
        identity.execute(
            "INSERT INTO role_grant VALUES (lower(hex(randomblob(16))), ?1, 'clerk', 5, ?3, ?2, 5, NULL, NULL, '[]')",
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

/// Somebody of the register, by one letter.
fn enter(identity: &Connection, letter: &str, born: Day, household: &str, guardian: bool) {
    let id = letter.repeat(32);
    identity.execute("INSERT INTO person VALUES (?1, 1)", [&id]).unwrap();
    let sql = "INSERT INTO resident VALUES (?1, ?1, '名', 'カナ', 'カナ', ?2, '区', ?3, ?4)";
    identity.execute(sql, (&id, born.to_string(), household, guardian)).unwrap();
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// What the database says about a child and a guardian of these birth dates on a day.
fn begin(child_born: Day, guardian_born: Day, today: Day) -> rusqlite::Result<usize> {
    let identity = migrated("identity");
    enter(&identity, "c", child_born, "1", false);
    enter(&identity, "a", guardian_born, "1", false);
    let sql = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_at) VALUES (?1, ?2, ?3, 'register', 'register', 1)";
    identity.execute(sql, ("c".repeat(32), "a".repeat(32), today.to_string()))
}

#[test]
fn the_database_and_the_rule_agree_about_18_years_on_every_day_around_29_february() {
    let grown = day("1980-01-01");
    for born in (0..8).map(|offset| day("2008-02-25").plus_days(offset)) {
        for today in (0..8).map(|offset| day("2026-02-25").plus_days(offset)) {
            let is_child = begin(born, grown, today).is_ok();
            assert_eq!(is_child, can_begin(false, born, grown, today).is_ok(), "{born} on {today}");
            let is_guardian = begin(day("2020-01-01"), born, today).is_ok();
            assert_eq!(is_guardian, !is_child, "{born} on {today}");
        }
    }
    for today in ["2024-02-28", "2024-02-29", "2024-03-01"].map(day) {
        for born in (0..6).map(|offset| day("2006-02-26").plus_days(offset)) {
            let agree = can_begin(false, born, grown, today).is_ok();
            assert_eq!(begin(born, grown, today).is_ok(), agree, "{born} on {today}");
        }
    }
}

#[test]
fn what_cannot_be_about_guardians_the_database_itself_refuses() {
    let identity = migrated("identity");
    let [child, mother, father, clerk] = ["c", "a", "b", "d"].map(|letter| letter.repeat(32));
    enter(&identity, "c", day("2018-01-01"), "1", false);
    enter(&identity, "a", day("1990-01-01"), "1", true);
    enter(&identity, "b", day("1990-01-01"), "2", false);
    let at = |text: &str| day(text).starts_at().0;
    let add = |child: &str, guardian: &str, since: &str, origin: &str, by: Option<&str>| {
        let sql = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_by, added_at) VALUES (?1, ?2, ?3, ?4, 'r', ?5, 1)";
        identity.execute(sql, (child, guardian, since, origin, by))
    };
    let end = |until: Option<&str>, by: Option<&str>, on: Option<i64>| {
        let sql = "UPDATE guardianship SET until = ?1, end_reason = iif(?1 IS NULL, NULL, 'r'), ended_by = ?2, ended_at = ?3";
        identity.execute(sql, (until, by, on))
    };
    add(&child, &mother, "2026-11-21", "counter", Some(&clerk)).unwrap();
    let (today, noon) = ("2026-11-21", at("2026-11-21") + 43_200);
    let refused = [
        ("one holds once", add(&child, &mother, today, "register", None)),
        ("nobody is their own guardian", add(&child, &child, today, "register", None)),
        ("a guardian is in the register", add(&child, &clerk, today, "register", None)),
        ("an adult is no child", add(&mother, &father, today, "counter", Some(&clerk))),
        ("nobody adds themselves", add(&child, &father, today, "counter", Some(&father))),
        ("the counter says who", add(&child, &father, today, "counter", None)),
        ("the register is nobody", add(&child, &father, today, "register", Some(&clerk))),
        ("an end is a day", end(Some("soon"), Some(&clerk), Some(noon))),
        ("an end is behind the beginning", end(Some("2026-11-20"), Some(&clerk), Some(noon))),
        ("nobody ends as staff what is theirs", end(Some(today), Some(&mother), Some(noon))),
        ("an end was decided some time", end(Some(today), Some(&clerk), None)),
        ("who it is about stays", identity.execute("UPDATE guardianship SET guardian = ?1", [&father])),
    ];
    for (law, result) in refused {
        assert!(result.is_err(), "{law}");
    }
    // An end that is still to come can be moved, and not taken back; one that has come is final.
    end(Some("2026-12-01"), Some(&clerk), Some(noon)).unwrap();
    assert!(end(None, None, None).is_err(), "an end is not taken back");
    assert!(add(&child, &mother, "2026-11-25", "counter", Some(&clerk)).is_err(), "it holds until then");
    end(Some("2026-12-05"), Some(&clerk), Some(noon)).unwrap();
    let after = at("2026-12-05");
    end(Some("2026-12-06"), Some(&clerk), Some(after - 1)).unwrap();
    assert!(end(Some("2027-01-01"), Some(&clerk), Some(at("2026-12-06"))).is_err(), "from its midnight on");
    add(&child, &mother, "2026-12-06", "counter", Some(&clerk)).unwrap();
    identity.execute("PRAGMA foreign_keys = ON", []).unwrap();
    identity.execute("DELETE FROM person WHERE person_id = ?1", [&mother]).unwrap();
    let left: i64 = identity.query_row("SELECT COUNT(*) FROM guardianship", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "who leaves the register is nobody's guardian");
}

#[test]
fn a_town_that_has_its_residents_already_gets_its_guardians_with_the_table() {
    let identity = Connection::open_in_memory().unwrap();
    let all = files(&functions().join("migrations/identity"));
    let run = |file: &Path| identity.execute_batch(&fs::read_to_string(file).unwrap()).unwrap();
    run(&all[0]);
    let ago = |years| hibiki_tests::town::today().years_before(years);
    enter(&identity, "a", ago(40), "1", true);
    enter(&identity, "b", ago(38), "1", false); // not marked
    enter(&identity, "c", ago(9), "1", false);
    enter(&identity, "d", ago(17), "1", true); // marked, and not of age
    enter(&identity, "e", ago(20), "1", false); // grown up
    enter(&identity, "f", ago(9), "2", false); // another household
    run(&all[1]);
    let mut rows = identity
        .prepare(
            "SELECT substr(child, 1, 1) || substr(guardian, 1, 1) || origin FROM guardianship ORDER BY 1",
        )
        .unwrap();
    let rows: Vec<String> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows, ["caregister", "daregister"]);
}

#[test]
fn whose_guardian_somebody_is_costs_no_walk_through_a_table() {
    let identity = migrated("identity");
    for name in ["children_of_session", "child_of_session", "family", "of_person", "load", "insert", "end"] {
        let file = functions().join(format!("sql/identity/guardianship/{name}.sql"));
        let text = fs::read_to_string(file).unwrap();
        let mut plan = identity.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
        let values = vec![rusqlite::types::Null; plan.parameter_count()];
        let steps = plan.query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>("detail"));
        for step in steps.unwrap().map(Result::unwrap).filter(|step| !step.contains("json_each")) {
            assert!(!step.starts_with("SCAN"), "{name}: {step}");
        }
    }
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
