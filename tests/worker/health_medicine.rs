//! The medicine notebook: what is taken now and was earlier, what is there twice, and what a pharmacy gets of it.

use hibiki_domain::{
    health::medicine::{Notebook, Problem},
    time::Day,
};
use hibiki_tests::{
    database::{health, identity},
    desk,
    health::{family, pseudonym, resident, write},
    http::{Ask, Client, Reply, encode_form},
    page,
    town::{random, today},
};
use sha2::{Digest as _, Sha256};

const BOOK: &str = "/my/health/me/medicine/book";
const SHOW: &str = "/my/health/me/medicine/show";

fn send(client: &mut Client, at: &str, codes: &[&str]) -> Reply {
    let record = data_encoding::HEXLOWER.encode(&random::<16>());
    let key = desk::new_key();
    let mut fields = vec![("key", key.as_str()), ("record", record.as_str())];
    fields.extend(codes.iter().map(|code| ("code", *code)));
    client.send(&Ask::post(at).body("application/x-www-form-urlencoded", encode_form(&fields)))
}

fn scan(client: &mut Client, codes: &[&str]) {
    send(client, "/my/health/me/medicine/scan", codes).expect(303);
}

/// A slip of one drug with so many days of it.
fn slip(on: Day, pharmacy: &str, drug: &str, code: &str, days: u16) -> String {
    let day = on.to_string().replace('-', "");
    format!(
        "JAHISTC08,1\r\n1,ひびき 花子,2,19880502,,,,,,,\r\n5,{day},1\r\n11,{pharmacy},20,4,0000001,,,,1\r\n\
         51,{pharmacy}の向かいの診療所,20,1,0000002,1\r\n201,1,{drug},1,錠,4,{code},1,,,\r\n301,1,【分１　朝食後服用】,{days},日分,1,1,,1\r\n"
    )
}

fn book(client: &mut Client) -> String {
    page::words(&client.get(BOOK).expect(200).text())
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = text.split_once(from).unwrap_or_else(|| panic!("{from}: {text}"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to}: {text}")).0
}

#[test]
fn what_is_taken_now_stands_apart_from_what_was_and_allergies_above_both() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    scan(client, &[&slip(today().plus_days(-3), "響川薬局", "ﾋﾋﾞｷ錠10mg", "1149019F1012", 14)]);
    scan(client, &[&slip(today().plus_days(-90), "むかし薬局", "むかし錠5mg", "2149019F1012", 14)]);
    let otc = "/my/health/me/medicine/new/otc";
    write(client, otc, &today().to_string(), &[("name", "ひびき胃腸薬"), ("reason", "胃もたれ")]);
    let allergy = [
        ("sensitivity", "medicine"),
        ("substance", "ペニシリン"),
        ("reaction", "発疹"),
        ("severity", "severe"),
    ];
    write(client, "/my/health/me/emergency/new/allergy", &today().to_string(), &allergy);

    let shown = book(client);
    let remarks = between(&shown, "アレルギー・副作用", "今の薬");
    assert!(remarks.contains("ペニシリン（発疹・重い） 副作用"), "{remarks}");
    let now = between(&shown, "今の薬", "これまでの薬");
    assert!(now.contains("ﾋﾋﾞｷ錠10mg 1錠") && now.contains("【分１ 朝食後服用】 14日分"), "{now}");
    assert!(now.contains("響川薬局") && now.contains("ひびき胃腸薬 市販薬"), "{now}");
    let earlier = between(&shown, "これまでの薬", "薬局や、ほかのお薬手帳に渡す");
    assert!(earlier.contains("むかし錠5mg") && !earlier.contains("ﾋﾋﾞｷ錠"), "{earlier}");
    assert!(!shown.contains("重なっているかもしれません"));

    let html = client.get(BOOK).expect(200).text();
    let change = html.split("href=\"").find(|link| link.contains("直す・やめた日を書く")).expect("a link");
    let entry = client.get(change.split('"').next().unwrap()).expect(200).text();
    assert!(page::words(&entry).contains("胃もたれ"));
}

