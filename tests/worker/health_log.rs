//! A log of looks that was cut off, put back or changed: it is said, and reading and writing go on.

use hibiki_domain::secret::Pseudonym;
use hibiki_tests::{
    actors::Person,
    database::{health, vault},
    health::{pseudonym, resident, write},
    http::{Ask, Client, at_once},
    page,
    town::today,
};
use std::{thread::sleep, time::Duration};

const GONE: &str = "なくなっています";
const LOOKS: &str = "/my/health/me/looks";

fn words(client: &mut Client, path: &str) -> String {
    page::words(&client.get(path).expect(200).text())
}

/// The number of the newest row, once its anchor is raised: nobody waits for that when a page is read.
fn settled(me: &Pseudonym) -> i64 {
    let of = |number: &str| format!("SELECT coalesce(max({number}), 0) FROM");
    for _ in 0..100 {
        let newest = health().number(&format!("{} access WHERE person = ?1", of("seq")), [me.as_str()]);
        let anchor = format!("{} anchor WHERE person = ?1 AND tag = 'access'", of("counter"));
        if vault().number(&anchor, [me.as_str()]) == newest {
            return newest;
        }
        sleep(Duration::from_millis(50));
    }
    panic!("the anchor is not raised");
}

/// Somebody who looked five times.
fn looked() -> (Person, Pseudonym) {
    let (mut person, _) = resident();
    for _ in 0..5 {
        person.client.get("/my/health/me/diary").expect(200);
    }
    let me = pseudonym(&person.id);
    assert_eq!(settled(&me), 5);
    (person, me)
}

fn write_on(person: &mut Person) {
    let today = today().to_string();
    write(&mut person.client, "/my/health/me/diary/new/diary", &today, &[("free", "あとから")]);
    assert!(words(&mut person.client, "/my/health/me/diary").contains("あとから"));
}

#[test]
fn the_last_rows_deleted_show_at_once_and_the_gap_stays() {
    let (mut person, me) = looked();
    assert_eq!(health().execute("DELETE FROM access WHERE person = ?1 AND seq > 3", [me.as_str()]), 2);
    let shown = words(&mut person.client, LOOKS);
    assert!(shown.contains("ここにあった2行が、なくなっています"), "{shown}");
    assert!(words(&mut person.client, "/my/health/me").contains("だれが見たかを残す行の一部"));
    write_on(&mut person);
    assert!(settled(&me) > 5);
    let shown = words(&mut person.client, LOOKS);
    assert_eq!(shown.matches("2行が、なくなっています").count(), 1, "{shown}");
    assert!(!shown.contains("書き換えられています"), "{shown}");
    assert!(words(&mut person.client, "/my/health/me").contains("だれが見たかを残す行の一部"));
    let numbers = "SELECT group_concat(seq, ' ' ORDER BY seq) FROM access WHERE person = ?1 AND seq < 8";
    assert_eq!(health().text(numbers, [me.as_str()]), "1 2 3 6 7", "no number is given twice");
}

#[test]
fn the_whole_log_deleted_shows() {
    let (mut person, me) = looked();
    health().execute("DELETE FROM access WHERE person = ?1", [me.as_str()]);
    assert!(words(&mut person.client, LOOKS).contains("ここにあった5行が、なくなっています"));
    write_on(&mut person);
    let shown = words(&mut person.client, LOOKS);
    assert_eq!(shown.matches("5行が、なくなっています").count(), 1, "{shown}");
}

/// A row: when, who, what, the sealed note and the mac.
type Row = (i64, String, String, String, String);

#[test]
fn an_older_state_of_the_log_put_back_shows() {
    let (mut person, me) = looked();
    let row = "SELECT at, reader, act, sealed, mac FROM access WHERE person = ?1 AND seq = 5";
    let read =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?));
    let old: Row = health().rows(row, [me.as_str()], read).remove(0);
    person.client.get("/my/health/me/diary").expect(200);
    assert_eq!(settled(&me), 6);
    // The newest look is taken away, and the row before it written again as it was.
    health().execute("DELETE FROM access WHERE person = ?1 AND seq > 4", [me.as_str()]);
    let insert =
        "INSERT INTO access (person, seq, at, reader, act, sealed, mac) VALUES (?1, 5, ?2, ?3, ?4, ?5, ?6)";
    health().execute(insert, (me.as_str(), old.0, old.1, old.2, old.3, old.4));
    let shown = words(&mut person.client, LOOKS);
    assert!(
        shown.contains("ここにあった1行が、なくなっています") && !shown.contains("書き換えられています"),
        "{shown}"
    );
    write_on(&mut person);
}

#[test]
fn a_row_changed_in_the_middle_is_named_and_one_taken_out_leaves_a_gap() {
    health().execute("DROP TRIGGER IF EXISTS access_is_never_changed", []);
    let (mut person, me) = looked();
    health().execute("UPDATE access SET act = 'write' WHERE person = ?1 AND seq = 3", [me.as_str()]);
    let shown = words(&mut person.client, LOOKS);
    assert_eq!(shown.matches("書き換えられています").count(), 1, "{shown}");
    assert!(!shown.contains(GONE), "{shown}");
    health().execute("DELETE FROM access WHERE person = ?1 AND seq = 3", [me.as_str()]);
    let shown = words(&mut person.client, LOOKS);
    assert!(shown.contains("ここにあった1行が、なくなっています"), "{shown}");
    health().execute("DELETE FROM access WHERE person = ?1 AND seq < 3", [me.as_str()]);
    assert!(words(&mut person.client, LOOKS).contains("ここにあった3行が、なくなっています"));
    write_on(&mut person);
}

#[test]
fn looks_at_the_same_moment_are_no_alarm_and_each_has_its_row() {
    let (mut person, me) = looked();
    let asks: Vec<Ask> = (0..12).map(|_| Ask::get("/my/health/me")).collect();
    let replies = at_once(&person.client, &asks);
    let shown = replies.iter().filter(|reply| reply.status == 200);
    let seen = shown.clone().count();
    assert!(shown.clone().all(|reply| !page::words(&reply.text()).contains(GONE)));
    assert!(replies.iter().all(|reply| [200, 409].contains(&reply.status)));
    assert_eq!(settled(&me), 5 + i64::try_from(seen).unwrap());
    assert!(!words(&mut person.client, LOOKS).contains(GONE));
}
