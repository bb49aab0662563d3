//! Who writes for a person without reading: the town's public health nurse, a clinic, a school. What each may write, for
//! whom, and what of it goes into a record.

use super::checkup::Kind;
use super::entry::{Entry, Recorder, Source};
use crate::role::Role;
use crate::time::{Day, Timestamp};

/// As what somebody writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Desk {
    /// 町の保健師.
    Nurse,
    /// A clinic or a pharmacy.
    Clinic,
    /// 養護教諭.
    School,
}

/// How people read who wrote it, when the town's nurse did.
const NURSE: &str = "町の保健師";

/// What a person or guardian keeps for themselves: nobody else writes it.
const OWN: [Kind; 8] = [
    Kind::Notebook,
    Kind::OverTheCounter,
    Kind::Vitals,
    Kind::Diary,
    Kind::Allergy,
    Kind::Condition,
    Kind::BloodType,
    Kind::Contact,
];

impl Desk {
    /// The desk of a role that writes into records.
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Nurse => Some(Self::Nurse),
            Role::Clinic => Some(Self::Clinic),
            Role::SchoolNurse => Some(Self::School),
            _ => None,
        }
    }

    /// Whether it writes records of this kind.
    pub fn writes(self, kind: Kind) -> bool {
        match self {
            Self::Nurse => !OWN.contains(&kind),
            // The town issues eligibility cards.
            Self::Clinic => !OWN.contains(&kind) && ![Kind::School, Kind::Eligibility].contains(&kind),
            Self::School => [Kind::School, Kind::ChildDental, Kind::Growth].contains(&kind),
        }
    }

    /// The ages in whole years of those for whom it writes.
    pub const fn ages(self) -> (u8, u8) {
        match self {
            Self::Nurse | Self::Clinic => (0, 199),
            // From nursery school to the year of the 18th birthday.
            Self::School => (3, 18),
        }
    }

    /// Who wrote it, as the person reads it: the place, not the member of staff, so that a colleague who sends the same
    /// table again changes nothing. Who it was stands in the log of looks.
    pub fn recorder(self, office: &str) -> Recorder {
        let name = office.to_owned();
        match self {
            Self::Nurse => Recorder::Staff { name: NURSE.to_owned(), office: name },
            Self::Clinic => Recorder::Clinic { name },
            Self::School => Recorder::School { name },
        }
    }
}

/// A role at a desk with its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// As what.
    pub desk: Desk,
    /// The districts of those for whom it is; all of the town if there are none.
    pub districts: Vec<String>,
}

impl Scope {
    /// Whether somebody of this district and birth date is within it today.
    pub fn reaches(&self, district: &str, born: Day, today: Day) -> bool {
        let (youngest, oldest) = self.desk.ages();
        (self.districts.is_empty() || self.districts.iter().any(|one| one == district))
            && (youngest..=oldest).contains(&born.age_on(today))
    }

    /// The birth dates of those within it today: after the first day, and no later than the second.
    pub fn births(&self, today: Day) -> (Day, Day) {
        let (youngest, oldest) = self.desk.ages();
        (today.years_before(oldest + 1), today.years_before(youngest))
    }
}

/// Why a line that waits does not go into a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is nothing that another place writes into a record")]
pub struct NotForOthers;

/// Checks what was opened: a filled-in form that others write, said by another place, about a day that has come.
pub fn check(entry: &Entry, today: Day) -> Result<Kind, NotForOthers> {
    let by_a_place =
        matches!(entry.by, Recorder::Staff { .. } | Recorder::Clinic { .. } | Recorder::School { .. });
    let came = matches!(entry.from, Source::Desk | Source::Import);
    let by_the_town = matches!(entry.by, Recorder::Staff { .. });
    let others_write = |kind: Kind| !OWN.contains(&kind) && (by_the_town || kind != Kind::Eligibility);
    let sheet = entry.body.sheet().filter(|sheet| others_write(sheet.kind()));
    match sheet {
        Some(sheet) if by_a_place && came && entry.day <= today => Ok(sheet.kind()),
        _ => Err(NotForOthers),
    }
}

/// What makes a line the same line: all that it says, but not when and how it came.
pub fn line_text(entry: &Entry) -> String {
    Entry { at: Timestamp(0), from: Source::Import, ..entry.clone() }.write()
}

