//! Write access to all databases, without the Worker's secrets: swapped keys and forged rows are refused and named, moved and
//! replayed ciphertexts open nowhere and are named, and nothing of it is a fault of the Worker.

use hibiki_domain::secret::Pseudonym;
use hibiki_tests::{
    actors::Person,
    database::{Database, health, identity, vault},
    health::{Secret, family, is_closed, open_with, pseudonym, resident, write},
    http::{Ask, at_once},
    page,
    town::{now, today, unique},
};
use rusqlite::types::Value;

const DAMAGED: &str = "記録の一部を確かめられませんでした";

/// The triggers that keep the Worker from changing rows do not keep a thief from it.
fn without_triggers() {
    for trigger in ["record_is_never_changed", "shelf_counter_rises", "access_is_never_changed"] {
        health().execute(&format!("DROP TRIGGER IF EXISTS {trigger}"), []);
    }
}

/// All rows of a person in a table.
fn rows(database: &Database, table: &str, person: &Pseudonym) -> Vec<Vec<Value>> {
    database.rows(&format!("SELECT * FROM {table} WHERE person = ?1"), [person.as_str()], |row| {
        (0..row.as_ref().column_count()).map(|place| row.get(place)).collect()
    })
}

/// Puts rows in the place of whatever is there.
fn put_back(database: &Database, table: &str, person: &Pseudonym, rows: &[Vec<Value>]) {
    database.execute(&format!("DELETE FROM {table} WHERE person = ?1"), [person.as_str()]);
    for row in rows {
        let places: Vec<_> = (1..=row.len()).map(|place| format!("?{place}")).collect();
        let sql = format!("INSERT INTO {table} VALUES ({})", places.join(", "));
        database.execute(&sql, rusqlite::params_from_iter(row));
    }
}

fn diary(person: &mut Person, text: &str) {
    let today = today().to_string();
    write(&mut person.client, "/my/health/me/diary/new/diary", &today, &[("free", text)]);
}

fn shown(person: &mut Person, path: &str) -> String {
    page::words(&person.client.get(path).expect(200).text())
}

#[test]
fn swapped_keys_and_forged_rows_are_refused_and_named() {
    let (mut person, secret) = resident();
    let (thief, _) = resident();
    let (me, them) = (pseudonym(&person.id), pseudonym(&thief.id));
    person.client = person.log_in();
    let tables = [(health(), "root"), (health(), "lock"), (vault(), "pepper")];
    let own: Vec<_> = tables.iter().map(|(database, table)| rows(database, table, &me)).collect();
    let forged = [
        // A key pair of the thief's own in the place of the person's, with everything that belongs to it.
        "UPDATE lock SET public = (SELECT public FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1 AND kind = 'passkey'",
        "UPDATE lock SET sealed = (SELECT sealed FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1 AND kind = 'passkey'",
        "UPDATE lock SET (public, sealed, mac) = (SELECT public, sealed, mac FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1 AND kind = 'passkey'",
        "UPDATE lock SET (lock_id, public, sealed, mac) = (SELECT 'f' || substr(lock_id, 2), public, sealed, mac FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1 AND kind = 'passkey'",
        "UPDATE lock SET mac = replace(mac, '0', '1') WHERE person = ?1 AND ?2 <> ''",
        // The key of the inbox, to which others seal what they write.
        "UPDATE root SET inbox = (SELECT inbox FROM root WHERE person = ?2) WHERE person = ?1",
        "UPDATE root SET (inbox, mac) = (SELECT inbox, mac FROM root WHERE person = ?2) WHERE person = ?1",
        "UPDATE root SET before = (SELECT sealed FROM lock WHERE person = ?2 AND kind = 'passkey') WHERE person = ?1",
        // A newer epoch that the thief knows.
        "INSERT INTO root (person, epoch, inbox, before, created_at, mac) SELECT ?1, 2, inbox, NULL, created_at, mac FROM root WHERE person = ?2",
        "INSERT INTO root (person, epoch, inbox, before, created_at, mac) SELECT ?1, 2, inbox, 'AAAA', created_at, mac FROM root WHERE person = ?1 AND ?2 <> ''",
    ];
    for sql in forged {
        assert!(health().execute(sql, (me.as_str(), them.as_str())) > 0, "{sql}");
        let refused = open_with(&mut person, &secret);
        assert!(
            ["record-forged", "record-other-way"].contains(&refused.problem().as_str()),
            "{sql}: {refused}"
        );
        assert!([409, 422].contains(&refused.status), "{sql}: {refused}");
        assert!(is_closed(&mut person.client));
        health().execute("DELETE FROM root WHERE person = ?1", [me.as_str()]);
        for ((database, table), own) in tables.iter().zip(&own) {
            put_back(database, table, &me, own);
        }
    }
    let sql = "UPDATE pepper SET sealed = (SELECT sealed FROM pepper WHERE person = ?2) WHERE person = ?1";
    vault().execute(sql, (me.as_str(), them.as_str()));
    open_with(&mut person, &secret).refuses(409, "record-forged");
    put_back(vault(), "pepper", &me, &own[2]);
    open_with(&mut person, &secret).expect(200);
}

