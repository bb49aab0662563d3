//! One notebook of many: what several slips say, with what the person wrote down beside them.

use super::record::{DispensingDate, OtcIngredient, OtcMedicine, Patient};
use super::{Direction, Entry, Notebook, Origin, Record, Version, medicines};
use crate::time::Day;
use std::{cmp::Reverse, collections::BTreeSet, mem};

/// A medicine bought over the counter, before it has its number.
type Bought = (Box<OtcMedicine>, Vec<Box<OtcIngredient>>);

impl Notebook {
    /// All of it as the notebook that a patient shows: newest visit first, and what stands on several slips once.
    ///
    /// `own` are the person's own records; they come before those of the slips, in their order. Of a slip's patient only sex
    /// and reading are taken over, and only where the birth date agrees: an address is nobody's need, and a slip may be
    /// somebody else's.
    pub fn gathered(own: Vec<Record>, slips: Vec<Self>) -> Self {
        let mut gathering = Gathering::default();
        gathering.take(own, Whose::Own);
        for slip in slips {
            gathering.take(slip.records, Whose::Slip);
        }
        Self::of(gathering.records())
    }

    /// The same with the visits and bought medicines alone that are in use on a day, for whoever hands out the next.
    #[must_use]
    pub fn in_use(&self, on: Day, supply_days: u16) -> Self {
        let contents = self.contents();
        let (mut visits, mut bought) = (BTreeSet::new(), BTreeSet::new());
        for medicine in medicines(&contents, supply_days).iter().filter(|medicine| medicine.is_in_use(on)) {
            match medicine.origin {
                Origin::Dispensed { dispensing, .. } => visits.insert(dispensing),
                Origin::OverTheCounter(medicine) => {
                    bought.insert(medicine.sequence.value().copied().map_or(0, usize::from))
                }
            };
        }
        let mut visit = None;
        let kept = self.records.iter().filter(|record| {
            if matches!(record, Record::DispensingDate(_)) {
                visit = Some(visit.map_or(0, |visit: usize| visit + 1));
            }
            let is_bought = |sequence: &Entry<u16>| {
                sequence.value().is_some_and(|sequence| bought.contains(&usize::from(*sequence)))
            };
            match record {
                Record::Patient(_) | Record::PatientRemark(_) | Record::FamilyPharmacist(_) => true,
                Record::OtcMedicine(it) => is_bought(&it.sequence),
                Record::OtcIngredient(it) => is_bought(&it.sequence),
                _ => visit.is_some_and(|visit| visits.contains(&visit)),
            }
        });
        Self::of(kept.cloned().collect())
    }

    fn of(records: Vec<Record>) -> Self {
        Self {
            version: Version::NEWEST,
            direction: Entry::Read(Direction::ToProvider),
            records,
            split: None,
            findings: Vec::new(),
        }
    }
}

/// Where records come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// The person's own: a text in several records may have two that are alike.
    Own,
    /// A slip's: what stands in the notebook already is not said again.
    Slip,
}

/// Records by their place in a notebook.
struct Gathering {
    patient: Option<Box<Patient>>,
    remarks: Vec<Record>,
    bought: Vec<Bought>,
    memos: Vec<Record>,
    entries: Vec<Record>,
    unknown: Vec<Record>,
    visits: Vec<Visit>,
    pharmacists: Vec<Record>,
    /// What was taken already, as it is written.
    seen: BTreeSet<String>,
    /// Knows how records are written.
    form: Notebook,
}

/// A visit with everything that stands behind its date.
struct Visit {
    day: Option<Day>,
    records: Vec<Record>,
}

impl Default for Gathering {
    fn default() -> Self {
        Self {
            patient: None,
            remarks: Vec::new(),
            bought: Vec::new(),
            memos: Vec::new(),
            entries: Vec::new(),
            unknown: Vec::new(),
            visits: Vec::new(),
            pharmacists: Vec::new(),
            seen: BTreeSet::new(),
            form: Notebook::of(Vec::new()),
        }
    }
}

