//! The children whose guardian somebody is today. Nothing of it is kept in a session: it is asked of the database at every
//! request, in the batch that asks who is logged in or in the next one.

use super::Person;
use crate::context::Visit;
use crate::db::{Identity, Query, Rows, sql};
use crate::fault::Fault;
use crate::random;
use hibiki_domain::{
    audience::ADULT_AGE,
    guardian::{Access, Cause, Guardianship},
    ids::PersonId,
    language::Language,
    time::{Day, Timestamp},
};
use serde::Deserialize;

/// The first day on which a guardian opens nothing of a child's, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ends {
    /// That day.
    pub(crate) on: Day,
    /// Why.
    pub(crate) cause: Cause,
}

/// A child whose guardian the person who is logged in is today. Only [`children`] and [`child`] make one.
#[derive(Debug)]
pub(crate) struct Child {
    /// The id; it never leaves the Worker.
    pub(crate) id: PersonId,
    /// The name.
    pub(crate) name: String,
    /// The reading.
    pub(crate) kana: String,
    /// Born on.
    pub(crate) born: Day,
    /// Lives in.
    pub(crate) district: String,
    ends: Ends,
}

impl Child {
    /// The name as a page says it: in plain Japanese with its reading.
    pub(crate) fn called(&self, language: Language) -> String {
        match language {
            Language::EasyJapanese => format!("{}（{}）", self.name, self.kana),
            Language::Japanese | Language::English => self.name.clone(),
        }
    }

    /// Until when it lasts.
    pub(crate) const fn ends(&self) -> Ends {
        self.ends
    }
}

#[derive(Deserialize)]
struct Row {
    person_id: PersonId,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
    until: Option<String>,
}

impl Row {
    /// The statement has asked the same already; the rule has the last word.
    fn on(self, today: Day) -> Result<Option<Child>, Fault> {
        let day = |text: &str| Day::parse(text).map_err(|_| Fault::broken("guardianship-day"));
        let born = day(&self.birth_date)?;
        let until = self.until.as_deref().map(day).transpose()?;
        let Access::Open { ends_on, cause } = (Guardianship { child_born: born, until }).access(today) else {
            return Ok(None);
        };
        let Self { person_id: id, name, kana, district, .. } = self;
        Ok(Some(Child { id, name, kana, born, district, ends: Ends { on: ends_on, cause } }))
    }
}

/// The statement for [`children`]: it can stand in one batch with [`sql::session::LOAD`].
pub(crate) fn ask_children(session: &str, now: Timestamp) -> Query<Identity> {
    let today = now.day();
    sql::guardianship::CHILDREN_OF_SESSION.with(&[&session, &today, &today.years_before(ADULT_AGE)])
}

/// As many children as a page shows.
const MOST_CHILDREN: usize = 15;

/// The children, the youngest first, from the rows of [`ask_children`] for this person's session.
pub(crate) fn children(_of: &Person, rows: &Rows, now: Timestamp) -> Result<Vec<Child>, Fault> {
    let mut children: Vec<Child> = Vec::new();
    for row in rows.all::<Row>()? {
        if let Some(child) = row.on(now.day())? {
            let is_before = |other: &Child| (child.born, &other.id) < (other.born, &child.id);
            children.insert(children.partition_point(is_before), child);
        }
    }
    children.truncate(MOST_CHILDREN);
    Ok(children)
}

/// The statement for [`child`].
pub(crate) fn ask_child(session: &str, child: &PersonId, now: Timestamp) -> Query<Identity> {
    let today = now.day();
    let adults_born_by = today.years_before(ADULT_AGE);
    sql::guardianship::CHILD_OF_SESSION.with(&[&session, &today, &adults_born_by, &child.as_str()])
}

/// The child, from the rows of [`ask_child`] for this person's session. Somebody else's child is not found, like one that
/// does not exist.
pub(crate) fn child(_of: &Person, rows: &Rows, now: Timestamp) -> Result<Child, Fault> {
    rows.first::<Row>()?.map(|row| row.on(now.day())).transpose()?.flatten().ok_or(Fault::NotFound)
}

/// A child as an address names it: for this session alone. It proves nothing; [`child`] is asked all the same.
pub(crate) fn reference(visit: &Visit, person: &Person, child: &Child) -> Result<String, Fault> {
    Ok(visit.config.secret.seal_person(&child.id, &context(person), random::bytes()?))
}

/// The child that an address names.
pub(crate) fn open_reference(visit: &Visit, person: &Person, reference: &str) -> Result<PersonId, Fault> {
    visit.config.secret.open_person(reference, &context(person)).map_err(|_| Fault::NotFound)
}

fn context(person: &Person) -> String {
    format!("my child {}", person.session)
}