#[test]
fn a_record_that_was_replaced_by_one_of_the_thiefs_does_not_open_for_its_owner() {
    let (mut person, secret) = resident();
    let (mut thief, theirs) = resident();
    let (me, them) = (pseudonym(&person.id), pseudonym(&thief.id));
    let mark = unique("ひみつ");
    diary(&mut person, &mark);
    person.client = person.log_in();
    // All that is the thief's, under the person's name and behind the person's own passkey.
    let holder =
        health().text("SELECT holder FROM lock WHERE person = ?1 AND kind = 'passkey'", [me.as_str()]);
    health().execute("DELETE FROM root WHERE person = ?1", [me.as_str()]);
    let root =
        "INSERT INTO root SELECT ?1, epoch, inbox, before, created_at, mac FROM root WHERE person = ?2";
    health().execute(root, (me.as_str(), them.as_str()));
    let lock = "INSERT INTO lock (lock_id, person, epoch, kind, holder, public, sealed, created_at, mac) SELECT lower(hex(randomblob(16))), ?1, epoch, kind, ?3, public, sealed, created_at, mac FROM lock WHERE person = ?2 AND kind = 'passkey'";
    health().execute(lock, (me.as_str(), them.as_str(), &holder));
    vault().execute(
        "UPDATE pepper SET sealed = (SELECT sealed FROM pepper WHERE person = ?2) WHERE person = ?1",
        (me.as_str(), them.as_str()),
    );
    open_with(&mut person, &secret).refuses(409, "record-forged");
    open_with(&mut person, &theirs).refuses(409, "record-forged");
    thief.client = thief.log_in();
    open_with(&mut thief, &theirs).expect(200);
    assert!(!shown(&mut thief, "/my/health/me/diary").contains(&mark));
}

#[test]
fn whoever_writes_themselves_into_the_register_as_a_guardian_opens_nothing() {
    let (_, children) = family(&["2024-05-05"]);
    let (mut thief, _) = resident();
    let sql = "SELECT person_id FROM resident WHERE name = ?1";
    let child = identity().text(sql, [&children[0].name]);
    let insert = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_at) VALUES (?1, ?2, ?3, 'register', 'register', ?4)";
    identity().execute(insert, (&child, thief.id.as_str(), today().plus_days(-1).to_string(), now().0));
    let home = thief.client.get("/my/health").expect(200).text();
    assert!(home.contains(&children[0].name), "the register says so");
    let forms = home.split("action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let begin = forms.filter(|action| action.ends_with("/begin")).last().expect("a form").to_owned();
    thief.client.get(begin.trim_end_matches("/begin")).expect(404);
    let told = thief.client.form(&begin, &[]).expect(409);
    assert!(page::words(&told.text()).contains("もう一人の保護者"));
    thief.client.get(begin.trim_end_matches("/begin")).expect(404);
    open_with(&mut thief, &Secret::prf()).refuses(422, "record-other-way");
}

