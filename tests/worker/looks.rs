//! Journey 5, last part: who saw my data.

use hibiki_domain::{
    access_log::{Head, LogRow, Verifier},
    role::Role,
};
use hibiki_tests::{
    actors::{self, import, person_of, row, staff},
    bridge::Bridge,
    card::Card,
    database::identity,
    desk,
    http::{Ask, operator},
    page,
    town::town,
};

#[test]
fn every_look_stands_on_the_persons_page_with_who_what_and_why() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let bridge = Bridge::enrolled();

    let opened = desk::open(&mut clerk.client, &person); // two looks: the list, the page
    let asked = desk::ask_bind(&mut clerk.client, &opened);
    clerk.client.json("/api/tap/bind", &bridge.tap(&asked, &Card::felica()).bind()).expect(200);
    let shown = desk::show(&mut clerk.client, &opened.path).page.text();
    let form = page::form(&shown, "/desk/residents/remove-card", "").expect("a button");
    let fields: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    clerk.client.form("/desk/residents/remove-card", &fields).leads_to("/desk/residents/card/");
    let code = desk::letter(&mut clerk.client, &person); // four: list, page, issued, printed

    let mut client = hibiki_tests::http::Client::new();
    actors::start(&mut client, &code, &person.birth_date).leads_to("/start/passkey");
    actors::register(&mut client, &mut hibiki_tests::passkey::Passkey::new(), "電話").expect(200);
    let looks = client.get("/my/looks").expect(200).text();
    let lines = looks.split("<tr>").skip(2).map(page::words).collect::<Vec<_>>();
    let expected = [
        "登録のお手紙を印刷しました",
        "登録のお手紙を発行しました",
        "名前・生年月日・地区と、登録されたカードとパスキーの名前を見ました",
        "検索の結果に名前・生年月日・地区が表示されました",
        "カードを外しました",
        "名前・生年月日・地区と、登録されたカードとパスキーの名前を見ました",
        "カードを登録しました",
        "名前・生年月日・地区と、登録されたカードとパスキーの名前を見ました",
        "検索の結果に名前・生年月日・地区が表示されました",
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, what) in lines.iter().zip(expected) {
        assert!(line.contains(what), "{line} is not {what}");
        assert!(line.contains(&clerk.name) && line.contains("試験課"), "{line}");
    }
    assert!(lines[8].contains("窓口でのカードの手続き") && lines[1].contains("登録のお手紙の発行"));
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1";
    assert_eq!(identity().number(sql, [person_of(&person).as_str()]), 9);
    // One's own visits are no looks.
    client.get("/my").expect(200);
    assert_eq!(identity().number(sql, [person_of(&person).as_str()]), 9);
}

#[test]
fn more_looks_than_a_page_holds_are_a_link_away() {
    let mut clerk = staff(Role::Clerk);
    let person = row();
    import(std::slice::from_ref(&person));
    let mut owner = actors::registered(&person);
    let opened = desk::open(&mut clerk.client, &person);
    for _ in 0..30 {
        clerk.client.get(&opened.path).expect(200);
    }
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1";
    let all = identity().number(sql, [owner.id.as_str()]);
    let mut shown = 0;
    let mut next = Some("/my/looks".to_owned());
    while let Some(path) = next {
        let text = owner.client.get(&path).expect(200).text();
        shown += text.matches("<tr>").count() - 1;
        next = text
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains("?before="))
            .map(str::to_owned);
    }
    assert_eq!(i64::try_from(shown).unwrap(), all);
    assert!(all > 30);
}

#[test]
fn the_operators_copy_of_the_log_verifies_to_its_anchor() {
    desk::open(&mut actors::clerk().client, &{
        let person = row();
        import(std::slice::from_ref(&person));
        person
    });
    let key = town().secret.log_key("identity");
    let mut after = 0;
    let mut verifier: Option<Verifier<'_>> = None;
    loop {
        let page = operator(&Ask::get(&format!("/ops/log?after={after}"))).expect(200).json();
        let rows: Vec<LogRow> = serde_json::from_value(page["rows"].clone()).unwrap();
        let anchor: Option<Head> = serde_json::from_value(page["anchor"].clone()).unwrap();
        assert!(rows.len() <= 500 && anchor.is_some());
        let verifier = verifier.get_or_insert_with(|| Verifier::new(&key, anchor.into_iter().collect()));
        let Some(last) = rows.last() else { break };
        after = last.seq;
        for row in &rows {
            verifier.row(row).unwrap();
        }
    }
    let end = verifier.unwrap().end().unwrap().expect("an end");
    assert_eq!(end.seq, after);
}
