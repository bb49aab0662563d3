//! A record taken along: whole, to its owner alone, with a proof of the last ten minutes, and never without a row in the log.

use hibiki_domain::health::checkup::{Field, Kind, Sort};
use hibiki_tests::{
    actors::Person,
    database::{health, identity},
    health::{family, pseudonym, resident, write},
    http::{Client, Reply},
    page,
    town::today,
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

const EXPORT: &str = "/my/health/me/export";
const NOTEBOOK: &str = "JAHISTC08,1\r\n1,ひびき 花子,2,19880502\r\n3,ひびきかぜ薬,20261101,20261105,2\r\n5,20261120,1\r\n11,柿ノ木薬局,20,4,0000001,,,,1\r\n\
    201,1,ﾋﾋﾞｷ錠5mg,1,錠,4,2171022F2999,1,,,\r\n301,1,【分１　朝食後服用】,28,日分,1,1,,1\r\n";

fn take(client: &mut Client, format: &str) -> Reply {
    client.form(EXPORT, &[("format", format)])
}

fn bundle(client: &mut Client) -> Value {
    take(client, "fhir").expect(200).json()
}

fn looks(person: &Person) -> i64 {
    health().number("SELECT COUNT(*) FROM access WHERE person = ?1", [pseudonym(&person.id).as_str()])
}

/// Makes the last proof of a session eleven minutes old.
fn grow_stale(client: &Client) {
    let token = client.session.as_ref().expect("a session");
    let session = data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()));
    let sql = "UPDATE session SET proven_at = proven_at - 660 WHERE session = ?1";
    assert_eq!(identity().execute(sql, [session]), 1);
}

/// What somebody may type into a field.
fn sample(kind: Kind, field: &Field) -> String {
    match field.sort {
        // It is for what the list of vaccines does not have.
        Sort::Line(_) if (kind, field.key) == (Kind::Vaccination, "other") => String::new(),
        Sort::Number(number) => number.text(number.usual.0.midpoint(number.usual.1).into()),
        Sort::Choice(_) | Sort::Product => {
            field.options(hibiki_domain::language::Language::Japanese)[0].0.to_owned()
        }
        Sort::Line(_) | Sort::Text(_) => format!("印 {} {}", kind.word(), field.key),
        Sort::Day | Sort::When => today().to_string(),
        Sort::Clock => "07:05".to_owned(),
        Sort::Notebook => NOTEBOOK.to_owned(),
    }
}

/// Fills in every form there is.
fn write_every_kind(client: &mut Client) {
    for kind in Kind::ALL {
        let form = format!("/my/health/me/{}/new/{}", kind.category().word(), kind.word());
        let typed: Vec<(&str, String)> =
            kind.fields().iter().map(|field| (field.key, sample(kind, field))).collect();
        let typed: Vec<(&str, &str)> = typed.iter().map(|(key, text)| (*key, text.as_str())).collect();
        write(client, &form, &today().to_string(), &typed);
    }
}

#[test]
fn both_files_hold_what_was_written_in_every_form_and_year() {
    let (mut person, _) = resident();
    write_every_kind(&mut person.client);
    let long_ago = "1999-07-20";
    for form in ["/my/health/me/diary/new/diary", "/my/health/me/vitals/new/vitals"] {
        write(&mut person.client, form, long_ago, &[("free", "むかしの印")]);
    }
    let fhir = take(&mut person.client, "fhir").expect(200);
    let csv = take(&mut person.client, "csv").expect(200);
    for (reply, kind, ending) in
        [(&fhir, "application/fhir+json", "json"), (&csv, "text/csv; charset=utf-8", "csv")]
    {
        assert_eq!(reply.header("content-type"), Some(kind));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        let name = format!("attachment; filename=\"hibiki-health-{}.{ending}\"", today());
        assert_eq!(reply.header("content-disposition"), Some(name.as_str()));
    }
    let (fhir, csv) = (fhir.text(), csv.text());
    assert!(csv.starts_with('\u{feff}'));
    for kind in Kind::ALL {
        for field in kind.fields().iter().filter(|field| matches!(field.sort, Sort::Line(_) | Sort::Text(_)))
        {
            let mark = sample(kind, field);
            assert!(fhir.contains(&mark) && csv.contains(&mark), "{mark}");
        }
    }
    for text in [&fhir, &csv] {
        assert_eq!(text.matches("むかしの印").count(), 2);
        assert!(text.contains(long_ago));
    }
}

