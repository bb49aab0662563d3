//! «Was I vaccinated against it?», and what a family is reminded of on the record's first page.

use hibiki_domain::{dates, language::Language, time::Day};
use hibiki_tests::{
    database::health,
    health::{family, pseudonym, resident, write},
    http::Client,
    page,
    town::today,
};

const ASK: &str = "/my/health/me/vaccinations/answer";

fn give(client: &mut Client, at: &str, day: Day, fields: &[(&str, &str)]) {
    write(client, &format!("{at}/vaccination/new/vaccination"), &day.to_string(), fields);
}

fn ask(client: &mut Client, disease: &str) -> String {
    page::words(&client.get(&format!("{ASK}?disease={disease}")).expect(200).text())
}

fn said(day: Day) -> String {
    dates::full(day, Language::Japanese)
}

#[test]
fn the_question_is_a_plain_form_and_reads_nothing_before_it_is_asked() {
    let (mut person, _) = resident();
    let rows = || {
        let sql = "SELECT COUNT(*) FROM access WHERE person = ?1";
        health().number(sql, [pseudonym(&person.id).as_str()])
    };
    let before = rows();
    let html = person.client.get(ASK).expect(200).text();
    assert_eq!(rows(), before);
    assert!(html.contains("method=\"get\"") && html.contains("<option value=\"rubella\">"), "{html}");
    person.client.get(&format!("{ASK}?disease=common-cold")).expect(404);
    person.client.form(ASK, &[]).expect(405);
    let plan = person.client.get("/my/health/me/vaccinations").expect(200).text();
    assert!(plan.contains(&format!("href=\"{ASK}\"")));
}

#[test]
fn the_answer_names_every_record_that_it_rests_on_and_says_when_there_is_none() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    let none = ask(client, "rubella");
    assert!(none.contains("風しん 記録がありません（受けていないとは限りません）"), "{none}");
    let (first, second) = (today().plus_days(-9000), today().plus_days(-8000));
    give(client, "/my/health/me", first, &[("product", "mmr"), ("facility", "ひびき診療所")]);
    give(client, "/my/health/me", second, &[("product", "rubella")]);
    give(client, "/my/health/me", second, &[("other", "ふうしん（外国で）")]);
    give(client, "/my/health/me", second, &[("product", "influenza")]);
    let shown = ask(client, "rubella");
    assert!(shown.contains("風しん 記録があります"), "{shown}");
    let records = shown.split("この答えのもとになった記録").nth(1).expect("the records");
    assert!(records.contains(&said(first)) && records.contains(&said(second)), "{records}");
    assert!(records.contains("ふうしん（外国で）") && !records.contains("インフルエンザ"), "{records}");
    assert!(shown.contains("免疫があることは別です"));
    let html = client.get(&format!("{ASK}?disease=rubella")).expect(200).text();
    let entry = html.split("href=\"").find(|link| link.contains("この記録を開く")).expect("a link");
    let entry = client.get(entry.split('"').next().unwrap()).expect(200).text();
    assert!(page::words(&entry).contains("ひびき診療所") || page::words(&entry).contains("風しん"));
    let log = page::words(&client.get("/my/health/me/looks").expect(200).text());
    assert!(log.contains("受けたことがあるか調べる ・ 見ました"), "{log}");
}

#[test]
fn the_first_page_of_a_childs_record_says_the_next_vaccination_and_last_days_that_come_near() {
    let born = today().plus_days(-350);
    let (person, children) = family(&[&born.to_string()]);
    let mut client = person.client;
    let shown = page::words(&client.get(&children[0].at).expect(200).text());
    assert!(shown.contains("次の予防接種") && shown.contains("予防接種の予定"), "{shown}");
    // Until the day before the first birthday.
    let last = shown.split("最後の日が近いもの").nth(1).unwrap_or_else(|| panic!("{shown}"));
    assert!(last.contains("BCG"), "{last}");
    for language in ["/en", "/ja-easy"] {
        client.get(&format!("{language}{}", children[0].at)).expect(200);
        client.get(&format!("{language}{}/vaccinations/answer?disease=measles", children[0].at)).expect(200);
    }
    let (mut other, _) = resident();
    other.client.get(&format!("{}/vaccinations/answer?disease=measles", children[0].at)).expect(404);
    let own = page::words(&other.client.get("/my/health/me").expect(200).text());
    assert!(!own.contains("次の予防接種"), "{own}");
}
