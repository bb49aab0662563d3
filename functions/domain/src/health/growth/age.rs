//! How old a child is on a day: by the birth date (暦年齢), and for a child born early by the due date too (修正月齢).

use crate::time::Day;

/// An age, of which months are calendar months.
///
/// A child is so many months old on the same day of a later month, and on the last day of a month that has no such
/// day: born on 31 January, one month old on 28 February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Age {
    days: u32,
    months: u32,
    /// Of the month that has begun, in thousandths.
    begun: u32,
}

impl Age {
    /// The age on a day; none before the birth.
    pub fn between(birth: Day, on: Day) -> Option<Self> {
        let days = u32::try_from(days_between(birth, on)).ok()?;
        let ((born_year, born_month, _), (year, month, _)) = (birth.parts(), on.parts());
        let reached =
            (i32::from(year) - i32::from(born_year)) * 12 + i32::from(month) - i32::from(born_month);
        let months = if months_after(birth, reached)? > on { reached - 1 } else { reached };
        let (from, to) = (months_after(birth, months)?, months_after(birth, months + 1)?);
        let begun = days_between(from, on) * 1000 / days_between(from, to).max(1);
        Some(Self { days, months: u32::try_from(months).ok()?, begun: u32::try_from(begun).ok()? })
    }

    /// Days since the birth; 0 on the day of birth.
    pub const fn days(self) -> u32 {
        self.days
    }

    /// Full months.
    pub const fn months(self) -> u32 {
        self.months
    }

    /// Full years, and the full months beyond: 1歳6か月 is `(1, 6)`.
    pub const fn years_and_months(self) -> (u32, u32) {
        (self.months / 12, self.months % 12)
    }

    /// Thousandths of months, as a chart's axis needs them: the month that has begun counts by its days.
    pub const fn milli_months(self) -> u32 {
        self.months * 1000 + self.begun
    }
}

fn days_between(from: Day, to: Day) -> i64 {
    (to.starts_at().0 - from.starts_at().0) / 86_400
}

/// None beyond the calendar.
fn months_after(day: Day, months: i32) -> Option<Day> {
    let (year, month, day_of_month) = day.parts();
    let month = i32::from(year) * 12 + i32::from(month) - 1 + months;
    let year = i16::try_from(month.div_euclid(12)).ok()?;
    let month = u8::try_from(month.rem_euclid(12) + 1).ok()?;
    // 28 is the shortest month: one of the four exists.
    (0..4).find_map(|less| Day::new(year, month, day_of_month - less).ok())
}

/// A pregnancy's length at birth (在胎期間), counted from the last period: the due date is at 40 weeks and 0 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gestation {
    days: u32,
}

/// Why a birth is not plausible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadBirth {
    /// The days of a week are 0 to 6.
    #[error("a week has the days 0 to 6")]
    NotADayOfAWeek,
    /// Shorter than 22 weeks, from which on a birth is one in law, or longer than 44.
    #[error("a pregnancy of 22 to 44 weeks is expected")]
    NoSuchGestation,
}

impl Gestation {
    const TO_DUE_DATE: i64 = 280;

    /// From full weeks and days, as it stands in the notebook: 在胎32週4日.
    pub fn new(weeks: u32, days: u32) -> Result<Self, BadBirth> {
        if days > 6 {
            return Err(BadBirth::NotADayOfAWeek);
        }
        if (22..=44).contains(&weeks) {
            Ok(Self { days: weeks * 7 + days })
        } else {
            Err(BadBirth::NoSuchGestation)
        }
    }

    /// Full weeks, and the days beyond.
    pub const fn weeks_and_days(self) -> (u32, u32) {
        (self.days / 7, self.days % 7)
    }

    /// Before 37 weeks and 0 days (早産).
    pub const fn is_preterm(self) -> bool {
        self.days < 37 * 7
    }
}

/// When a child was born and when it was expected. Only checked dates make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birth {
    date: Day,
    gestation: Gestation,
}

impl Birth {
    /// From the length of the pregnancy.
    pub const fn after(date: Day, gestation: Gestation) -> Self {
        Self { date, gestation }
    }

    /// From the due date (出産予定日).
    pub fn with_due_date(date: Day, due: Day) -> Result<Self, BadBirth> {
        let days = Gestation::TO_DUE_DATE - days_between(date, due);
        let days = u32::try_from(days).map_err(|_| BadBirth::NoSuchGestation)?;
        Ok(Self { date, gestation: Gestation::new(days / 7, days % 7)? })
    }

    /// The due date.
    pub fn due(self) -> Day {
        let early = Gestation::TO_DUE_DATE - i64::from(self.gestation.days);
        self.date.plus_days(i32::try_from(early).unwrap_or(0))
    }

    /// How long the pregnancy was.
    pub const fn gestation(self) -> Gestation {
        self.gestation
    }

    /// Both ages on a day; none before the birth.
    ///
    /// Up to which age the corrected one is shown is for the page to say: it is customary until the second or third
    /// birthday. Vaccinations and the rights of a child go by the calendar age.
    pub fn ages(self, on: Day) -> Option<Ages> {
        let calendar = Age::between(self.date, on)?;
        let corrected = match Age::between(self.due(), on) {
            _ if !self.gestation.is_preterm() => Corrected::BornAtTerm,
            Some(age) => Corrected::Age(age),
            None => Corrected::BeforeDueDate {
                days_left: u32::try_from(days_between(on, self.due())).unwrap_or(0),
            },
        };
        Some(Ages { calendar, corrected })
    }
}

/// The two ages of a child on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ages {
    /// Since the birth.
    pub calendar: Age,
    /// Since the due date, for a child born early.
    pub corrected: Corrected,
}

/// The age since the due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Corrected {
    /// Born at 37 weeks or later: nothing is corrected.
    BornAtTerm,
    /// The due date is still to come: the survey of children born at term says nothing yet.
    BeforeDueDate {
        /// Days until the due date.
        days_left: u32,
    },
    /// The age since the due date.
    Age(Age),
}
