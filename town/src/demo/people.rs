//! Who has a role or a card in the demo town.

use super::{random_id, sql::text};
use crate::trouble::Result;
use hibiki_domain::{
    ids::{GrantId, PersonId},
    role::Role,
    time::Timestamp,
};
use std::fmt::Write as _;

/// A member of staff.
#[derive(Debug)]
pub(crate) struct Member {
    /// Name.
    pub(crate) name: &'static str,
    /// Office.
    pub(crate) office: &'static str,
    /// Roles.
    pub(crate) roles: &'static [Role],
    /// The demo card.
    pub(crate) card: &'static str,
}

/// The demo town's staff, the administrator first.
pub(crate) const STAFF: [Member; 4] = [
    Member { name: "音羽 律", office: "総務課", roles: &[Role::Admin], card: "staff-admin" },
    Member { name: "鈴 ひかり", office: "住民課", roles: &[Role::Clerk], card: "staff-clerk" },
    Member {
        name: "調 奏", office: "総務課", roles: &[Role::Editor, Role::Parking], card: "staff-editor"
    },
    Member {
        name: "催 ひらく",
        office: "ひびき町公民館",
        roles: &[Role::Organizer],
        card: "staff-organizer",
    },
];

/// A resident with demo cards.
#[derive(Debug)]
pub(crate) struct Resident {
    /// Name, as people say it.
    pub(crate) name: &'static str,
    /// What is worth knowing.
    pub(crate) about: &'static str,
    /// 宛名番号 in the demo register.
    pub(crate) register_number: &'static str,
    /// The demo cards that are bound to them.
    pub(crate) cards: &'static [&'static str],
}

/// The residents whose cards can be touched.
pub(crate) const RESIDENTS: [Resident; 3] = [
    Resident {
        name: "ひびき 花子",
        about: "born 1988-05-02, guardian of 陽菜 (2019) and 蒼 (2023)",
        register_number: "100002",
        cards: &["hanako", "bus"],
    },
    Resident {
        name: "ひびき 太郎",
        about: "born 1985-07-14, guardian in the same household",
        register_number: "100001",
        cards: &["taro"],
    },
    Resident {
        name: "柿本 梅子",
        about: "born 1948-03-03, lives alone",
        register_number: "100005",
        cards: &["umeko", "library"],
    },
];

/// How long the demo staff's roles last.
const GRANT_DAYS: i64 = 365;

/// Staff and their roles. The administrator's comes from the operator, the others' from the administrator.
pub(super) fn statements(now: Timestamp) -> Result<String> {
    let mut sql = String::new();
    let mut admin: Option<PersonId> = None;
    for Member { name, office, roles, .. } in &STAFF {
        let person = PersonId::from_random(random_id()?);
        let granted_by = admin.as_ref().map_or_else(|| "NULL".to_owned(), |admin| text(admin.as_str()));
        let (at, until) = (now.0, now.plus_secs(GRANT_DAYS * 86_400).0);
        let (id, name, office) = (text(person.as_str()), text(name), text(office));
        // A String takes everything.
        let _ = write!(
            sql,
            "INSERT INTO person (person_id, created_at) VALUES ({id}, {at});\n\
             INSERT INTO staff (person_id, name, office) VALUES ({id}, {name}, {office});\n"
        );
        for role in *roles {
            let (grant, role) = (text(GrantId::from_random(random_id()?).as_str()), text(role.word()));
            let _ = writeln!(
                sql,
                "INSERT INTO role_grant (grant_id, person_id, role, starts_at, ends_at, granted_by, granted_at) \
                 VALUES ({grant}, {id}, {role}, {at}, {until}, {granted_by}, {at});"
            );
        }
        admin.get_or_insert(person);
    }
    Ok(sql)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_role_comes_from_nobody_and_the_others_from_its_holder() {
        let sql = statements(Timestamp(1_795_186_800)).unwrap();
        assert_eq!(sql.matches("NULL").count(), 1);
        let roles: usize = STAFF.iter().map(|member| member.roles.len()).sum();
        assert_eq!(sql.matches("INSERT INTO role_grant").count(), roles);
        assert_eq!(STAFF[0].roles, [Role::Admin]);
    }

    #[test]
    fn everybody_with_a_card_is_in_the_register() {
        for resident in &RESIDENTS {
            let row = super::super::REGISTER.lines().find(|line| line.starts_with(resident.register_number));
            let name = row.and_then(|row| row.split(',').nth(1)).unwrap_or_default().replace('　', " ");
            assert_eq!(name, resident.name);
        }
    }
}
