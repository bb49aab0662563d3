//! Names of ten thousand signs, broken UTF-8, and text that wants to be something else.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, import, row, staff},
    database::{identity, mypage},
    desk::{self, new_key},
    health,
    http::{Ask, Client, Reply, percent},
    page,
    passkey::Passkey,
    routes::{ALL, Takes, Who},
    town::{today, unique},
};
use serde_json::json;

/// Every kind of bytes that are no UTF-8, raw and percent-encoded, and percent signs that are no encoding.
fn broken() -> Vec<Vec<u8>> {
    let raw: [&[u8]; 14] = [
        b"\xff",
        b"\xfe\xff\x00a",
        b"\x80",
        b"a\xbf",
        b"\xc0\x80",
        b"\xc1\xbf",
        b"\xe0\x80\xaf",
        b"\xe3\x81",
        b"\xe3\x81a",
        b"\xed\xa0\x80",
        b"\xed\xbf\xbf",
        b"\xf0\x82\x82\xac",
        b"\xf4\x90\x80\x80",
        b"\xf8\x88\x80\x80\x80",
    ];
    let percent_signs: [&[u8]; 6] = [b"%", b"%4", b"%GG", b"%%", b"%u3042", b"a%E3%81"];
    let encoded = raw.iter().map(|bytes| percent(bytes).into_bytes());
    raw.iter().chain(&percent_signs).map(|bytes| bytes.to_vec()).chain(encoded).collect()
}

struct Callers {
    person: Client,
    clerk: Client,
    editor: Client,
    organizer: Client,
    parking: Client,
    nurse: Client,
    clinic: Client,
    medic: Client,
    admin: Client,
}

impl Callers {
    fn new() -> Self {
        Self {
            person: health::resident().0.client,
            clerk: staff(Role::Clerk).client,
            editor: staff(Role::Editor).client,
            organizer: staff(Role::Organizer).client,
            parking: staff(Role::Parking).client,
            nurse: staff(Role::Nurse).client,
            clinic: staff(Role::Clinic).client,
            medic: staff(Role::Medic).client,
            admin: staff(Role::Admin).client,
        }
    }

    fn send(&mut self, who: Who, ask: &Ask) -> Reply {
        match who {
            Who::Clerk => self.clerk.send(ask),
            Who::Editor => self.editor.send(ask),
            Who::Organizer => self.organizer.send(ask),
            Who::Parking => self.parking.send(ask),
            Who::Nurse => self.nurse.send(ask),
            Who::Clinic => self.clinic.send(ask),
            Who::Medic => self.medic.send(ask),
            Who::Admin => self.admin.send(ask),
            Who::Person | Who::Strong | Who::Fresh | Who::Record => self.person.send(ask),
            _ => Client::new().send(ask),
        }
    }
}

/// A form in which the fields before and behind are plausible.
fn form_with(fields: &[&str], wrong: &str, value: &[u8]) -> Vec<u8> {
    let until = today().to_string();
    let pairs: Vec<Vec<u8>> = fields
        .iter()
        .map(|name| {
            let good = match *name {
                "key" => new_key(),
                "why" => "card".to_owned(),
                "role" => "clerk".to_owned(),
                "until" => until.clone(),
                "interest" => "health".to_owned(),
                "year" => "1980".to_owned(),
                "month" | "day" => "2".to_owned(),
                "kana" => "ヒビキ".to_owned(),
                "birth_date" | "go" | "link" | "age_min" | "age_max" | "child_min" | "child_max"
                | "title_easy" | "body_easy" | "title_en" | "body_en" => String::new(),
                _ => "試し".to_owned(),
            };
            let value = if *name == wrong { value.to_vec() } else { percent(good).into_bytes() };
            [name.as_bytes(), b"=", &value].concat()
        })
        .collect();
    pairs.join(&b'&')
}

