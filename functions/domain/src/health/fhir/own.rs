//! Kinds of records for which FHIR has a resource of its own, and where in it their fields go.

use super::{is_code, is_date, put::put};
use crate::health::checkup::{Kind, Sheet, Sort};
use crate::health::vaccination::Product;
use crate::language::Language;
use serde_json::{Value, json};

/// How a field is written.
enum As {
    /// As it is kept: texts, and days as far as they are known.
    Kept,
    /// As people read it.
    Label,
    /// A coding of the town's own.
    Coded,
    /// A word of FHIR's for some of the field's words. The others stay with the form.
    Words(&'static [(&'static str, &'static str)]),
}

/// A kind with a resource of its own.
pub(super) struct Own {
    kind: Kind,
    pub(super) resource: &'static str,
    /// What it has in any case.
    base: &'static str,
    /// Where the day goes that it is about, and the moment of writing; may be empty.
    day: &'static str,
    at: &'static str,
    fields: &'static [(&'static str, &'static str, As)],
}

static OWN: &[Own] = &[
    Own {
        kind: Kind::Vaccination,
        resource: "Immunization",
        base: r#"{"status":"completed"}"#,
        day: "occurrenceDateTime",
        at: "recorded",
        fields: &[
            ("product", "vaccineCode.coding.0", As::Coded),
            ("product", "vaccineCode.text", As::Label),
            ("other", "vaccineCode.text", As::Kept),
            ("dose", "protocolApplied.0.doseNumberPositiveInt", As::Kept),
            ("lot", "lotNumber", As::Kept),
            ("facility", "performer.0.actor.display", As::Kept),
            ("notes", "note.0.text", As::Kept),
        ],
    },
    Own {
        kind: Kind::OverTheCounter,
        resource: "MedicationStatement",
        base: "{}",
        day: "",
        at: "dateAsserted",
        fields: &[
            ("name", "medicationCodeableConcept.text", As::Kept),
            ("reason", "reasonCode.0.text", As::Kept),
            ("amount", "dosage.0.text", As::Kept),
            ("from", "effectivePeriod.start", As::Kept),
            ("until", "effectivePeriod.end", As::Kept),
            ("free", "note.0.text", As::Kept),
        ],
    },
    Own {
        kind: Kind::RegularMedicine,
        resource: "MedicationStatement",
        base: r#"{"status":"active"}"#,
        day: "effectiveDateTime",
        at: "dateAsserted",
        fields: &[
            ("name", "medicationCodeableConcept.text", As::Kept),
            ("reason", "reasonCode.0.text", As::Kept),
            ("amount", "dosage.0.text", As::Kept),
            ("notes", "note.0.text", As::Kept),
        ],
    },
    Own {
        kind: Kind::Allergy,
        resource: "AllergyIntolerance",
        base: r#"{"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]}}"#,
        day: "",
        at: "recordedDate",
        fields: &[
            (
                "sensitivity",
                "category.0",
                As::Words(&[("food", "food"), ("medicine", "medication"), ("vaccine", "biologic")]),
            ),
            ("substance", "code.text", As::Kept),
            ("reaction", "reaction.0.manifestation.+.text", As::Kept),
            (
                "severity",
                "reaction.0.severity",
                As::Words(&[
                    ("mild", "mild"),
                    ("moderate", "moderate"),
                    ("severe", "severe"),
                    ("anaphylaxis", "severe"),
                ]),
            ),
            (
                "severity",
                "reaction.0.manifestation.+.text",
                As::Words(&[("anaphylaxis", "アナフィラキシー")]),
            ),
            ("severity", "criticality", As::Words(&[("severe", "high"), ("anaphylaxis", "high")])),
            ("since", "onsetDateTime", As::Kept),
            ("notes", "note.0.text", As::Kept),
        ],
    },
    Own {
        kind: Kind::Condition,
        resource: "Condition",
        base: "{}",
        day: "",
        at: "recordedDate",
        fields: &[
            ("name", "code.text", As::Kept),
            (
                "course",
                "clinicalStatus.coding.0.code",
                As::Words(&[("current", "active"), ("watched", "active"), ("over", "resolved")]),
            ),
            ("course", "clinicalStatus.text", As::Label),
            ("since", "onsetDateTime", As::Kept),
            ("until", "abatementDateTime", As::Kept),
            ("notes", "note.0.text", As::Kept),
        ],
    },
    Own {
        kind: Kind::Contact,
        resource: "RelatedPerson",
        base: r#"{"relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]}]}"#,
        day: "",
        at: "",
        fields: &[
            ("name", "name.0.text", As::Kept),
            ("relation", "relationship.+.text", As::Kept),
            ("tel", "telecom.0.value", As::Kept),
            ("order", "telecom.0.rank", As::Kept),
        ],
    },
    Own {
        kind: Kind::Eligibility,
        resource: "Coverage",
        base: r#"{"status":"active"}"#,
        day: "",
        at: "",
        fields: &[
            ("card", "type.coding.0", As::Coded),
            ("card", "type.text", As::Label),
            ("issuer", "payor.0.display", As::Kept),
            ("from", "period.start", As::Kept),
            ("until", "period.end", As::Kept),
        ],
    },
];

/// The kind's own resource, without the patient and what all resources have; and the fields that it says.
/// None where the form has no such resource, or not enough for one.
pub(super) fn resource(
    sheet: &Sheet,
    (day, at): (&str, &str),
    system: &str,
) -> Option<(&'static str, Value, Vec<&'static str>)> {
    let own = OWN.iter().find(|own| own.kind == sheet.kind())?;
    // A coverage has a payor; a certificate of disability is none.
    let is_coverage = !matches!(sheet.text("card"), Some("disability" | "other"));
    if own.kind == Kind::Eligibility && (!is_coverage || sheet.text("issuer").is_none()) {
        return None;
    }
    let mut resource: Value = serde_json::from_str(own.base).unwrap_or_default();
    for (path, value) in [(own.day, day), (own.at, at)] {
        put(&mut resource, path, value.into());
    }
    let mut said = Vec::new();
    for (key, path, how) in own.fields {
        if *key == "until" && ends_wrongly(sheet) {
            continue;
        }
        if let Some(value) = written(sheet, key, how, system)
            && put(&mut resource, path, value)
        {
            said.push(*key);
        }
    }
    finish(sheet, day, &mut resource);
    Some((own.resource, resource, said))
}

/// An end before its beginning, or of what goes on: FHIR takes neither, so it stays with the form.
fn ends_wrongly(sheet: &Sheet) -> bool {
    let (from, until) = (sheet.text("from").or(sheet.text("since")), sheet.text("until"));
    let goes_on = matches!(sheet.text("course"), Some("current" | "watched"));
    goes_on || from.zip(until).is_some_and(|(from, until)| from > until)
}

fn written(sheet: &Sheet, key: &str, how: &As, system: &str) -> Option<Value> {
    let field = sheet.kind().field(key)?;
    let kept = sheet.json().get(key)?;
    // What another program put there in another form stays with the rest.
    let fits = match (field.sort, kept.as_str()) {
        (Sort::Number(_), _) => kept.as_i64().is_some_and(|number| number > 0),
        (Sort::Day | Sort::When, Some(day)) => is_date(day),
        (Sort::Choice(_) | Sort::Product, Some(word)) => is_code(word),
        (_, text) => text.is_some_and(|text| !text.is_empty()),
    };
    if !fits {
        return None;
    }
    match how {
        As::Kept => Some(kept.clone()),
        As::Label => sheet.shown(field, Language::Japanese).map(Value::String),
        As::Coded => Some(json!({
            "system": system,
            "code": format!("{key}.{}", kept.as_str()?),
            "display": sheet.shown(field, Language::Japanese)?,
        })),
        As::Words(words) => {
            let word = words.iter().find(|(word, _)| Some(*word) == kept.as_str())?;
            Some(word.1.into())
        }
    }
}

/// What follows from several fields.
fn finish(sheet: &Sheet, day: &str, resource: &mut Value) {
    let has = |resource: &Value, path: &str| resource.pointer(path).is_some();
    let text = |text: &str| Value::String(text.to_owned());
    match sheet.kind() {
        Kind::Vaccination => {
            if has(resource, "/performer") {
                put(resource, "performer.0.actor.type", text("Organization"));
            }
            if has(resource, "/protocolApplied") {
                for disease in sheet.product().map_or(&[][..], Product::diseases) {
                    let label = text(disease.label(Language::Japanese));
                    put(resource, "protocolApplied.0.targetDisease.+.text", label);
                }
            }
            // Needed, and nothing was said: the first of these finds its place taken else.
            put(resource, "vaccineCode.text", text("記載なし"));
        }
        Kind::OverTheCounter => {
            let ended = has(resource, "/effectivePeriod/end");
            put(resource, "status", text(if ended { "completed" } else { "unknown" }));
            if !has(resource, "/effectivePeriod") {
                put(resource, "effectiveDateTime", text(day));
            }
        }
        Kind::Allergy if has(resource, "/reaction") && !has(resource, "/reaction/0/manifestation") => {
            put(resource, "reaction.0.manifestation.+.text", text("記載なし"));
        }
        Kind::Condition => {
            if has(resource, "/abatementDateTime") {
                put(resource, "clinicalStatus.coding.0.code", text("resolved"));
            }
            if has(resource, "/clinicalStatus") {
                let system = "http://terminology.hl7.org/CodeSystem/condition-clinical";
                put(resource, "clinicalStatus.coding.0.system", text(system));
            }
        }
        Kind::Contact => {
            put(resource, "telecom.0.system", text("phone"));
        }
        _ => {}
    }
}
