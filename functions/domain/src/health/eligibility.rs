//! What a clinic may learn of a card that shows a right, without opening a record: whether it is valid today, until when,
//! and who says so.

use super::checkup::Kind;
use super::entry::{Entry, Recorder};
use crate::time::{Day, Timestamp};
use std::cmp::Reverse;

/// The kind of card that can be checked: 乳幼児・子ども医療費受給者証.
const CARD: &str = "child_medical";
/// Of how many cards is remembered what they say; those that ended first are left out.
const MOST: usize = 4;

/// Who says so. What the town says is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The person or a guardian typed it from the card, and the town has not looked at it.
    Own,
    /// The town, which issues the card.
    Town,
}

/// What one card says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    from: Option<Day>,
    until: Day,
    basis: Basis,
}

/// Whether a card is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Up to and with this day.
    Valid {
        /// The last day.
        until: Day,
        /// Who says so.
        basis: Basis,
    },
    /// Not today.
    NotValid,
}

impl Basis {
    const fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Town => "town",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Own, Self::Town].into_iter().find(|basis| basis.word() == word)
    }
}

impl Statement {
    /// What an entry says of a card that can be checked; None without its last day.
    pub fn of(entry: &Entry) -> Option<Self> {
        let sheet = entry.body.sheet().filter(|sheet| sheet.kind() == Kind::Eligibility)?;
        let basis = match entry.by {
            Recorder::Town { .. } | Recorder::Staff { .. } => Basis::Town,
            _ => Basis::Own,
        };
        let is_checked = sheet.text("card") == Some(CARD);
        is_checked.then_some(Self { from: sheet.day("from"), until: sheet.day("until")?, basis })
    }

    /// As it is kept: `2026-04-01 2027-03-31 own`, with `-` for a first day that nobody knows.
    pub fn write(&self) -> String {
        let from = self.from.map_or_else(|| "-".to_owned(), |from| from.to_string());
        format!("{from} {} {}", self.until, self.basis.word())
    }

    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(' ');
        let (from, until, basis) = (parts.next()?, parts.next()?, parts.next()?);
        let from = if from == "-" { None } else { Some(Day::parse(from).ok()?) };
        let statement = Self { from, until: Day::parse(until).ok()?, basis: Basis::parse(basis)? };
        parts.next().is_none().then_some(statement)
    }

    /// Whether the card is valid on a day.
    pub fn verdict(&self, today: Day) -> Verdict {
        let is_valid = self.from.is_none_or(|from| from <= today) && today <= self.until;
        if is_valid { Verdict::Valid { until: self.until, basis: self.basis } } else { Verdict::NotValid }
    }
}

/// What lies ready for whoever touches the person's card, and of which state of the record it was made. It says nothing
/// any more when that is not the state of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    /// Higher than what the owner took back last.
    pub switch: i64,
    /// The epoch of the record …
    pub epoch: i64,
    /// … the name of the shelf on which the cards lie, and how often it had been written.
    pub shelf: (String, i64),
    says: Vec<Statement>,
}

impl Ready {
    /// Of all cards of a record; None if none of them can be checked.
    pub fn of(
        (switch, epoch): (i64, i64),
        shelf: (&str, i64),
        cards: impl Iterator<Item = Statement>,
    ) -> Option<Self> {
        let mut says: Vec<Statement> = cards.collect();
        says.sort_by_key(|one| Reverse((one.until, one.basis)));
        says.truncate(MOST);
        (!says.is_empty()).then(|| Self { switch, epoch, shelf: (shelf.0.to_owned(), shelf.1), says })
    }

    /// Whether one of the cards is valid on a day: what the town says before what others say, and the later end first.
    pub fn verdict(&self, today: Day) -> Verdict {
        let rank = |verdict: &Verdict| match *verdict {
            Verdict::Valid { until, basis } => Some((basis, until)),
            Verdict::NotValid => None,
        };
        let verdicts = self.says.iter().map(|one| one.verdict(today));
        verdicts.max_by_key(rank).unwrap_or(Verdict::NotValid)
    }

    /// As it is sealed: a line for the state, a line for each card.
    pub fn write(&self) -> String {
        let (tag, counter) = &self.shelf;
        let state = format!("{} {} {tag} {counter}", self.switch, self.epoch);
        std::iter::once(state).chain(self.says.iter().map(Statement::write)).collect::<Vec<_>>().join("\n")
    }

    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut state = lines.next()?.split(' ');
        let (switch, epoch) = (state.next()?.parse().ok()?, state.next()?.parse().ok()?);
        let shelf = (state.next()?.to_owned(), state.next()?.parse().ok()?);
        let says = lines.map(Statement::read).collect::<Option<Vec<_>>>()?;
        Some(Self { switch, epoch, shelf, says })
    }
}

/// What a clinic was told after a tap, for the page that shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// None: it cannot be said.
    pub verdict: Option<Verdict>,
}

