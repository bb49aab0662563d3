//! The same ingredient twice among the medicines in use on a day.
//!
//! **Codes.** The YJ code, the ministry's code (薬価基準収載医薬品コード) and the generic name's code have twelve characters
//! of one build: four of therapeutic class, three of route and ingredient, one of dosage form, one of strength, then
//! what tells products apart. So two drugs are of one ingredient when the first **seven** agree, of one ingredient and
//! form when the first **eight** do, and of one strength too when the first **nine** do. `2171022F1029` and
//! `2171022F2017` are one ingredient in tablets of two strengths. The seven characters differ between oral, injected
//! and external forms of one ingredient, and where an ingredient has two therapeutic classes; names may still agree.
//! The code of an over-the-counter ingredient has seven digits that look like those first seven, and is compared so.
//!
//! **Names** are compared without product, strength and form: `【般】アムロジピン錠２．５ｍｇ`, `ｱﾑﾛｼﾞﾋﾟﾝ錠5mg「ﾋﾋﾞｷ」` and
//! `アムロジピンOD錠` are one. A combination counts for each of its ingredients when its generic name joins them by a dot.
//!
//! This is a hint to ask a pharmacist with, and no judgement: nothing found does not mean that nothing is there.

use super::contents::{Contents, Dispensing, Rp};
use super::record::{Drug, OtcMedicine};
use super::{DosageForm, DrugCodeType, GenericCodeType, OverTheCounter};
use crate::kana;
use crate::time::Day;
use std::cmp::Reverse;

/// A medicine of a notebook and for how long it is in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Medicine<'a> {
    /// Where it came from.
    pub origin: Origin<'a>,
    /// The first day of use; not known for some medicines bought over the counter.
    pub first: Option<Day>,
    /// The last day of use, as far as it can be told.
    pub last: Option<Day>,
    codes: Vec<&'a str>,
    /// As they are written.
    names: Vec<&'a str>,
}

/// Where a medicine came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin<'a> {
    /// Handed out.
    Dispensed {
        /// The drug.
        drug: &'a Drug,
        /// The visit, by its place in [`Contents::dispensings`].
        dispensing: usize,
        /// Who prescribed it, or handed it out where that is one; empty when nobody says.
        institution: &'a str,
    },
    /// Bought over the counter.
    OverTheCounter(&'a OtcMedicine),
}

/// Medicines of one ingredient, in use on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate<'a> {
    /// How alike all of them are.
    pub likeness: Likeness,
    /// How they came together.
    pub circumstance: Circumstance,
    /// Two or more.
    pub medicines: Vec<&'a Medicine<'a>>,
}

/// How alike medicines are, and why that is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Their names begin with the same ingredient, or the same product.
    Name,
    /// The first seven characters of their codes: route and ingredient.
    Ingredient,
    /// The first eight: dosage form too.
    Form,
    /// The first nine: strength too.
    Strength,
    /// The same code: the same product.
    Product,
}

/// How medicines of one ingredient came together, what is usual first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Circumstance {
    /// On one visit: often a dose that differs between morning and evening, and a pharmacist saw it.
    OneVisit,
    /// By one institution on several visits: often the next supply before the last is used up.
    OneInstitution,
    /// By several institutions.
    SeveralInstitutions,
    /// At least one was bought over the counter.
    OverTheCounter,
}

/// All medicines of a notebook.
///
/// What is taken by days is in use for as many days as were handed out. For what is taken when needed, dropped or put on,
/// no record says how long it lasts: `supply_days` says how long it is taken to be in use; so it is for a medicine
/// bought over the counter that has no last day.
pub fn medicines<'a>(contents: &Contents<'a>, supply_days: u16) -> Vec<Medicine<'a>> {
    let mut medicines = Vec::new();
    for (index, visit) in contents.dispensings.iter().enumerate() {
        for rp in &visit.rps {
            medicines.extend(rp.drugs.iter().map(|line| dispensed(line.drug, index, visit, rp, supply_days)));
        }
    }
    medicines.extend(contents.over_the_counter.iter().map(|bought| over_the_counter(bought, supply_days)));
    medicines
}

