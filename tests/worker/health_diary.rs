//! The picture of a diary's entry.

use hibiki_tests::{
    actors::Person,
    database::health,
    desk::new_key,
    health::{family, pseudonym, resident, write},
    http::{Ask, Client, Reply},
    page,
    town::today,
};

/// A picture of so many bytes, with what a camera writes beside it.
fn jpeg(bytes: usize, salt: u8) -> Vec<u8> {
    let mut picture = b"\xff\xd8\xff\xe1\x00\x12Exif\0\0GPS 35.123\xff\xda\x00\x04\x01\x01".to_vec();
    picture.resize(bytes.max(60), salt);
    picture.extend(b"\xff\xd9");
    picture
}

fn send(client: &mut Client, at: &str, (key, version): (&str, &str), bytes: &[u8]) -> Reply {
    let field = |name: &str, value: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n";
    let fields = field("key", key) + &field("version", version) + head;
    let body = [fields.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    client.send(&Ask::post(at).body("multipart/form-data; boundary=b", body))
}

/// Writes a line; the address of its entry without and with its year.
fn line(client: &mut Client, record: &str, text: &str) -> (String, String) {
    write(client, &format!("{record}/diary/new/diary"), &today().to_string(), &[("free", text)]);
    let list = client.get(&format!("{record}/diary")).expect(200).text();
    let whole = page::attribute(list.split_once("item-list").expect("a list").1, "href").expect("an entry");
    (whole.split('?').next().unwrap().to_owned(), whole)
}

fn picture_of(whole: &str) -> String {
    whole.replacen('?', "/picture?", 1)
}

fn rows(person: &Person) -> i64 {
    health().number("SELECT COUNT(*) FROM record WHERE person = ?1", [pseudonym(&person.id).as_str()])
}

#[test]
fn a_picture_is_kept_in_parts_shown_to_the_family_alone_and_without_what_the_camera_wrote() {
    let (mut person, _) = resident();
    let (_, whole) = line(&mut person.client, "/my/health/me", "庭の柿が色づいた。");
    let at = picture_of(&whole);
    person.client.get(&at).expect(404);
    let sent = jpeg(190_000, 7);
    send(&mut person.client, &at, (&new_key(), "1"), &sent).expect(303);
    assert_eq!(rows(&person), 2 + 5, "two versions of the line and five parts");
    let html = person.client.get(&whole).expect(200).text();
    assert!(html.contains(&format!("src=\"{at}\"")) && html.contains("庭の柿が色づいた。\""), "{html}");
    assert!(!page::words(&html).contains("写真の番号"));
    let shown = person.client.get(&at).expect(200);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert_eq!(shown.header("cache-control"), Some("no-store"));
    assert_eq!(shown.header("x-content-type-options"), Some("nosniff"));
    assert!(shown.body.ends_with(b"\x07\xff\xd9") && !shown.body.windows(3).any(|three| three == b"GPS"));
    assert_eq!(shown.body.len(), sent.len() - 20);
    let (mut stranger, _) = resident();
    stranger.client.get(&at).expect(404);
    Client::new().get(&at).expect(303);
    let looks = "SELECT COUNT(*) FROM access WHERE person = ?1 AND act = 'read'";
    let before = health().number(looks, [pseudonym(&person.id).as_str()]);
    person.client.get(&at).expect(200);
    assert_eq!(health().number(looks, [pseudonym(&person.id).as_str()]), before + 1, "one row for each look");
}

#[test]
fn a_picture_is_replaced_taken_away_and_withdrawn_with_its_line() {
    let (mut person, _) = resident();
    let (path, whole) = line(&mut person.client, "/my/health/me", "雪が降った。");
    let at = picture_of(&whole);
    let key = new_key();
    let first =
        send(&mut person.client, &at, (&key, "1"), &jpeg(50_000, 1)).expect(303).location().to_owned();
    let again =
        send(&mut person.client, &at, (&key, "1"), &jpeg(50_000, 1)).expect(303).location().to_owned();
    assert_eq!(first, again, "a second send changes nothing");
    send(&mut person.client, &at, (&new_key(), "1"), &jpeg(50_000, 2)).expect(409);
    send(&mut person.client, &at, (&new_key(), "2"), &jpeg(50_000, 2)).expect(303);
    assert!(person.client.get(&at).expect(200).body.ends_with(b"\x02\xff\xd9"));
    let remove = |key: &str, version: &str| {
        vec![
            ("key".to_owned(), key.to_owned()),
            ("version".to_owned(), version.to_owned()),
            ("go".to_owned(), "remove".to_owned()),
        ]
    };
    let fields = remove(&new_key(), "3");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.client.form(&at, &fields).expect(303);
    person.client.get(&at).expect(404);
    assert!(page::words(&person.client.get(&whole).expect(200).text()).contains("雪が降った。"));
    send(&mut person.client, &at, (&new_key(), "4"), &jpeg(50_000, 2)).expect(303);
    person.client.get(&at).expect(200);
    let year = today().to_string()[..4].to_owned();
    let withdraw = [("key", new_key()), ("version", "5".to_owned())];
    let withdraw: Vec<(&str, &str)> = withdraw.iter().map(|(name, value)| (*name, value.as_str())).collect();
    person.client.form(&format!("{path}/withdraw?year={year}"), &withdraw).expect(303);
    person.client.get(&at).expect(404);
    send(&mut person.client, &at, (&new_key(), "6"), &jpeg(50_000, 2)).expect(404);
}

#[test]
fn correcting_the_line_keeps_its_picture() {
    let (mut person, _) = resident();
    let (path, whole) = line(&mut person.client, "/my/health/me", "初雪。");
    let at = picture_of(&whole);
    send(&mut person.client, &at, (&new_key(), "1"), &jpeg(1000, 1)).expect(303);
    let year = today().to_string()[..4].to_owned();
    let html = person.client.get(&format!("{path}/edit?year={year}")).expect(200).text();
    let action = format!("{path}/edit/diary?year={year}");
    let form = page::form(&html, &action, "version").expect("the form");
    let day = today().to_string();
    let mut fields: Vec<(&str, &str)> =
        form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.retain(|(name, _)| *name != "entry_day");
    fields.extend([("entry_day", day.as_str()), ("free", "初雪が降った。")]);
    assert!(!page::words(&html).contains("写真の番号"));
    person.client.form(&action, &fields).expect(303);
    person.client.get(&at).expect(200);
}

#[test]
fn what_is_no_picture_or_too_large_is_refused_and_the_line_stays() {
    let (mut person, _) = resident();
    let (_, whole) = line(&mut person.client, "/my/health/me", "晴れ。");
    let at = picture_of(&whole);
    for bytes in [&b"<svg onload=\"alert(1)\"/>"[..], b"", b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP"] {
        send(&mut person.client, &at, (&new_key(), "1"), bytes).expect(422);
    }
    send(&mut person.client, &at, (&new_key(), "1"), &jpeg(420_000, 1)).expect(422);
    send(&mut person.client, &at, (&new_key(), "1"), &jpeg(4_200_000, 1)).expect(422);
    assert_eq!(rows(&person), 1);
    assert!(page::words(&person.client.get(&whole).expect(200).text()).contains("晴れ。"));
    let weight = "/my/health/me/vitals/00000000000000000000000000000000/picture";
    person.client.get(weight).expect(404);
}

#[test]
fn a_part_that_was_changed_or_taken_away_is_no_picture() {
    let (mut person, _) = resident();
    let (_, whole) = line(&mut person.client, "/my/health/me", "曇り。");
    let at = picture_of(&whole);
    send(&mut person.client, &at, (&new_key(), "1"), &jpeg(90_000, 1)).expect(303);
    person.client.get(&at).expect(200);
    let me = pseudonym(&person.id);
    let last = "DELETE FROM record WHERE person = ?1 AND version = 3 AND length(sealed) > 10000";
    assert_eq!(health().execute(last, [me.as_str()]), 1);
    person.client.get(&at).expect(404);
    assert!(!page::words(&person.client.get(&whole).expect(200).text()).contains("確かめられません"));
}

#[test]
fn guardians_keep_pictures_for_a_child() {
    let (mut parent, children) = family(&["2023-05-05"]);
    let (_, whole) = line(&mut parent.client, &children[0].at, "はじめて立った。");
    let at = picture_of(&whole);
    send(&mut parent.client, &at, (&new_key(), "1"), &jpeg(1000, 3)).expect(303);
    parent.client.get(&at).expect(200);
    parent.client.get(&at.replace(&children[0].at, "/my/health/me")).expect(404);
}
