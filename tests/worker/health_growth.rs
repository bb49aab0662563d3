//! The growth curve: measurements of the record on the lines of the survey, and as a table.

use hibiki_domain::health::growth::{Measure, Sex, published};
use hibiki_tests::{
    health::{Child, family, resident, write},
    http::Client,
    page,
};

fn birth(client: &mut Client, child: &Child, born: &str, typed: &[(&str, &str)]) {
    write(client, &format!("{}/child/new/birth", child.at), born, typed);
}

fn measure(client: &mut Client, child: &Child, day: &str, typed: &[(&str, &str)]) {
    write(client, &format!("{}/child/new/growth", child.at), day, typed);
}

fn growth(client: &mut Client, child: &Child, query: &str) -> String {
    client.get(&format!("{}/growth{query}", child.at)).expect(200).text()
}

/// How the guardian's pages call a child.
fn reference(child: &Child) -> &str {
    child.at.rsplit('/').next().unwrap()
}

#[test]
fn a_measurement_in_the_middle_of_a_band_is_told_the_published_percentile_in_words_and_drawn() {
    let (mut person, children) = family(&["2024-05-05"]);
    let (client, child) = (&mut person.client, &children[0]);
    birth(client, child, "2024-05-05", &[("weight", "3020"), ("sex", "female"), ("weeks", "39")]);
    // At 15 months, in the middle of the band from 12 to 18 months.
    let row = published(Measure::Weight, Sex::Girl)[13];
    let kilograms = |grams: u16| format!("{}.{:02}", grams / 1000, grams % 1000 / 10);
    let (low, median) = (kilograms(row[0] - 10), kilograms(row[3]));
    measure(client, child, "2025-08-05", &[("weight", &median)]);
    measure(client, child, "2025-08-05", &[("weight", &low)]);
    let html = growth(client, child, "");
    let shown = page::words(&html);
    assert!(shown.contains(&format!("令和7年8月5日（火） 1歳3か月 {median}kg 50 ")), "{shown}");
    assert!(shown.contains(&format!("1歳3か月 {low}kg 3未満 ")), "{shown}");
    assert!(shown.contains("令和6年5月5日（日） 出生時 3.02kg"), "{shown}");
    assert!(shown.contains("令和5年乳幼児身体発育調査") && shown.contains("2024年12月25日公表"));
    assert!(shown.contains("女の子の線") && !shown.contains("男の子の線") && !shown.contains("修正月齢"));

    assert_eq!(html.matches("<svg ").count(), 1);
    assert!(
        html.contains("role=\"img\"") && html.contains("aria-labelledby=\"girl-title girl-description\"")
    );
    let svg = html.split("<svg ").nth(1).unwrap().split("</svg>").next().unwrap();
    assert_eq!(svg.matches("<circle ").count(), 4, "three weights and the legend");
    assert!(!svg.contains("style="), "the policy of the page lets no style through");
}

#[test]
fn weight_height_head_and_kaups_index_are_chosen_by_plain_links() {
    let (mut person, children) = family(&["2023-03-10"]);
    let (client, child) = (&mut person.client, &children[0]);
    birth(
        client,
        child,
        "2023-03-10",
        &[("weight", "3100"), ("height", "49.5"), ("head", "33.0"), ("sex", "male")],
    );
    measure(client, child, "2025-09-10", &[("weight", "13.0"), ("height", "92.0")]);
    let html = growth(client, child, "");
    for query in ["show=length", "show=head", "show=kaup", "ages=1", "ages=6"] {
        assert!(html.contains(query), "{query}");
    }
    let length = page::words(&growth(client, child, "?show=length"));
    assert!(length.contains("2歳6か月 92.0cm") && length.contains("出生時 49.5cm"), "{length}");
    let head = page::words(&growth(client, child, "?show=head&ages=1"));
    assert!(head.contains("出生時 33.0cm") && !head.contains("6歳半まで"), "{head}");
    let kaup = page::words(&growth(client, child, "?show=kaup"));
    // 13 kg at 92 cm: 15.36. What is standard for a boy of that height is the rules' matter.
    assert!(kaup.contains("2歳6か月 15.4 ") && kaup.contains("肥満度"), "{kaup}");
    for wrong in ["?show=shoe", "?ages=9", "?show="] {
        client.get(&format!("{}/growth{wrong}", child.at)).expect(404);
    }
}

