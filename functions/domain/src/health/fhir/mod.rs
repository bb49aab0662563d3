//! The record as a FHIR R4 bundle, for programs of other makers (docs/health-export.md).
//!
//! Of every entry that stands, its newest version goes along; what was withdrawn does not: a program that overlooks
//! «entered in error» would bring a withdrawn allergy back to life. The table of [`super::csv`] has all versions.
//!
//! A kind of record becomes a resource of its own where FHIR has one (`own.rs`), its numbers become observations
//! (`codes.rs`), and whatever is left stays together as a filled-in form. So nothing is lost, and nothing is said twice.
//! `Provenance` says of each entry who wrote it, when, about which day, and how it came in.

mod codes;
mod medicine;
mod own;
mod put;

use self::codes::{EXAM, LOINC, PRESSURE, UCUM, VITAL, known_as, ucum};
use self::put::put;
use super::checkup::{self, Field, Kind, Number, Sheet, Sort, plain};
use super::entry::{Body, Entry, Recorder, Version};
use crate::language::Language;
use crate::time::{Day, Timestamp};
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};

const JP_CORE: &str = "http://jpfhir.jp/fhir/core/StructureDefinition/";
const JP_CATEGORY: &str = "http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS";
const CATEGORY: &str = "http://terminology.hl7.org/CodeSystem/observation-category";
const NAME_FORM: &str = "http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation";

/// Whose record it is.
#[derive(Debug)]
pub struct Person<'a> {
    /// The name as the town has it.
    pub name: &'a str,
    /// The birth date.
    pub born: Day,
    /// A secret of the record from which ids are made: the same entry has the same id in every export, and nobody can tell
    /// from it which row of a database it was.
    pub seed: &'a [u8; 32],
}