#[test]
fn the_table_has_earlier_versions_and_the_bundle_what_stands_now_under_the_same_ids() {
    let (mut person, _) = resident();
    let form = "/my/health/me/vitals/new/vitals";
    write(&mut person.client, form, &today().to_string(), &[("weight", "61.5")]);
    let list = person.client.get("/my/health/me/vitals").expect(200).text();
    // An entry's name has 32 digits; other links of the page have words.
    let is_entry = |at: &str| {
        let name = at.strip_prefix("/my/health/me/vitals/").unwrap_or_default();
        name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    let mut links = list.split("href=\"").filter_map(|link| link.split('"').next()?.split_once("?year="));
    let (at, year) = links.find(|(at, _)| is_entry(at)).expect("the entry");
    let before = bundle(&mut person.client);

    let html = person.client.get(&format!("{at}/edit?year={year}")).expect(200).text();
    let hidden = |name| page::values(&html, name).first().cloned().expect("a field");
    let (key, record, version) = (hidden("key"), hidden("record"), hidden("version"));
    let day = today().to_string();
    let typed = [
        ("key", key.as_str()),
        ("record", &record),
        ("version", &version),
        ("entry_day", &day),
        ("weight", "62.5"),
    ];
    person.client.form(&format!("{at}/edit/vitals?year={year}"), &typed).expect(303);
    let table = take(&mut person.client, "csv").expect(200).text();
    assert!(table.contains("\"61.5\"") && table.contains("\"62.5\""), "{table}");
    let after = bundle(&mut person.client);
    assert!(!after.to_string().contains("61.5") && after.to_string().contains("62.5"));
    let ids = |bundle: &Value| -> Vec<String> {
        let entries = bundle["entry"].as_array().expect("entries");
        entries.iter().map(|entry| entry["fullUrl"].to_string()).collect()
    };
    assert_eq!(ids(&before), ids(&after));
    assert!(!after.to_string().contains(pseudonym(&person.id).as_str()));
}

#[test]
fn each_file_is_one_row_in_the_log_and_the_page_before_it_is_none() {
    let (mut person, _) = resident();
    let before = looks(&person);
    person.client.get(EXPORT).expect(200);
    assert_eq!(looks(&person), before, "nothing of the record was read");
    take(&mut person.client, "csv").expect(200);
    take(&mut person.client, "fhir").expect(200);
    assert_eq!(looks(&person), before + 2);
    let log = page::words(&person.client.get("/my/health/me/looks").expect(200).text());
    assert_eq!(log.matches("記録を持ち出す ・ 見ました").count(), 2, "{log}");
}

#[test]
fn without_a_proof_of_the_last_ten_minutes_nothing_is_given_out() {
    let (mut person, _) = resident();
    let fresh = person.client.get(EXPORT).expect(200).text();
    assert!(fresh.contains("CSVを受け取る") && !fresh.contains("もう一度あなたであること"));
    grow_stale(&person.client);
    let before = looks(&person);
    for format in ["csv", "fhir"] {
        take(&mut person.client, format).leads_to("/my/health/open");
    }
    assert_eq!(looks(&person), before);
    let stale = person.client.get(EXPORT).expect(200).text();
    assert!(stale.contains("href=\"/my/health/open?next=/my/health/me/export\""), "{stale}");
    assert!(!stale.contains("CSVを受け取る"));
}

#[test]
fn a_damaged_record_is_told_before_it_is_given_out() {
    let (mut person, _) = resident();
    for weight in ["61.5", "62.5"] {
        let form = "/my/health/me/vitals/new/vitals";
        write(&mut person.client, form, &today().to_string(), &[("weight", weight)]);
    }
    let me = pseudonym(&person.id);
    let sql = "DELETE FROM record WHERE person = ?1 AND seq = 2";
    assert_eq!(health().execute(sql, [me.as_str()]), 1);
    let told = take(&mut person.client, "csv").expect(409);
    assert!(told.header("content-disposition").is_none());
    assert!(page::words(&told.text()).contains("確かめられませんでした"));
    let despite = [("format", "csv"), ("despite", "yes")];
    assert!(person.client.form(EXPORT, &despite).expect(200).text().contains("61.5"));
}

#[test]
fn a_guardian_takes_a_childs_record_along_and_nobody_else_does() {
    let born = today().plus_days(-400).to_string();
    let (mut parent, children) = family(&[&born]);
    let at = format!("{}/export", children[0].at);
    write(
        &mut parent.client,
        &format!("{}/child/new/growth", children[0].at),
        &today().to_string(),
        &[("weight", "9.5")],
    );
    let taken = parent.client.form(&at, &[("format", "fhir")]).expect(200).text();
    assert!(taken.contains(&children[0].name) && taken.contains("9.5"));
    assert!(!bundle(&mut parent.client).to_string().contains("9.5"), "a child's record is another");

    let (mut other, _) = resident();
    other.client.get(&at).expect(404);
    other.client.form(&at, &[("format", "fhir")]).expect(404);
    parent.client.form(&at, &[("format", "pdf")]).expect(400);
    parent.client.form(&at, &[]).expect(400);
    let mut closed = parent.log_in();
    closed.form(&at, &[("format", "fhir")]).leads_to("/my/health/open");
    closed.get(&at).leads_to("/my/health/open");
    Client::new().form(&at, &[("format", "fhir")]).leads_to("/login");
}

/// Run by `cargo town test readers`, which has the other program.
#[test]
#[ignore = "it needs Python with fhir.resources: cargo town test readers"]
fn a_program_of_other_makers_reads_a_bundle_of_every_kind_and_loses_nothing() {
    let (mut person, _) = resident();
    write_every_kind(&mut person.client);
    let bundle = take(&mut person.client, "fhir").expect(200).text();
    let python = std::env::var_os("HIBIKI_PYTHON").expect("HIBIKI_PYTHON: run `cargo town test readers`");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/readers/bundle.py");
    let mut reader = Command::new(python)
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python");
    reader.stdin.take().expect("a pipe").write_all(bundle.as_bytes()).expect("to be read");
    let said = reader.wait_with_output().expect("an answer");
    assert!(said.status.success(), "it refused the bundle");
    let found: Value = serde_json::from_slice(&said.stdout).expect("its words");
    assert_eq!(found["changed"], serde_json::json!([]), "{found}");
    let named: Vec<&str> = found["types"].as_object().expect("types").keys().map(String::as_str).collect();
    for kind in [
        "Patient",
        "Observation",
        "Immunization",
        "AllergyIntolerance",
        "Condition",
        "MedicationDispense",
        "MedicationStatement",
        "Coverage",
        "DocumentReference",
        "QuestionnaireResponse",
        "Provenance",
    ] {
        assert!(named.contains(&kind), "{kind}: {named:?}");
    }
}
