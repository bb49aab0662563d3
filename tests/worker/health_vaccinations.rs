//! The plan of vaccinations, the record for school, and what the records say of a disease.

use hibiki_domain::{dates, language::Language, time::Day};
use hibiki_tests::{
    health::{Child, family, resident, write},
    http::Client,
    page,
    town::today,
};

fn give(client: &mut Client, at: &str, day: Day, product: &str) {
    let form = format!("{at}/vaccination/new/vaccination");
    write(client, &form, &day.to_string(), &[("product", product)]);
}

/// The words of the page, without the links that lead to its parts.
fn plan(client: &mut Client, at: &str) -> String {
    let html = client.get(&format!("{at}/vaccinations")).expect(200).text();
    let (above, rest) = html.split_once("<ul class=\"jump\">").expect("links to the parts");
    let (_, below) = rest.split_once("</ul>").expect("the end of the links");
    page::words(&format!("{above}{below}"))
}

fn said(day: Day) -> String {
    dates::full(day, Language::Japanese)
}

/// What stands between two headings.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from}: {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to}: {text}")).0
}

/// A guardian with one child, born so many days ago.
fn child_of_days(days: i32) -> (Client, Child, Day) {
    let born = today().plus_days(-days);
    let (person, mut children) = family(&[&born.to_string()]);
    (person.client, children.remove(0), born)
}

#[test]
fn the_plan_of_a_newborn_says_what_is_possible_now_and_from_when_the_rest_is() {
    let (mut client, child, born) = child_of_days(30);
    let shown = plan(&mut client, &child.at);
    let now = between(&shown, "今できるもの", "これからのもの");
    assert!(now.contains("B型肝炎"), "{now}");
    let later = between(&shown, "これからのもの", "受けたことがありますか");
    let rota = between(later, "ロタウイルス", "決まり：");
    // From 6 weeks on, the first dose until 14 weeks and 6 days.
    for day in [42, 104] {
        assert!(rota.contains(&said(born.plus_days(day))), "{rota}");
    }
    assert!(rota.contains("出生6週0日後（42日後）"), "{rota}");
    assert!(shown.contains("お医者さんが決めます") && shown.contains("決まりの出典"));
    assert!(shown.contains("次の目安：") && shown.contains("記録がないもの"));
}

#[test]
fn a_dose_moves_the_plan_and_answers_whether_it_was_given() {
    let (mut client, child, born) = child_of_days(150);
    let first = born.plus_days(70);
    give(&mut client, &child.at, first, "hepatitis-b");
    let shown = plan(&mut client, &child.at);
    let row = between(&shown, "B型肝炎", "決まり：");
    assert!(row.contains(&format!("1回目 {}", said(first))) && row.contains("保護者の入力"), "{row}");
    // The second dose comes 27 full days after the first.
    assert!(
        row.contains("2回目") && row.contains("中27日") && row.contains(&said(first.plus_days(28))),
        "{row}"
    );
    let answers = shown.split("受けたことがありますか").nth(1).unwrap();
    let answer = between(answers, "B型肝炎", "記録がないもの");
    assert!(answer.contains("記録があります") && answer.contains(&said(first)), "{answer}");
    assert!(answers.split("記録がないもの").nth(1).unwrap().contains("風しん"));
}

#[test]
fn a_dose_that_does_not_count_is_shown_with_the_rule_and_not_dropped() {
    let (mut client, child, born) = child_of_days(400);
    let early = born.plus_days(300);
    give(&mut client, &child.at, early, "mr");
    let shown = plan(&mut client, &child.at);
    let due = shown.split("今できるもの").nth(1).unwrap();
    let row = between(due, "第1期", "決まり：");
    assert!(row.contains(&said(early)) && row.contains("数えていません"), "{row}");
    assert!(row.contains("受ける時期です"), "{row}");
}

#[test]
fn hpv_is_in_the_plan_of_girls_and_of_whom_no_sex_is_recorded() {
    for (sex, is_planned) in [("male", false), ("female", true), ("unknown", true)] {
        let born = today().plus_days(-365 * 13).to_string();
        let (mut person, children) = family(&[&born]);
        let form = format!("{}/child/new/birth", children[0].at);
        write(&mut person.client, &form, &born, &[("weight", "3000"), ("sex", sex)]);
        let shown = plan(&mut person.client, &children[0].at);
        let rows = shown.split("受けたことがありますか").next().unwrap();
        assert_eq!(rows.contains("HPV 9価"), is_planned, "{sex}: {rows}");
    }
}