fn dispensed<'a>(
    drug: &'a Drug,
    dispensing: usize,
    visit: &Dispensing<'a>,
    rp: &Rp<'a>,
    supply_days: u16,
) -> Medicine<'a> {
    let prescribing = visit.prescribing.map(|by| by.name.as_str());
    let institution = prescribing.or(visit.institution.map(|by| by.name.as_str())).unwrap_or_default();
    let by_days = |usage: &&super::Usage| {
        matches!(
            usage.form.value(),
            Some(DosageForm::Internal | DosageForm::Infusion | DosageForm::Decoction)
        )
    };
    let days = rp.usage.filter(by_days).and_then(|usage| usage.quantity.value().copied());
    let first = visit.date.date.value().copied();
    let mut codes = Vec::new();
    if matches!(drug.code_type.value(), Some(DrugCodeType::Yj | DrugCodeType::Ministry)) {
        codes.extend(built(&drug.code));
    }
    if drug.generic_code_type.value() == Some(&GenericCodeType::GenericName) {
        codes.extend(built(&drug.generic_code));
    }
    Medicine {
        origin: Origin::Dispensed { drug, dispensing, institution },
        first,
        last: first.map(|first| last_day(first, days.unwrap_or(supply_days))),
        codes,
        names: vec![&drug.generic_name, &drug.name],
    }
}

fn over_the_counter<'a>(bought: &OverTheCounter<'a>, supply_days: u16) -> Medicine<'a> {
    let medicine = bought.medicine;
    let first = medicine.first.value().copied();
    let last = medicine.last.value().copied().or(first.map(|first| last_day(first, supply_days)));
    let named = bought.ingredients.iter().map(|ingredient| ingredient.name.as_str());
    Medicine {
        origin: Origin::OverTheCounter(medicine),
        first,
        last,
        codes: bought.ingredients.iter().filter_map(|ingredient| built(&ingredient.code)).collect(),
        names: named.chain([medicine.name.as_str()]).collect(),
    }
}

fn last_day(first: Day, days: u16) -> Day {
    first.plus_days(i32::from(days.max(1)) - 1)
}

/// A code whose first seven characters say the ingredient.
fn built(code: &str) -> Option<&str> {
    let digits = code.get(..INGREDIENT)?.bytes().all(|byte| byte.is_ascii_digit());
    (digits && matches!(code.len(), INGREDIENT | 12) && code.is_ascii()).then_some(code)
}

const INGREDIENT: usize = 7;
const FORM: usize = 8;
const STRENGTH: usize = 9;

impl Medicine<'_> {
    /// Whether it is in use on a day; what is not known is taken to be.
    pub fn is_in_use(&self, on: Day) -> bool {
        self.first.is_none_or(|first| first <= on) && self.last.is_none_or(|last| on <= last)
    }

    /// The code of one product, with its kind: codes of different kinds are different things.
    fn product(&self) -> Option<(DrugCodeType, &str)> {
        let Origin::Dispensed { drug, .. } = &self.origin else { return None };
        let kind = drug.code_type.value().copied().filter(|kind| *kind != DrugCodeType::None)?;
        (!drug.code.is_empty()).then_some((kind, drug.code.as_str()))
    }
}

