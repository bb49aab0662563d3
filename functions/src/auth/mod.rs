//! Who sent a request, and what they may do. A handler that needs a [`Person`] or [`Staff`] can only be called
//! with one that was loaded here.

pub(crate) mod challenge;
pub(crate) mod emergency_bridge;
pub(crate) mod family;
pub(crate) mod log_in;
pub(crate) mod tap;

use crate::context::Visit;
use crate::db::{Rows, sql};
use crate::fault::Fault;
use hibiki_domain::{
    ids::PersonId,
    role::{Permission, Role},
    session::{FreshProof, Level, LiveSession, StoredSession},
    time::Timestamp,
};
use serde::Deserialize;

/// Somebody who is logged in.
#[derive(Debug)]
pub(crate) struct Person {
    /// The id; it never leaves the Worker.
    pub(crate) id: PersonId,
    /// How they are called.
    pub(crate) name: String,
    /// In the resident register, rather than staff alone.
    pub(crate) is_resident: bool,
    /// On the staff.
    pub(crate) is_staff: bool,
    /// Under what the database knows the session.
    pub(crate) session: String,
    live: LiveSession,
}

/// A member of staff who may do what the page is for. Only [`StaffMember::permitted`] makes one.
#[derive(Debug)]
pub(crate) struct Staff {
    pub(crate) person: Person,
    pub(crate) office: String,
    pub(crate) roles: Vec<Role>,
    /// The roles with the districts for whose residents they are; no districts are the whole town.
    pub(crate) grants: Vec<(Role, Vec<String>)>,
}

impl Person {
    /// How sure the town is.
    pub(crate) const fn level(&self) -> Level {
        self.live.level
    }

    /// Requires `pass` or `pin`.
    pub(crate) fn strong(self) -> Result<Self, Fault> {
        if self.live.level.is_strong() { Ok(self) } else { Err(Fault::StepUp) }
    }

    /// Requires a proof of the last ten minutes.
    pub(crate) fn fresh(&self) -> Result<FreshProof, Fault> {
        self.live.fresh_proof().ok_or(Fault::StepUp)
    }

    /// Requires somebody of the resident register.
    pub(crate) fn resident(self) -> Result<Self, Fault> {
        if self.is_resident { Ok(self) } else { Err(Fault::NotPermitted) }
    }
}

/// A session's row, with whose it is.
#[derive(Debug, Deserialize)]
pub(crate) struct SessionRow {
    person_id: PersonId,
    level: String,
    proven_at: i64,
    seen_at: i64,
    expires_at: i64,
    ended_at: Option<i64>,
    pub(crate) ticket: Option<String>,
    resident_name: Option<String>,
    staff_name: Option<String>,
    office: Option<String>,
}

impl SessionRow {
    fn check(&self, now: Timestamp) -> Option<LiveSession> {
        StoredSession {
            person_id: self.person_id.clone(),
            level: Level::parse(&self.level)?,
            proven_at: Timestamp(self.proven_at),
            seen_at: Timestamp(self.seen_at),
            expires_at: Timestamp(self.expires_at),
            ended_at: self.ended_at.map(Timestamp),
        }
        .check(now)
    }

    fn into_person(self, session: String, now: Timestamp) -> Result<Person, Fault> {
        let live = self.check(now).ok_or(Fault::NotLoggedIn)?;
        if live.level == Level::Letter {
            return Err(Fault::NotLoggedIn);
        }
        Ok(Person {
            id: self.person_id,
            is_resident: self.resident_name.is_some(),
            is_staff: self.staff_name.is_some(),
            name: self.resident_name.or(self.staff_name).unwrap_or_default(),
            session,
            live,
        })
    }
}

/// Who the first rows of a batch say is logged in. `rows` are of [`sql::session::LOAD`].
pub(crate) async fn person_of(visit: &Visit, session: String, rows: &Rows) -> Result<Person, Fault> {
    let row = rows.first::<SessionRow>()?.ok_or(Fault::NotLoggedIn)?;
    let person = row.into_person(session, visit.now)?;
    touch(visit, &person).await?;
    Ok(person)
}

