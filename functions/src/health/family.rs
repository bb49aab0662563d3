//! Who is logged in, and the children whose guardian they are now.

use crate::auth::{
    self, Person,
    family::{Child, ask_children, children},
};
use crate::context::Visit;
use crate::db::sql;
use crate::fault::Fault;
use hibiki_domain::time::Day;
use serde::Deserialize;

/// A resident with the children.
pub(crate) struct Family {
    pub(crate) person: Person,
    pub(crate) born: Day,
    pub(crate) children: Vec<Child>,
}

#[derive(Deserialize)]
struct Member {
    birth_date: String,
}

/// The family of whoever is logged in and proved who they are, in one round trip.
pub(crate) async fn load(visit: &Visit) -> Result<Family, Fault> {
    let family = of_session(visit).await?;
    Ok(Family { person: family.person.strong()?, ..family })
}

/// The same for somebody who is proving it just now: a card that was only touched may be what they came with.
pub(crate) async fn of_session(visit: &Visit) -> Result<Family, Fault> {
    let session = visit.session_hash().ok_or(Fault::NotLoggedIn)?;
    let [session_rows, household, asked] = visit
        .identity()?
        .batch([
            sql::session::LOAD.with(&[&session]),
            sql::resident::HOUSEHOLD_OF_SESSION.with(&[&session]),
            ask_children(&session, visit.now),
        ])
        .await?;
    let person = auth::person_of(visit, session, &session_rows).await?.resident()?;
    // The person's own row comes first.
    let me = household.first::<Member>()?.ok_or_else(|| Fault::broken("household"))?;
    let born = Day::parse(&me.birth_date).map_err(|_| Fault::broken("birth-date"))?;
    let children = children(&person, &asked, visit.now)?;
    Ok(Family { person, born, children })
}
