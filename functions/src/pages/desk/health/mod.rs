//! The health desk: the town's nurse, clinics and schools write for people whose records they cannot read.
//!
//! What is sent is sealed to the person's inbox (`crate::health::inbox`). A line that is sent twice changes nothing, because
//! its name is made from what it says: that is the command's key here.

pub(crate) mod find;
pub(crate) mod import;
pub(crate) mod write;

use crate::auth::Staff;
use crate::context::Visit;
use crate::db::{Identity, Query, sql};
use crate::fault::Fault;
use crate::look::{self, Reason};
use hibiki_domain::{
    health::{
        checkup::Kind,
        entry::Recorder,
        writing::{Desk, Scope},
    },
    ids::PersonId,
    time::Day,
};
use serde::{Deserialize, Serialize};

/// What the person reads in the list of who looked.
const WHY: &str = "健診などの記録を、本人の健康の記録へ送るため";
const FOUND: Reason =
    Reason { what: "検索の結果に名前・生年月日・地区が表示されました", why: WHY };
const OPENED: Reason = Reason {
    what: "記入のため、名前・生年月日・地区と、健康の記録を始めているかどうかを見ました",
    why: WHY,
};
const SENT: Reason =
    Reason { what: "健診などの記録を、健康の記録へ送る手続きをしました", why: WHY };
const OUTSIDE: Reason = Reason {
    what: "担当の範囲の外なので、断りました（何も表示していません）", why: WHY
};

/// As what a member of staff writes, and for whom.
struct Scopes(Vec<Scope>);

/// A scope as the statements read it.
#[derive(Serialize)]
struct Bounds<'a> {
    after: String,
    until: String,
    districts: &'a [String],
}

#[derive(Deserialize)]
struct InsideRow {
    person_id: PersonId,
    inside: i64,
}

impl Scopes {
    fn of(staff: &Staff) -> Self {
        let scope = |(role, districts): &(_, Vec<String>)| {
            Some(Scope { desk: Desk::of(*role)?, districts: districts.clone() })
        };
        Self(staff.grants.iter().filter_map(scope).collect())
    }

    /// The kinds that may be written.
    fn kinds(&self) -> Vec<Kind> {
        Kind::ALL.into_iter().filter(|kind| self.0.iter().any(|scope| scope.desk.writes(*kind))).collect()
    }

    /// Those in which a kind may be written; none of them is no permission.
    fn for_kind(&self, kind: Kind) -> Result<Self, Fault> {
        let scopes: Vec<Scope> = self.0.iter().filter(|scope| scope.desk.writes(kind)).cloned().collect();
        if scopes.is_empty() { Err(Fault::NotPermitted) } else { Ok(Self(scopes)) }
    }

    /// Who it was, for the person.
    fn recorder(&self, staff: &Staff) -> Result<Recorder, Fault> {
        Ok(self.0.first().ok_or(Fault::NotPermitted)?.desk.recorder(&staff.office))
    }

    fn json(&self, today: Day) -> String {
        let bounds = |scope: &Scope| {
            let (after, until) = scope.births(today);
            (after.to_string(), until.to_string())
        };
        let all: Vec<Bounds<'_>> = self
            .0
            .iter()
            .map(|scope| {
                let (after, until) = bounds(scope);
                Bounds { after, until, districts: &scope.districts }
            })
            .collect();
        serde_json::to_string(&all).unwrap_or_default()
    }
}

/// Somebody as the register has them.
#[derive(Deserialize)]
struct Somebody {
    person_id: PersonId,
    name: String,
    kana: String,
    birth_date: String,
    district: String,
}

impl Somebody {
    fn born(&self) -> Result<Day, Fault> {
        Day::parse(&self.birth_date).map_err(|_| Fault::broken("birth-date"))
    }
}

fn ask_in_scope(person: &PersonId, scopes: &str) -> Query<Identity> {
    sql::resident::IN_SCOPE.with(&[&person.as_str(), &scopes])
}

/// Somebody within the scope, with the look at them. Outside it nothing is shown, and the person reads that it was tried.
async fn reach(
    visit: &Visit,
    staff: &Staff,
    scopes: &Scopes,
    person: &PersonId,
    reason: Reason,
) -> Result<Somebody, Fault> {
    let scopes = scopes.json(visit.now.day());
    let rows = visit.identity()?.read(ask_in_scope(person, &scopes)).await?;
    let row = rows.first::<InsideRow>()?.ok_or(Fault::NotFound)?;
    if row.inside != 1 {
        look::look(visit, staff, std::slice::from_ref(person), OUTSIDE, Vec::new).await?;
        return Err(Fault::NotPermitted);
    }
    let list = serde_json::to_string(&[person]).unwrap_or_default();
    let seen = look::look(visit, staff, std::slice::from_ref(person), reason, || {
        vec![sql::resident::LIST.with(&[&list])]
    });
    let rows = seen.await?;
    rows.last().ok_or(Fault::NotFound)?.first::<Somebody>()?.ok_or(Fault::NotFound)
}
