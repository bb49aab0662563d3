//! A second guardian, the end of custody, taking over at 18.

use crate::{
    health_back::{at_the_counter, confirm, digits, fetch, request, send, town_key},
    statements::migrated,
};
use hibiki_domain::register::ResidentRow;
use hibiki_tests::{
    actors::{self, Person, import, registered, row},
    database::{health, identity},
    desk,
    health::{Secret, body_with, open_with, pseudonym, write},
    http::Reply,
    page,
    town::{random, today, town, unique},
};
use serde_json::json;

/// A mother whose record is open with one child's, and that child's father, who is no guardian yet.
struct Parents {
    mother: Person,
    mothers: Secret,
    father: Person,
    fathers: Secret,
    rows: [ResidentRow; 2],
    child: ResidentRow,
    /// The mother's address of the child's record.
    at: String,
}

/// How the pages call this child for whoever looks, also where no link leads to it yet.
fn address(person: &Person, child: &ResidentRow) -> String {
    let child = pseudonym(&actors::person_of(child));
    format!("/my/health/{}", town().secret.family_reference(&pseudonym(&person.id), &child))
}

impl Parents {
    fn of(birth: &str) -> Self {
        let (mut mother, father, mut child) = (row(), row(), row());
        mother.guardian = true;
        child.household.clone_from(&mother.household);
        child.name = unique("子");
        birth.clone_into(&mut child.birth_date);
        import(&[mother.clone(), father.clone(), child.clone()]);
        let rows = [mother.clone(), father.clone()];
        let (mut mother, mut father) = (registered(&mother), registered(&father));
        let (mothers, fathers) = (Secret::prf(), Secret::prf());
        open_with(&mut mother, &mothers).expect(200);
        let at = address(&mother, &child);
        mother.client.form(&format!("{at}/begin"), &[]).expect(303);
        let form = format!("{at}/diary/new/diary");
        write(&mut mother.client, &form, &today().to_string(), &[("free", "ははの日記")]);
        open_with(&mut father, &fathers).expect(200);
        Self { mother, mothers, father, fathers, rows, child, at }
    }

    /// The counter makes the father a guardian, and he opens his record.
    fn add_father(&mut self) {
        let mut clerk = actors::clerk();
        desk::add_guardian(&mut clerk.client, &self.child, &self.rows[1])
            .leads_to("/desk/residents/guardian/");
        open_with(&mut self.father, &self.fathers).expect(200);
    }

    fn let_in(&mut self) -> Reply {
        let keys = format!("{}/keys", self.at);
        let shown = self.mother.client.get(&keys).expect(200);
        desk::submit(&mut self.mother.client, &shown, &keys, "", &[])
    }

    fn pseudonym(&self) -> String {
        let id = actors::person_of(&self.child);
        pseudonym(&id).as_str().to_owned()
    }

    fn locks(&self) -> String {
        let sql = "SELECT group_concat(epoch || ' ' || kind || iif(sleeps, ' sleeps', ''), ', ' ORDER BY epoch, kind) \
                   FROM lock WHERE person = ?1";
        health().text(sql, [self.pseudonym()])
    }
}

fn diary(person: &mut Person, child: &ResidentRow) -> String {
    let at = address(person, child);
    person.client.get(&format!("{at}/diary")).expect(200).text()
}

#[test]
fn a_second_guardian_asks_by_opening_and_is_let_in_by_the_first() {
    let mut parents = Parents::of("2020-02-03");
    parents.add_father();
    let at = address(&parents.father, &parents.child);
    parents.father.client.form(&format!("{at}/begin"), &[]).expect(409);
    parents.father.client.get(&at).expect(404);
    parents.father.client.get(&format!("{at}/keys")).expect(404);
    assert!(parents.father.client.get("/my/health").expect(200).text().contains("申し込みました"));
    let asked = "開けるようになりたい方がいます";
    assert!(parents.mother.client.get(&parents.at).expect(200).text().contains(asked));
    let keys = format!("{}/keys", parents.at);
    assert!(parents.mother.client.get(&keys).expect(200).text().contains(&parents.father.name));
    parents.let_in().leads_to(&keys);
    assert_eq!(parents.locks(), "1 guardian, 1 guardian, 1 recovery");
    assert!(!parents.mother.client.get(&parents.at).expect(200).text().contains(asked));
    open_with(&mut parents.father, &parents.fathers).expect(200);
    assert!(diary(&mut parents.father, &parents.child).contains("ははの日記"));
    let looks = parents.mother.client.get(&format!("{}/looks", parents.at)).expect(200).text();
    assert!(looks.contains("もう一人の保護者が開けるように"));
    // Neither removes alone what both open.
    parents.mother.client.form(&format!("{}/leave", parents.at), &[("confirm", "消します")]).expect(409);
}

