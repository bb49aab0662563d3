//! What a pharmacy handed out, from a medicine notebook. The notebook goes along whole beside it.

use super::codes::UCUM;
use super::put::put;
use crate::health::medicine::{
    Dispensing, DosageForm, Drug, DrugCodeType, DrugLine, Notebook, OverTheCounter, Rp,
};
use serde_json::{Value, json};

/// The namespaces of JP Core for the number of a prescription and of a drug in it.
const RP: &str = "urn:oid:1.2.392.100495.20.3.81";
const IN_RP: &str = "urn:oid:1.2.392.100495.20.3.82";

/// Resource types with their content, still without patient. `day` is that of the entry.
pub(super) fn resources(notebook: &Notebook, day: &str) -> Vec<(&'static str, Value)> {
    let contents = notebook.contents();
    let mut made = Vec::new();
    for visit in &contents.dispensings {
        for rp in &visit.rps {
            for (place, line) in rp.drugs.iter().enumerate() {
                made.push(("MedicationDispense", dispensed(visit, rp, (place + 1, line), day)));
            }
        }
    }
    made.extend(contents.over_the_counter.iter().map(|it| ("MedicationStatement", bought(it, day))));
    made
}

fn dispensed(visit: &Dispensing<'_>, rp: &Rp<'_>, (place, line): (usize, &DrugLine<'_>), day: &str) -> Value {
    let drug = line.drug;
    let handed_over = visit.date.date.value().map_or_else(|| day.to_owned(), ToString::to_string);
    let mut made = json!({
        "status": "completed",
        "identifier": [
            {"system": RP, "value": rp.number.to_string()},
            {"system": IN_RP, "value": place.to_string()},
        ],
        "medicationCodeableConcept": {"text": drug.name},
        "whenHandedOver": handed_over,
    });
    if let Some(system) = code_system(drug) {
        let coding = json!({"system": system, "code": drug.code, "display": drug.name});
        put(&mut made, "medicationCodeableConcept.coding.0", coding);
    }
    if let Some(institution) = visit.institution {
        put(&mut made, "performer.0.actor", json!({"type": "Organization", "display": institution.name}));
    }
    amounts(&mut made, drug, rp);
    let notes = line.notes.iter().map(|it| &it.text);
    let notes = notes.chain(line.cautions.iter().map(|it| &it.text));
    let notes = notes.chain(rp.usage_notes.iter().map(|it| &it.text));
    for note in notes.chain(rp.cautions.iter().map(|it| &it.text)).filter(|note| !note.is_empty()) {
        put(&mut made, "note.+.text", note.as_str().into());
    }
    made
}

/// Dose and quantity mean something else for each form (JAHIS, table 3-23): nothing is multiplied here.
fn amounts(made: &mut Value, drug: &Drug, rp: &Rp<'_>) {
    let Some(usage) = rp.usage else { return };
    let quantity = usage.quantity.value().copied();
    let said =
        format!("{} {}{}", usage.name, quantity.map_or_else(String::new, |n| n.to_string()), usage.unit);
    if !said.trim().is_empty() {
        put(made, "dosageInstruction.0.text", said.trim().into());
    }
    let dose: Option<Value> = serde_json::from_str(&drug.dose).ok().filter(Value::is_number);
    let Some(dose) = dose.map(|value| with_unit(&value, &drug.unit)) else { return };
    let rate = "dosageInstruction.0.doseAndRate.0";
    match usage.form.value() {
        Some(DosageForm::Internal | DosageForm::Infusion | DosageForm::Decoction) => {
            let day = json!({"value": 1, "unit": "日", "system": UCUM, "code": "d"});
            put(made, &format!("{rate}.rateRatio"), json!({"numerator": dose, "denominator": day}));
            if let Some(days) = quantity {
                let days = json!({"value": days, "unit": "日", "system": UCUM, "code": "d"});
                put(made, "daysSupply", days);
            }
        }
        Some(DosageForm::AsNeeded) => {
            put(made, &format!("{rate}.doseQuantity"), dose);
            put(made, "dosageInstruction.0.asNeededBoolean", true.into());
        }
        Some(_) => {
            put(made, "quantity", dose);
        }
        None => {}
    }
}

fn with_unit(value: &Value, unit: &str) -> Value {
    if unit.is_empty() { json!({ "value": value }) } else { json!({"value": value, "unit": unit}) }
}

/// Where JP Core has a namespace for the code.
fn code_system(drug: &Drug) -> Option<&'static str> {
    match (drug.code_type.value()?, drug.code.len()) {
        (DrugCodeType::Yj, 12) => Some("urn:oid:1.2.392.100495.20.1.73"),
        (DrugCodeType::Hot, 9) => Some("urn:oid:1.2.392.200119.4.403.1"),
        (DrugCodeType::Hot, 13) => Some("urn:oid:1.2.392.200119.4.402.1"),
        _ => None,
    }
}

fn bought(it: &OverTheCounter<'_>, day: &str) -> Value {
    let (first, last) = (it.medicine.first.value(), it.medicine.last.value());
    let mut made = json!({
        "status": if last.is_some() { "completed" } else { "unknown" },
        "medicationCodeableConcept": {"text": it.medicine.name},
    });
    match (first, last) {
        (Some(first), Some(last)) if first > last => {}
        _ => {
            for (path, day) in [("effectivePeriod.start", first), ("effectivePeriod.end", last)] {
                if let Some(day) = day {
                    put(&mut made, path, day.to_string().into());
                }
            }
        }
    }
    if made.get("effectivePeriod").is_none() {
        put(&mut made, "effectiveDateTime", day.into());
    }
    let names: Vec<&str> = it.ingredients.iter().map(|it| it.name.as_str()).collect();
    if !names.is_empty() {
        put(&mut made, "note.0.text", names.join("、").into());
    }
    made
}
