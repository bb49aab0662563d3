//! What organizers do at their desk.

use crate::{
    actors::{self, Person},
    desk::new_key,
    http::{Ask, Client, Reply, operator},
    page,
    town::{today, unique},
};
use hibiki_domain::role::Role;
use serde_json::{Value, json};

/// A course that can be sent, as its form carries it.
pub fn course(title: &str) -> Vec<(String, String)> {
    let day = today().plus_days(30).to_string();
    [
        ("kind", "course"),
        ("title", title),
        ("description", "試しの講座です。"),
        ("facility", "library"),
        ("sessions", &day),
        ("start", "10:00"),
        ("end", "12:00"),
        ("fee_yen", "0"),
        ("status", "open"),
        ("audience", "all"),
        ("apply", "窓口で。"),
        ("tel", "0000-12-3400"),
        ("organizer", "試験の会"),
        ("body", "本文です。"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// A lecture that can be sent.
pub fn lecture(title: &str) -> Vec<(String, String)> {
    [
        ("kind", "lecture"),
        ("title", title),
        ("description", "試しの講演です。"),
        ("day", "2026-06-14"),
        ("facility", "library"),
        ("minutes", "74"),
        ("licence", "CC BY 4.0"),
        ("speaker", "試 はなす"),
        ("body", "要約です。"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

/// An item at the desk: what its form says now.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its number.
    pub id: String,
    /// Its revision when the form was opened.
    pub revision: String,
}

impl Item {
    /// A form for a new one.
    #[track_caller]
    pub fn new(client: &mut Client) -> Self {
        Self::new_of(client, "course")
    }

    /// A form for a new one of a kind.
    #[track_caller]
    pub fn new_of(client: &mut Client, kind: &str) -> Self {
        Self::on(&client.get(&format!("/desk/items/new/{kind}")).expect(200))
    }

    /// Opens it.
    #[track_caller]
    pub fn open(client: &mut Client, id: &str) -> Self {
        Self::on(&client.get(&format!("/desk/items/{id}")).expect(200))
    }

    fn on(reply: &Reply) -> Self {
        let one = |name: &str| page::values(&reply.text(), name).into_iter().next().expect("a form");
        Self { id: one("id"), revision: one("revision") }
    }

    /// Its address.
    pub fn path(&self) -> String {
        format!("/desk/items/{}", self.id)
    }

    /// Sends the form with a button.
    pub fn press(&self, client: &mut Client, go: &str, fields: &[(String, String)], key: &str) -> Reply {
        self.post(client, "/desk/items", go, fields, key)
    }

    /// Sends the form somewhere.
    pub fn post(
        &self,
        client: &mut Client,
        path: &str,
        go: &str,
        fields: &[(String, String)],
        key: &str,
    ) -> Reply {
        let mut all = vec![("id", self.id.as_str()), ("revision", &self.revision), ("key", key), ("go", go)];
        all.extend(fields.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        client.form(path, &all)
    }

    /// Does something else with it.
    pub fn act(&self, client: &mut Client, act: &str, reason: &str) -> Reply {
        let key = new_key();
        client.form(
            "/desk/items/act",
            &[
                ("id", self.id.as_str()),
                ("revision", &self.revision),
                ("key", &key),
                ("act", act),
                ("reason", reason),
            ],
        )
    }
}

/// An office of one's own, so that tests do not see one another's items.
pub fn organizers() -> (Person, Person) {
    let office = unique("団体");
    (actors::staff_of(Role::Organizer, &office), actors::staff_of(Role::Organizer, &office))
}

/// Writes a course and sends it.
#[track_caller]
pub fn sent(organizer: &mut Client, title: &str) -> Item {
    let item = Item::new(organizer);
    item.press(organizer, "send", &course(title), &new_key()).leads_to("/desk/items/");
    Item::open(organizer, &item.id)
}

/// What is due, as the operator's program sees it.
#[track_caller]
pub fn due() -> Vec<String> {
    let answer = operator(&Ask::get("/ops/publications").without_origin()).expect(200).json();
    answer["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|id| id.as_str().expect("an id").to_owned())
        .collect()
}

/// One of them.
#[track_caller]
pub fn publication(id: &str) -> Value {
    operator(&Ask::get(&format!("/ops/publications/{id}")).without_origin()).expect(200).json()
}

/// Says that it stands in the town's files.
pub fn published(publication: &Value, stem: &str) -> Reply {
    let body = json!({
        "item_id": publication["item_id"],
        "revision": publication["revision"],
        "content": publication["content"],
        "stem": stem,
        "address": format!("/courses/2026/{stem}/"),
    });
    operator(&Ask::post("/ops/publications/done").without_origin().json(&body))
}