/// The bundle, of type `collection`. `origin` is the town's: its own codes stand under it.
pub fn bundle(origin: &str, person: &Person<'_>, versions: &[Version], now: Timestamp) -> String {
    let patient = uuid(person.seed, "", "patient");
    let mut out =
        format!(r#"{{"resourceType":"Bundle","type":"collection","timestamp":"{}","entry":["#, now.utc());
    add(&mut out, &patient, &patient_resource(person, &patient));
    for (version, entry) in standing(versions) {
        let mut making =
            Making { origin, seed: person.seed, patient: &patient, version, entry, made: Vec::new() };
        making.make();
        // Each entry becomes text at once: a long record would not fit into the Worker's memory as values.
        for (id, resource) in &making.made {
            out.push(',');
            add(&mut out, id, resource);
        }
    }
    out.push_str("]}");
    out
}

fn add(out: &mut String, id: &str, resource: &Value) {
    // Writing into a text cannot fail.
    let _ = write!(out, r#"{{"fullUrl":"urn:uuid:{id}","resource":{resource}}}"#);
}

/// The newest version of every entry that was not withdrawn, by day.
fn standing(versions: &[Version]) -> Vec<(&Version, &Entry)> {
    let mut newest: BTreeMap<&str, &Version> = BTreeMap::new();
    for version in versions {
        let known = newest.entry(&version.record).or_insert(version);
        if version.number > known.number {
            *known = version;
        }
    }
    let mut standing: Vec<_> =
        newest.into_values().filter_map(|version| Some((version, version.entry.as_ref()?))).collect();
    standing.sort_by_key(|(_, entry)| (entry.day, entry.at));
    standing
}

/// RFC 9562, version 8: made from a secret, what it is of, and what it is.
fn uuid(seed: &[u8; 32], record: &str, what: &str) -> String {
    let hash = Sha256::new().chain_update(seed).chain_update(record).chain_update([0]).chain_update(what);
    let mut bytes: [u8; 32] = hash.finalize().into();
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = HEXLOWER.encode(&bytes[..16]);
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn patient_resource(person: &Person<'_>, id: &str) -> Value {
    // Which writing the name is in: JP Core asks for it.
    let form = if person.name.is_ascii() {
        "ABC"
    } else if person.name.chars().any(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')) {
        "IDE"
    } else {
        "SYL"
    };
    json!({
        "resourceType": "Patient",
        "id": id,
        "meta": {"profile": [format!("{JP_CORE}JP_Patient")]},
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": format!("urn:uuid:{id}")}],
        "name": [{"extension": [{"url": NAME_FORM, "valueCode": form}], "text": person.name}],
        "birthDate": person.born.to_string(),
    })
}

/// The resources of one entry.
struct Making<'a> {
    origin: &'a str,
    seed: &'a [u8; 32],
    patient: &'a str,
    version: &'a Version,
    entry: &'a Entry,
    made: Vec<(String, Value)>,
}

impl Making<'_> {
    fn make(&mut self) {
        match &self.entry.body {
            Body::Newer(newer) => {
                self.attach(newer.kind(), "application/json", &newer.json());
            }
            Body::Sheet(sheet) => self.sheet(sheet),
        }
        let targets: Vec<Value> =
            self.made.iter().map(|(id, _)| json!({"reference": format!("urn:uuid:{id}")})).collect();
        let mut provenance = json!({
            "target": targets,
            "occurredDateTime": self.entry.day.to_string(),
            "recorded": self.entry.at.utc(),
            "agent": [{"who": self.recorder()}],
        });
        let from = self.entry.from.word();
        if !from.is_empty() {
            let coding = json!({"system": self.system("source"), "code": from});
            put(&mut provenance, "activity.coding.0", coding);
        }
        self.keep("Provenance", "provenance", None, provenance);
    }

    fn sheet(&mut self, sheet: &Sheet) {
        let (day, at, kind) = (self.entry.day.to_string(), self.entry.at.utc(), sheet.kind());
        let mut said: Vec<&str> = Vec::new();
        if let Some((name, resource, fields)) = own::resource(sheet, (&day, &at), &self.system(kind.word())) {
            let clinic = matches!(self.entry.by, Recorder::Clinic { .. });
            let resource = self.about_source(name, resource, clinic);
            said.extend(fields);
            self.keep(name, "own", profile_of(name), resource);
        }
        if let Some(notebook) = sheet.notebook() {
            said.push("jahis");
            self.attach(kind.name(Language::Japanese), "text/plain; charset=utf-8", &notebook.write());
            for (place, (name, resource)) in medicine::resources(&notebook, &day).into_iter().enumerate() {
                self.keep(name, &format!("medicine {place}"), profile_of(name), resource);
            }
        }
        // When it was measured; the time of a birth is another thing, and stays with the form.
        let clock = sheet.text("time").filter(|time| kind == Kind::Vitals && checkup::clock(time).is_some());
        self.observations(sheet, clock, &mut said);
        let rest = sheet.json().keys().any(|key| !said.contains(&key.as_str()));
        if rest || self.made.is_empty() {
            self.form(sheet, &said);
        }
    }

    /// What depends on who wrote it.
    fn about_source(&self, name: &str, mut resource: Value, clinic: bool) -> Value {
        if name == "Immunization" {
            put(&mut resource, "primarySource", clinic.into());
            if !clinic {
                put(&mut resource, "reportOrigin.text", self.entry.by.text(Language::Japanese).into());
            }
        }
        if name == "AllergyIntolerance" {
            let code = if clinic { "confirmed" } else { "unconfirmed" };
            let system = "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification";
            put(&mut resource, "verificationStatus.coding.0", json!({"system": system, "code": code}));
        }
        resource
    }

    /// One observation for each measured value; both blood pressures in one.
    fn observations(&mut self, sheet: &Sheet, clock: Option<&str>, said: &mut Vec<&str>) {
        let mut pressures = Vec::new();
        let mut observed = false;
        for field in sheet.kind().fields().iter().filter(|field| sheet.json().contains_key(field.key)) {
            let key = field.key;
            let known = known_as(sheet.kind(), key);
            let value = match field.sort {
                Sort::Number(number) => {
                    let (Some(unit), Some(value)) = (ucum(field), sheet.number(key)) else { continue };
                    ("valueQuantity", quantity(field, number, value, Some(unit)))
                }
                Sort::Choice(_) if known.is_some() => {
                    let Some(answer) = self.answer(sheet, field) else { continue };
                    let text = answer.get("display").cloned().unwrap_or_default();
                    ("valueCodeableConcept", json!({"coding": [answer], "text": text}))
                }
                _ => continue,
            };
            if said.contains(&key) {
                continue;
            }
            said.push(key);
            observed = true;
            let part = json!({"code": self.code(sheet.kind(), field), value.0: value.1});
            if matches!(key, "systolic" | "diastolic") {
                pressures.push(part);
                continue;
            }
            let category = known.map_or(EXAM, |known| known.category);
            self.observation(key, category, part, clock);
        }
        if !pressures.is_empty() {
            if pressures.len() == 1 {
                let has_upper = sheet.number("systolic").is_some();
                let missing = if has_upper { "diastolic" } else { "systolic" };
                if let Some(field) = sheet.kind().field(missing) {
                    let system = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
                    let why = json!({"coding": [{"system": system, "code": "unknown"}]});
                    pressures.push(json!({"code": self.code(sheet.kind(), field), "dataAbsentReason": why}));
                }
            }
            let code = json!({"coding": [{"system": LOINC, "code": PRESSURE}], "text": "血圧"});
            self.observation("pressure", VITAL, json!({"code": code, "component": pressures}), clock);
        }
        if observed && clock.is_some() {
            said.push("time");
        }
    }

    fn observation(&mut self, key: &str, category: &str, mut resource: Value, clock: Option<&str>) {
        let day = self.entry.day;
        let when = clock.map_or_else(|| day.to_string(), |clock| format!("{day}T{clock}:00+09:00"));
        put(&mut resource, "status", "final".into());
        put(&mut resource, "category.+.coding.0", json!({"system": JP_CATEGORY, "code": category}));
        let profile = match category {
            "body-measurement" => "JP_Observation_BodyMeasurement",
            VITAL => "JP_Observation_VitalSigns",
            _ => "JP_Observation_Common",
        };
        if profile != "JP_Observation_Common" {
            // FHIR itself counts weight and height among the vital signs.
            put(&mut resource, "category.+.coding.0", json!({"system": CATEGORY, "code": VITAL}));
        }
        put(&mut resource, "effectiveDateTime", when.into());
        put(&mut resource, "issued", self.entry.at.utc().into());
        put(&mut resource, "performer.0", self.recorder());
        self.keep("Observation", key, Some(profile), resource);
    }

    /// Whatever no other resource says, as the filled-in form.
    fn form(&mut self, sheet: &Sheet, said: &[&str]) {
        let kind = sheet.kind();
        let mut items = vec![json!({
            "linkId": "entry_day",
            "text": "日付",
            "answer": [{"valueDate": self.entry.day.to_string()}],
        })];
        for field in kind.fields().iter().filter(|field| !said.contains(&field.key)) {
            let kept = sheet.json().get(field.key);
            let Some(kept) = kept.filter(|kept| !plain(kept).is_empty()) else { continue };
            let (name, value) = match (field.sort, kept) {
                (Sort::Number(number), Value::Number(whole)) if whole.is_i64() => {
                    let value = whole.as_i64().unwrap_or_default();
                    let quantity = quantity(field, number, value, None);
                    match quantity.get("unit") {
                        Some(_) => ("valueQuantity", quantity),
                        None => ("valueDecimal", quantity.get("value").cloned().unwrap_or_default()),
                    }
                }
                (Sort::Choice(_) | Sort::Product, _) if self.answer(sheet, field).is_some() => {
                    ("valueCoding", self.answer(sheet, field).unwrap_or_default())
                }
                (Sort::Day | Sort::When, Value::String(day)) if is_date(day) => {
                    ("valueDate", day.as_str().into())
                }
                (Sort::Clock, Value::String(time)) if checkup::clock(time).is_some() => {
                    ("valueTime", format!("{time}:00").into())
                }
                _ => ("valueString", plain(kept).into()),
            };
            items.push(json!({"linkId": field.key, "text": field.label[0], "answer": [{name: value}]}));
        }
        let newer = sheet.json().iter().filter(|(key, _)| kind.field(key).is_none());
        for (key, value) in newer.filter(|(_, value)| !plain(value).is_empty()) {
            let answer = json!([{"valueString": plain(value)}]);
            items.push(json!({"linkId": key, "text": key, "answer": answer}));
        }
        let form = json!({
            "status": "completed",
            "questionnaire": format!("{}/fhir/Questionnaire/{}", self.origin, kind.word()),
            "authored": self.entry.at.utc(),
            "author": self.recorder(),
            "item": items,
        });
        self.keep("QuestionnaireResponse", "form", None, form);
    }

    fn attach(&mut self, title: &str, content_type: &str, text: &str) {
        let data = BASE64.encode(text.as_bytes());
        let document = json!({
            "status": "current",
            "type": {"text": title},
            "date": self.entry.at.utc(),
            "author": [self.recorder()],
            "content": [{"attachment": {"contentType": content_type, "data": data, "title": title}}],
        });
        self.keep("DocumentReference", "document", None, document);
    }

    /// Puts in what all resources have.
    fn keep(&mut self, name: &str, what: &str, profile: Option<&str>, mut resource: Value) {
        let id = uuid(self.seed, &self.version.record, what);
        put(&mut resource, "resourceType", name.into());
        put(&mut resource, "id", id.as_str().into());
        put(&mut resource, "meta.versionId", self.version.number.to_string().into());
        put(&mut resource, "meta.lastUpdated", self.entry.at.utc().into());
        if let Some(profile) = profile {
            put(&mut resource, "meta.profile.0", format!("{JP_CORE}{profile}").into());
        }
        let entry = format!("urn:uuid:{}", uuid(self.seed, &self.version.record, "entry"));
        let entry = json!({"system": format!("{}/fhir/entry", self.origin), "value": entry});
        let (patient, identifier) = match name {
            "Provenance" => ("", ""),
            "QuestionnaireResponse" => ("subject", "identifier"),
            "AllergyIntolerance" | "Immunization" | "RelatedPerson" => ("patient", "identifier.+"),
            "Coverage" => ("beneficiary", "identifier.+"),
            _ => ("subject", "identifier.+"),
        };
        put(&mut resource, identifier, entry);
        put(&mut resource, patient, json!({"reference": format!("urn:uuid:{}", self.patient)}));
        self.made.push((id, resource));
    }

    /// The word of a choice, as a coding of the town's own; None where it is not a choice's.
    fn answer(&self, sheet: &Sheet, field: &Field) -> Option<Value> {
        let word = sheet.text(field.key)?;
        let display = sheet.shown(field, Language::Japanese)?;
        let code = format!("{}.{word}", field.key);
        let system = self.system(sheet.kind().word());
        is_code(word).then(|| json!({"system": system, "code": code, "display": display}))
    }

    fn code(&self, kind: Kind, field: &Field) -> Value {
        let loinc = known_as(kind, field.key).map_or(&[][..], |known| known.loinc);
        let mut codings: Vec<Value> =
            loinc.iter().map(|code| json!({"system": LOINC, "code": code})).collect();
        let system = self.system(kind.word());
        codings.push(json!({"system": system, "code": field.key, "display": field.label[0]}));
        json!({"coding": codings, "text": field.label[0]})
    }

    fn system(&self, name: &str) -> String {
        format!("{}/fhir/CodeSystem/{name}", self.origin)
    }

    fn recorder(&self) -> Value {
        let by = &self.entry.by;
        let name = match by {
            Recorder::Own => return json!({"reference": format!("urn:uuid:{}", self.patient)}),
            Recorder::Guardian { .. } => "RelatedPerson",
            Recorder::Staff { .. } => "Practitioner",
            _ => "Organization",
        };
        let text = by.text(Language::Japanese);
        // A writer without a name, as a text may not be empty.
        let text = if text.is_empty() { "名前の記載なし".to_owned() } else { text };
        json!({"type": name, "display": text})
    }
}

/// The profile of JP Core that a resource follows. `MedicationDispense` follows none: it needs a coded unit of the amount,
/// which a notebook does not have.
const fn profile_of(name: &str) -> Option<&'static str> {
    match name.as_bytes() {
        b"Immunization" => Some("JP_Immunization"),
        b"AllergyIntolerance" => Some("JP_AllergyIntolerance"),
        b"Condition" => Some("JP_Condition"),
        b"MedicationStatement" => Some("JP_MedicationStatement"),
        _ => None,
    }
}

/// A word of a newer program may be anything; FHIR's codes and dates may not.
fn is_code(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic())
}

/// A year, a month or a day.
fn is_date(text: &str) -> bool {
    Day::parse(&format!("{text}{}", "-01-01".get(text.len().saturating_sub(4)..).unwrap_or_default())).is_ok()
}

/// A number with its unit, exactly as it was typed.
fn quantity(field: &Field, number: Number, value: i64, code: Option<&str>) -> Value {
    let mut quantity = Value::Null;
    put(&mut quantity, "value", serde_json::from_str(&number.text(value)).unwrap_or_default());
    let unit = field.unit(Language::Japanese);
    if !unit.is_empty() {
        put(&mut quantity, "unit", unit.into());
    }
    if let Some(code) = code {
        put(&mut quantity, "system", UCUM.into());
        put(&mut quantity, "code", code.into());
    }
    quantity
}

#[cfg(test)]
mod tests;