#[test]
fn the_same_ingredient_twice_is_told_with_where_each_stands_and_whom_to_ask() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    scan(client, &[&slip(today().plus_days(-3), "響川薬局", "ﾛｷｿﾌﾟﾛﾌｪﾝNa錠60mg「ﾋﾋﾞｷ」", "1149019F1560", 14)]);
    assert!(!book(client).contains("重なっているかもしれません"));
    scan(client, &[&slip(today().plus_days(-1), "駅前薬局", "ﾛｷｿﾆﾝ錠60mg", "1149019F1012", 7)]);
    let shown = book(client);
    let told = between(&shown, "重なっているかもしれません", "薬局で見せる");
    for words in [
        "薬剤師かお医者さんに",
        "ﾛｷｿﾌﾟﾛﾌｪﾝNa錠60mg「ﾋﾋﾞｷ」",
        "響川薬局の向かいの診療所",
        "ﾛｷｿﾆﾝ錠60mg",
        "駅前薬局の向かいの診療所",
        "別々の病院・診療所から出た薬です",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    let html = client.get(BOOK).expect(200).text();
    assert!(html.contains("href=\"#visit-0\"") && html.contains("id=\"visit-0\""));
}

#[test]
fn the_page_for_the_counter_has_nothing_to_press_but_close() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    scan(client, &[&slip(today().plus_days(-3), "響川薬局", "ﾋﾋﾞｷ錠10mg", "1149019F1012", 14)]);
    scan(client, &[&slip(today().plus_days(-90), "むかし薬局", "むかし錠5mg", "2149019F1012", 14)]);
    let html = client.get(SHOW).expect(200).text();
    let main = html.split("<main").nth(1).and_then(|main| main.split("</main>").next()).expect("main");
    let links: Vec<&str> = main.split("href=\"").skip(1).filter_map(|link| link.split('"').next()).collect();
    assert_eq!(links, [BOOK, BOOK], "閉じる above and below");
    assert!(!main.contains("<script") && main.contains("class=\"counter\""));
    let shown = page::words(&html);
    assert!(shown.contains("閉じる") && shown.contains("ﾋﾋﾞｷ錠10mg"));
    assert!(!shown.contains("むかし錠5mg"), "{shown}");
    client.get(&format!("{SHOW}?as=pdf")).expect(404);
    client.form(SHOW, &[]).expect(405);
}

#[test]
fn the_file_is_shift_jis_and_another_notebook_reads_the_same_from_it() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    let slips = [
        slip(today().plus_days(-3), "響川薬局", "ﾋﾋﾞｷ錠10mg～〜①㈱髙﨑", "1149019F1012", 14),
        slip(today().plus_days(-90), "むかし薬局", "むかし錠5mg", "2149019F1012", 14),
    ];
    for slip in &slips {
        scan(client, &[slip]);
    }
    write(client, "/my/health/me/medicine/new/otc", &today().to_string(), &[("name", "ひびき胃腸薬🙂")]);
    let file = client.form(BOOK, &[]).expect(200);
    assert_eq!(file.header("content-type"), Some("text/plain; charset=Shift_JIS"));
    assert_eq!(file.header("cache-control"), Some("no-store"));
    let name = format!("attachment; filename=\"okusuri-techo-{}.txt\"", today());
    assert_eq!(file.header("content-disposition"), Some(name.as_str()));
    assert!(std::str::from_utf8(&file.body).is_err(), "no UTF-8");
    let (text, _, wrong) = encoding_rs::SHIFT_JIS.decode(&file.body);
    assert!(!wrong && text.contains("ﾋﾋﾞｷ錠10mg～～①㈱髙﨑") && text.contains("ひびき胃腸薬〓"), "{text}");
    let findings = Notebook::read(&text).expect("a notebook").findings;
    let problems: Vec<&Problem> = findings.iter().map(|finding| &finding.problem).collect();
    assert_eq!(problems, [&Problem::Missing("sex")], "the register of this person says none");

    let (mut other, _) = resident();
    scan(&mut other.client, &[&text]);
    let theirs = book(&mut other.client);
    let ours = book(client);
    for part in [("今の薬", "これまでの薬"), ("これまでの薬", "薬局や、ほかのお薬手帳に渡す")]
    {
        let ours = between(&ours, part.0, part.1).replace("〜", "～").replace("🙂", "〓");
        let ours = ours.replace(" 直す・やめた日を書く", "");
        assert_eq!(between(&theirs, part.0, part.1).trim(), ours.trim());
    }
}