/// What an entry is about. A later line about the same corrects it, and what stood there stays readable.
pub fn about(entry: &Entry) -> Vec<String> {
    let mut about = vec![entry.by.text(crate::language::Language::Japanese), entry.day.to_string()];
    if let Some(sheet) = entry.body.sheet() {
        about.push(sheet.kind().word().to_owned());
        // Two vaccines of one day are two entries.
        about.extend(["product", "other"].map(|key| sheet.text(key).unwrap_or_default().to_owned()));
    }
    about
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::checkup::{Typed, parse_form};
    use crate::health::entry::Body;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn entry(kind: Kind, typed: &[(&str, &str)], by: Recorder) -> Entry {
        let typed: Typed =
            typed.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let sheet = parse_form(kind, &typed).unwrap().0;
        let (at, from) = (Timestamp(1_795_186_800), Source::Import);
        Entry { day: day("2026-11-20"), body: Body::Sheet(sheet), by, from, at }
    }

    #[test]
    fn nobody_writes_what_people_keep_for_themselves() {
        for desk in [Desk::Nurse, Desk::Clinic, Desk::School] {
            for kind in OWN {
                assert!(!desk.writes(kind), "{desk:?} {kind:?}");
            }
        }
        assert!(Desk::Nurse.writes(Kind::Infant36Months) && Desk::Clinic.writes(Kind::Vaccination));
        assert!(Desk::School.writes(Kind::School) && !Desk::School.writes(Kind::PregnancyCheckup));
        assert!(!Desk::Clinic.writes(Kind::School));
        let cards = [Desk::Nurse, Desk::Clinic, Desk::School].map(|desk| desk.writes(Kind::Eligibility));
        assert_eq!(cards, [true, false, false], "the town issues them");
    }

    #[test]
    fn a_scope_is_districts_and_ages_and_its_dates_say_the_same() {
        let today = day("2026-11-22");
        let of = |desk, districts: &[&str]| Scope {
            desk,
            districts: districts.iter().map(|one| (*one).to_owned()).collect(),
        };
        let school = of(Desk::School, &["上町"]);
        for (district, born, inside) in [
            ("上町", "2018-04-02", true),
            ("下町", "2018-04-02", false),
            ("上町", "2024-04-02", false),
            ("上町", "2023-11-22", true),
            ("上町", "2023-11-23", false),
            ("上町", "2007-11-23", true),
            ("上町", "2007-11-22", false),
        ] {
            assert_eq!(school.reaches(district, day(born), today), inside, "{district} {born}");
            let (after, until) = school.births(today);
            let by_dates = district == "上町" && after < day(born) && day(born) <= until;
            assert_eq!(by_dates, inside, "{district} {born}");
        }
        assert!(of(Desk::Nurse, &[]).reaches("どこか", day("1930-01-01"), today));
    }

    #[test]
    fn only_a_form_of_another_place_about_a_day_that_has_come_goes_in() {
        let today = day("2026-11-22");
        let nurse = Desk::Nurse.recorder("健康福祉課");
        let good = entry(Kind::Growth, &[("weight", "10.2")], nurse.clone());
        assert_eq!(check(&good, today), Ok(Kind::Growth));
        assert_eq!(check(&good, day("2026-11-19")), Err(NotForOthers));
        assert!(check(&Entry { by: Recorder::Own, ..good.clone() }, today).is_err());
        assert!(check(&Entry { from: Source::Page, ..good }, today).is_err());
        let diary = entry(Kind::Diary, &[("free", "x")], nurse.clone());
        assert!(check(&diary, today).is_err());
        let card = |by| entry(Kind::Eligibility, &[("card", "child_medical")], by);
        assert!(check(&card(nurse), today).is_ok());
        assert!(check(&card(Desk::Clinic.recorder("ひびき診療所")), today).is_err());
    }

    #[test]
    fn the_same_line_at_another_time_is_the_same_and_another_weight_corrects_it() {
        let nurse = Desk::Nurse.recorder("健康福祉課");
        let one = entry(Kind::Growth, &[("weight", "10.2")], nurse.clone());
        let later = Entry { at: Timestamp(1_795_999_999), from: Source::Desk, ..one.clone() };
        assert_eq!(line_text(&one), line_text(&later));
        let corrected = entry(Kind::Growth, &[("weight", "10.3")], nurse);
        assert_ne!(line_text(&one), line_text(&corrected));
        assert_eq!(about(&one), about(&corrected));
        let clinic = Desk::Clinic.recorder("ひびき診療所");
        assert_ne!(about(&one), about(&Entry { by: clinic.clone(), ..one.clone() }));
        let dose = |product: &str| entry(Kind::Vaccination, &[("other", product)], clinic.clone());
        assert_ne!(about(&dose("一")), about(&dose("二")));
    }
}