#[test]
fn ciphertexts_swapped_between_rows_people_and_columns_open_nowhere_and_are_named() {
    without_triggers();
    let (mut other, _) = resident();
    let theirs = unique("他人の");
    diary(&mut other, &theirs);
    let them = pseudonym(&other.id);
    let note = "(SELECT sealed FROM access WHERE person = ?1 AND seq = 1)";
    let manifest = "(SELECT manifest FROM shelf WHERE person = ?1)";
    let first = "(SELECT sealed FROM record WHERE person = ?1 AND seq = 1)";
    let swaps = [
        "UPDATE record SET sealed = (SELECT r.sealed FROM record AS r WHERE r.person = ?1 AND r.seq = 3 - record.seq) WHERE person = ?1".to_owned(),
        "UPDATE record SET sealed = (SELECT sealed FROM record WHERE person = ?2) WHERE person = ?1 AND seq = 2".to_owned(),
        "UPDATE shelf SET manifest = (SELECT manifest FROM shelf WHERE person = ?2) WHERE person = ?1".to_owned(),
        format!("UPDATE record SET sealed = {manifest} WHERE person = ?1 AND seq = 2"),
        format!("UPDATE record SET sealed = {note} WHERE person = ?1 AND seq = 2"),
        format!("UPDATE record SET sealed = substr({note}, 3) WHERE person = ?1 AND seq = 2"),
        format!("UPDATE shelf SET manifest = {first} WHERE person = ?1"),
        "UPDATE record SET sealed = (SELECT sealed FROM lock WHERE person = ?1 AND kind = 'passkey') WHERE person = ?1 AND seq = 2".to_owned(),
        "UPDATE record SET sealed = '' WHERE person = ?1 AND seq = 2".to_owned(),
        "UPDATE record SET sealed = 'ひ%_' || x'00' WHERE person = ?1 AND seq = 2".to_owned(),
        "UPDATE shelf SET manifest = '' WHERE person = ?1".to_owned(),
        "UPDATE shelf SET counter = counter + 1 WHERE person = ?1".to_owned(),
        "UPDATE record SET seq = seq + 7, day = 'x' WHERE person = ?1 AND seq = 2".to_owned(),
        "UPDATE record SET version = 9007199254740991 WHERE person = ?1 AND seq = 2".to_owned(),
    ];
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    diary(&mut person, "一つ目");
    diary(&mut person, "二つ目");
    let own: Vec<_> = ["record", "shelf"].map(|table| rows(health(), table, &me)).into();
    for sql in &swaps {
        let values: &[&dyn rusqlite::ToSql] =
            if sql.contains("?2") { &[&me.as_str(), &them.as_str()] } else { &[&me.as_str()] };
        assert!(health().execute(sql, values) > 0, "{sql}");
        let page = shown(&mut person, "/my/health/me/diary");
        assert!(page.contains(DAMAGED) && !page.contains(&theirs), "{sql}: {page}");
        for path in ["/my/health/me", "/my/health/me/timeline"] {
            assert!(shown(&mut person, path).contains(DAMAGED), "{sql}: {path}");
        }
        for (table, own) in ["record", "shelf"].iter().zip(&own) {
            put_back(health(), table, &me, own);
        }
    }
    let page = shown(&mut person, "/my/health/me/diary");
    assert!(page.contains("一つ目") && page.contains("二つ目") && !page.contains(DAMAGED));
    // A note of the log that was a record is a row that somebody changed.
    let last = "(SELECT max(seq) FROM access WHERE person = ?1)";
    let note = format!("UPDATE access SET sealed = {first} WHERE person = ?1 AND seq = {last}");
    health().execute(&note, [me.as_str()]);
    let looks = shown(&mut person, "/my/health/me/looks");
    assert!(looks.contains("読めません") && looks.contains("書き換えられています"), "{looks}");
    // What another session has opened is not this one's.
    vault().execute(
        "UPDATE opened SET sealed = (SELECT sealed FROM opened WHERE person = ?2) WHERE person = ?1",
        (me.as_str(), them.as_str()),
    );
    assert!(is_closed(&mut person.client));
}

