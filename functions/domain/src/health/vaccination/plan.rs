//! A child's own plan.

use super::{
    course::{Because, Dated, LIVE, LIVE_RULE, Next, Question, Taken},
    product::Product,
    record::{Child, Dose, Given, Sex, merge},
    rules::{self, Role, Rule, RuleId, Series, Standing, Whom},
    verdict::{self, Judged},
};
use crate::time::Day;

/// What is done, due, possible and too late for a child on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The day for which it holds.
    pub today: Day,
    /// One row for each vaccine that concerns the child, in the order of [`Series::ALL`].
    pub rows: Vec<Row>,
}

/// One vaccine, or one period of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which.
    pub series: Series,
    /// Routine or optional.
    pub standing: Standing,
    /// The rule of today.
    pub rule: RuleId,
    /// Where the next dose stands, or that all is done.
    pub state: State,
    /// Everything that is recorded for it.
    pub recorded: Vec<Judged>,
    /// The doses to come, in order. Those after the first are reckoned as if the ones before were given on the days
    /// that are proposed.
    pub proposed: Vec<Proposed>,
}

/// A dose to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed {
    /// Which.
    pub role: Role,
    /// What is given.
    pub offers: &'static [Product],
    /// The first permitted day.
    pub earliest: Dated,
    /// The first day of the standard time, never before [`Self::earliest`].
    pub standard_from: Option<Dated>,
    /// The last day of the standard time.
    pub standard_until: Option<Dated>,
    /// The last permitted day.
    pub last: Option<Dated>,
    /// The day that is proposed: today or later, permitted, within the standard time where there is still one, and 27
    /// days or more from other live vaccines that are proposed. None when no day is left.
    pub day: Option<Day>,
    /// Set when the proposed day was moved because of another live vaccine that is proposed.
    pub moved: Option<Dated>,
    /// No day is proposed because the dose is not advised so late, though the law permits it: the doctor is asked first.
    pub ask_first: bool,
    /// Where it stands.
    pub state: State,
}

/// Where a dose, or a row, stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// All doses count.
    Done,
    /// It comes with the doses of another row.
    With(Series),
    /// An earlier dose has to be given first.
    NotYet,
    /// Not permitted today, but from [`Proposed::earliest`].
    PossibleFrom,
    /// Permitted, and before the standard time; or optional.
    Possible,
    /// Due: within the standard time, or permitted where the rules know no other time.
    Due,
    /// After the standard time and still permitted.
    Late,
    /// Too late by the rule, but the town may find that a special measure applies until this day.
    AskTown {
        /// The last day.
        until: Day,
        /// The measure.
        rule: RuleId,
    },
    /// Too late for the routine. A doctor can say what is still worth doing.
    TooLate,
}

impl State {
    /// Whether the next dose may be given today.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Possible | Self::Due | Self::Late)
    }
}

impl Plan {
    /// The row of a series, if it concerns the child.
    pub fn row(&self, series: Series) -> Option<&Row> {
        self.rows.iter().find(|row| row.series == series)
    }

    /// The next appointment: the first day on which a dose of the routine is proposed, and all that can be given then.
    pub fn next_appointment(&self) -> Option<(Day, Vec<Series>)> {
        let days = || {
            let routine = self.rows.iter().filter(|row| row.standing == Standing::Routine);
            routine.filter_map(|row| Some((row.proposed.first()?.day?, row.series)))
        };
        let day = days().map(|(day, _)| day).min()?;
        Some((day, days().filter(|(of_row, _)| *of_row == day).map(|(_, series)| series).collect()))
    }
}

impl Row {
    /// The doses that count.
    pub fn counted(&self) -> impl Iterator<Item = &Judged> {
        self.recorded.iter().filter(|judged| judged.verdict.counts())
    }
}

/// The plan under the rules of the country. The order of `doses` does not matter.
pub fn plan(child: Child, doses: &[Dose], today: Day) -> Plan {
    let rules: Vec<&'static Rule> = rules::all().collect();
    plan_under(&rules, child, doses, today)
}

