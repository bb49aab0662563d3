//! A dump of one sector joins to nothing.

use hibiki_domain::{ids::PersonId, secret::Sector};
use hibiki_tests::{
    actors::{self, import, row},
    database::{identity, mypage, public},
    desk::{self, new_key},
    town::town,
};
use std::collections::HashSet;

/// Which of these texts stand somewhere in the bytes, as text or as the bytes that the text writes in hexadecimal.
fn found<'a>(bytes: &[u8], ids: &'a [String]) -> HashSet<&'a str> {
    let Some(length) = ids.first().map(String::len) else { return HashSet::new() };
    assert!(ids.iter().all(|id| id.len() == length));
    let as_text: std::collections::HashMap<&[u8], &str> =
        ids.iter().map(|id| (id.as_bytes(), id.as_str())).collect();
    let raw: Vec<Vec<u8>> =
        ids.iter().map(|id| data_encoding::HEXLOWER.decode(id.as_bytes()).unwrap()).collect();
    let as_bytes: std::collections::HashMap<&[u8], &str> =
        raw.iter().zip(ids).map(|(raw, id)| (raw.as_slice(), id.as_str())).collect();
    // Most windows begin like none of them.
    let mut begins = vec![false; 1 << 16];
    let place = |window: &[u8]| usize::from(u16::from_be_bytes([window[0], window[1]]));
    as_text.keys().chain(as_bytes.keys()).for_each(|id| begins[place(id)] = true);
    let mut found = HashSet::new();
    for start in 0..bytes.len().saturating_sub(length / 2) {
        let rest = &bytes[start..];
        if begins[place(rest)] {
            found.extend(rest.get(..length).and_then(|window| as_text.get(window)));
            found.extend(as_bytes.get(&rest[..length / 2]));
        }
    }
    found
}

#[test]
fn no_sector_holds_a_person_id_or_another_sectors_pseudonym() {
    // People who use everything: interests, notices read, looks taken.
    let mut person = actors::resident();
    let key = new_key();
    person.client.form("/my/interests", &[("key", &key), ("interest", "health")]).leads_to("/my/interests");
    let home = person.client.get("/my").expect(200).text();
    if let Some(href) = home
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/my/notices/"))
    {
        person.client.get(href).expect(200);
    }
    let other = row();
    import(std::slice::from_ref(&other));
    desk::open(&mut actors::clerk().client, &other);

    let people: Vec<String> = identity().rows("SELECT person_id FROM person", [], |row| row.get(0));
    let pseudonyms: Vec<String> = people
        .iter()
        .map(|id| town().secret.pseudonym(Sector::MyPage, &PersonId::parse(id).unwrap()).as_str().to_owned())
        .collect();
    let mine = town().secret.pseudonym(Sector::MyPage, &person.id);
    let (in_identity, in_mypage, in_public) = (identity().bytes(), mypage().bytes(), public().bytes());

    // The search finds what is there …
    assert_eq!(found(&in_identity, &people).len(), people.len());
    assert!(found(&in_mypage, &pseudonyms).contains(mine.as_str()));
    let raw = data_encoding::HEXLOWER.decode(people[0].as_bytes()).unwrap();
    assert_eq!(found(&[b"before".to_vec(), raw, b"behind".to_vec()].concat(), &people).len(), 1);
    // … and what must not be there it does not find.
    assert_eq!(found(&in_mypage, &people), HashSet::new(), "person_id in mypage");
    assert_eq!(found(&in_public, &people), HashSet::new(), "person_id in public");
    assert_eq!(found(&in_identity, &pseudonyms), HashSet::new(), "a pseudonym of mypage in identity");
    assert_eq!(found(&in_public, &pseudonyms), HashSet::new(), "a pseudonym of mypage in public");
}

#[test]
fn no_page_shows_a_person_id_or_a_pseudonym() {
    let person = row();
    import(std::slice::from_ref(&person));
    let mut owner = actors::registered(&person);
    let mut clerk = actors::clerk().client;
    let mut pages =
        vec![desk::search(&mut clerk, &person.kana).text(), desk::open(&mut clerk, &person).page.text()];
    for path in ["/my", "/my/interests", "/my/looks", "/my/ways"] {
        pages.push(owner.client.get(path).expect(200).text());
    }
    pages.push(actors::admin().client.get("/desk/staff").expect(200).text());
    let options = owner.client.json("/api/passkey/register/challenge", &serde_json::json!({})).expect(200);
    pages.push(options.text());
    let pseudonym = town().secret.pseudonym(Sector::MyPage, &owner.id);
    let staff: Vec<String> = identity().rows("SELECT person_id FROM staff", [], |row| row.get(0));
    for page in pages {
        assert!(!page.contains(owner.id.as_str()) && !page.contains(pseudonym.as_str()));
        assert!(!staff.iter().any(|id| page.contains(id)));
    }
    assert!(hibiki_tests::http::addresses().iter().all(|address| !address.contains(owner.id.as_str())));
}
