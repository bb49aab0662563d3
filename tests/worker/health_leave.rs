//! Leaving: the record is gone at once, stays gone when old rows come back, and can be begun anew.

use crate::statements::{functions, migrated};
use hibiki_tests::{
    actors::Person,
    database::{health, identity, vault},
    health::{Secret, family, is_closed, open_with, pseudonym, resident, write},
    http::{Client, Reply},
    town::{today, unique},
};
use rusqlite::{Connection, params_from_iter, types::Value};
use std::{fs, path::PathBuf};

const LEAVE: &str = "/my/health/me/leave";

fn note(client: &mut Client, text: &str) {
    write(client, "/my/health/me/diary/new/diary", &today().to_string(), &[("free", text)]);
}

fn leave(client: &mut Client, at: &str) -> Reply {
    client.form(at, &[("confirm", "消します")])
}

/// The tables of a database that know a person.
fn tables(sector: &str) -> Vec<String> {
    let database = migrated(sector);
    let sql = "SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c \
               WHERE m.type = 'table' AND c.name = 'person' ORDER BY m.name";
    let mut statement = database.prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn rows_of(person: &Person) -> i64 {
    let me = pseudonym(&person.id);
    let count = |table: &String| {
        health().number(&format!("SELECT COUNT(*) FROM {table} WHERE person = ?1"), [me.as_str()])
    };
    tables("health").iter().map(count).sum()
}

/// A copy of the database `health` as it is now.
fn copy() -> PathBuf {
    let file = std::env::temp_dir().join(unique("hibiki-copy-"));
    health().execute("VACUUM INTO ?1", [file.to_str().expect("a path")]);
    file
}

/// Puts everything of one person back from a copy.
fn put_back(copy: &PathBuf, person: &Person) {
    let me = pseudonym(&person.id);
    let old = Connection::open(copy).unwrap();
    for table in ["root", "lock", "shelf", "record", "access"] {
        let mut statement = old.prepare(&format!("SELECT * FROM {table} WHERE person = ?1")).unwrap();
        let columns = statement.column_count();
        let names = statement.column_names().collect::<Vec<_>>().join(", ");
        let places: Vec<_> = (1..=columns).map(|place| format!("?{place}")).collect();
        let insert = format!("INSERT INTO {table} ({names}) VALUES ({})", places.join(", "));
        let rows = statement.query_map([me.as_str()], |row| (0..columns).map(|at| row.get(at)).collect());
        let rows: Vec<Vec<Value>> = rows.unwrap().map(Result::unwrap).collect();
        for row in rows {
            health().execute(&insert, params_from_iter(row));
        }
    }
    fs::remove_file(copy).unwrap();
}

#[test]
fn every_table_that_knows_a_person_is_emptied_when_a_record_is_removed() {
    let source = fs::read_to_string(functions().join("src/health/removal.rs")).unwrap();
    let tables = tables("health");
    for table in &tables {
        let file = functions().join(format!("sql/health/{table}/remove_of_people.sql"));
        assert!(file.exists(), "{table} has rows of people, and no statement that removes them");
    }
    assert_eq!(source.matches("::REMOVE_OF_PEOPLE,").count(), tables.len(), "{tables:?}");
}

#[test]
fn leaving_leaves_nothing_and_a_repeat_changes_nothing() {
    let (mut person, secret) = resident();
    note(&mut person.client, "けす日記");
    let before = person.client.clone();
    let me = pseudonym(&person.id);
    let page = person.client.get(LEAVE).expect(200).text();
    assert!(page.contains("書き出して") && page.contains("元に戻せません"));
    let wrong = person.client.form(LEAVE, &[("confirm", "はい")]).expect(422);
    assert!(wrong.text().contains("まだ何も消していません"));
    assert!(rows_of(&person) > 0);

    let shown =
        leave(&mut person.client, LEAVE).leads_to("/my/health/open?done=left&day=").location().to_owned();
    let day = today().plus_days(31).to_string();
    assert!(shown.ends_with(&day), "{shown}");
    assert!(person.client.get(&shown).expect(200).text().contains("記録を消しました"));
    assert_eq!(rows_of(&person), 0);
    let of_vault = |table: &str| {
        vault().number(&format!("SELECT COUNT(*) FROM {table} WHERE person = ?1"), [me.as_str()])
    };
    assert_eq!(["pepper", "opened", "anchor", "removal"].map(of_vault), [0, 0, 0, 1]);
    assert!(is_closed(&mut before.clone()), "a session that had it open has it no longer");
    leave(&mut person.client, LEAVE).leads_to("/my/health/open");

    open_with(&mut person, &secret).expect(200);
    assert!(!person.client.get("/my/health/me/diary").expect(200).text().contains("けす日記"));
    note(&mut person.client, "あたらしい日記");
    person.client = person.log_in();
    open_with(&mut person, &secret).expect(200);
    assert!(person.client.get("/my/health/me/diary").expect(200).text().contains("あたらしい日記"));
}

#[test]
fn old_rows_that_are_put_back_open_for_nobody() {
    let (mut person, secret) = resident();
    note(&mut person.client, "けす日記");
    let copy = copy();
    leave(&mut person.client, LEAVE).expect(303);
    assert_eq!(rows_of(&person), 0);
    put_back(&copy, &person);
    assert!(rows_of(&person) > 5);
    person.client = person.log_in();
    open_with(&mut person, &secret).expect(200);
    let diary = person.client.get("/my/health/me/diary").expect(200).text();
    assert!(!diary.contains("けす日記"), "it is a new record; the old rows are removed once more");
    let me = pseudonym(&person.id);
    let roots = health().number("SELECT COUNT(*) FROM root WHERE person = ?1", [me.as_str()]);
    assert_eq!(
        (roots, health().number("SELECT COUNT(*) FROM record WHERE person = ?1", [me.as_str()])),
        (1, 0)
    );
}

#[test]
fn what_could_not_be_removed_at_once_is_shut_and_removed_later() {
    let (mut person, secret) = resident();
    note(&mut person.client, "けす日記");
    let me = pseudonym(&person.id);
    let broken = unique("broken_");
    let trigger = format!(
        "CREATE TRIGGER {broken} BEFORE DELETE ON record WHEN OLD.person = '{}' \
         BEGIN SELECT RAISE(ABORT, 'refused: broken'); END",
        me.as_str()
    );
    health().execute(&trigger, []);
    leave(&mut person.client, LEAVE).expect(303);
    assert!(rows_of(&person) > 0);
    assert_eq!(vault().number("SELECT COUNT(*) FROM pepper WHERE person = ?1", [me.as_str()]), 0);
    let due = "SELECT COUNT(*) FROM removal WHERE person = ?1 AND done_at IS NULL";
    assert_eq!(vault().number(due, [me.as_str()]), 1, "the night does the rest");
    assert!(is_closed(&mut person.client));
    health().execute(&format!("DROP TRIGGER {broken}"), []);
    open_with(&mut person, &secret).expect(200);
    assert_eq!(vault().number(due, [me.as_str()]), 0);
    assert!(!person.client.get("/my/health/me/diary").expect(200).text().contains("けす日記"));
}

#[test]
fn leaving_asks_for_a_fresh_proof() {
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    identity()
        .execute("UPDATE session SET proven_at = proven_at - 601 WHERE person_id = ?1", [person.id.as_str()]);
    person.client.get(LEAVE).leads_to("/my/health/open?next=");
    leave(&mut person.client, LEAVE).leads_to("/my/health/open");
    assert_eq!(vault().number("SELECT COUNT(*) FROM pepper WHERE person = ?1", [me.as_str()]), 1);
}

#[test]
fn a_childs_record_is_removed_by_the_guardian_and_ones_own_not_before() {
    let (mut person, children) = family(&["2021-06-07"]);
    let child = children[0].at.clone();
    leave(&mut person.client, LEAVE).expect(409);
    let of_child = format!("{child}/leave");
    person.client.get(&of_child).expect(200);
    leave(&mut person.client, &of_child).leads_to("/my/health/open?done=left");
    let held = "SELECT COUNT(*) FROM lock WHERE kind = 'guardian' AND holder = ?1";
    let me = pseudonym(&person.id);
    assert_eq!(health().number(held, [me.as_str()]), 0);
}

#[test]
fn another_familys_record_is_nobodys_to_remove() {
    let (mut person, _) = resident();
    let (_, children) = family(&["2021-06-07"]);
    leave(&mut person.client, &format!("{}/leave", children[0].at)).expect(404);
    open_with(&mut person, &Secret::browser()).expect(200);
}
