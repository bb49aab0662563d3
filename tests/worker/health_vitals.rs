//! Measurements at home: their charts, and the files of devices.

use hibiki_tests::{
    actors::Person,
    database::health,
    health::{family, pseudonym, resident, write},
    http::{Ask, Client, Reply},
    page,
    town::today,
};

const CHARTS: &str = "/my/health/me/vitals/charts";
const IMPORT: &str = "/my/health/me/vitals/import";
const NEW: &str = "/my/health/me/vitals/new/vitals";

fn file(client: &mut Client, bytes: &[u8]) -> Reply {
    let head = "--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\r\n--b\r\nContent-Disposition: \
                form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    let body = [head.as_bytes(), bytes, b"\r\n--b--\r\n"].concat();
    client.send(&Ask::post(IMPORT).body("multipart/form-data; boundary=b", body))
}

fn save(client: &mut Client, text: &str) -> Reply {
    client.form(IMPORT, &[("text", text), ("go", "save")])
}

fn records(person: &Person) -> i64 {
    let sql = "SELECT COUNT(*) FROM record WHERE person = ?1";
    health().number(sql, [pseudonym(&person.id).as_str()])
}

/// What the page says of the rows: in all, new, there already, dropped.
fn counts(html: &str) -> Vec<String> {
    let facts = html.split_once("<dl class=\"facts\">").expect("the counts").1.split("</dl>").next().unwrap();
    facts.split("<dd>").skip(1).map(|fact| fact.split('<').next().unwrap().to_owned()).collect()
}

/// Rows of a device, from some days ago to yesterday, one a day.
fn many(count: i32) -> String {
    let rows = (1..=count).map(|back| {
        let day = today().plus_days(-back);
        format!("{day},07:05,{},{},{}\n", 118 + back % 20, 76 + back % 9, 60 + back % 7)
    });
    format!("Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm)\n{}", rows.collect::<String>())
}

#[test]
fn a_chart_shows_what_was_measured_with_the_home_thresholds_and_the_same_as_a_table() {
    let (mut person, _) = resident();
    let client = &mut person.client;
    let empty = client.get(CHARTS).expect(200).text();
    assert!(page::words(&empty).contains("まだありません") && !empty.contains("<svg"));
    let (now, before) = (today().to_string(), today().plus_days(-40).to_string());
    write(
        client,
        NEW,
        &now,
        &[("time", "07:05"), ("systolic", "128"), ("diastolic", "82"), ("weight", "61.5")],
    );
    let one = client.get(CHARTS).expect(200).text();
    assert_eq!(one.matches("<svg ").count(), 1);
    assert!(one.contains(">135</text>") && one.contains(">85</text>") && !one.contains("style="));
    let shown = page::words(&one);
    for said in ["128mmHg", "82mmHg", "7:05", "高血圧治療ガイドライン2019", "診断ではありません"]
    {
        assert!(shown.contains(said), "{said}: {shown}");
    }
    write(client, NEW, &before, &[("systolic", "151")]);
    assert!(
        !page::words(&client.get(CHARTS).expect(200).text()).contains("151mmHg"),
        "it is of another month"
    );
    let year = client.get(&format!("{CHARTS}?show=pressure&days=365")).expect(200).text();
    assert!(page::words(&year).contains("151mmHg") && year.contains("vitals-line"));
    let weight = client.get(&format!("{CHARTS}?show=weight")).expect(200).text();
    assert!(page::words(&weight).contains("61.5kg") && !weight.contains("135</text>"));
    for bad in ["?show=shoes", "?days=31", "?days=", "?show="] {
        client.get(&format!("{CHARTS}{bad}")).expect(404);
    }
    let list = client.get("/my/health/me/vitals").expect(200).text();
    assert!(list.contains(&format!("href=\"{CHARTS}\"")));
    client.get("/ja-easy/my/health/me/vitals/charts").expect(200);
    client.get("/en/my/health/me/vitals/charts?days=365").expect(200);
}

#[test]
fn a_file_is_looked_at_before_anything_is_saved_and_a_second_time_changes_nothing() {
    let (mut person, _) = resident();
    let table = "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Notes\n\
                 Jan 12 2025,08:12,114,74,47,-,-\nJan 6 2025,08:46,117,76,50,-,after breakfast\n\
                 Jan 6 2025,08:46,117,76,50,-,after breakfast\nJan 7 2025,08:46,76,117,50,-,-\n1/2/2025,08:46,117,76,50,-,-\n";
    let html = file(&mut person.client, table.as_bytes()).expect(200).text();
    assert_eq!(counts(&html), ["5", "2", "0", "3"], "{}", page::words(&html));
    assert!(page::words(&html).contains("6行目") && page::words(&html).contains("Symptoms"));
    assert_eq!(records(&person), 0, "nothing was saved");
    let kept = page::values(&html, "text").remove(0);
    save(&mut person.client, &kept).leads_to(&format!("{CHARTS}?saved=2"));
    assert_eq!(records(&person), 2);
    let list = page::words(&person.client.get("/my/health/me/vitals?year=2025").expect(200).text());
    assert!(list.contains("114mmHg") && list.contains("117mmHg"), "{list}");
    let html = file(&mut person.client, table.as_bytes()).expect(200).text();
    assert_eq!(counts(&html), ["5", "0", "2", "3"]);
    save(&mut person.client, &kept).leads_to(&format!("{CHARTS}?saved=0"));
    assert_eq!(records(&person), 2);
}