/// The plan under other rules, such as those of a test. The rules of a series stand in the order of their days.
pub fn plan_under(rules: &[&'static Rule], child: Child, doses: &[Dose], today: Day) -> Plan {
    let recorded = merge(doses);
    let mut live_proposed = Vec::new();
    let mut rows: Vec<Row> = Vec::new();
    for &series in Series::ALL {
        let planner = Planner { rules, series, child, recorded: &recorded, today };
        if let Some(mut row) = planner.row(&mut live_proposed) {
            give_with(&rows, &mut row);
            rows.push(row);
        }
    }
    Plan { today, rows }
}

/// While 五種混合 is still given, Hib is in it: nobody is sent for both.
fn give_with(rows: &[Row], row: &mut Row) {
    let combined = rows.iter().find(|other| other.series == Series::DptIpvHib);
    let goes_on = combined.is_some_and(|other| other.proposed.first().is_some_and(|dose| dose.day.is_some()));
    if row.series == Series::Hib && !row.proposed.is_empty() && goes_on {
        row.state = State::With(Series::DptIpvHib);
        row.proposed.clear();
    }
}

struct Planner<'a> {
    rules: &'a [&'static Rule],
    series: Series,
    child: Child,
    recorded: &'a [Given],
    today: Day,
}

impl Planner<'_> {
    fn row(&self, live_proposed: &mut Vec<Day>) -> Option<Row> {
        let (recorded, taken) =
            verdict::judge(self.rules, self.series, self.child, self.recorded, self.today);
        let rule = rules::on(self.rules, self.series, self.today)?;
        if !self.concerns(rule, !recorded.is_empty()) {
            return None;
        }
        let proposed = self.propose(taken, live_proposed);
        let state = proposed.first().map_or(State::Done, |dose| dose.state);
        Some(Row { series: self.series, standing: rule.standing, rule: rule.id, state, recorded, proposed })
    }

    /// Whether the child has a row of a series: who is meant by the rule, and everybody of whom something is recorded.
    fn concerns(&self, rule: &'static Rule, is_recorded: bool) -> bool {
        let is_meant = match rule.whom {
            Whom::All => true,
            Whom::Girls => self.child.sex != Sex::Male,
            Whom::StartedWith(products) => {
                return self.recorded.iter().any(|given| products.contains(&given.product));
            }
        };
        let is_born = rule.born_from.is_none_or(|from| from.has_come(self.child.born));
        is_recorded || is_meant && is_born && self.was_ever_open()
    }

    /// Whether the first rule came before the child had grown out of it.
    fn was_ever_open(&self) -> bool {
        rules::on(self.rules, self.series, self.child.born).is_none_or(|first| {
            let next = self.question(&[], &[], self.child.born).next(first);
            next.and_then(|next| next.last).is_none_or(|last| last.day >= first.from.day())
        })
    }

    fn question<'b>(&'b self, taken: &'b [Taken], live: &'b [Day], floor: Day) -> Question<'b> {
        Question { child: self.child, taken, live, floor, given: None }
    }

    fn propose(&self, mut taken: Vec<Taken>, live_proposed: &mut Vec<Day>) -> Vec<Proposed> {
        let mut proposed: Vec<Proposed> = Vec::new();
        let mut floor = self.today;
        let live = self.live_given();
        while let Some(next) = self.upcoming(&taken, &live, floor) {
            let from = next.earliest.day.max(floor);
            let is_late = next.standard_until.is_some_and(|until| from > until.day);
            let ask_first = is_late && !next.step.late_is_advised;
            let (day, moved) = if ask_first { (None, None) } else { pick(&next, floor, live_proposed) };
            let mut state = self.state(&next);
            if !proposed.is_empty() && state != State::TooLate {
                state = State::NotYet;
            }
            let offers = offers(next.rule, &taken);
            proposed.push(Proposed {
                role: next.step.role,
                offers,
                earliest: next.earliest,
                standard_from: next
                    .standard_from
                    .filter(|from| next.standard_until.is_none_or(|until| from.day <= until.day)),
                standard_until: next.standard_until.filter(|until| next.earliest.day <= until.day),
                last: next.last,
                day,
                moved,
                ask_first,
                state,
            });
            let (Some(day), Some(&product)) = (day, offers.first()) else { break };
            taken.push(Taken { day, product });
            floor = day.plus_days(1);
            if product.is_injected_live() {
                live_proposed.push(day);
            }
        }
        proposed
    }

    /// The days from which a series of injected live vaccines has to keep its distance; none for other series.
    fn live_given(&self) -> Vec<Day> {
        let rule = rules::on(self.rules, self.series, self.today);
        if !rule.is_some_and(|rule| rule.offers.iter().any(|product| product.is_injected_live())) {
            return Vec::new();
        }
        verdict::live_days(self.recorded, self.child.born).filter(|&day| day <= self.today).collect()
    }

    /// The next dose under the rule of the day on which it can be given.
    fn upcoming(&self, taken: &[Taken], live: &[Day], floor: Day) -> Option<Next> {
        let mut rule = rules::on(self.rules, self.series, floor)?;
        loop {
            let mut next = self.question(taken, live, floor).next(rule)?;
            let starts = next.earliest.day.max(floor);
            let later = rule.until.filter(|until| starts > until.day());
            let successor =
                later.and_then(|until| rules::on(self.rules, self.series, until.day().plus_days(1)));
            if let Some(successor) = successor.filter(|other| other.id != rule.id) {
                rule = successor;
                continue;
            }
            if rule.from.day() > starts {
                let because = Because::InForce { from: rule.from };
                next.earliest = Dated { day: rule.from.day(), because, rule: rule.id };
                next.standard_from = next
                    .standard_from
                    .map(|from| if from.day < next.earliest.day { next.earliest } else { from });
            }
            return Some(next);
        }
    }

    fn state(&self, next: &Next) -> State {
        let today = self.today;
        if let Some(last) = next.last.filter(|last| today.max(next.earliest.day) > last.day) {
            let measure = next.rule.extension.filter(|_| today > last.day);
            let until = measure.and_then(|more| Some((more.last_day(self.child.born, today)?, more.id)));
            return until.map_or(State::TooLate, |(until, rule)| State::AskTown { until, rule });
        }
        if today < next.earliest.day {
            return State::PossibleFrom;
        }
        let is_late = next.standard_until.is_some_and(|until| today.max(next.earliest.day) > until.day);
        let is_before = next.standard_from.is_some_and(|from| today < from.day);
        match next.rule.standing {
            _ if is_late => State::Late,
            Standing::Routine if !is_before => State::Due,
            _ => State::Possible,
        }
    }
}

