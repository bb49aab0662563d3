//! Whom a notice concerns.

use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

macro_rules! interests {
    ($($name:ident = $word:literal, $ja:literal, $easy:literal, $en:literal;)*) => {
        /// Something a resident can choose to hear about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Interest {
            $(#[doc = $en] #[serde(rename = $word)] $name),*
        }

        impl Interest {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in the database and in forms.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What people read: Japanese, plain Japanese, English.
            pub const fn labels(self) -> [&'static str; 3] {
                match self { $(Self::$name => [$ja, $easy, $en]),* }
            }
        }
    };
}

interests! {
    Children = "children", "子育て", "こどもを そだてる", "Raising children";
    Health = "health", "健康", "けんこう", "Health";
    Safety = "safety", "防災", "さいがいに そなえる", "Disaster preparedness";
    Learning = "learning", "講座・学び", "こうざ・まなぶ", "Courses and learning";
    Culture = "culture", "文化・図書館", "ぶんか・としょかん", "Culture and library";
    Farming = "farming", "農業", "のうぎょう", "Farming";
    Transport = "transport", "バス・交通", "バス・のりもの", "Buses and transport";
    Waste = "waste", "ごみ・環境", "ごみ・かんきょう", "Waste and environment";
}

impl Interest {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|interest| interest.word() == word)
    }

    /// Reads words parted by blanks; unknown words are passed over, because the list may shrink.
    pub fn parse_list(words: &str) -> BTreeSet<Self> {
        words.split_whitespace().filter_map(Self::parse).collect()
    }
}

/// A child is younger than this: the age of majority (民法 第4条).
pub const ADULT_AGE: u8 = 18;

/// Ages from `min` to `max`, both included. Only [`AgeBand::new`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "(u8, u8)", into = "(u8, u8)")]
pub struct AgeBand {
    min: u8,
    max: u8,
}

/// The youngest age is above the oldest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the youngest age is above the oldest")]
pub struct EmptyBand;

impl AgeBand {
    /// The band from `min` to `max`, both included.
    pub const fn new(min: u8, max: u8) -> Result<Self, EmptyBand> {
        if min <= max { Ok(Self { min, max }) } else { Err(EmptyBand) }
    }

    /// The youngest age.
    pub const fn min(self) -> u8 {
        self.min
    }

    /// The oldest age.
    pub const fn max(self) -> u8 {
        self.max
    }

    /// Whether somebody of this age is in the band.
    pub const fn holds(self, age: u8) -> bool {
        self.min <= age && age <= self.max
    }

    /// The birth dates of the band on `today`: born after the first, on or before the second. This is what SQL
    /// compares; it says the same as [`Self::holds`] on [`Day::age_on`].
    pub fn born(self, today: Day) -> (Day, Day) {
        (today.years_before(self.max.saturating_add(1)), today.years_before(self.min))
    }
}

impl TryFrom<(u8, u8)> for AgeBand {
    type Error = EmptyBand;

    fn try_from((min, max): (u8, u8)) -> Result<Self, EmptyBand> {
        Self::new(min, max)
    }
}

impl From<AgeBand> for (u8, u8) {
    fn from(band: AgeBand) -> Self {
        (band.min, band.max)
    }
}

/// Whom a notice concerns: everybody who meets every condition that is set.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audience {
    /// People of these ages.
    #[serde(default)]
    pub ages: Option<AgeBand>,
    /// People of one of these districts.
    #[serde(default)]
    pub districts: BTreeSet<String>,
    /// Adults in whose household a child of these ages lives.
    #[serde(default)]
    pub household_child: Option<AgeBand>,
    /// People who chose one of these.
    #[serde(default)]
    pub interests: BTreeSet<Interest>,
}

/// What decides whom a notice concerns.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// Born on.
    pub birth_date: Day,
    /// Lives in.
    pub district: &'a str,
    /// Birth dates of everybody in the household.
    pub household: &'a [Day],
    /// What they chose.
    pub interests: &'a BTreeSet<Interest>,
}

impl Audience {
    /// Whether the notice concerns this person.
    pub fn concerns(&self, person: &Facts<'_>, today: Day) -> bool {
        let age = person.birth_date.age_on(today);
        self.ages.is_none_or(|ages| ages.holds(age))
            && (self.districts.is_empty() || self.districts.contains(person.district))
            && self.household_child.is_none_or(|ages| {
                age >= ADULT_AGE
                    && person.household.iter().any(|born| {
                        let age = born.age_on(today);
                        age < ADULT_AGE && ages.holds(age)
                    })
            })
            && (self.interests.is_empty() || !self.interests.is_disjoint(person.interests))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn birth_dates_and_ages_say_the_same_on_every_day_around_leap_years() {
        let band = AgeBand::new(3, 6).unwrap();
        for today in
            ["2024-02-28", "2024-02-29", "2024-03-01", "2026-02-28", "2026-03-01", "2027-12-31"].map(day)
        {
            let (after, until) = band.born(today);
            for offset in 0..4000 {
                let born = today.plus_days(-offset);
                assert_eq!(
                    band.holds(born.age_on(today)),
                    after < born && born <= until,
                    "{born} on {today}"
                );
            }
        }
    }

    #[test]
    fn every_condition_must_be_met() {
        let today = day("2026-11-21");
        let none = BTreeSet::new();
        let safety = BTreeSet::from([Interest::Safety]);
        let household = [day("1988-05-02"), day("2021-04-01")];
        let mother = Facts {
            birth_date: day("1988-05-02"),
            district: "川西",
            household: &household,
            interests: &none,
        };
        let child = Facts { birth_date: day("2021-04-01"), ..mother.clone() };

        assert!(Audience::default().concerns(&mother, today));
        let families = Audience { household_child: AgeBand::new(0, 6).ok(), ..Audience::default() };
        assert!(families.concerns(&mother, today) && !families.concerns(&child, today));
        let schoolchildren = Audience { household_child: AgeBand::new(6, 12).ok(), ..Audience::default() };
        assert!(!schoolchildren.concerns(&mother, today));
        let river = Audience { districts: BTreeSet::from(["川西".to_owned()]), ..families.clone() };
        assert!(river.concerns(&mother, today));
        assert!(!river.concerns(&Facts { district: "山手", ..mother.clone() }, today));
        let interested = Audience { interests: safety.clone(), ..Audience::default() };
        assert!(!interested.concerns(&mother, today));
        assert!(interested.concerns(&Facts { interests: &safety, ..mother }, today));
    }

    #[test]
    fn a_parent_is_no_child_of_the_household() {
        let today = day("2026-11-21");
        let none = BTreeSet::new();
        let household = [day("1988-05-02")];
        let alone = Facts {
            birth_date: day("1988-05-02"),
            district: "川西",
            household: &household,
            interests: &none,
        };
        let any_age = Audience { household_child: AgeBand::new(0, 120).ok(), ..Audience::default() };
        assert!(!any_age.concerns(&alone, today));
    }

    #[test]
    fn an_audience_reads_back_and_an_empty_band_is_refused() {
        let audience = Audience { ages: AgeBand::new(65, 120).ok(), ..Audience::default() };
        let json = serde_json::to_string(&audience).unwrap();
        assert_eq!(serde_json::from_str::<Audience>(&json).unwrap(), audience);
        assert!(serde_json::from_str::<Audience>(r#"{"ages":[7,3]}"#).is_err());
        assert!(serde_json::from_str::<Audience>(r#"{"age":[3,7]}"#).is_err());
    }
}
