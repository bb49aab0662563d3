//! A notebook as a page draws it.

use super::{MedicineWords, SUPPLY_DAYS};
use crate::words::Words;
use hibiki_domain::{
    health::medicine::{
        Circumstance, Contents, Dispensing, DrugLine, Duplicate, Notebook, Origin, OtcMedicine,
        OverTheCounter, RemarkKind, Rp, duplicates, medicines,
    },
    time::Day,
};
use std::collections::BTreeSet;

/// Everything, by what is in use.
pub(super) struct Laid {
    /// Allergies, side effects, history: what it is about, and the words.
    pub(super) remarks: Vec<(&'static str, String)>,
    pub(super) warnings: Vec<Warning>,
    pub(super) now: Vec<Visit>,
    pub(super) bought_now: Vec<Bought>,
    pub(super) earlier: Vec<Visit>,
    pub(super) bought_earlier: Vec<Bought>,
}

/// What was handed out on one visit.
pub(super) struct Visit {
    /// Its anchor on the page.
    pub(super) id: String,
    pub(super) day: String,
    pub(super) place: String,
    /// Who prescribed.
    pub(super) doctor: String,
    pub(super) ways: Vec<Way>,
    pub(super) notes: Vec<String>,
}

/// Medicines that are taken in the same way.
pub(super) struct Way {
    pub(super) drugs: Vec<Drug>,
    pub(super) usage: String,
    pub(super) notes: Vec<String>,
}

pub(super) struct Drug {
    pub(super) name: String,
    pub(super) amount: String,
    pub(super) notes: Vec<String>,
}

/// A medicine bought over the counter.
pub(super) struct Bought {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) dates: String,
    pub(super) ingredients: String,
}

/// The same ingredient in several medicines that are in use.
pub(super) struct Warning {
    pub(super) why: &'static str,
    /// Each medicine, where it came from, and its anchor.
    pub(super) medicines: Vec<(String, String, String)>,
}

/// Lays a notebook out for a day.
pub(super) fn laid_out(t: &Words, m: &MedicineWords, notebook: &Notebook, today: Day) -> Laid {
    let contents = notebook.contents();
    let medicines = medicines(&contents, SUPPLY_DAYS);
    let (mut visits_now, mut bought_now) = (BTreeSet::new(), BTreeSet::new());
    for medicine in medicines.iter().filter(|medicine| medicine.is_in_use(today)) {
        match &medicine.origin {
            Origin::Dispensed { dispensing, .. } => visits_now.extend([*dispensing]),
            Origin::OverTheCounter(it) => bought_now.extend(place_of(&contents, it)),
        }
    }
    let warnings =
        duplicates(&medicines, today).iter().map(|found| warning(t, m, &contents, found)).collect();
    let (now, earlier) = parted(&contents.dispensings, &visits_now, |place, it| visit(t, place, it));
    let (bought_now, bought_earlier) =
        parted(&contents.over_the_counter, &bought_now, |place, it| bought(t, place, it));
    let remarks = contents.remarks.iter().map(|it| {
        let about = match it.kind.value() {
            Some(RemarkKind::Allergy) => m.remark_allergy,
            Some(RemarkKind::AdverseReaction) => m.remark_reaction,
            Some(RemarkKind::History) => m.remark_history,
            Some(RemarkKind::Other) | None => m.remark_other,
        };
        (about, it.text.clone())
    });
    Laid { remarks: remarks.collect(), warnings, now, bought_now, earlier, bought_earlier }
}

/// Those that are in use, and the others.
fn parted<T, U>(all: &[T], now: &BTreeSet<usize>, shown: impl Fn(usize, &T) -> U) -> (Vec<U>, Vec<U>) {
    let (mut these, mut others) = (Vec::new(), Vec::new());
    for (place, one) in all.iter().enumerate() {
        if now.contains(&place) { &mut these } else { &mut others }.push(shown(place, one));
    }
    (these, others)
}

