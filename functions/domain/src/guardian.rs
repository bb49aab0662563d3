//! Who may open a child's pages, and until when.
//!
//! A guardian's access ends at the midnight in Japan with which the child's 18th birthday begins, or earlier on a day that
//! the counter wrote down. The law says that an age is full at the end of the day *before* the birthday (民法 第4条, 第143条;
//! 年齢計算ニ関スル法律), and so names that day before. It is the same instant: the 24 o'clock of one day is the 0 o'clock of
//! the next. What is written here is the birthday, because that is the day on which people expect it; nobody loses an hour.
//! Who was born on 29 February is 18 at the end of 28 February, and the first day as an adult is 1 March.

use crate::health::vaccination::calendar;
use crate::time::Day;

/// Of age (民法 第4条).
const ADULT_MONTHS: u16 = 18 * 12;
/// From here on a young person may prepare to take over.
const PREPARES_MONTHS: u16 = 17 * 12;

/// The first day on which who was born then is of age: the 18th birthday.
pub fn adult_from(born: Day) -> Day {
    calendar::reached(born, ADULT_MONTHS).plus_days(1)
}

/// Why a guardian's access ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The child is of age.
    Adult,
    /// It was decided: custody ended, somebody moved out of the household, an error was corrected.
    Decided,
}

/// Who is whose guardian, as far as its end goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guardianship {
    /// When the child was born.
    pub child_born: Day,
    /// The first day on which it holds no longer, if that was decided.
    pub until: Option<Day>,
}

/// Whether a guardian may open the child's pages on a day. A day always decides; there are no hours in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Yes.
    Open {
        /// The first day on which it will be over.
        ends_on: Day,
        /// Why it will be.
        cause: Cause,
    },
    /// No longer.
    Over {
        /// The first day on which it was over.
        since: Day,
        /// Why.
        cause: Cause,
    },
}

impl Guardianship {
    /// What holds on `today`.
    pub fn access(self, today: Day) -> Access {
        let adult = adult_from(self.child_born);
        let (day, cause) = match self.until {
            Some(until) if until < adult => (until, Cause::Decided),
            _ => (adult, Cause::Adult),
        };
        if today < day { Access::Open { ends_on: day, cause } } else { Access::Over { since: day, cause } }
    }
}

/// What a young person does with the own record on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnRecord {
    /// The guardians open it.
    WithGuardians,
    /// The guardians open it, and the young person may prepare: from the 17th birthday.
    Prepares,
    /// It is the person's alone: from the 18th birthday.
    TakesOver,
}

impl OwnRecord {
    /// For who was born then.
    pub fn on(today: Day, born: Day) -> Self {
        if today >= adult_from(born) {
            Self::TakesOver
        } else if today >= calendar::reached(born, PREPARES_MONTHS).plus_days(1) {
            Self::Prepares
        } else {
            Self::WithGuardians
        }
    }
}

/// Why two people cannot be guardian and child.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// They are one person.
    #[error("nobody is their own guardian")]
    SamePerson,
    /// The child is of age.
    #[error("the child is of age")]
    ChildIsAdult,
    /// The guardian is not of age. The parental authority of a minor is exercised by the minor's own parents (民法 第833条).
    #[error("the guardian is not of age")]
    GuardianIsMinor,
}

/// Whether somebody can become a guardian on `today`. The database refuses the same by itself.
pub fn can_begin(
    same_person: bool,
    child_born: Day,
    guardian_born: Day,
    today: Day,
) -> Result<(), Impossible> {
    if same_person {
        Err(Impossible::SamePerson)
    } else if today >= adult_from(child_born) {
        Err(Impossible::ChildIsAdult)
    } else if today < adult_from(guardian_born) {
        Err(Impossible::GuardianIsMinor)
    } else {
        Ok(())
    }
}

/// The days from which the counter can let a guardianship end: today or later, and before it ends by itself. Access that
/// somebody had on days gone by cannot be taken back.
pub fn can_end_on(day: Day, child_born: Day, today: Day) -> bool {
    today <= day && day < adult_from(child_born)
}

macro_rules! reasons {
    ($(#[$doc:meta])* $type:ident { $($name:ident = $word:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $type { $(#[doc = $label] $name),* }

        impl $type {
            /// All of them, in the order of the form.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in the database and in forms.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What both people read.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }

            /// Reads the word.
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.word() == word)
            }
        }
    };
}

reasons! {
    /// Why the counter makes somebody a guardian: what was shown there.
    BeginReason {
        Parent = "parent", "親権者（戸籍などで確かめました）";
        Appointed = "appointed", "未成年後見人（家庭裁判所の書類などで確かめました）";
        Foster = "foster", "里親・施設長（児童相談所の書類で確かめました）";
    }
}

reasons! {
    /// Why the counter ends it. Both people read it: there is none that would tell one of them that the other sought
    /// protection.
    EndReason {
        Custody = "custody", "親権の変更（戸籍などで確かめました）";
        Court = "court", "家庭裁判所などの決定";
        AppointmentEnded = "appointment-ended", "未成年後見・里親などの終わり";
        OwnWish = "own-wish", "保護者本人の申し出";
        Error = "error", "登録の間違いの訂正";
    }
}

