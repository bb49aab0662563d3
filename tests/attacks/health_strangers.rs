//! Identifiers of other people's records in every address, and guardians after their time.

use hibiki_domain::{
    ids::PersonId,
    secret::{Pseudonym, Sector},
};
use hibiki_tests::{
    actors::Person,
    database::{health, identity},
    health::{Child, Secret, family_with, open_with, pseudonym, resident, write},
    http::{Ask, Client, Reply},
    page,
    routes::{ALL, Route, Takes, Who},
    town::{now, today, town, unique},
};
use serde_json::json;

/// A family with an entry in the child's record and one in the guardian's.
struct Family {
    guardian: Person,
    secret: Secret,
    child: Child,
    id: PersonId,
    mark: String,
    records: Vec<String>,
}

fn family() -> Family {
    let secret = Secret::prf();
    let (mut guardian, mut children) = family_with(&["2024-05-05"], &secret);
    let (child, mark) = (children.remove(0), unique("ひみつ"));
    let today = today().to_string();
    for whose in ["/my/health/me", &child.at] {
        write(&mut guardian.client, &format!("{whose}/diary/new/diary"), &today, &[("free", &mark)]);
    }
    let id = identity().text("SELECT person_id FROM resident WHERE name = ?1", [&child.name]);
    let id = PersonId::parse(&id).unwrap();
    let of = |person: &Pseudonym| {
        health().text("SELECT record_id FROM record WHERE person = ?1", [person.as_str()])
    };
    let records = vec![of(&pseudonym(&guardian.id)), of(&pseudonym(&id))];
    Family { guardian, secret, child, id, mark, records }
}

/// Everything by which a child of another family, or its guardian, might be called.
fn names(family: &Family, stranger: &PersonId) -> Vec<String> {
    let me = pseudonym(stranger);
    let secret = &town().secret;
    let mut names = vec![family.child.at.rsplit('/').next().unwrap().to_owned()];
    for person in [&family.id, &family.guardian.id] {
        names.push(person.as_str().to_owned());
        names.push(pseudonym(person).as_str().to_owned());
        names.push(secret.pseudonym(Sector::MyPage, person).as_str().to_owned());
        // The reference that the stranger's own pages would have for them.
        names.push(secret.family_reference(&me, &pseudonym(person)));
        names.push(secret.family_reference(&pseudonym(person), &me));
    }
    names.extend(["ME", "me%00", "me%2fx", "0", "0000000000000000"].map(str::to_owned));
    names
}

/// Asks for a route with these values in the places of its path.
fn ask(client: &mut Client, route: &Route, values: &[&str], record: &str) -> Reply {
    let path = values.iter().fold(route.path.to_owned(), |path, value| path.replacen("{}", value, 1));
    match route.takes {
        Takes::Nothing => client.get(&path),
        Takes::Form(fields) => {
            let (key, today) = (hibiki_tests::desk::new_key(), today().to_string());
            let value = |name: &str| match name {
                "key" => key.clone(),
                "record" => record.to_owned(),
                "version" => "2".to_owned(),
                "entry_day" => today.clone(),
                _ => "yes".to_owned(),
            };
            let typed: Vec<_> = fields.iter().map(|name| (*name, value(name))).collect();
            let mut fields: Vec<_> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
            fields.push(("free", "よそから"));
            client.form(&path, &fields)
        }
        Takes::Question => client.form(&path, &[]),
        Takes::Bytes => client.send(&Ask::post(&path).body("application/octet-stream", *b"x")),
        Takes::Json(_) => client.json(&path, &json!({})),
    }
}

/// How many rows there are of these people.
fn rows(of: &[Pseudonym; 2]) -> Vec<i64> {
    let count = |table: &str, person: &Pseudonym| {
        health().number(&format!("SELECT COUNT(*) FROM {table} WHERE person = ?1"), [person.as_str()])
    };
    let tables = ["record", "lock", "root", "shelf", "access"];
    of.iter().flat_map(|person| tables.map(|table| count(table, person))).collect()
}