#[test]
fn the_codes_hold_what_is_taken_now_and_too_much_is_told() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    let codes = format!("{SHOW}?as=codes");
    for n in 0..4 {
        let code = format!("11490{n}9F1012");
        scan(client, &[&slip(today().plus_days(-n), "響川薬局", &format!("ﾋﾋﾞｷ錠{n}"), &code, 30)]);
    }
    let html = client.get(&codes).expect(200).text();
    let drawn = html.matches("class=\"notebook-code\"").count();
    assert!((1..=3).contains(&drawn), "{drawn}");
    for n in 0..40 {
        let code = format!("2149{n:03}F1012");
        scan(
            client,
            &[&slip(today().plus_days(-n % 20), "響川薬局", &format!("たくさんの薬{n}"), &code, 60)],
        );
    }
    let told = page::words(&client.get(&codes).expect(200).text());
    assert!(told.contains("QRコードでは多すぎます"), "{told}");
}

#[test]
fn three_hundred_items_stand_on_one_page() {
    let (mut person, _) = resident();
    for n in 0..60 {
        let mut text = slip(today().plus_days(-n * 20), "響川薬局", "ﾋﾋﾞｷ錠0", "1149019F1012", 14);
        for drug in 1..5 {
            let (rp, code) = (drug + 1, format!("31{n:02}{drug:03}F1012"));
            let of_drug = format!(
                "201,{rp},むかしの薬{n}の{drug},2,錠,4,{code},1,,,\r\n301,{rp},【分２】,7,日分,1,1,,1\r\n"
            );
            text += &of_drug;
        }
        scan(&mut person.client, &[&text]);
    }
    let shown = book(&mut person.client);
    assert_eq!(shown.matches(" 1錠").count() + shown.matches(" 2錠").count(), 300);
    assert!(shown.contains("むかしの薬59の4"));
}

#[test]
fn each_look_is_a_row_and_the_file_needs_a_fresh_proof_and_nobody_else_gets_in() {
    let (mut person, _) = resident();
    scan(&mut person.client, &[&slip(today(), "響川薬局", "ﾋﾋﾞｷ錠", "1149019F1012", 14)]);
    person.client.get(BOOK).expect(200);
    person.client.get(SHOW).expect(200);
    person.client.form(BOOK, &[]).expect(200);
    let log = page::words(&person.client.get("/my/health/me/looks").expect(200).text());
    for words in ["お薬手帳 ・ 見ました", "薬局で見せました ・ 見ました", "お薬手帳のファイル ・ 見ました"]
    {
        assert!(log.contains(words), "{words}: {log}");
    }
    let token = person.client.session.as_ref().expect("a session");
    let session = data_encoding::HEXLOWER.encode(&Sha256::digest(token.as_bytes()));
    let sql = "UPDATE session SET proven_at = proven_at - 660 WHERE session = ?1";
    assert_eq!(identity().execute(sql, [session]), 1);
    let rows = || {
        let sql = "SELECT COUNT(*) FROM access WHERE person = ?1";
        health().number(sql, [pseudonym(&person.id).as_str()])
    };
    let before = rows();
    person.client.form(BOOK, &[]).leads_to("/my/health/open");
    assert_eq!(rows(), before);
    person.client.get(BOOK).expect(200);

    let (parent, children) = family(&[&today().plus_days(-400).to_string()]);
    let mut client = parent.client;
    let at = format!("{}/medicine", children[0].at);
    send(&mut client, &format!("{at}/scan"), &[&slip(today(), "響川薬局", "こども錠", "1149019F1012", 7)])
        .expect(303);
    for path in ["book", "show", "show?as=codes"] {
        client.get(&format!("{at}/{path}")).expect(200);
        person.client.get(&format!("{at}/{path}")).expect(404);
    }
    person.client.form(&format!("{at}/book"), &[]).expect(404);
    for language in ["/en", "/ja-easy"] {
        client.get(&format!("{language}{at}/book")).expect(200);
    }
    let overview = client.get(&children[0].at).expect(200).text();
    assert!(overview.contains(&format!("href=\"{at}/book\"")));
}