impl Gathering {
    /// The records of one slip, or the person's own.
    fn take(&mut self, records: Vec<Record>, whose: Whose) {
        let mut visit = None;
        let mut bought: Vec<Bought> = Vec::new();
        for record in records {
            match record {
                Record::Patient(patient) => self.take_patient(patient),
                Record::DispensingDate(date) => {
                    self.close(visit.take());
                    visit = Some(Visit::new(date));
                }
                Record::OtcMedicine(medicine) => bought.push((medicine, Vec::new())),
                Record::OtcIngredient(ingredient) => {
                    let of = |(medicine, _): &&mut Bought| medicine.sequence == ingredient.sequence;
                    match bought.iter_mut().rev().find(of) {
                        Some((_, ingredients)) => ingredients.push(ingredient),
                        None => self.unknown.push(Record::OtcIngredient(ingredient)),
                    }
                }
                Record::PatientRemark(_) | Record::Memo(_) | Record::FamilyPharmacist(_) => {
                    self.keep(record, whose);
                }
                of_a_visit => match &mut visit {
                    Some(visit) => visit.records.push(of_a_visit),
                    None => self.keep(of_a_visit, whose),
                },
            }
        }
        self.close(visit);
        for (medicine, ingredients) in bought {
            let known = format!("3 {} {:?} {:?}", medicine.name, medicine.first, medicine.last);
            if self.seen.insert(known) || whose == Whose::Own {
                self.bought.push((medicine, ingredients));
            }
        }
    }

    fn take_patient(&mut self, other: Box<Patient>) {
        let Some(known) = &mut self.patient else {
            self.patient = Some(other);
            return;
        };
        if known.birth != other.birth {
            return;
        }
        if known.sex == Entry::Empty {
            known.sex = other.sex;
        }
        if known.kana.is_empty() {
            known.kana = other.kana;
        }
    }

    /// A record that belongs to no visit.
    fn keep(&mut self, record: Record, whose: Whose) {
        if !self.seen.insert(self.form.record(&record)) && whose == Whose::Slip {
            return;
        }
        let place = match record {
            Record::PatientRemark(_) => &mut self.remarks,
            Record::Memo(_) => &mut self.memos,
            Record::PatientEntry(_) => &mut self.entries,
            Record::FamilyPharmacist(_) => &mut self.pharmacists,
            _ => &mut self.unknown,
        };
        place.push(record);
    }

    fn close(&mut self, visit: Option<Visit>) {
        let Some(visit) = visit else { return };
        let written = |visit: &Visit| -> String {
            visit.records.iter().map(|record| self.form.record(record)).collect()
        };
        // Most days have one visit: those are never written to be compared.
        let of_that_day = || self.visits.iter().filter(|known| known.day == visit.day);
        let is_known = of_that_day().next().is_some() && {
            let this = written(&visit);
            of_that_day().any(|known| written(known) == this)
        };
        if !is_known {
            self.visits.push(visit);
        }
    }

    fn records(mut self) -> Vec<Record> {
        let mut records: Vec<Record> = self.patient.into_iter().map(Record::Patient).collect();
        records.append(&mut self.remarks);
        for (number, (mut medicine, ingredients)) in (1_u16..).zip(self.bought) {
            medicine.sequence = Entry::Read(number);
            records.push(Record::OtcMedicine(medicine));
            for mut ingredient in ingredients {
                ingredient.sequence = Entry::Read(number);
                records.push(Record::OtcIngredient(ingredient));
            }
        }
        for mut of_a_kind in [self.memos, self.entries, self.unknown] {
            records.append(&mut of_a_kind);
        }
        // One without a readable day stays before all others: nobody overlooks it there.
        self.visits.sort_by_key(|visit| Reverse(visit.day.map_or((1, None), |day| (0, Some(day)))));
        for visit in &mut self.visits {
            records.append(&mut mem::take(&mut visit.records));
        }
        records.append(&mut self.pharmacists);
        records
    }
}

impl Visit {
    fn new(date: Box<DispensingDate>) -> Self {
        Self { day: date.date.value().copied(), records: vec![Record::DispensingDate(date)] }
    }
}