#[test]
fn another_familys_child_by_any_identifier_in_any_address_is_nobody() {
    let mut family = family();
    let (mut stranger, _) = resident();
    let today = today().to_string();
    write(&mut stranger.client, "/my/health/me/diary/new/diary", &today, &[("free", "自分の")]);
    let own = [pseudonym(&family.id), pseudonym(&family.guardian.id)];
    let before = rows(&own);
    let (mut asked, mut places) = (0, 0);
    for route in ALL.iter().filter(|route| route.who == Who::Record && route.path.contains("{}")) {
        places += 1;
        for record in family.records.clone() {
            let fillings = [[record.as_str(); 3], ["diary", &record, "diary"], ["diary"; 3]];
            let fillings = &fillings[..if route.path.matches("{}").count() < 2 { 1 } else { 3 }];
            for rest in fillings {
                for whose in names(&family, &stranger.id) {
                    let values = [whose.as_str(), rest[0], rest[1], rest[2]];
                    let reply = ask(&mut stranger.client, route, &values, &record);
                    let refused = [400, 404, 405, 422].contains(&reply.status);
                    assert!(refused, "{} {}: {reply}", route.method, route.path);
                    assert!(!reply.text().contains(&family.mark), "{reply}");
                    asked += 1;
                }
                // In the stranger's own record, the entries of others.
                let values = ["me", rest[0], rest[1], rest[2]];
                let reply = ask(&mut stranger.client, route, &values, &record);
                assert!(!reply.text().contains(&family.mark), "{reply}");
            }
        }
    }
    assert!(places >= 15 && asked > places * 10, "{places} addresses, asked {asked} times");
    assert_eq!(rows(&own), before, "nothing was written, and nobody of that family was looked at");
    // To those whose child it is, the same addresses open.
    for path in ["", "/timeline", "/looks", "/diary"] {
        family.guardian.client.get(&format!("{}{path}", family.child.at)).expect(200);
    }
    let at = format!("{}/diary/{}?year={}", family.child.at, family.records[1], &today[..4]);
    assert!(family.guardian.client.get(&at).expect(200).text().contains(&family.mark));
}

#[test]
fn a_guardian_reads_nothing_from_the_day_on_which_it_ends() {
    let ended = "UPDATE guardianship SET until = ?2, ended_at = ?3, end_reason = 'register' WHERE child = ?1";
    let grown = "UPDATE resident SET birth_date = ?2 WHERE person_id = ?1 AND ?3 > 0";
    let last_day_as_a_child = today().plus_days(1).years_before(18).to_string();
    let eighteenth = today().years_before(18).to_string();
    for (sql, value) in [(ended, today().to_string()), (grown, eighteenth)] {
        let mut family = family();
        let at = family.child.at.clone();
        if sql == grown {
            identity().execute(sql, (family.id.as_str(), &last_day_as_a_child, 1));
        }
        family.guardian.client.get(&at).expect(200);
        let looks = || {
            let of_child = pseudonym(&family.id);
            health().number("SELECT COUNT(*) FROM access WHERE person = ?1", [of_child.as_str()])
        };
        let before = looks();
        assert_eq!(identity().execute(sql, (family.id.as_str(), &value, now().0)), 1, "{sql}");
        let shut = |client: &mut Client| {
            for path in ["", "/timeline", "/looks", "/diary", "/growth", "/vaccinations", "/diary/new/diary"]
            {
                client.get(&format!("{at}{path}")).expect(404);
            }
            let entry = format!("{at}/diary/{}", family.records[1]);
            client.get(&entry).expect(404);
            let key = hibiki_tests::desk::new_key();
            client.form(&format!("{entry}/withdraw"), &[("key", &key), ("version", "1")]).expect(404);
            let home = page::words(&client.get("/my/health").expect(200).text());
            assert!(!home.contains(&family.child.name), "{home}");
        };
        // In the session that has it open, and in a new one.
        shut(&mut family.guardian.client);
        family.guardian.client = family.guardian.log_in();
        open_with(&mut family.guardian, &family.secret).expect(200);
        shut(&mut family.guardian.client);
        assert_eq!(looks(), before);
        family.guardian.client.get("/my/health/me/diary").expect(200);
    }
}
