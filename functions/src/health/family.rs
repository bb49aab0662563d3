//! Who is logged in, and the children whose guardian they are now.

use crate::auth::{self, Person};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use hibiki_domain::{audience::ADULT_AGE, ids::PersonId, time::Day};
use serde::Deserialize;

/// A resident with the children.
pub(crate) struct Family {
    pub(crate) person: Person,
    pub(crate) born: Day,
    pub(crate) children: Vec<Child>,
}

/// A child.
pub(crate) struct Child {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    pub(crate) born: Day,
}

#[derive(Deserialize)]
struct Member {
    person_id: PersonId,
    name: String,
    birth_date: String,
    guardian: i64,
}

/// The family of whoever is logged in and proved who they are, in one round trip.
pub(crate) async fn load(visit: &Visit) -> Result<Family, Fault> {
    let family = of_session(visit).await?;
    Ok(Family { person: family.person.strong()?, ..family })
}

/// The same for somebody who is proving it just now: a card that was only touched may be what they came with.
pub(crate) async fn of_session(visit: &Visit) -> Result<Family, Fault> {
    let session = visit.session_hash().ok_or(Fault::NotLoggedIn)?;
    let [session_rows, household] = visit
        .identity()?
        .batch([sql::session::LOAD.with(&[&session]), sql::resident::HOUSEHOLD_OF_SESSION.with(&[&session])])
        .await?;
    let person = auth::person_of(visit, session, &session_rows).await?.resident()?;
    let born = |member: &Member| Day::parse(&member.birth_date).map_err(|_| Fault::broken("birth-date"));
    let today = visit.now.day();
    let (mut me, mut children) = (None, Vec::new());
    for member in household.all::<Member>()? {
        let day = born(&member)?;
        if member.person_id == person.id {
            me = Some((day, member.guardian == 1));
        } else if day.age_on(today) < ADULT_AGE {
            children.push(Child { id: member.person_id, name: member.name, born: day });
        }
    }
    let (born, is_guardian) = me.ok_or_else(|| Fault::broken("household"))?;
    if !is_guardian {
        children.clear();
    }
    Ok(Family { person, born, children })
}