fn forms() -> impl Iterator<Item = (&'static str, Who, &'static [&'static str])> {
    ALL.iter().filter_map(|route| match route.takes {
        Takes::Form(fields) if !fields.is_empty() => Some((route.path, route.who, fields)),
        _ => None,
    })
}

const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn broken_text_in_any_field_of_any_form_is_refused_whole() {
    let mut callers = Callers::new();
    for (path, who, fields) in forms() {
        for (place, field) in fields.iter().enumerate() {
            // Every kind where anybody may write, a few in every other field: one reader reads them all.
            let kinds = broken();
            let few = who != Who::Anybody || place > 0;
            let kinds: Vec<_> =
                if few { kinds.into_iter().skip(place % 5).step_by(13).collect() } else { kinds };
            for value in kinds {
                let body = form_with(fields, field, &value);
                let reply = callers.send(who, &Ask::post(path).body(FORM, body));
                assert_eq!(reply.status, 400, "{field} of {path} as {value:?}: {reply}");
            }
        }
        // In the name of a field likewise.
        let reply = callers.send(who, &Ask::post(path).body(FORM, &b"\xff=1&%ff=1"[..]));
        assert_eq!(reply.status, 400, "{reply}");
    }
    callers.person.get("/my").expect(200);
    callers.clerk.get("/desk/residents").expect(200);
}

#[test]
fn ten_thousand_signs_in_any_field_of_any_form_do_no_harm() {
    let mut callers = Callers::new();
    let signs = ["あ", "a", "𠮷", "0", "\u{301}", "<", "%", "\u{0}", "\u{202e}", "\n", " "];
    for (path, who, fields) in forms() {
        for (place, field) in fields.iter().enumerate() {
            let sign = signs[place % signs.len()];
            for (sign, count) in [("あ", 10_000), (sign, 1000)] {
                let text = sign.repeat(count);
                // Letters stand for themselves: 30 KB fit into a body.
                let value = if ["あ", "a", "𠮷", "0"].contains(&sign) {
                    text.into_bytes()
                } else {
                    percent(text).into_bytes()
                };
                let reply = callers.send(who, &Ask::post(path).body(FORM, form_with(fields, field, &value)));
                assert!(reply.status < 500, "{field} of {path}: {reply}");
            }
        }
    }
    let stored = [
        "SELECT COUNT(*) FROM invite WHERE length(name) > 60 OR length(office) > 60",
        "SELECT COUNT(*) FROM pairing WHERE length(name) > 60 OR length(place) > 60",
        "SELECT COUNT(*) FROM staff WHERE length(name) > 60",
        "SELECT COUNT(*) FROM passkey WHERE length(name) > 60",
    ];
    for sql in stored {
        assert_eq!(identity().number(sql, []), 0, "{sql}");
    }
    let sql = "SELECT COUNT(*) FROM notice WHERE length(title) > 80 OR length(body) > 4000 OR length(body_en) > 4000";
    assert_eq!(mypage().number(sql, []), 0);
    callers.admin.get("/desk/staff").expect(200);
    callers.editor.get("/desk/notices").expect(200);
}

#[test]
fn fields_that_are_missing_or_doubled_are_refused() {
    let mut callers = Callers::new();
    let optional = [
        "interest",
        "district",
        "kana",
        "birth_date",
        "go",
        "link",
        "age_min",
        "age_max",
        "child_min",
        "child_max",
        "title_easy",
        "body_easy",
        "title_en",
        "body_en",
        "districts",
    ];
    for (path, who, fields) in forms() {
        for field in fields {
            if ["interest", "district"].contains(field) {
                continue;
            }
            let good = form_with(fields, "", b"");
            let pairs: Vec<&[u8]> = good.split(|byte| *byte == b'&').collect();
            let start = format!("{field}=");
            let without: Vec<&[u8]> =
                pairs.iter().copied().filter(|pair| !pair.starts_with(start.as_bytes())).collect();
            let doubled = [
                pairs.clone(),
                pairs.iter().copied().filter(|pair| pair.starts_with(start.as_bytes())).collect(),
            ]
            .concat();
            let reply = callers.send(who, &Ask::post(path).body(FORM, doubled.join(&b'&')));
            // A reference is opened before what stands behind it is read.
            assert!([400, 404].contains(&reply.status), "{field} twice: {reply}");
            if !optional.contains(field) {
                let reply = callers.send(who, &Ask::post(path).body(FORM, without.join(&b'&')));
                assert!([400, 404, 422].contains(&reply.status), "without {field}: {reply}");
            }
        }
    }
}

#[test]
fn broken_text_in_json_is_refused_and_long_names_are_not_stored() {
    let mut person = actors::resident();
    let asked =
        |client: &mut Client| client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
    let options = asked(&mut person.client);
    let body = Passkey::new().registration(&options).body("NAME").to_string().into_bytes();
    let place = body.windows(4).position(|window| window == b"NAME").unwrap();
    let named = |name: &[u8]| [&body[..place], name, &body[place + 4..]].concat();
    for value in broken().into_iter().filter(|value| !value.contains(&b'%')) {
        person
            .client
            .send(&Ask::post("/api/passkey/register").body("application/json", named(&value)))
            .refuses(400, "json");
    }
    for escape in [r"\ud800", r"\udc00\ud800", r"\u00", r"\x41", r"\", "\u{0}", "\n"] {
        person
            .client
            .send(&Ask::post("/api/passkey/register").body("application/json", named(escape.as_bytes())))
            .refuses(400, "json");
    }
    for long in ["あ".repeat(10_000), r"\u3042".repeat(61), r"\u202e".to_owned(), r"\u0000".to_owned()] {
        person
            .client
            .send(&Ask::post("/api/passkey/register").body("application/json", named(long.as_bytes())))
            .refuses(422, "passkey-name");
    }
    // None of it used the challenge up.
    person
        .client
        .send(
            &Ask::post("/api/passkey/register")
                .body("application/json", named("𠮷\\ud83d\\ude00".as_bytes())),
        )
        .expect(200);
    assert!(person.client.get("/my/ways").expect(200).text().contains("𠮷😀"));
}

#[test]
fn text_that_wants_to_be_a_page_stays_text() {
    let evil = r#"<script>alert(1)</script>"><img src=x onerror=alert(1)>'&amp;{{7*7}}%%main%%"#;
    let escaped = |html: &str| {
        !html.contains("<script>alert") && !html.contains("<img src=x") && !html.contains("onerror=alert(1)>")
    };
    let mut row = row();
    row.name = format!("{} {}", evil, unique(""));
    row.district = format!("区{evil}");
    import(std::slice::from_ref(&row));
    let mut clerk = staff(Role::Clerk);
    let mut owner = actors::registered(&row);
    let mut editor = staff(Role::Editor);
    let title = format!("{} {}", &evil[..40], unique(""));
    let until = today().plus_days(1).to_string();
    let key = new_key();
    let fields = [
        ("key", key.as_str()),
        ("title", title.as_str()),
        ("body", evil),
        ("until", &until),
        ("district", &row.district),
    ];
    let preview = editor.client.form("/desk/notices/preview", &fields[1..]).expect(200);
    assert_eq!(preview.field("title"), title.trim());
    editor.client.form("/desk/notices", &fields).leads_to("/desk/notices");
    let opened = desk::open(&mut clerk.client, &row);
    let home = owner.client.get("/my").expect(200).text();
    let href = home
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .find(|href| href.starts_with("/my/notices/"));
    let notice = owner.client.get(href.expect("a notice")).expect(200).text();
    let wrong = Client::new()
        .form("/start", &[("code", evil), ("year", evil), ("month", "1"), ("day", "1")])
        .expect(422);
    let searched = clerk
        .client
        .form("/desk/residents", &[("kana", evil), ("birth_date", evil), ("why", "card")])
        .expect(422);
    let form = editor.client.get("/desk/notices/new").expect(200).text();
    for (what, html) in [
        ("preview", preview.text()),
        ("list", editor.client.get("/desk/notices").expect(200).text()),
        ("form", form),
        ("search", desk::search(&mut clerk.client, &row.kana).expect(200).text()),
        ("resident", opened.page.text()),
        ("home", home),
        ("notice", notice),
        ("wrong code", wrong.text()),
        ("wrong search", searched.text()),
        ("ways", owner.client.get("/my/ways").expect(200).text()),
        ("not found", owner.client.get(&format!("/my/{}", percent(evil))).expect(404).text()),
        ("log in", owner.client.get(&format!("/login?next={}", percent(evil))).expect(200).text()),
    ] {
        assert!(escaped(&html), "{what}");
    }
    assert_eq!(
        wrong.field("year"),
        evil.chars().take(0).collect::<String>(),
        "forty signs are enough for a year"
    );
    let shown = page::words(&opened.page.text());
    assert!(
        shown.contains("<script>alert(1)</script>")
            && shown.contains("{{7*7}}")
            && shown.contains("%%main%%"),
        "{shown}"
    );
}