#[test]
fn the_record_for_school_lists_days_and_what_is_missing_on_a_page_of_its_own() {
    let (mut client, child, born) = child_of_days(400);
    let day = born.plus_days(380);
    give(&mut client, &child.at, day, "mr");
    let sheet = page::words(&client.get(&format!("{}/vaccinations/school", child.at)).expect(200).text());
    assert!(sheet.contains(&child.name) && sheet.contains(&said(today())));
    assert!(sheet.contains(&dates::born(born, Language::Japanese)), "{sheet}");
    let mr = between(&sheet, "第1期", "第2期");
    assert!(mr.contains(&said(day)) && mr.contains("済み"), "{mr}");
    assert!(sheet.contains("期間を過ぎた回があります") && !sheet.contains("おたふくかぜ"), "{sheet}");
    let log = page::words(&client.get(&format!("{}/looks", child.at)).expect(200).text());
    assert!(log.contains("園や学校に出す記録 ・ 見ました"), "{log}");
}

#[test]
fn a_familys_calendar_is_reminded_of_days_and_told_of_no_vaccine_and_no_name() {
    let (mut client, child, born) = child_of_days(30);
    let at = format!("{}/vaccinations/next.ics", child.at);
    assert!(client.get(&format!("{}/vaccinations", child.at)).expect(200).text().contains(&at));
    let file = client.get(&at).expect(200);
    assert_eq!(file.header("content-type"), Some("text/calendar; charset=utf-8"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let text = file.text().replace("\r\n ", "");
    // Rotavirus until 24 weeks and 0 days, whatever is given of it.
    let last = born.plus_days(168).to_string().replace('-', "");
    let event = between(&text, &format!("DTSTART;VALUE=DATE:{last}\r\n"), "END:VEVENT");
    assert!(event.contains("SUMMARY:定期接種の最後の日") && event.contains("TRIGGER:-P6DT15H"), "{event}");
    assert!(text.contains("SUMMARY:予防接種の目安の日"), "{text}");
    for secret in ["ロタ", "肝炎", "混合", child.name.as_str()] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let ids = |text: &str| text.lines().filter(|line| line.starts_with("UID:")).map(str::to_owned).collect();
    let (first, again): (Vec<String>, Vec<String>) = (ids(&text), ids(&client.get(&at).expect(200).text()));
    assert_eq!(first, again, "a calendar that gets it twice holds it once");
    let log = page::words(&client.get(&format!("{}/looks", child.at)).expect(200).text());
    assert_eq!(log.matches("予防接種のカレンダー ・ 見ました").count(), 2, "{log}");
}

#[test]
fn the_pages_are_found_from_the_record_take_no_post_and_are_nobody_elses() {
    let (mut client, child, _) = child_of_days(100);
    let link = format!("href=\"{}/vaccinations\"", child.at);
    for page in [child.at.clone(), format!("{}/vaccination", child.at)] {
        assert!(client.get(&page).expect(200).text().contains(&link), "{page}");
    }
    let html = client.get(&format!("{}/vaccinations", child.at)).expect(200).text();
    assert!(html.contains(&format!("href=\"{}/vaccination/new/vaccination\"", child.at)));
    for language in ["/en", "/ja-easy"] {
        client.get(&format!("{language}{}/vaccinations", child.at)).expect(200);
        client.get(&format!("{language}{}/vaccinations/school", child.at)).expect(200);
    }
    client.form(&format!("{}/vaccinations", child.at), &[]).expect(405);
    client.form(&format!("{}/vaccinations/school", child.at), &[]).expect(405);
    client.get(&format!("{}/vaccinations/nursery", child.at)).expect(404);
    let (mut other, _, _) = child_of_days(100);
    other.get(&format!("{}/vaccinations", child.at)).expect(404);
    other.get(&format!("{}/vaccinations/school", child.at)).expect(404);
}

#[test]
fn a_grown_person_is_told_what_is_recorded_and_not_everything_that_is_too_late() {
    let (mut person, _) = resident();
    give(&mut person.client, "/my/health/me", today().plus_days(-20), "influenza");
    let shown = plan(&mut person.client, "/my/health/me");
    assert!(!shown.contains("ロタウイルス （") && !shown.contains("定期接種の期間を過ぎました"), "{shown}");
    assert!(
        between(&shown, "受けたことがありますか", "記録がないもの").contains("インフルエンザ"),
        "{shown}"
    );
}

#[test]
fn a_pregnant_resident_is_told_the_weeks_of_the_vaccine_for_her_child() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    assert!(!plan(client, "/my/health/me").contains("RSウイルスの母子免疫ワクチン"));
    // Seventy days before the due date: 30 weeks and 0 days.
    let due = today().plus_days(70);
    let form = "/my/health/me/pregnancy/new/pregnancy";
    write(client, form, &today().to_string(), &[("due", &due.to_string())]);
    let shown = plan(client, "/my/health/me");
    // 36 weeks and 6 days are 22 days before it.
    assert!(shown.contains("今、受けられる時期です") && shown.contains(&said(due.plus_days(-22))), "{shown}");
    give(client, "/my/health/me", today(), "rsv-maternal");
    assert!(plan(client, "/my/health/me").contains(&format!("{}に受けた記録があります", said(today()))));
}
