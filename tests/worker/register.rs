//! Journey 3, first part: the import of the resident register.

use hibiki_domain::register::{Header, ResidentRow};
use hibiki_tests::{
    actors::{import, person_of, row},
    database::identity,
    http::{Ask, Reply, operator},
    town::{today, unique},
};
use serde_json::{Value, json};

fn ask(path: &str, body: &Value) -> Reply {
    operator(&Ask::post(path).without_origin().json(body))
}

/// Rows as a town's file has them: four people of one household.
fn from_csv(household: &str) -> Vec<ResidentRow> {
    let csv = format!(
        "宛名番号,氏名,氏名カナ,生年月日,地区,世帯番号,保護者\n\
         {household}1,髙﨑　花子,ﾀｶｻｷ ﾊﾅｺ,S63.5.2,川西,{household},○\n\
         {household}2,Nguyễn Thị Ánh Tuyết,グエン　ティ　アイン　トゥエット,1990/01/31,川西,{household},1\n\
         {household}3,髙﨑　蒼,タカサキ　アオイ,令和5年2月9日,川西,{household},\n\
         {household}4,𠮷田　梅,ヨシダ　ウメ,昭和元年12月31日,本町,{household},×\n"
    );
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = Header::detect(&lines.next().unwrap()).unwrap();
    lines.map(|values| header.read(&values, today()).unwrap()).collect()
}

#[test]
fn rows_are_added_then_changed_then_unchanged_and_people_stay_the_same_people() {
    let mut rows = from_csv(&unique("K"));
    assert_eq!(import(&rows), json!({ "added": 4, "changed": 0, "unchanged": 0, "total": 4 }));
    let people: Vec<_> = rows.iter().map(person_of).collect();

    rows[0].district = "本町".to_owned();
    rows[2].name = "髙﨑　葵".to_owned();
    let mut newcomer = row();
    newcomer.household.clone_from(&rows[0].household);
    rows.push(newcomer);
    assert_eq!(import(&rows), json!({ "added": 1, "changed": 2, "unchanged": 2, "total": 5 }));
    assert_eq!(import(&rows), json!({ "added": 0, "changed": 0, "unchanged": 5, "total": 5 }));
    assert_eq!(rows.iter().take(4).map(person_of).collect::<Vec<_>>(), people);
    let sql = "SELECT name || '|' || birth_date || '|' || guardian FROM resident WHERE register_number = ?1";
    assert_eq!(identity().text(sql, [&rows[2].register_number]), "髙﨑　葵|2023-02-09|0");
    assert_eq!(identity().text(sql, [&rows[3].register_number]), "𠮷田　梅|1926-12-31|0");
}

#[test]
fn a_part_or_an_end_that_is_sent_twice_counts_once() {
    let rows = from_csv(&unique("K"));
    let begun = ask("/ops/residents/imports", &json!({})).expect(201).json();
    let part = json!({ "import_id": begun["import_id"], "rows": rows });
    assert_eq!(ask("/ops/residents/imports/rows", &part).expect(200).json(), json!({ "received": 4 }));
    assert_eq!(ask("/ops/residents/imports/rows", &part).expect(200).json(), json!({ "received": 4 }));
    let first = ask("/ops/residents/imports/commit", &begun).expect(200).json();
    assert_eq!(first, json!({ "added": 4, "changed": 0, "unchanged": 0, "total": 4 }));
    assert_eq!(ask("/ops/residents/imports/commit", &begun).expect(200).json(), first);
    // What comes after the end is refused and changes nothing.
    ask("/ops/residents/imports/rows", &part).refuses(409, "import");
    assert_eq!(ask("/ops/residents/imports/commit", &begun).expect(200).json(), first);
}

#[test]
fn nothing_is_half_imported() {
    let rows = from_csv(&unique("K"));
    let begun = ask("/ops/residents/imports", &json!({})).expect(201).json();
    let send = |rows: Value| {
        ask("/ops/residents/imports/rows", &json!({ "import_id": begun["import_id"], "rows": rows }))
    };
    send(json!(rows[..2])).expect(200);

    let mut bad = json!(rows);
    bad[3]["birth_date"] = json!("2999-01-01");
    send(bad).refuses(400, "resident-row");
    let mut number = json!(rows);
    number[3]["register_number"] = json!("123456789018"); // a fictional individual number with a right check digit
    send(number).refuses(400, "resident-row");
    let mut other_key = json!(rows);
    other_key[0]["kana_key"] = json!("ヤマダ");
    send(other_key).refuses(400, "resident-row");

    let sql = "SELECT COUNT(*) FROM resident WHERE household = ?1";
    assert_eq!(identity().number(sql, [&rows[0].household]), 0, "before the end nobody is in the register");
    ask("/ops/residents/imports/abandon", &begun).expect(200);
    ask("/ops/residents/imports/commit", &begun).refuses(409, "import");
    assert_eq!(identity().number(sql, [&rows[0].household]), 0);
    let sql = "SELECT COUNT(*) FROM register_row WHERE import_id = ?1";
    assert_eq!(identity().number(sql, [begun["import_id"].as_str().unwrap()]), 0);
}

#[test]
fn two_rows_of_one_number_in_one_import_are_one_person_and_the_last_one_counts() {
    let mut rows = vec![row(), row()];
    rows[1].register_number = rows[0].register_number.clone();
    rows[1].district = "あとの地区".to_owned();
    assert_eq!(import(&rows), json!({ "added": 1, "changed": 0, "unchanged": 0, "total": 1 }));
    let sql = "SELECT district FROM resident WHERE register_number = ?1";
    assert_eq!(identity().text(sql, [&rows[0].register_number]), "あとの地区");
}

#[test]
fn only_the_operators_key_imports() {
    let body = json!({});
    let path = "/ops/residents/imports";
    let mut nobody = hibiki_tests::http::Client::new();
    let plain = Ask::post(path).without_origin().json(&body);
    nobody.send(&plain).refuses(403, "not-permitted");
    for key in ["Bearer ", "Bearer 00", &format!("Bearer {}", "0e".repeat(32)), &"0f".repeat(32)] {
        nobody.send(&plain.clone().header("authorization", key)).refuses(403, "not-permitted");
    }
    operator(&plain).expect(201);
}
