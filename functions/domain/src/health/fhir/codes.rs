//! What measurements are called elsewhere: LOINC, UCUM and the categories of JP Core.
//!
//! Only codes whose meaning is exactly that of the field stand here. Where method or specimen is not known (blood sugar at
//! home, eGFR), no code is better than a wrong one: the town's own code and the words remain.

use crate::health::checkup::{Field, Kind, Sort};
use crate::language::Language;

pub(super) const LOINC: &str = "http://loinc.org";
pub(super) const UCUM: &str = "http://unitsofmeasure.org";
/// Both pressures together, as FHIR wants them.
pub(super) const PRESSURE: &str = "85354-9";

/// A field that others know.
pub(super) struct Known {
    key: &'static str,
    /// Of which kind alone; empty for every kind that has the field.
    kind: &'static str,
    pub(super) loinc: &'static [&'static str],
    pub(super) category: &'static str,
}

const BODY: &str = "body-measurement";
pub(super) const VITAL: &str = "vital-signs";
const LABORATORY: &str = "laboratory";
/// What a check-up found and nobody else has a code for.
pub(super) const EXAM: &str = "exam";

const fn known(
    key: &'static str,
    kind: &'static str,
    loinc: &'static [&'static str],
    category: &'static str,
) -> Known {
    Known { key, kind, loinc, category }
}

static KNOWN: &[Known] = &[
    known("weight", "", &["29463-7"], BODY),
    known("height", "", &["8302-2"], BODY),
    known("head", "", &["9843-4"], BODY),
    known("bmi", "", &["39156-5"], BODY),
    known("waist", "", &["8280-0"], BODY),
    known("fat", "", &["41982-0"], BODY),
    known("chest", "", &[], BODY),
    known("systolic", "", &["8480-6"], VITAL),
    known("diastolic", "", &["8462-4"], VITAL),
    known("pulse", "", &["8867-4"], VITAL),
    known("temperature", "", &["8310-5"], VITAL),
    // The first is what FHIR's profile asks for, the second says that it was measured through the skin.
    known("oxygen", "", &["2708-6", "59408-5"], VITAL),
    known("triglycerides_fasting", "", &["3048-6"], LABORATORY),
    known("triglycerides", "", &["2571-8"], LABORATORY),
    known("hdl", "", &["2085-9"], LABORATORY),
    known("ldl", "", &["2089-1"], LABORATORY),
    known("non_hdl", "", &["43396-1"], LABORATORY),
    known("ast", "", &["1920-8"], LABORATORY),
    known("alt", "", &["1742-6"], LABORATORY),
    known("ggt", "", &["2324-2"], LABORATORY),
    known("glucose_fasting", "", &["1558-6"], LABORATORY),
    known("glucose", "town-checkup", &["2345-7"], LABORATORY),
    known("glucose", "", &[], LABORATORY),
    known("hba1c", "", &["4548-4"], LABORATORY),
    known("urine_protein", "", &["20454-5"], LABORATORY),
    known("urine_sugar", "", &["25428-4"], LABORATORY),
    known("urine_blood", "", &["5794-3"], LABORATORY),
    known("creatinine", "", &["2160-0"], LABORATORY),
    known("egfr", "", &[], LABORATORY),
    known("haemoglobin", "", &["718-7"], LABORATORY),
    known("red_cells", "", &["26453-1"], LABORATORY),
    known("haematocrit", "", &["20570-8"], LABORATORY),
    known("uric_acid", "", &["3084-1"], LABORATORY),
    known("abo", "", &["883-9"], LABORATORY),
    known("rh", "", &["10331-7"], LABORATORY),
    known("fundus", "", &["11881-0"], EXAM),
    known("apgar1", "", &["9272-6"], EXAM),
    known("apgar5", "", &["9274-2"], EXAM),
    known("epds", "", &["71354-5"], "survey"),
];

/// What others call a field.
pub(super) fn known_as(kind: Kind, key: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.key == key && (known.kind.is_empty() || known.kind == kind.word()))
}

/// The unit in UCUM; None for numbers that measure nothing (a grade, which dose).
pub(super) fn ucum(field: &Field) -> Option<&'static str> {
    let Sort::Number(_) = field.sort else { return None };
    Some(match field.unit(Language::English) {
        "" if field.key == "bmi" => "kg/m2",
        "mmHg" => "mm[Hg]",
        "℃" => "Cel",
        "mL/min/1.73m²" => "mL/min/{1.73_m2}",
        "×10⁴/μL" => "10*4/uL",
        "points" => "{score}",
        "beats a minute" => "/min",
        "weeks" => "wk",
        "days" => "d",
        "hours" => "h",
        "teeth" => "{tooth}",
        "steps" => "{steps}",
        same @ ("g" | "kg" | "cm" | "mL" | "%" | "mg/dL" | "g/dL" | "U/L") => same,
        _ => return None,
    })
}
