//! What staff may do. A role is a name for a set of permissions; a page asks for a permission.

use crate::health::Category;

/// Something that staff may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    /// Invite colleagues, grant and end roles.
    ManageStaff,
    /// Prepare and revoke bridges.
    ManageBridges,
    /// Find residents, bind their cards, print their letters.
    ServeResidents,
    /// Write notices for the people they concern.
    WriteNotices,
    /// Write courses, lectures and archive items for one's own organisation.
    WriteItems,
    /// Approve what others wrote, or send it back.
    ApproveItems,
    /// Say how full the car parks are.
    TypeParking,
    /// Read what residents have consented to, of the categories of one's role.
    ReadHealth,
    /// Write check-ups and the like into health records, without reading them.
    WriteHealth,
    /// Have the emergency summary shown of whoever cannot speak.
    OpenEmergency,
    /// Ask whether the eligibility card of whoever is there is valid.
    CheckEligibility,
}

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $label:literal, [$($permission:ident),*];)*) => {
        /// What a member of staff is, for a time.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($(#[$doc])* $name),* }

        impl Role {
            /// All of them, in the order in which a page lists them.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in the database and in forms.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What people call it.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            /// What it permits.
            pub const fn permissions(self) -> &'static [Permission] {
                match self { $(Self::$name => &[$(Permission::$permission),*]),* }
            }
        }
    };
}

// A new role is one line here.
roles! {
    /// Runs the system for the town.
    Admin = "admin", "管理者", [ManageStaff, ManageBridges];
    /// Serves residents at the counter.
    Clerk = "clerk", "窓口", [ServeResidents];
    /// Writes for residents.
    Editor = "editor", "広報", [WriteNotices, WriteItems, ApproveItems];
    /// Writes courses, lectures and archive items of an organisation.
    Organizer = "organizer", "講座の主催者", [WriteItems];
    /// Looks after the town's car parks.
    Parking = "parking", "駐車場", [TypeParking];
    /// Looks after mothers, children and everybody's health for the town (保健師).
    Nurse = "nurse", "保健師", [ReadHealth, WriteHealth];
    /// A clinic that writes check-ups and vaccinations and checks eligibility cards.
    Clinic = "clinic", "医療機関", [WriteHealth, CheckEligibility];
    /// A school's nurse.
    SchoolNurse = "school-nurse", "養護教諭（学校・園）", [WriteHealth];
    /// Comes when somebody cannot speak.
    Medic = "medic", "救急", [OpenEmergency];
}

impl Role {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.word() == word)
    }

    /// The scope of a role at health records: outside it nothing is read, whatever somebody consented to.
    pub const fn reads(self) -> &'static [Category] {
        match self {
            Self::Nurse => &[Category::Pregnancy, Category::Child, Category::Vaccination, Category::Vitals],
            Self::Admin
            | Self::Clerk
            | Self::Editor
            | Self::Organizer
            | Self::Parking
            | Self::Clinic
            | Self::SchoolNurse
            | Self::Medic => &[],
        }
    }
}

/// The longest time for which a role is granted at once: staff move every spring.
pub const LONGEST_GRANT_DAYS: i32 = 400;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_reads_back_from_its_word_and_permits_something() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(*role));
            assert!(!role.permissions().is_empty());
        }
        assert_eq!(Role::parse("Admin"), None);
    }

    #[test]
    fn an_editor_sees_no_resident_and_a_clerk_grants_no_role() {
        assert!(!Role::Editor.permissions().contains(&Permission::ServeResidents));
        assert!(!Role::Clerk.permissions().contains(&Permission::ManageStaff));
        assert!(!Role::Admin.permissions().contains(&Permission::ServeResidents));
    }

    #[test]
    fn whoever_may_read_health_records_has_a_scope_and_nobody_else() {
        for role in Role::ALL {
            assert_eq!(role.permissions().contains(&Permission::ReadHealth), !role.reads().is_empty());
            for private in [Category::Diary, Category::Medicine, Category::Emergency] {
                assert!(!role.reads().contains(&private), "{role:?}");
            }
        }
    }
}
