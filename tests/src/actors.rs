//! Who acts: residents and staff, made through the real routes.

use crate::{
    bridge::Bridge,
    card::Card,
    database::identity,
    desk,
    http::{Ask, Client, Reply, operator},
    passkey::Passkey,
    town::{random, today, unique},
};
use hibiki_domain::{ids::PersonId, kana, register::ResidentRow, role::Role};
use serde_json::{Value, json};
use std::sync::OnceLock;

/// Somebody with a passkey who is logged in with it.
#[derive(Debug, Clone)]
pub struct Person {
    /// Their browser.
    pub client: Client,
    /// Their passkey.
    pub passkey: Passkey,
    /// Who they are in the identity database.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

impl Person {
    /// Logs in with the passkey in a new browser.
    pub fn log_in(&mut self) -> Client {
        let mut client = Client::new();
        log_in(&mut client, &mut self.passkey).expect(200);
        client
    }

    /// Proves again who they are, with the passkey.
    pub fn step_up(&mut self) {
        let options = options(&mut self.client, "step-up");
        let body = self.passkey.assertion(&options).body("step-up");
        self.client.json("/api/passkey/login", &body).expect(200);
    }
}

/// The options for a passkey.
#[track_caller]
pub fn options(client: &mut Client, purpose: &str) -> Value {
    client.json("/api/passkey/challenge", &json!({ "purpose": purpose })).expect(200).json()
}

/// Logs in with a passkey.
pub fn log_in(client: &mut Client, passkey: &mut Passkey) -> Reply {
    let options = options(client, "login");
    client.json("/api/passkey/login", &passkey.assertion(&options).body("login"))
}

/// Asks for a tap.
#[track_caller]
pub fn ask_tap(client: &mut Client, purpose: &str, want: &str) -> Value {
    client.json("/api/tap/challenge", &json!({ "purpose": purpose, "want": want })).expect(200).json()
}

/// Logs in with a touched card, with or without its PIN.
pub fn log_in_by_card(client: &mut Client, bridge: &Bridge, card: &Card, want: &str) -> Reply {
    let asked = ask_tap(client, "login", want);
    client.json("/api/tap/login", &bridge.tap(&asked, card).log_in())
}

/// Registers a passkey for whoever the session belongs to.
pub fn register(client: &mut Client, passkey: &mut Passkey, name: &str) -> Reply {
    let options = client.json("/api/passkey/register/challenge", &json!({})).expect(200).json();
    let body = passkey.registration(&options).body(name);
    client.json("/api/passkey/register", &body)
}

// ---- Residents ----

/// A row of the register for somebody whom nobody else is called like: an adult who lives alone.
pub fn row() -> ResidentRow {
    let kana = unique("TEST").to_uppercase();
    ResidentRow {
        register_number: unique("T"),
        name: format!("試験　{kana}"),
        kana_key: kana::search_key(&kana),
        kana,
        birth_date: "1980-04-02".to_owned(),
        district: "試験区".to_owned(),
        household: unique("H"),
        guardian: false,
    }
}

/// A father and a mother, and a child of seven years of hers: she alone is marked as a guardian.
pub fn family() -> [ResidentRow; 3] {
    let household = unique("H");
    let member = |years: u8, guardian| ResidentRow {
        birth_date: today().years_before(years).to_string(),
        household: household.clone(),
        guardian,
        ..row()
    };
    let family = [member(38, false), member(36, true), member(7, false)];
    import(&family);
    family
}

/// Imports rows as the operator's command does.
pub fn import(rows: &[ResidentRow]) -> Value {
    let ask = |path: &str, body: &Value| operator(&Ask::post(path).without_origin().json(body));
    let begun = ask("/ops/residents/imports", &json!({})).expect(201).json();
    for part in rows.chunks(500) {
        ask("/ops/residents/imports/rows", &json!({ "import_id": begun["import_id"], "rows": part }))
            .expect(200);
    }
    ask("/ops/residents/imports/commit", &begun).expect(200).json()
}

/// Who somebody of the register is in the identity database.
pub fn person_of(row: &ResidentRow) -> PersonId {
    let sql = "SELECT person_id FROM resident WHERE register_number = ?1";
    PersonId::parse(&identity().text(sql, [&row.register_number])).expect("an id")
}

/// A new resident who lives alone, registered with a letter and logged in with the passkey.
pub fn resident() -> Person {
    let row = row();
    import(std::slice::from_ref(&row));
    registered(&row)
}

/// Somebody of the register, registered with a letter and logged in with the passkey.
pub fn registered(row: &ResidentRow) -> Person {
    let code = desk::letter(&mut clerk().client, row);
    let mut client = Client::new();
    start(&mut client, &code, &row.birth_date).leads_to("/start/passkey");
    let mut passkey = Passkey::new();
    register(&mut client, &mut passkey, "わたしのスマートフォン").expect(200);
    Person { client, passkey, id: person_of(row), name: row.name.clone() }
}

/// Types a letter's code and a birth date.
pub fn start(client: &mut Client, code: &str, birth_date: &str) -> Reply {
    let [year, month, day] = birth_date.splitn(3, '-').collect::<Vec<_>>().try_into().expect("a date");
    client.form("/start", &[("code", code), ("year", year), ("month", month), ("day", day)])
}

// ---- Staff ----

/// A new member of staff with a role of their own for 30 days.
pub fn staff(role: Role) -> Person {
    let name = unique("職員");
    let code = if role == Role::Admin {
        first_invitation(&name)
    } else {
        invitation(&mut admin().client, &name, role)
    };
    invited(&code, &name)
}

/// A new member of staff of an office with a role of their own for 30 days.
pub fn staff_of(role: Role, office: &str) -> Person {
    let name = unique("職員");
    let code = invitation_to(&mut admin().client, &name, role, office);
    invited(&code, &name)
}

/// An administrator for whoever needs one. Nobody ends this session.
pub fn admin() -> Person {
    static ADMIN: OnceLock<Person> = OnceLock::new();
    ADMIN.get_or_init(|| staff(Role::Admin)).clone()
}

/// A clerk for whoever needs one. Nobody ends this session.
pub fn clerk() -> Person {
    static CLERK: OnceLock<Person> = OnceLock::new();
    CLERK.get_or_init(|| staff(Role::Clerk)).clone()
}

/// The code of the operator's invitation for an administrator.
pub fn first_invitation(name: &str) -> String {
    let ask = Ask::post("/ops/invites").without_origin().json(&json!({ "name": name, "office": "試験課" }));
    let invited = operator(&ask).expect(201).json();
    let (code, url) = (invited["code"].as_str().expect("code"), invited["url"].as_str().expect("url"));
    assert!(url.ends_with(&format!("/invite#{code}")), "the code is in the part that no server sees");
    code.to_owned()
}

/// The code of an administrator's invitation.
pub fn invitation(admin: &mut Client, name: &str, role: Role) -> String {
    invitation_to(admin, name, role, "試験課")
}

/// The code of an administrator's invitation for somebody of an office.
pub fn invitation_to(admin: &mut Client, name: &str, role: Role, office: &str) -> String {
    let until = today().plus_days(30).to_string();
    let key = desk::new_key();
    let fields =
        [("key", key.as_str()), ("name", name), ("office", office), ("role", role.word()), ("until", &until)];
    let location = admin.form("/desk/staff/invite", &fields).leads_to("/desk/invites/").location().to_owned();
    desk::code_on(&admin.get(&location).expect(200))
}

/// Whoever holds an invitation's code, registered and logged in.
pub fn invited(code: &str, name: &str) -> Person {
    let mut client = Client::new();
    client.form("/invite", &[("code", code)]).leads_to("/start/passkey");
    let mut passkey = Passkey::new();
    register(&mut client, &mut passkey, "役場のパソコン").expect(200);
    let id = identity().text("SELECT person_id FROM staff WHERE name = ?1", [name]);
    Person { client, passkey, id: PersonId::parse(&id).expect("an id"), name: name.to_owned() }
}

/// Somebody who only ever touches a card: a resident with a bound card and a session of level `tap`.
pub fn toucher(bridge: &Bridge) -> (Client, Card, ResidentRow) {
    let row = row();
    import(std::slice::from_ref(&row));
    let card = Card::felica();
    desk::bind(&mut clerk().client, &row, bridge, &card).expect(200);
    let mut client = Client::new();
    log_in_by_card(&mut client, bridge, &card, "identifier").expect(200);
    (client, card, row)
}

/// A random id in the form of the database's.
pub fn some_id() -> String {
    PersonId::from_random(random()).to_string()
}