/// By what medicines may be found to be alike.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    /// The first seven characters of a code.
    Ingredient(&'a str),
    Product(DrugCodeType, &'a str),
    Name(&'a str),
}

/// The ingredients that more than one medicine in use on that day has, the least usual circumstance first.
///
/// Two of three medicines may share more than all three do: then the two are told as well as the three.
/// The work and the answer grow with the number of medicines and their names, not with the number of pairs.
pub fn duplicates<'a>(medicines: &'a [Medicine<'a>], on: Day) -> Vec<Duplicate<'a>> {
    let in_use: Vec<(usize, &Medicine<'_>, Vec<String>)> = medicines
        .iter()
        .enumerate()
        .filter(|(_, medicine)| medicine.is_in_use(on))
        .map(|(index, medicine)| {
            (index, medicine, medicine.names.iter().flat_map(|name| ingredients(name)).collect())
        })
        .collect();
    let mut keys = Vec::new();
    for (index, medicine, names) in &in_use {
        let index = *index;
        let codes = medicine.codes.iter().filter_map(|code| code.get(..INGREDIENT));
        keys.extend(codes.map(|code| (Key::Ingredient(code), index)));
        keys.extend(medicine.product().map(|(kind, code)| (Key::Product(kind, code), index)));
        keys.extend(names.iter().map(|name| (Key::Name(name), index)));
    }
    keys.sort_unstable();
    keys.dedup();
    let mut groups: Vec<(Vec<usize>, &Key<'_>)> = keys
        .chunk_by(|(a, _), (b, _)| a == b)
        .filter_map(|alike| {
            let (key, _) = alike.first().filter(|_| alike.len() > 1)?;
            Some((alike.iter().map(|(_, index)| *index).collect(), key))
        })
        .collect();
    // Of several keys that find the same medicines the first says most.
    groups.sort_unstable();
    groups.dedup_by(|(later, _), (earlier, _)| later == earlier);

    let told = groups.into_iter().map(|(group, key)| {
        let members: Vec<&Medicine<'_>> = group.iter().filter_map(|index| medicines.get(*index)).collect();
        let code = if let Key::Ingredient(code) = key { Some(*code) } else { None };
        Duplicate {
            likeness: likeness(&members, code),
            circumstance: circumstance(&members),
            medicines: members,
        }
    });
    let mut duplicates: Vec<Duplicate<'a>> = told.collect();
    duplicates.sort_by_key(|found| Reverse((found.circumstance, found.likeness)));
    duplicates
}

/// `code` is the seven characters by which they were found, if they were.
fn likeness(members: &[&Medicine<'_>], code: Option<&str>) -> Likeness {
    let product = members.first().and_then(|first| first.product());
    if product.is_some() && members.iter().all(|member| member.product() == product) {
        return Likeness::Product;
    }
    let Some(code) = code else { return Likeness::Name };
    let share = |length: usize| {
        let mut starts = members.iter().map(|member| {
            member.codes.iter().find(|of| of.starts_with(code)).and_then(|code| code.get(..length))
        });
        let first = starts.next().flatten();
        first.is_some() && starts.all(|start| start == first)
    };
    if share(STRENGTH) {
        Likeness::Strength
    } else if share(FORM) {
        Likeness::Form
    } else {
        Likeness::Ingredient
    }
}

fn circumstance(members: &[&Medicine<'_>]) -> Circumstance {
    let mut first = None;
    let (mut one_visit, mut one_institution) = (true, true);
    for member in members {
        let Origin::Dispensed { dispensing, institution, .. } = member.origin else {
            return Circumstance::OverTheCounter;
        };
        let institution = kana::search_key(institution);
        let (visit, by) = first.get_or_insert_with(|| (dispensing, institution.clone()));
        one_visit &= *visit == dispensing;
        one_institution &= *by == institution && !institution.is_empty();
    }
    match (one_visit, one_institution) {
        (true, _) => Circumstance::OneVisit,
        (false, true) => Circumstance::OneInstitution,
        (false, false) => Circumstance::SeveralInstitutions,
    }
}

/// Words at which an ingredient's name ends and its form begins, as [`kana::search_key`] spells them: シロツプ is シロップ.
pub(super) const FORMS: [&str; 23] = [
    "錠",
    "OD",
    "カプセル",
    "散",
    "細粒",
    "顆粒",
    "ドライシロツプ",
    "シロツプ",
    "軟膏",
    "クリム",
    "ロシヨン",
    "テプ",
    "パツプ",
    "点眼",
    "点鼻",
    "坐剤",
    "坐薬",
    "吸入",
    "注",
    "液",
    "配合",
    "口腔",
    "徐放",
];

/// The keys of a name's ingredients, without product, strength and form.
fn ingredients(name: &str) -> Vec<String> {
    let name = match name.split_once('】') {
        Some((mark, rest)) if mark.starts_with('【') => rest,
        _ => name,
    };
    let ends = |c: char| {
        c.is_ascii_digit() || matches!(c, '０'..='９' | '「' | '｢' | '(' | '（' | '【' | '％' | '%')
    };
    let base = name.split(ends).next().unwrap_or_default();
    base.split(['・', '･', '／', '/'])
        .map(|part| {
            let mut key = kana::search_key(part);
            let form = FORMS.iter().filter_map(|form| key.find(form).filter(|at| *at > 0)).min();
            key.truncate(form.unwrap_or(key.len()));
            key
        })
        .filter(|key| key.chars().count() > 1)
        .collect()
}
