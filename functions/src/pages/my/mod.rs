//! The resident's own page.

pub(crate) mod home;
pub(crate) mod interests;
pub(crate) mod looks;
pub(crate) mod notice;
mod told;
pub(crate) mod ways;

use crate::auth::{
    self, Person,
    family::{self, Ends},
};
use crate::context::Visit;
use crate::db::{Rows, sql};
use crate::fault::Fault;
use hibiki_domain::{
    audience::{Audience, Facts, Interest},
    ids::PersonId,
    secret::{Pseudonym, Sector},
    time::Day,
};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Somebody of the household, as the register has them.
#[derive(Debug, Deserialize)]
struct Member {
    person_id: PersonId,
    name: String,
    birth_date: String,
    district: String,
}

impl Member {
    fn born(&self) -> Result<Day, Fault> {
        Day::parse(&self.birth_date).map_err(|_| Fault::broken("birth-date"))
    }
}

/// A reader of notices: the person and the children whose guardian they are.
pub(crate) struct Reader {
    pub(crate) person: Person,
    pub(crate) pseudonym: Pseudonym,
    me: Concerned,
    children: Vec<(Concerned, Ends)>,
    household: Vec<Day>,
    today: Day,
}

/// Somebody whom a notice may concern.
pub(crate) struct Concerned {
    pub(crate) name: String,
    pub(crate) pseudonym: Pseudonym,
    pub(crate) age: u8,
    born: Day,
    district: String,
}

impl Reader {
    /// Who is logged in, with the household and the children, in one round trip.
    pub(crate) async fn load(visit: &Visit) -> Result<Self, Fault> {
        let session = visit.session_hash().ok_or(Fault::NotLoggedIn)?;
        let [session_rows, household, children] = visit
            .identity()?
            .batch([
                sql::session::LOAD.with(&[&session]),
                sql::resident::HOUSEHOLD_OF_SESSION.with(&[&session]),
                family::ask_children(&session, visit.now),
            ])
            .await?;
        let person = auth::person_of(visit, session, &session_rows).await?;
        Self::of(visit, person.resident()?, &household, &children)
    }

    fn of(visit: &Visit, person: Person, household: &Rows, children: &Rows) -> Result<Self, Fault> {
        let today = visit.now.day();
        let concerned = |id: &PersonId, name, born: Day, district| {
            let pseudonym = visit.config.secret.pseudonym(Sector::MyPage, id);
            Concerned { name, pseudonym, age: born.age_on(today), born, district }
        };
        let members = household.all::<Member>()?;
        let household = members.iter().map(Member::born).collect::<Result<Vec<_>, _>>()?;
        let me = members.into_iter().find(|member| member.person_id == person.id);
        let me = me.ok_or_else(|| Fault::broken("household"))?;
        let born = me.born()?;
        let me = concerned(&person.id, me.name, born, me.district);
        let children = family::children(&person, children, visit.now)?
            .into_iter()
            .map(|child| {
                let ends = child.ends();
                (concerned(&child.id, child.name, child.born, child.district), ends)
            })
            .collect();
        let pseudonym = visit.config.secret.pseudonym(Sector::MyPage, &person.id);
        Ok(Self { person, pseudonym, me, children, household, today })
    }

    /// The children whom the reader sees as their guardian, and until when.
    pub(crate) fn children(&self) -> &[(Concerned, Ends)] {
        &self.children
    }

    /// Today in Japan.
    pub(crate) const fn today(&self) -> Day {
        self.today
    }

    /// For whom of the family a notice is: `None` in the list is the reader; an empty list means nobody.
    pub(crate) fn concerned(&self, audience: &Audience, interests: &BTreeSet<Interest>) -> Vec<Option<&str>> {
        let is_for = |who: &Concerned| {
            let facts = Facts {
                birth_date: who.born,
                district: &who.district,
                household: &self.household,
                interests,
            };
            audience.concerns(&facts, self.today)
        };
        let me = is_for(&self.me).then_some(None);
        // What a parent is interested in says nothing about the child.
        let none = BTreeSet::new();
        let for_child = |child: &&Concerned| {
            let facts = Facts {
                birth_date: child.born,
                district: &child.district,
                household: &self.household,
                interests: &none,
            };
            // A notice for everybody reaches the parents by themselves.
            audience.ages.is_some() && audience.concerns(&facts, self.today)
        };
        let children = self
            .children
            .iter()
            .map(|(child, _)| child)
            .filter(for_child)
            .map(|child| Some(child.name.as_str()));
        me.into_iter().chain(children).collect()
    }
}
