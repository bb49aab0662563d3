use super::*;
use crate::health::category::Category;
use crate::health::checkup::{Typed, parse_form};
use crate::health::entry::Source;
use crate::health::medicine::tests::FULL;
use std::collections::BTreeSet;

const ORIGIN: &str = "https://hibiki.example.jp";
const NOW: Timestamp = Timestamp(1_795_186_800);

fn version(record: &str, number: i64, entry: Option<Entry>) -> Version {
    Version {
        record: record.to_owned(),
        number,
        written: "2026-11-21".to_owned(),
        category: Category::Vitals,
        entry,
    }
}

fn entry(kind: Kind, fields: &[(&str, &str)], by: Recorder) -> Entry {
    let typed: Typed = fields.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
    let (sheet, _) = parse_form(kind, &typed).unwrap();
    let day = Day::parse("2026-11-20").unwrap();
    Entry { day, body: Body::Sheet(sheet), by, from: Source::Page, at: NOW }
}

/// The resources of a bundle but the patient.
fn resources(versions: &[Version]) -> Vec<Value> {
    let person = Person { name: "ひびき 花子", born: Day::parse("1988-05-02").unwrap(), seed: &[7; 32] };
    let bundle: Value = serde_json::from_str(&bundle(ORIGIN, &person, versions, NOW)).unwrap();
    assert_eq!((&bundle["resourceType"], &bundle["type"]), (&json!("Bundle"), &json!("collection")));
    let entries = bundle["entry"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    for entry in entries {
        let id = entry["resource"]["id"].as_str().unwrap();
        assert_eq!(entry["fullUrl"], format!("urn:uuid:{id}"));
        assert!(ids.insert(id), "every id is another");
    }
    let mut references = Vec::new();
    leaves(&bundle["entry"], &mut |key, leaf| {
        if key == "reference" {
            references.push(leaf);
        }
    });
    for reference in references {
        assert!(ids.contains(reference.trim_start_matches("urn:uuid:")), "{reference}");
    }
    assert_eq!(entries[0]["resource"]["resourceType"], "Patient");
    entries[1..].iter().map(|entry| entry["resource"].clone()).collect()
}

fn of(kind: Kind, fields: &[(&str, &str)]) -> Vec<Value> {
    resources(&[version("a", 1, Some(entry(kind, fields, Recorder::Own)))])
}

/// As a record holds it, whatever a form would say to it.
fn of_kept(kind: Kind, values: Value) -> Vec<Value> {
    let Value::Object(values) = values else { panic!("an object") };
    let day = Day::parse("2026-11-20").unwrap();
    let body = Body::Sheet(Sheet::kept(kind, values));
    resources(&[version("a", 1, Some(Entry { day, body, by: Recorder::Own, from: Source::Page, at: NOW }))])
}

fn one(all: &[Value], name: &str) -> Value {
    all.iter().find(|resource| resource["resourceType"] == name).unwrap_or(&Value::Null).clone()
}

/// Every text and number with its key.
fn leaves(value: &Value, found: &mut dyn FnMut(String, String)) {
    fn walk(key: &str, value: &Value, found: &mut dyn FnMut(String, String)) {
        match value {
            Value::Object(object) => object.iter().for_each(|(key, value)| walk(key, value, found)),
            Value::Array(list) => {
                assert!(!list.is_empty(), "FHIR has no empty lists");
                for value in list {
                    walk(key, value, found);
                }
            }
            leaf => {
                assert!(!leaf.is_null() && leaf != "", "FHIR has nothing empty: {key}");
                found(key.to_owned(), plain(leaf));
            }
        }
    }
    walk("", value, found);
}

/// Every value of the bundle, documents opened.
fn values(all: &[Value]) -> BTreeSet<String> {
    let mut values = BTreeSet::new();
    for resource in all {
        leaves(resource, &mut |key, leaf| {
            values.insert(match key.as_str() {
                "data" => String::from_utf8(BASE64.decode(leaf.as_bytes()).unwrap()).unwrap(),
                _ => leaf,
            });
        });
    }
    values
}

/// What may stand in a field: all words of a choice, some values of others.
fn samples(field: &Field) -> Vec<Value> {
    let words = |words: &[&str]| words.iter().map(|word| Value::from(*word)).collect();
    match field.sort {
        Sort::Number(number) => vec![number.usual.1.into(), (number.usual.1 - 1).into()],
        Sort::Choice(_) | Sort::Product => {
            field.options(Language::Japanese).iter().map(|(word, _)| (*word).into()).collect()
        }
        Sort::Line(_) | Sort::Text(_) => vec![format!("印 {}", field.key).into(), "別の印".into()],
        Sort::Day => words(&["2026-03-04", "2026-03-05"]),
        Sort::When => words(&["2026", "2026-03", "2026-03-04"]),
        Sort::Clock => words(&["07:05", "23:59"]),
        Sort::Notebook => words(&[FULL]),
    }
}

#[test]
fn every_value_of_every_field_of_every_kind_is_found_in_the_bundle() {
    for kind in Kind::ALL {
        for field in kind.fields() {
            let mut bundles = BTreeSet::new();
            let samples = samples(field);
            for kept in &samples {
                let mut all = json!({});
                for needed in kind.fields().iter().filter(|field| field.needed) {
                    all[needed.key] = self::samples(needed)[0].clone();
                }
                all[field.key] = kept.clone();
                let made = of_kept(kind, all);
                let found = values(&made);
                let wanted = match field.sort {
                    Sort::Number(number) => {
                        let text = number.text(kept.as_i64().unwrap());
                        Some(serde_json::from_str::<Value>(&text).unwrap().to_string())
                    }
                    Sort::Clock => Some(format!("{}:00", plain(kept))),
                    Sort::Choice(_) | Sort::Product => None, // some have FHIR's words: below
                    _ => Some(plain(kept)),
                };
                if let Some(wanted) = wanted {
                    assert!(found.contains(&wanted), "{kind:?} {}: {wanted}\n{made:#?}", field.key);
                }
                bundles.insert(Value::Array(made).to_string());
            }
            assert_eq!(bundles.len(), samples.len(), "{kind:?} {}: two values look alike", field.key);
        }
    }
}

#[test]
fn all_fields_at_once_are_found_too_and_no_text_is_said_twice() {
    for kind in Kind::ALL {
        let mut all = json!({});
        let mut wanted = Vec::new();
        for field in kind.fields() {
            let kept = samples(field)[0].clone();
            if matches!(field.sort, Sort::Line(_) | Sort::Text(_)) {
                wanted.push(plain(&kept));
            }
            all[field.key] = kept;
        }
        let mut marks = Vec::new();
        for resource in &of_kept(kind, all) {
            leaves(resource, &mut |_, leaf| {
                if leaf.starts_with("印 ") {
                    marks.push(leaf);
                }
            });
        }
        marks.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(marks, wanted, "{kind:?}");
    }
}

#[test]
fn a_weight_is_an_observation_that_others_know() {
    let made = of(Kind::Vitals, &[("weight", "61.5"), ("time", "7:05")]);
    let weight = one(&made, "Observation");
    assert_eq!(weight["code"]["coding"][0], json!({"system": LOINC, "code": "29463-7"}));
    assert_eq!(weight["code"]["coding"][1]["code"], "weight");
    assert_eq!(weight["valueQuantity"], json!({"value": 61.5, "unit": "kg", "system": UCUM, "code": "kg"}));
    assert_eq!(weight["effectiveDateTime"], "2026-11-20T07:05:00+09:00");
    assert_eq!(weight["category"][0]["coding"][0]["code"], "body-measurement");
    assert_eq!(weight["meta"]["profile"][0], format!("{JP_CORE}JP_Observation_BodyMeasurement"));
    assert_eq!(one(&made, "QuestionnaireResponse"), Value::Null, "nothing is left for a form");
    assert_eq!(one(&made, "Provenance")["agent"][0]["who"], weight["subject"], "written by the person");
}

#[test]
fn both_blood_pressures_are_one_observation_and_a_single_one_says_that_the_other_is_unknown() {
    let made = of(Kind::Vitals, &[("systolic", "118"), ("diastolic", "76")]);
    let pressure = one(&made, "Observation");
    assert_eq!(pressure["code"]["coding"][0]["code"], PRESSURE);
    let part = |place: usize| &pressure["component"][place];
    assert_eq!(
        (&part(0)["code"]["coding"][0]["code"], &part(0)["valueQuantity"]["value"]),
        (&json!("8480-6"), &json!(118))
    );
    assert_eq!(part(1)["valueQuantity"]["code"], "mm[Hg]");
    assert_eq!(made.len(), 2, "the observation and its provenance");

    let made = of_kept(Kind::PregnancyCheckup, json!({"diastolic": 76}));
    let pressure = one(&made, "Observation");
    assert_eq!(pressure["component"][1]["code"]["coding"][0]["code"], "8480-6");
    assert_eq!(pressure["component"][1]["dataAbsentReason"]["coding"][0]["code"], "unknown");
}

#[test]
fn a_dose_is_an_immunization_with_its_diseases() {
    let fields = [("product", "mr"), ("dose", "2"), ("lot", "AB12"), ("facility", "ひびき診療所")];
    let made = of(Kind::Vaccination, &fields);
    let dose = one(&made, "Immunization");
    assert_eq!(dose["vaccineCode"]["text"], "麻しん風しん混合（MR）");
    assert_eq!(dose["vaccineCode"]["coding"][0]["code"], "product.mr");
    assert_eq!(dose["protocolApplied"][0]["doseNumberPositiveInt"], 2);
    assert_eq!(dose["protocolApplied"][0]["targetDisease"][1]["text"], "風しん");
    assert_eq!((&dose["lotNumber"], &dose["occurrenceDateTime"]), (&json!("AB12"), &json!("2026-11-20")));
    assert_eq!((&dose["primarySource"], &dose["reportOrigin"]["text"]), (&json!(false), &json!("本人")));
    let both = of_kept(Kind::Vaccination, json!({"product": "mr", "other": "黄熱"}));
    assert_eq!(one(&both, "QuestionnaireResponse")["item"][1]["answer"][0]["valueString"], "黄熱");
    assert_eq!(
        one(&of_kept(Kind::Vaccination, json!({"lot": "1"})), "Immunization")["vaccineCode"]["text"],
        "記載なし"
    );
}

#[test]
fn an_allergy_says_how_grave_it_is_and_who_says_so() {
    let fields =
        [("sensitivity", "food"), ("substance", "そば"), ("severity", "anaphylaxis"), ("since", "2020-03")];
    let made = of(Kind::Allergy, &fields);
    let allergy = one(&made, "AllergyIntolerance");
    assert_eq!((&allergy["criticality"], &allergy["category"]), (&json!("high"), &json!(["food"])));
    assert_eq!(
        allergy["reaction"],
        json!([{"severity": "severe", "manifestation": [{"text": "アナフィラキシー"}]}])
    );
    assert_eq!(allergy["onsetDateTime"], "2020-03");
    assert_eq!(allergy["verificationStatus"]["coding"][0]["code"], "unconfirmed");
    let by = Recorder::Clinic { name: "ひびき診療所".to_owned() };
    let made = resources(&[version("a", 1, Some(entry(Kind::Allergy, &fields, by)))]);
    assert_eq!(one(&made, "AllergyIntolerance")["verificationStatus"]["coding"][0]["code"], "confirmed");
    assert_eq!(
        one(&made, "Provenance")["agent"][0]["who"],
        json!({"type": "Organization", "display": "ひびき診療所"})
    );
}

#[test]
fn a_condition_that_goes_on_has_no_end_in_fhir_and_keeps_it_in_the_form() {
    let made = of(
        Kind::Condition,
        &[("name", "喘息"), ("course", "current"), ("until", "2026-01"), ("since", "2010")],
    );
    let condition = one(&made, "Condition");
    assert_eq!(condition["clinicalStatus"]["coding"][0]["code"], "active");
    assert_eq!(
        (&condition["abatementDateTime"], &condition["onsetDateTime"]),
        (&Value::Null, &json!("2010"))
    );
    assert_eq!(one(&made, "QuestionnaireResponse")["item"][1]["answer"][0]["valueDate"], "2026-01");
    let over = one(&of(Kind::Condition, &[("name", "骨折"), ("until", "2026-01-05")]), "Condition");
    assert_eq!(over["clinicalStatus"]["coding"][0]["code"], "resolved");
    let unsaid = one(&of(Kind::Condition, &[("name", "骨折")]), "Condition");
    assert_eq!(unsaid["clinicalStatus"], Value::Null, "what nobody said is not made up");
}

#[test]
fn a_medicine_ends_when_it_is_said_to_and_else_nobody_knows() {
    let taken = |fields: &[(&str, &str)]| one(&of(Kind::OverTheCounter, fields), "MedicationStatement");
    let ended = taken(&[("name", "かぜ薬"), ("from", "2026-11-01"), ("until", "2026-11-05")]);
    assert_eq!(ended["status"], "completed");
    assert_eq!(ended["effectivePeriod"], json!({"start": "2026-11-01", "end": "2026-11-05"}));
    let unknown = taken(&[("name", "かぜ薬")]);
    assert_eq!(
        (&unknown["status"], &unknown["effectiveDateTime"]),
        (&json!("unknown"), &json!("2026-11-20"))
    );
    let fields = json!({"name": "かぜ薬", "from": "2026-11-05", "until": "2026-11-01"});
    let backwards = of_kept(Kind::OverTheCounter, fields);
    let item = &one(&backwards, "QuestionnaireResponse")["item"][1];
    assert_eq!(item["answer"][0]["valueDate"], "2026-11-01");
    assert_eq!(one(&backwards, "MedicationStatement")["effectivePeriod"], json!({"start": "2026-11-05"}));
}

#[test]
fn a_notebook_is_what_was_handed_out_and_the_notebook_itself() {
    let made = of(Kind::Notebook, &[("jahis", FULL)]);
    let dispensed: Vec<&Value> =
        made.iter().filter(|resource| resource["resourceType"] == "MedicationDispense").collect();
    let [tablet, ointment] = dispensed.as_slice() else { panic!("two drugs") };
    assert_eq!(
        tablet["medicationCodeableConcept"]["coding"][0],
        json!({"system": "urn:oid:1.2.392.100495.20.1.73", "code": "2171022F2999", "display": "ｱﾑﾛｼﾞﾋﾟﾝ錠5mg「ﾋﾋﾞｷ」"})
    );
    assert_eq!(tablet["whenHandedOver"], "2026-11-20");
    assert_eq!(tablet["daysSupply"]["value"], 28);
    let dosage = &tablet["dosageInstruction"][0];
    assert_eq!(dosage["text"], "【分１　朝食後服用】 28日分");
    assert_eq!(dosage["doseAndRate"][0]["rateRatio"]["numerator"], json!({"value": 1, "unit": "錠"}));
    assert_eq!(tablet["performer"][0]["actor"]["display"], "柿ノ木薬局");
    assert_eq!(tablet["identifier"][0], json!({"system": "urn:oid:1.2.392.100495.20.3.81", "value": "1"}));
    assert_eq!(tablet["note"][0]["text"], "一包化");
    assert_eq!(ointment["quantity"], json!({"value": 5, "unit": "g"}));
    assert_eq!(
        ointment["medicationCodeableConcept"]["coding"],
        Value::Null,
        "a code of the receipts has no name here"
    );
    let bought = one(&made, "MedicationStatement");
    assert_eq!(bought["medicationCodeableConcept"]["text"], "ひびきかぜ薬");
    let data = one(&made, "DocumentReference")["content"][0]["attachment"]["data"].clone();
    assert_eq!(BASE64.decode(data.as_str().unwrap().as_bytes()).unwrap(), FULL.as_bytes());
}

#[test]
fn a_card_is_a_coverage_when_somebody_pays_and_else_a_form() {
    let card =
        of(Kind::Eligibility, &[("card", "insurance"), ("issuer", "ひびき町"), ("until", "2027-07-31")]);
    let coverage = one(&card, "Coverage");
    assert_eq!(
        (&coverage["payor"][0]["display"], &coverage["period"]["end"]),
        (&json!("ひびき町"), &json!("2027-07-31"))
    );
    for fields in [[("card", "disability"), ("issuer", "県")], [("card", "insurance"), ("notes", "青")]] {
        let made = of(Kind::Eligibility, &fields);
        assert_eq!(one(&made, "Coverage"), Value::Null);
        assert_eq!(one(&made, "QuestionnaireResponse")["item"].as_array().unwrap().len(), 3);
    }
}

#[test]
fn the_newest_version_stands_and_what_was_withdrawn_does_not_come_along() {
    let weight = |text| Some(entry(Kind::Vitals, &[("weight", text)], Recorder::Own));
    let made = resources(&[
        version("a", 2, weight("62.5")),
        version("a", 1, weight("61.5")),
        version("b", 1, weight("99.5")),
        version("b", 2, None),
    ]);
    assert_eq!(made.len(), 2);
    assert_eq!(
        (&made[0]["valueQuantity"]["value"], &made[0]["meta"]["versionId"]),
        (&json!(62.5), &json!("2"))
    );
}

#[test]
fn what_a_newer_program_wrote_comes_along_as_it_was() {
    let newer = r#"{"v":1,"day":"2026-11-20","kind":"gene-test","values":{"x":"ひみつ"},"by":{"who":"robot"},"from":"watch","at":1795186800}"#;
    let entry = Entry::read(newer).unwrap();
    let made = resources(&[version("a", 1, Some(entry))]);
    assert!(values(&made).iter().any(|value| value.contains("ひみつ")));

    let odd = r#"{"v":1,"day":"2026-11-20","kind":"vitals","values":{"weight":"heavy","meal":"at 3 pm","time":"soon","mood":["a"],"free":""},"by":{"who":"self"},"from":"page","at":1795186800}"#;
    let made = resources(&[version("a", 1, Some(Entry::read(odd).unwrap()))]);
    let found = values(&made);
    for value in ["heavy", "at 3 pm", "soon", "[\"a\"]"] {
        assert!(found.contains(value), "{value}");
    }
}

#[test]
fn an_id_is_the_same_in_every_export_and_another_with_another_secret() {
    let id = uuid(&[7; 32], "a", "form");
    assert_eq!(id, uuid(&[7; 32], "a", "form"));
    assert_ne!(id, uuid(&[8; 32], "a", "form"));
    assert_eq!((id.len(), &id[14..15]), (36, "8"));
}

#[test]
fn a_name_says_in_which_writing_it_is() {
    for (name, form) in
        [("ひびき 花子", "IDE"), ("マリア・サントス", "SYL"), ("Maria Santos", "ABC"), ("𠮷野", "IDE")]
    {
        let person = Person { name, born: Day::parse("1988-05-02").unwrap(), seed: &[7; 32] };
        assert_eq!(patient_resource(&person, "x")["name"][0]["extension"][0]["valueCode"], form, "{name}");
    }
}