#[test]
fn a_table_that_was_pasted_is_read_as_a_file_is() {
    let (mut person, _) = resident();
    // As a browser sends the form in which no file was chosen.
    let form = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\"\r\nContent-Type: \
                application/octet-stream\r\n\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n\
                日付,体重\r\n2025-01-12,60.2\r\n\r\n--b--\r\n";
    let html =
        person.client.send(&Ask::post(IMPORT).body("multipart/form-data; boundary=b", form)).expect(200);
    assert_eq!(counts(&html.text()), ["1", "1", "0", "0"]);
    let nothing = form.replace("日付,体重\r\n2025-01-12,60.2", "");
    person.client.send(&Ask::post(IMPORT).body("multipart/form-data; boundary=b", nothing)).expect(422);
}

#[test]
fn what_was_withdrawn_does_not_come_back_with_its_file() {
    let (mut person, _) = resident();
    let table = "日付,体重\n2025-01-12,60.2\n";
    save(&mut person.client, table).expect(303);
    let list = person.client.get("/my/health/me/vitals?year=2025").expect(200).text();
    let items = list.split_once("item-list").expect("a list").1;
    let at = page::attribute(items, "href").expect("an entry");
    let html = person.client.get(&at).expect(200).text();
    let action = page::attribute(html.split_once("<details>").expect("a form").1, "action").unwrap();
    let fields = page::form(&html, &action, "version").expect("the form");
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    person.client.form(&action, &fields).expect(303);
    save(&mut person.client, table).leads_to(&format!("{CHARTS}?saved=0"));
    assert_eq!(records(&person), 2, "the entry and its withdrawal");
}

#[test]
fn files_are_read_in_the_encodings_that_devices_write() {
    let (mut person, _) = resident();
    let text = "日付,体重\n2025-02-01,61.2\n";
    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let shift_jis = b"\x93\xfa\x95\x74,\x91\xcc\x8fd\n2025-02-01,61.2\n";
    for bytes in [
        text.as_bytes().to_vec(),
        ["\u{feff}".as_bytes(), text.as_bytes()].concat(),
        [&[0xff, 0xfe], utf_16.as_slice()].concat(),
        shift_jis.to_vec(),
    ] {
        let html = file(&mut person.client, &bytes).expect(200).text();
        assert_eq!(counts(&html), ["1", "1", "0", "0"], "{bytes:?}");
        assert!(page::words(&html).contains("61.2kg"));
    }
    for bytes in [&b"\xff\xff\xff"[..], b"\x89PNG\r\n\x1a\n\0\0\xff\xfe", b"", b"hello", b"a,b\n1,2\n"] {
        file(&mut person.client, bytes).expect(422);
    }
    let number = "日付,体重,マイナンバー\n2025-02-01,61.2,123456789018\n".as_bytes();
    let refused = file(&mut person.client, number).expect(422).text();
    assert!(refused.contains("個人番号") && !refused.contains("123456789018"));
    let mut large = text.as_bytes().to_vec();
    large.resize(401 * 1024, b'\n');
    file(&mut person.client, &large).expect(413);
    assert_eq!(records(&person), 0);
}

#[test]
fn four_hundred_rows_are_saved_two_hundred_at_a_time_and_drawn() {
    let (mut person, _) = resident();
    let table = many(400);
    let html = file(&mut person.client, table.as_bytes()).expect(200).text();
    assert_eq!(counts(&html), ["400", "400", "0", "0"]);
    let mut saves = 0;
    loop {
        saves += 1;
        let reply = save(&mut person.client, &table);
        if reply.status == 303 {
            break;
        }
        let html = reply.expect(200).text();
        assert!(page::words(&html).contains("保存しました"));
        assert_eq!(counts(&html)[0], "400");
        assert!(saves < 6);
    }
    assert!(saves <= 3, "{saves}");
    assert_eq!(records(&person), 400);
    let year = person.client.get(&format!("{CHARTS}?days=365")).expect(200).text();
    assert!(!page::words(&year).contains("確かめられません"));
    let rows = year.split("<tbody>").nth(1).unwrap().matches("<tr>").count();
    assert_eq!(rows, 364);
    let looks = health().number(
        "SELECT COUNT(*) FROM access WHERE person = ?1 AND act = 'write'",
        [pseudonym(&person.id).as_str()],
    );
    assert!((2..=5).contains(&looks), "one row in the log for each batch: {looks}");
    write(&mut person.client, NEW, &today().to_string(), &[("pulse", "64")]);
}

#[test]
fn windows_that_save_the_same_file_at_once_save_it_once() {
    let (mut person, _) = resident();
    let table = many(40);
    let ask = Ask::post(IMPORT).form(&[("text", &table), ("go", "save")]);
    let asks = vec![ask; 6];
    for reply in hibiki_tests::http::at_once(&person.client, &asks) {
        assert!([200, 303, 409].contains(&reply.status), "{reply}");
    }
    while save(&mut person.client, &table).status != 303 {}
    assert_eq!(records(&person), 40);
    assert!(!page::words(&person.client.get(CHARTS).expect(200).text()).contains("確かめられません"));
}

#[test]
fn a_guardian_imports_for_a_child_and_nobody_else_does() {
    let (mut parent, children) = family(&["2016-05-05"]);
    let at = format!("{}/vitals/import", children[0].at);
    let form = [("text", "日付,体温\n2025-03-01,36.6\n"), ("go", "save")];
    let saved = parent.client.form(&at, &form).expect(303).location().to_owned();
    assert!(saved.starts_with(&format!("{}/vitals/charts", children[0].at)));
    let (mut stranger, _) = resident();
    stranger.client.form(&at, &form).expect(404);
    stranger.client.get(&at).expect(404);
    stranger.client.get(&saved).expect(404);
    let mut nobody = Client::new();
    nobody.get(IMPORT).expect(303);
    nobody.form(IMPORT, &form).expect(303);
}