/// The word of the register's own rows, where the counter has a reason.
pub const REGISTER: &str = "register";

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn held(born: &str, until: Option<&str>) -> Guardianship {
        Guardianship { child_born: day(born), until: until.map(day) }
    }

    #[test]
    fn access_ends_with_the_beginning_of_the_eighteenth_birthday() {
        let of = held("2008-11-21", None);
        assert_eq!(
            of.access(day("2026-11-20")),
            Access::Open { ends_on: day("2026-11-21"), cause: Cause::Adult }
        );
        assert_eq!(
            of.access(day("2026-11-21")),
            Access::Over { since: day("2026-11-21"), cause: Cause::Adult }
        );
    }

    #[test]
    fn the_lawful_end_of_the_day_before_and_the_beginning_of_the_birthday_are_one_instant() {
        let born = day("2008-11-21");
        assert_eq!(calendar::reached(born, ADULT_MONTHS).ends_at(), adult_from(born).starts_at());
    }

    #[test]
    fn who_was_born_on_29_february_is_of_age_on_1_march() {
        assert_eq!(adult_from(day("2008-02-29")), day("2026-03-01"));
        assert_eq!(adult_from(day("2008-02-28")), day("2026-02-28"));
        assert_eq!(adult_from(day("2008-03-01")), day("2026-03-01"));
        let of = held("2008-02-29", None);
        assert!(matches!(of.access(day("2026-02-28")), Access::Open { .. }));
        assert!(matches!(of.access(day("2026-03-01")), Access::Over { .. }));
        assert_eq!(OwnRecord::on(day("2025-02-28"), day("2008-02-29")), OwnRecord::WithGuardians);
        assert_eq!(OwnRecord::on(day("2025-03-01"), day("2008-02-29")), OwnRecord::Prepares);
    }

    #[test]
    fn the_birthday_is_the_day_on_which_the_age_in_years_rises_to_18_for_every_birth_date() {
        let first = day("2003-12-25");
        for born in (0..3_000).map(|offset| first.plus_days(offset)) {
            let adult = adult_from(born);
            assert_eq!((born.age_on(adult.plus_days(-1)), born.age_on(adult)), (17, 18), "{born}");
            // What SQL compares: of age is who was born by the same day 18 years before.
            assert!(born <= adult.years_before(18), "{born}");
            assert!(born > adult.plus_days(-1).years_before(18), "{born}");
        }
    }

    #[test]
    fn a_decided_end_counts_from_its_day_on_and_never_beyond_the_birthday() {
        let of = held("2015-04-01", Some("2026-11-21"));
        assert!(matches!(of.access(day("2026-11-20")), Access::Open { cause: Cause::Decided, .. }));
        assert_eq!(
            of.access(day("2026-11-21")),
            Access::Over { since: day("2026-11-21"), cause: Cause::Decided }
        );
        let beyond = held("2008-11-21", Some("2027-03-31"));
        assert!(matches!(beyond.access(day("2026-11-21")), Access::Over { cause: Cause::Adult, .. }));
        let same = held("2008-11-21", Some("2026-11-21"));
        assert!(matches!(same.access(day("2026-11-21")), Access::Over { cause: Cause::Adult, .. }));
    }

    #[test]
    fn a_young_person_prepares_from_17_and_takes_over_at_18() {
        let born = day("2008-11-21");
        for (today, expected) in [
            ("2008-11-21", OwnRecord::WithGuardians),
            ("2025-11-20", OwnRecord::WithGuardians),
            ("2025-11-21", OwnRecord::Prepares),
            ("2026-11-20", OwnRecord::Prepares),
            ("2026-11-21", OwnRecord::TakesOver),
            ("2060-01-01", OwnRecord::TakesOver),
        ] {
            assert_eq!(OwnRecord::on(day(today), born), expected, "{today}");
        }
    }

    #[test]
    fn at_no_time_do_both_hold_the_record_and_at_no_time_nobody() {
        let born = day("2008-02-29");
        for today in (0..1_000).map(|offset| day("2024-06-01").plus_days(offset)) {
            let guardians =
                matches!(held("2008-02-29", None).access(today), Access::Open { cause: Cause::Adult, .. });
            assert_eq!(guardians, OwnRecord::on(today, born) != OwnRecord::TakesOver, "{today}");
        }
    }

    #[test]
    fn a_child_of_age_a_minor_and_oneself_are_no_family() {
        let (today, adult, child) = (day("2026-11-21"), day("2008-11-21"), day("2008-11-22"));
        assert_eq!(can_begin(false, child, adult, today), Ok(()));
        assert_eq!(can_begin(true, child, adult, today), Err(Impossible::SamePerson));
        assert_eq!(can_begin(false, adult, adult, today), Err(Impossible::ChildIsAdult));
        assert_eq!(can_begin(false, child, child, today), Err(Impossible::GuardianIsMinor));
    }

    #[test]
    fn an_end_is_from_today_on_and_before_the_birthday() {
        let (today, born) = (day("2026-11-21"), day("2009-01-10"));
        for (typed, good) in
            [("2026-11-20", false), ("2026-11-21", true), ("2027-01-09", true), ("2027-01-10", false)]
        {
            assert_eq!(can_end_on(day(typed), born, today), good, "{typed}");
        }
    }

    #[test]
    fn every_reason_reads_back_from_its_word_and_none_is_the_registers() {
        for reason in BeginReason::ALL {
            assert_eq!(BeginReason::parse(reason.word()), Some(*reason));
        }
        for reason in EndReason::ALL {
            assert_eq!(EndReason::parse(reason.word()), Some(*reason));
        }
        assert!(BeginReason::parse(REGISTER).is_none() && EndReason::parse(REGISTER).is_none());
    }
}