/// Who is logged in.
pub(crate) async fn person(visit: &Visit) -> Result<Person, Fault> {
    let session = visit.session_hash().ok_or(Fault::NotLoggedIn)?;
    let rows = visit.identity()?.read(sql::session::LOAD.with(&[&session])).await?;
    person_of(visit, session, &rows).await
}

/// A holder of a letter's or an invitation's code, between typing the code and registering the passkey.
pub(crate) struct Holder {
    pub(crate) person: PersonId,
    pub(crate) session: String,
    pub(crate) ticket: String,
}

/// Who holds a code, if the session is one of that kind.
pub(crate) async fn holder(visit: &Visit) -> Result<Option<Holder>, Fault> {
    let Some(session) = visit.session_hash() else { return Ok(None) };
    let rows = visit.identity()?.read(sql::session::LOAD.with(&[&session])).await?;
    let Some(row) = rows.first::<SessionRow>()? else { return Ok(None) };
    let alive = row.check(visit.now).is_some_and(|live| live.level == Level::Letter);
    Ok(row.ticket.filter(|_| alive).map(|ticket| Holder { person: row.person_id, session, ticket }))
}

/// A member of staff, before it is asked what for.
pub(crate) struct StaffMember {
    person: Person,
    office: String,
    roles: Vec<Role>,
    grants: Vec<(Role, Vec<String>)>,
}

impl StaffMember {
    /// Requires a role that permits this.
    pub(crate) fn permitted(self, permission: Permission) -> Result<Staff, Fault> {
        if self.roles.iter().any(|role| role.permissions().contains(&permission)) {
            Ok(self.into_staff())
        } else {
            Err(Fault::NotPermitted)
        }
    }

    fn into_staff(self) -> Staff {
        Staff { person: self.person, office: self.office, roles: self.roles, grants: self.grants }
    }

    /// Anybody with a role now: for the desk's first page.
    pub(crate) fn any_role(self) -> Result<Staff, Fault> {
        if self.roles.is_empty() { Err(Fault::NotPermitted) } else { Ok(self.into_staff()) }
    }
}

/// The member of staff who is logged in with `pass` or `pin`, and the roles that hold now.
pub(crate) async fn staff(visit: &Visit) -> Result<StaffMember, Fault> {
    #[derive(Deserialize)]
    struct RoleRow {
        role: String,
        districts: String,
    }
    let session = visit.session_hash().ok_or(Fault::NotLoggedIn)?;
    let [session_rows, role_rows] = visit
        .identity()?
        .batch([
            sql::session::LOAD.with(&[&session]),
            sql::role_grant::OF_SESSION.with(&[&session, &visit.now]),
        ])
        .await?;
    let row = session_rows.first::<SessionRow>()?.ok_or(Fault::NotLoggedIn)?;
    let office = row.office.clone();
    let person = row.into_person(session, visit.now)?;
    touch(visit, &person).await?;
    let office = office.ok_or(Fault::NotPermitted)?;
    let person = person.strong()?;
    // A bound that cannot be read grants nothing.
    let grant = |row: RoleRow| Some((Role::parse(&row.role)?, serde_json::from_str(&row.districts).ok()?));
    let grants: Vec<_> = role_rows.all::<RoleRow>()?.into_iter().filter_map(grant).collect();
    let mut roles: Vec<Role> = Vec::new();
    for (role, _) in &grants {
        if !roles.contains(role) {
            roles.push(*role);
        }
    }
    Ok(StaffMember { person, office, roles, grants })
}

/// Writes the time of the last use, rarely.
async fn touch(visit: &Visit, person: &Person) -> Result<(), Fault> {
    if person.live.needs_touch {
        visit.identity()?.batch([sql::session::TOUCH.with(&[&person.session, &visit.now])]).await?;
    }
    Ok(())
}