fn place_of(contents: &Contents<'_>, wanted: &OtcMedicine) -> Option<usize> {
    contents.over_the_counter.iter().position(|it| std::ptr::eq(it.medicine, wanted))
}

fn visit(t: &Words, place: usize, visit: &Dispensing<'_>) -> Visit {
    let doctor = visit.prescribing.map(|by| by.name.clone()).unwrap_or_default();
    let cautions = visit.cautions.iter().map(|it| it.text.clone());
    let told = visit.information.iter().map(|it| it.text.clone());
    let left = visit.leftovers.iter().map(|it| it.text.clone());
    let remarks = visit.remarks.iter().map(|it| it.text.clone());
    let own = visit.entries.iter().map(|it| it.text.clone());
    Visit {
        id: format!("visit-{place}"),
        day: day_of(t, visit),
        place: visit.institution.map(|by| by.name.clone()).unwrap_or_default(),
        doctor,
        ways: visit.rps.iter().map(way).collect(),
        notes: cautions.chain(told).chain(left).chain(remarks).chain(own).collect(),
    }
}

fn day_of(t: &Words, visit: &Dispensing<'_>) -> String {
    visit.date.date.value().map(|day| t.day(*day)).unwrap_or_default()
}

fn way(rp: &Rp<'_>) -> Way {
    let usage = rp.usage.map(|usage| {
        let quantity = usage.quantity.value().map(u16::to_string).unwrap_or_default();
        format!("{} {quantity}{}", usage.name, usage.unit)
    });
    let notes = rp.usage_notes.iter().map(|it| it.text.clone());
    let notes = notes.chain(rp.cautions.iter().map(|it| it.text.clone()));
    Way {
        drugs: rp.drugs.iter().map(drug).collect(),
        usage: usage.unwrap_or_default().trim().to_owned(),
        notes: notes.collect(),
    }
}

fn drug(line: &DrugLine<'_>) -> Drug {
    let notes = line.notes.iter().map(|it| it.text.clone());
    Drug {
        name: line.drug.name.clone(),
        amount: format!("{}{}", line.drug.dose, line.drug.unit),
        notes: notes.chain(line.cautions.iter().map(|it| it.text.clone())).collect(),
    }
}

fn bought(t: &Words, place: usize, it: &OverTheCounter<'_>) -> Bought {
    let day = |day: Option<&Day>| day.map(|day| t.day(*day)).unwrap_or_default();
    let (first, last) = (day(it.medicine.first.value()), day(it.medicine.last.value()));
    let ingredients: Vec<&str> = it.ingredients.iter().map(|it| it.name.as_str()).collect();
    Bought {
        id: format!("bought-{place}"),
        name: it.medicine.name.clone(),
        dates: if first.is_empty() && last.is_empty() { first } else { format!("{first} ～ {last}") },
        ingredients: ingredients.join("・"),
    }
}

fn warning(t: &Words, m: &MedicineWords, contents: &Contents<'_>, found: &Duplicate<'_>) -> Warning {
    let why = match found.circumstance {
        Circumstance::OverTheCounter => m.twice_bought,
        Circumstance::SeveralInstitutions => m.twice_several,
        Circumstance::OneInstitution => m.twice_one,
        Circumstance::OneVisit => m.twice_visit,
    };
    let each = found.medicines.iter().map(|medicine| match &medicine.origin {
        Origin::Dispensed { drug, dispensing, institution } => {
            let day = contents.dispensings.get(*dispensing).map(|visit| day_of(t, visit));
            let place = format!("{} {institution}", day.unwrap_or_default());
            (drug.name.clone(), place.trim().to_owned(), format!("visit-{dispensing}"))
        }
        Origin::OverTheCounter(it) => {
            let place = place_of(contents, it).unwrap_or_default();
            (it.name.clone(), m.bought.to_owned(), format!("bought-{place}"))
        }
    });
    Warning { why, medicines: each.collect() }
}
