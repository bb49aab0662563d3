//! What staff do at the desk, step by step as the pages lead.

use crate::{
    bridge::Bridge,
    card::Card,
    http::{Client, Reply},
    page,
    town::random,
};
use data_encoding::BASE64URL_NOPAD;
use hibiki_domain::register::ResidentRow;
use serde_json::{Value, json};

/// A fresh key for a command, like a form's.
pub fn new_key() -> String {
    BASE64URL_NOPAD.encode(&random::<18>())
}

/// The code that stands on a page.
#[track_caller]
pub fn code_on(reply: &Reply) -> String {
    let text = reply.text();
    let (_, rest) = text.split_once("<p class=\"code\"").unwrap_or_else(|| panic!("no code: {reply}"));
    let (_, code) = rest.split_once('>').expect("a tag");
    code.split('<').next().unwrap_or_default().to_owned()
}

/// A clerk's search by reading.
pub fn search(clerk: &mut Client, kana: &str) -> Reply {
    clerk.form("/desk/residents", &[("kana", kana), ("birth_date", ""), ("why", "card")])
}

/// A resident's page at the desk.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its address.
    pub path: String,
    /// The page.
    pub page: Reply,
    /// The reference for letters and removals.
    pub act: String,
    /// The reference for binding a card.
    pub bind: String,
}

/// Finds somebody and opens their page.
#[track_caller]
pub fn open(clerk: &mut Client, row: &ResidentRow) -> Opened {
    open_for(clerk, row, "card")
}

/// Finds somebody and opens their page for a reason.
#[track_caller]
pub fn open_for(clerk: &mut Client, row: &ResidentRow, why: &str) -> Opened {
    let found = search(clerk, &row.kana).expect(200);
    let reference = found.field("reference");
    let opened = clerk.form("/desk/residents/open", &[("reference", &reference), ("why", why)]);
    let path = opened.leads_to(&format!("/desk/residents/{why}/")).location().to_owned();
    show(clerk, &path)
}

/// Sends a form as it stands on a page, with some fields filled in.
pub fn submit(clerk: &mut Client, page: &Reply, action: &str, mark: &str, typed: &[(&str, &str)]) -> Reply {
    let form = page::form(&page.text(), action, mark).unwrap_or_else(|| panic!("no {action}: {page}"));
    // Of choices the page has them all: only what is typed counts.
    let hidden =
        form.iter().filter(|(name, _)| name != "reason" && !typed.iter().any(|(typed, _)| typed == name));
    let hidden = hidden.map(|(name, value)| (name.as_str(), value.as_str()));
    let fields: Vec<_> = hidden.chain(typed.iter().copied()).collect();
    clerk.form(action, &fields)
}

/// From a child's page to the page that names child and guardian before anything is done.
#[track_caller]
pub fn name_both(clerk: &mut Client, child: &ResidentRow, guardian: &ResidentRow) -> Reply {
    let opened = open_for(clerk, child, "guardian");
    let typed = [("reference", opened.act.as_str()), ("kana", &guardian.kana), ("birth_date", "")];
    let found = clerk.form("/desk/guardians/find", &typed).expect(200);
    submit(clerk, &found, "/desk/guardians/adding", "", &[])
}

/// Makes somebody a child's guardian.
#[track_caller]
pub fn add_guardian(clerk: &mut Client, child: &ResidentRow, guardian: &ResidentRow) -> Reply {
    let named = name_both(clerk, child, guardian).expect(200);
    submit(clerk, &named, "/desk/guardians/add", "", &[("reason", "parent")])
}

/// From a child's page to the page on which an end is decided.
#[track_caller]
pub fn name_end(clerk: &mut Client, child: &ResidentRow, guardian: &ResidentRow) -> Reply {
    let opened = open_for(clerk, child, "guardian");
    submit(clerk, &opened.page, "/desk/guardians/ending", &guardian.name, &[])
}

/// Ends it from a day on.
#[track_caller]
pub fn end_guardian(clerk: &mut Client, child: &ResidentRow, guardian: &ResidentRow, day: &str) -> Reply {
    let named = name_end(clerk, child, guardian).expect(200);
    submit(clerk, &named, "/desk/guardians/end", "", &[("day", day), ("reason", "custody")])
}

/// Opens the page of somebody who was found.
#[track_caller]
pub fn show(clerk: &mut Client, path: &str) -> Opened {
    let page = clerk.get(path).expect(200);
    let letter = page::form(&page.text(), "/desk/letters", "").expect("the form for a letter");
    let act = letter.into_iter().find(|(name, _)| name == "reference").expect("a reference").1;
    let bind = page::attribute(&page.text(), "data-subject").expect("data-subject");
    Opened { path: path.to_owned(), page, act, bind }
}

/// Has a letter printed; answers its address.
#[track_caller]
pub fn letter_path(clerk: &mut Client, row: &ResidentRow) -> String {
    let opened = open(clerk, row);
    let fields = [("key", new_key()), ("reference", opened.act), ("why", "letter".to_owned())];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    clerk.form("/desk/letters", &fields).leads_to("/desk/letters/").location().to_owned()
}

/// Has a letter printed; answers its code.
#[track_caller]
pub fn letter(clerk: &mut Client, row: &ResidentRow) -> String {
    let path = letter_path(clerk, row);
    code_on(&clerk.get(&path).expect(200))
}

/// Asks for the tap that binds a card.
#[track_caller]
pub fn ask_bind(clerk: &mut Client, opened: &Opened) -> Value {
    let ask = json!({ "purpose": "card.bind", "want": "binding", "subject": opened.bind });
    clerk.json("/api/tap/challenge", &ask).expect(200).json()
}

/// Binds the card of the person at the counter.
#[track_caller]
pub fn bind(clerk: &mut Client, row: &ResidentRow, bridge: &Bridge, card: &Card) -> Reply {
    let opened = open(clerk, row);
    let asked = ask_bind(clerk, &opened);
    clerk.json("/api/tap/bind", &bridge.tap(&asked, card).bind())
}
