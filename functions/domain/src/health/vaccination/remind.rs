//! When to remind a family.

use super::{
    plan::Plan,
    rules::{Role, Series, Standing},
};
use crate::time::Day;

/// So many days before a proposed day.
const AHEAD_DAYS: i32 = 7;
/// So many days before the last permitted day, the earlier one first.
const BEFORE_LAST_DAYS: [i32; 2] = [30, 7];

/// A reminder. The text of a message never names the vaccine; it says that there is something to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminder {
    /// The day on which it is sent; today or later.
    pub on: Day,
    /// Why.
    pub kind: Kind,
    /// Of which row.
    pub series: Series,
    /// Of which dose.
    pub role: Role,
    /// The day that it is about.
    pub about: Day,
}

/// Why a family is reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The last permitted day comes near.
    LastDay,
    /// The proposed day comes near, or is today.
    Proposed,
}

/// The reminders for the next dose of every row of the routine, and of optional ones that were begun, by day. Those whose
/// day has passed are sent today as long as they are of use.
pub fn reminders(plan: &Plan) -> Vec<Reminder> {
    let today = plan.today;
    let mut all = Vec::new();
    for row in &plan.rows {
        let is_wanted = row.standing == Standing::Routine || row.counted().next().is_some();
        let Some(next) = row.proposed.first().filter(|_| is_wanted) else { continue };
        let Some(day) = next.day else { continue };
        let remind = |on: Day, kind, about| Reminder {
            on: on.max(today),
            kind,
            series: row.series,
            role: next.role,
            about,
        };
        all.push(remind(day.plus_days(-AHEAD_DAYS), Kind::Proposed, day));
        if let Some(last) = next.last {
            let days = BEFORE_LAST_DAYS.map(|days| last.day.plus_days(-days));
            let mut ahead = days.into_iter().filter(|&on| on >= today).peekable();
            if ahead.peek().is_none() {
                all.push(remind(today, Kind::LastDay, last.day));
            }
            all.extend(ahead.map(|on| remind(on, Kind::LastDay, last.day)));
        }
    }
    all.sort_unstable();
    all
}

/// The next reminder after a day, such as the one on which the last was sent.
pub fn next_after(plan: &Plan, day: Day) -> Option<Reminder> {
    reminders(plan).into_iter().find(|reminder| reminder.on > day)
}