#[test]
fn a_guardian_whose_custody_ended_opens_nothing_and_knows_nothing_of_what_comes() {
    let mut parents = Parents::of("2020-02-03");
    parents.add_father();
    parents.let_in().expect(303);
    open_with(&mut parents.father, &parents.fathers).expect(200);
    let at = address(&parents.father, &parents.child);
    parents.father.client.get(&at).expect(200);
    let mut clerk = actors::clerk();
    let today = today().to_string();
    desk::end_guardian(&mut clerk.client, &parents.child, &parents.rows[1], &today).expect(303);
    parents.father.client.get(&at).expect(404);
    open_with(&mut parents.father, &parents.fathers).expect(200);
    parents.father.client.get(&at).expect(404);

    open_with(&mut parents.mother, &parents.mothers).expect(200);
    assert_eq!(parents.locks(), "2 guardian, 2 recovery");
    assert!(diary(&mut parents.mother, &parents.child).contains("ははの日記"));
    let looks = parents.mother.client.get(&format!("{}/looks", parents.at)).expect(200).text();
    assert!(looks.contains("保護者でなくなった方は"));
}

#[test]
fn a_guardian_who_comes_after_all_others_are_gone_gets_the_childs_record_at_the_counter() {
    let mut parents = Parents::of("2020-02-03");
    parents.add_father();
    let mut clerk = actors::clerk();
    let today = today().to_string();
    desk::end_guardian(&mut clerk.client, &parents.child, &parents.rows[0], &today).expect(303);
    open_with(&mut parents.father, &parents.fathers).expect(200);
    let at = address(&parents.father, &parents.child);
    let begun = parents.father.client.form(&format!("{at}/begin"), &[]);
    let page = begun.leads_to("/my/health/recovery?child=").location().to_owned();
    let paper = digits(&parents.father.client.get(&page).expect(200));
    // The page of one's own record knows nothing of it, and nobody else has such a page.
    assert!(!parents.father.client.get("/my/health/recovery").expect(200).text().contains("class=\"code\""));
    open_with(&mut parents.mother, &parents.mothers).expect(200);
    parents.mother.client.get(&page).expect(404);

    let counter = at_the_counter(&mut clerk, &parents.child);
    assert_eq!(digits(&counter), paper);
    assert!(counter.text().contains(&parents.father.name));
    confirm(&mut clerk, &parents.child);
    send(&fetch(&request(&parents.pseudonym())).answer(&town_key(), random()).unwrap()).expect(200);
    open_with(&mut parents.father, &parents.fathers).expect(200);
    assert!(diary(&mut parents.father, &parents.child).contains("ははの日記"));
    assert_eq!(parents.locks(), "2 guardian, 2 recovery");
    open_with(&mut parents.mother, &parents.mothers).expect(200);
    parents.mother.client.get(&parents.at).expect(404);
}

#[test]
fn nobody_is_let_in_who_is_no_guardian_or_whose_lock_was_changed() {
    let mut parents = Parents::of("2020-02-03");
    parents.add_father();
    let keys = format!("{}/keys", parents.at);
    let shown = parents.mother.client.get(&keys).expect(200);
    let form = page::form(&shown.text(), &keys, "").expect("a form");
    let id = form.iter().find(|(name, _)| name == "id").expect("an id").1.clone();
    // The father himself has nothing to seal with.
    let his = address(&parents.father, &parents.child);
    parents.father.client.form(&format!("{his}/keys"), &[("id", &id)]).expect(404);
    let child = parents.pseudonym();
    let ours = health().text("SELECT public FROM lock_request WHERE person = ?1", [&child]);
    let sql = "UPDATE lock_request SET public = ?2 WHERE person = ?1";
    let other = "SELECT public FROM lock WHERE kind = 'passkey' LIMIT 1";
    health().execute(sql, (&child, &health().text(other, [])));
    let refused = parents.mother.client.form(&keys, &[("id", &id)]).expect(409);
    assert!(refused.text().contains("安全のため、この記録を開くのを止めました"));
    health().execute(sql, (&child, &ours));
    let until = "UPDATE guardianship SET until = ?2, ended_at = 1, end_reason = 'error', ended_by = added_by \
                 WHERE guardian = ?1 AND origin = 'counter'";
    identity().execute("DROP TRIGGER IF EXISTS guardianship_stays_ended", []);
    identity().execute(until, (parents.father.id.as_str(), today().to_string()));
    parents.mother.client.form(&keys, &[("id", &id)]).expect(409);
    assert_eq!(parents.locks(), "1 guardian, 1 recovery");
}