/// The day that is proposed, and why it is another than the rules of the series alone would give.
fn pick(next: &Next, floor: Day, live_proposed: &[Day]) -> (Option<Day>, Option<Dated>) {
    let first = next.earliest.day.max(floor);
    let is_open = |day: Day| next.last.is_none_or(|last| day <= last.day);
    if !is_open(first) {
        return (None, None);
    }
    let standard = next.standard_from.map(|from| from.day.max(first)).filter(|&day| is_open(day));
    let mut day = standard.unwrap_or(first);
    if !next.rule.offers.iter().any(|product| product.is_injected_live()) {
        return (Some(day), None);
    }
    let mut moved = None;
    // Each turn moves the day later, onto another live vaccine's day or behind it, and so it ends.
    while let Some(&other) = live_proposed.iter().find(|&&other| is_near(day, other)) {
        day = if other > day { other } else { LIVE.after(other) };
        moved = Some(Dated { day, because: Because::Live { after: other, gap: LIVE }, rule: LIVE_RULE });
    }
    if is_open(day) { (Some(day), moved) } else { (None, moved) }
}

/// Whether two live vaccines are on different days and closer than the rule allows.
fn is_near(one: Day, other: Day) -> bool {
    one != other && one < LIVE.after(other) && other < LIVE.after(one)
}

/// A child who began with one of certain products goes on with it.
fn offers(rule: &'static Rule, taken: &[Taken]) -> &'static [Product] {
    let began =
        taken.iter().find_map(|dose| rule.stay_with.iter().position(|product| *product == dose.product));
    began.and_then(|place| rule.stay_with.get(place..=place)).unwrap_or(rule.offers)
}