#[test]
fn a_child_born_early_is_shown_at_the_corrected_age_too_until_the_third_birthday() {
    // 32 weeks and 0 days: expected 56 days later, on 7 March.
    let (mut person, children) = family(&["2022-01-10"]);
    let (client, child) = (&mut person.client, &children[0]);
    birth(
        client,
        child,
        "2022-01-10",
        &[("weight", "1750"), ("sex", "male"), ("weeks", "32"), ("week_days", "0")],
    );
    measure(client, child, "2022-07-07", &[("weight", "6.4")]);
    measure(client, child, "2025-02-10", &[("weight", "13.1")]);
    let html = growth(client, child, "");
    let shown = page::words(&html);
    assert!(html.contains("（修正月齢）</text>"), "the legend names both");
    let row = shown.split("令和4年7月7日（木）").nth(1).unwrap();
    assert!(row.starts_with(" 5か月 6.40kg ") && row.contains(" 4か月 "), "{row}");
    // The last time: before, the points of the chart say their days too.
    let row = shown.rsplit("令和7年2月10日（月）").next().unwrap();
    let row = row.split("令和4年").next().unwrap();
    assert!(row.starts_with(" 3歳1か月 13.10kg ") && row.trim_end().ends_with("— —"), "{row}");
    assert!(shown.contains("3歳の誕生日まで"));
}

#[test]
fn without_a_recorded_sex_the_lines_of_both_are_drawn_and_the_birth_record_is_asked_for() {
    let (mut person, children) = family(&["2025-05-05"]);
    let (client, child) = (&mut person.client, &children[0]);
    measure(client, child, "2025-11-05", &[("height", "66.0")]);
    let html = growth(client, child, "?show=length");
    assert_eq!(html.matches("<svg ").count(), 2);
    let shown = page::words(&html);
    assert!(shown.contains("男の子の線") && shown.contains("女の子の線"));
    assert!(html.contains(&format!("href=\"{}/child/new/birth\"", child.at)));
    let form = client.get(&format!("{}/child/new/birth", child.at)).expect(200).text();
    assert!(
        page::values(&form, "entry_day").contains(&"2025-05-05".to_owned()),
        "a birth was on the birthday"
    );
}

#[test]
fn a_second_child_of_the_family_stands_beside_and_both_logs_say_so() {
    let (mut person, children) = family(&["2023-05-05", "2025-06-06"]);
    let client = &mut person.client;
    let [first, second] = &children[..] else { panic!("two children") };
    measure(client, first, "2024-05-05", &[("weight", "9.1")]);
    measure(client, second, "2026-06-06", &[("weight", "8.9")]);
    let alone = growth(client, first, "");
    assert!(page::words(&alone).contains("9.10kg") && !page::words(&alone).contains("8.90kg"));
    assert!(alone.contains(&format!("with={}", reference(second))));
    let both = page::words(&growth(client, first, &format!("?with={}", reference(second))));
    assert!(both.contains("9.10kg") && both.contains("8.90kg"), "{both}");
    assert!(both.contains(&first.name) && both.contains(&second.name));
    for (child, looks) in [(first, 2), (second, 1)] {
        let log = page::words(&client.get(&format!("{}/looks", child.at)).expect(200).text());
        assert_eq!(log.matches("成長曲線 ・ 見ました").count(), looks, "{log}");
    }
}

#[test]
fn nobody_but_another_child_of_ones_own_family_is_put_beside() {
    let (mut person, children) = family(&["2024-05-05"]);
    let (_, strangers) = family(&["2024-06-06"]);
    let child = &children[0];
    for with in [reference(&strangers[0]), reference(child), "me", "0000000000000000", ""] {
        person.client.get(&format!("{}/growth?with={with}", child.at)).expect(404);
    }
    person.client.get(&format!("{}/growth", strangers[0].at)).expect(404);
}

#[test]
fn the_page_is_found_from_the_record_and_its_list_and_says_when_nothing_was_measured() {
    let (mut person, children) = family(&["2024-05-05"]);
    let (client, child) = (&mut person.client, &children[0]);
    let link = format!("href=\"{}/growth\"", child.at);
    for page in [child.at.clone(), format!("{}/child", child.at)] {
        assert!(client.get(&page).expect(200).text().contains(&link), "{page}");
    }
    let empty = growth(client, child, "");
    assert!(page::words(&empty).contains("まだ記録がありません") && !empty.contains("<svg "));
    assert!(empty.contains(&format!("href=\"{}/child/new/growth\"", child.at)));
    for language in ["/en", "/ja-easy"] {
        client.get(&format!("{language}{}/growth", child.at)).expect(200);
    }
    client.form(&format!("{}/growth", child.at), &[]).expect(405);
    client.get(&format!("{}/growths", child.at)).expect(404);
    client.get(&format!("{}/growth/school", child.at)).expect(404);

    let (mut grown, _) = resident();
    let overview = grown.client.get("/my/health/me").expect(200).text();
    assert!(!overview.contains("/my/health/me/growth"), "a grown person is led to no curve of children");
}