impl Told {
    /// As it is sealed: the time, and `-`, `no` or `2027-03-31 own`.
    pub fn write(&self) -> String {
        let verdict = match self.verdict {
            None => "-".to_owned(),
            Some(Verdict::NotValid) => "no".to_owned(),
            Some(Verdict::Valid { until, basis }) => format!("{until} {}", basis.word()),
        };
        format!("{} {verdict}", self.at.0)
    }

    /// Reads what [`Self::write`] wrote.
    pub fn read(text: &str) -> Option<Self> {
        let (at, verdict) = text.split_once(' ')?;
        let verdict = match verdict {
            "-" => None,
            "no" => Some(Verdict::NotValid),
            valid => {
                let (until, basis) = valid.split_once(' ')?;
                Some(Verdict::Valid { until: Day::parse(until).ok()?, basis: Basis::parse(basis)? })
            }
        };
        Some(Self { at: Timestamp(at.parse().ok()?), verdict })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::entry::tests::{entry, sheet};

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn card(fields: &[(&str, &str)], by: Recorder) -> Option<Statement> {
        Statement::of(&entry("2026-04-01", sheet(Kind::Eligibility, fields), by))
    }

    fn valid(until: &str, basis: Basis) -> Verdict {
        Verdict::Valid { until: day(until), basis }
    }

    const WHOLE: &[(&str, &str)] =
        &[("card", "child_medical"), ("from", "2026-04-01"), ("until", "2027-03-31"), ("issuer", "響町")];

    #[test]
    fn a_card_is_valid_from_its_first_day_through_its_last() {
        let statement = card(WHOLE, Recorder::Own).unwrap();
        let valid = valid("2027-03-31", Basis::Own);
        for (on, verdict) in [
            ("2026-03-31", Verdict::NotValid),
            ("2026-04-01", valid),
            ("2027-03-31", valid),
            ("2027-04-01", Verdict::NotValid),
        ] {
            assert_eq!(statement.verdict(day(on)), verdict, "{on}");
        }
        let open = card(&[("card", "child_medical"), ("until", "2027-03-31")], Recorder::Own).unwrap();
        assert_eq!(open.verdict(day("2020-01-01")), valid);
    }

    #[test]
    fn only_a_card_of_this_kind_with_a_last_day_says_anything_and_it_says_nothing_else() {
        assert_eq!(card(&[("card", "child_medical")], Recorder::Own), None);
        assert_eq!(card(&[("card", "insurance"), ("until", "2027-03-31")], Recorder::Own), None);
        let staff =
            Recorder::Staff { name: "町の保健師".to_owned(), office: "健康福祉課".to_owned() };
        let town = card(WHOLE, staff).unwrap();
        for statement in [card(WHOLE, Recorder::Own).unwrap(), town] {
            assert_eq!(Statement::read(&statement.write()), Some(statement));
        }
        assert_eq!(town.write(), "2026-04-01 2027-03-31 town");
        for bad in
            ["", "-", "- 2027-03-31", "- 2027-03-31 own x", "- x own", "x 2027-03-31 own", "- 2027-03-31 me"]
        {
            assert_eq!(Statement::read(bad), None, "{bad}");
        }
    }

    fn ready(cards: &[&str]) -> Option<Ready> {
        Ready::of((2, 1), ("tag", 7), cards.iter().map(|card| Statement::read(card).unwrap()))
    }

    #[test]
    fn of_several_cards_the_one_that_is_valid_counts_and_the_towns_word_before_others() {
        let today = day("2026-11-22");
        for (cards, verdict) in [
            (&["- 2025-03-31 town", "- 2027-03-31 own"][..], valid("2027-03-31", Basis::Own)),
            (&["- 2027-03-31 town", "- 2028-03-31 own"], valid("2027-03-31", Basis::Town)),
            (&["- 2027-03-31 own", "- 2028-03-31 own"], valid("2028-03-31", Basis::Own)),
            (&["2027-04-01 2028-03-31 town", "- 2026-11-21 own"], Verdict::NotValid),
        ] {
            assert_eq!(ready(cards).unwrap().verdict(today), verdict, "{cards:?}");
        }
        assert_eq!(ready(&[]), None);
    }

    #[test]
    fn what_lies_ready_reads_back_and_is_never_long() {
        let all = ["2020-04-01 2021-03-31 town"; 9];
        for ready in [ready(&all[..1]).unwrap(), ready(&all).unwrap()] {
            assert_eq!(Ready::read(&ready.write()), Some(ready.clone()));
            assert!(ready.write().len() < 256);
        }
        for bad in ["", "1 2", "1 2 tag x", "1 2 tag 3\nx"] {
            assert_eq!(Ready::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn what_was_told_reads_back() {
        for verdict in [None, Some(Verdict::NotValid), Some(valid("2027-03-31", Basis::Town))] {
            let told = Told { at: Timestamp(1_795_186_800), verdict };
            assert_eq!(Told::read(&told.write()), Some(told));
        }
        for bad in ["", "1", "x -", "1 yes", "1 2027-03-31", "1 2027-03-31 me"] {
            assert_eq!(Told::read(bad), None, "{bad}");
        }
    }
}