#[test]
fn a_replayed_old_version_and_a_whole_old_state_are_noticed_by_the_anchor() {
    without_triggers();
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    diary(&mut person, "古い");
    let tables = ["record", "shelf", "access"];
    let old: Vec<_> = tables.map(|table| rows(health(), table, &me)).into();
    diary(&mut person, "新しい");
    let new: Vec<_> = tables.map(|table| rows(health(), table, &me)).into();
    let set = |states: &[Vec<Vec<Value>>], which: &[usize]| {
        for &place in which {
            put_back(health(), tables[place], &me, &states[place]);
        }
    };
    // One record, the end of the shelf, both together, and everything that the database `health` has of the person.
    for which in [&[0][..], &[1], &[0, 1], &[0, 1, 2]] {
        set(&old, which);
        let page = shown(&mut person, "/my/health/me/diary");
        assert!(page.contains(DAMAGED), "{which:?}: {page}");
        let refused = refused_to_write(&mut person);
        assert!(refused.contains("新しい書き込みを止めています") || which == [0], "{which:?}: {refused}");
        set(&new, &[0, 1, 2]);
    }
    set(&old, &[2]);
    assert!(shown(&mut person, "/my/health/me").contains("だれが見たかを残す行の一部"));
}

/// What is said to somebody who writes to a shelf that is not as it was left.
fn refused_to_write(person: &mut Person) -> String {
    let new = "/my/health/me/diary/new/diary";
    let form = person.client.get(new).expect(200);
    let (key, record) = (form.field("key"), form.field("record"));
    let today = today().to_string();
    let fields =
        [("key", key.as_str()), ("record", &record), ("version", "1"), ("entry_day", &today), ("free", "x")];
    page::words(&person.client.form(new, &fields).text())
}

#[test]
fn of_three_hundred_corrections_of_one_entry_at_once_one_is_kept_and_all_others_are_told() {
    let (mut person, _) = resident();
    let me = pseudonym(&person.id);
    diary(&mut person, "はじめ");
    let record = health().text("SELECT record_id FROM record WHERE person = ?1", [me.as_str()]);
    let day = today().to_string();
    let path = format!("/my/health/me/diary/{record}/edit/diary?year={}", &day[..4]);
    let texts: Vec<String> = (0..300).map(|n| format!("訂正{n:03}番")).collect();
    let asks: Vec<Ask> = texts
        .iter()
        .map(|text| {
            let key = hibiki_tests::desk::new_key();
            let fields = [
                ("key", key.as_str()),
                ("record", record.as_str()),
                ("version", "2"),
                ("entry_day", &day),
                ("free", text),
            ];
            Ask::post(&path).form(&fields)
        })
        .collect();
    let replies = at_once(&person.client, &asks);
    let saved: Vec<&String> =
        texts.iter().zip(&replies).filter(|(_, reply)| reply.status == 303).map(|(text, _)| text).collect();
    for reply in replies.iter().filter(|reply| reply.status != 303) {
        assert_eq!(reply.status, 409, "{reply}");
        assert!(page::words(&reply.text()).contains("保存"), "{reply}");
        assert!(!reply.text().contains("確かめられないところ"), "{reply}");
    }
    assert_eq!(saved.len(), 1);
    let entry = shown(&mut person, &format!("/my/health/me/diary/{record}?year={}", &day[..4]));
    assert!(entry.contains(saved[0].as_str()) && entry.contains("はじめ"), "{entry}");
    assert_eq!(entry.matches("訂正").count(), 1, "{entry}");
    assert_eq!(health().number("SELECT COUNT(*) FROM record WHERE person = ?1", [me.as_str()]), 2);
    assert!(!shown(&mut person, "/my/health/me/diary").contains(DAMAGED));
    assert!(!shown(&mut person, "/my/health/me").contains("なくなっています"));
}