#[test]
fn a_young_person_of_17_prepares_and_takes_over_at_18() {
    let birth = today().years_before(17).plus_days(-40);
    let mut parents = Parents::of(&birth.to_string());
    let mut child = registered(&parents.child);
    let secret = Secret::prf();
    open_with(&mut child, &secret).refuses(422, "record-other-way");
    let ask = json!({ "purpose": "health-open" });
    let options = child.client.json("/api/health/back/passkey/challenge", &ask).expect(200).json();
    let body = body_with(&child.passkey.assertion(&options), &secret);
    child.client.json("/api/health/back/passkey/open", &body).expect(200);
    let mine = child.client.get("/my/health/recovery").expect(200).text();
    let digits =
        |text: &str| text.split("class=\"code\"").nth(1).unwrap().split("</p>").next().unwrap().to_owned();
    let digits = |text: &str| -> String { digits(text).chars().filter(char::is_ascii_digit).collect() };
    let theirs = parents.mother.client.get(&format!("{}/keys", parents.at)).expect(200).text();
    assert_eq!(digits(&mine), digits(&theirs));
    parents.let_in().expect(303);
    assert_eq!(parents.locks(), "1 guardian, 1 passkey sleeps, 1 recovery");
    assert!(child.client.get("/my/health/recovery").expect(200).text().contains("準備ができています"));
    open_with(&mut child, &secret).refuses(422, "record-other-way");
    // Whoever can write to the database does not wake it.
    let set = |sleeps: i64| {
        let sql = "UPDATE lock SET sleeps = ?2 WHERE person = ?1 AND kind = 'passkey'";
        health().execute(sql, (parents.pseudonym(), sleeps));
    };
    set(0);
    open_with(&mut child, &secret).refuses(409, "record-forged");
    set(1);

    let born = today().years_before(18).plus_days(-1).to_string();
    let sql = "UPDATE resident SET birth_date = ?2 WHERE person_id = ?1";
    identity().execute(sql, (child.id.as_str(), &born));
    parents.mother.client.get(&parents.at).expect(404);
    open_with(&mut child, &secret).expect(200);
    assert_eq!(parents.locks(), "2 passkey, 2 recovery");
    assert!(child.client.get("/my/health/me/diary").expect(200).text().contains("ははの日記"));
}

#[test]
fn before_17_the_guardians_open_it() {
    let mut parents = Parents::of(&today().years_before(15).to_string());
    let mut child = registered(&parents.child);
    let ask = json!({ "purpose": "health-open" });
    let options = child.client.json("/api/health/back/passkey/challenge", &ask).expect(200).json();
    let body = body_with(&child.passkey.assertion(&options), &Secret::prf());
    child.client.json("/api/health/back/passkey/open", &body).refuses(422, "record-with-guardians");
    parents.mother.client.get(&parents.at).expect(200);
}

#[test]
fn the_night_takes_the_locks_of_guardians_who_are_it_no_longer_and_no_other() {
    let identity = migrated("identity");
    let person = |id: &str, born: &str| {
        identity.execute("INSERT INTO person (person_id, created_at) VALUES (?1, 0)", [id]).unwrap();
        let sql = "INSERT INTO resident (person_id, register_number, name, kana, kana_key, birth_date, district, household, guardian) \
                   VALUES (?1, ?1, 'x', 'x', 'x', ?2, 'x', ?1, 0)";
        identity.execute(sql, (id, born)).unwrap();
    };
    let name = |letter: &str| letter.repeat(32);
    person(&name("f"), "1980-01-01");
    for (letter, born) in [
        ("a", "2008-11-20"),
        ("b", "2015-01-01"),
        ("c", "2015-01-01"),
        ("d", "2015-01-01"),
        ("e", "2008-01-01"),
    ] {
        person(&name(letter), born);
        let sql = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_at) VALUES (?1, ?2, '2020-01-01', 'register', 'register', 0)";
        identity.execute(sql, (name(letter), name("f"))).unwrap();
    }
    let end = "UPDATE guardianship SET until = ?2, ended_at = 0, end_reason = 'register' WHERE child = ?1";
    identity.execute(end, (name("b"), "2026-11-01")).unwrap();
    identity.execute(end, (name("d"), "2026-11-01")).unwrap();
    let again = "INSERT INTO guardianship (child, guardian, since, origin, reason, added_at) VALUES (?1, ?2, '2026-11-10', 'register', 'register', 0)";
    identity.execute(again, (name("d"), name("f"))).unwrap();
    let sql = std::fs::read_to_string(
        crate::statements::functions().join("sql/identity/guardianship/ended_lately.sql"),
    );
    let sql = sql.unwrap();
    let mut statement = identity.prepare(&sql).unwrap();
    let days = ("2026-11-22", "2026-10-13", "2008-11-22", "2008-10-13");
    let children = statement.query_map(days, |row| row.get::<_, String>(0)).unwrap().map(Result::unwrap);
    let mut children: Vec<_> = children.collect();
    children.sort();
    // a came of age, b ended; c goes on, d began again, e has been of age for long.
    assert_eq!(children, [name("a"), name("b")]);
}
