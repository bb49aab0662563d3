//! Who writes without reading: the nurse's form, a school's table, and what a session makes of what came.

use hibiki_domain::{
    health::sealed::{Epoch, Pepper, Root, seal_pepper},
    ids::PersonId,
    register::ResidentRow,
    role::Role,
};
use hibiki_tests::{
    actors::{self, Person, import, person_of, row, staff_of},
    database::{health, identity, vault},
    health::{Child, family, pseudonym, resident},
    http::{Ask, Client, Reply},
    page,
    town::{now, random, today, town, unique},
};

const KIND: &str = "infant-36m";

fn nurse() -> Person {
    staff_of(Role::Nurse, "健康福祉課")
}

/// Somebody of the register by name: number, reading, birth date.
fn registered(name: &str) -> (String, String, String) {
    let sql = "SELECT register_number || '|' || kana || '|' || birth_date FROM resident WHERE name = ?1";
    let text = identity().text(sql, [name]);
    let parts: Vec<String> = text.split('|').map(str::to_owned).collect();
    let [number, kana, born] = parts.try_into().expect("three parts");
    (number, kana, born)
}

fn id_of(name: &str) -> PersonId {
    PersonId::parse(&identity().text("SELECT person_id FROM resident WHERE name = ?1", [name]))
        .expect("an id")
}

fn search(staff: &mut Client, name: &str) -> Reply {
    let (_, kana, born) = registered(name);
    staff.form("/desk/health", &[("kana", &kana), ("birth_date", &born)])
}

/// The address of the form for somebody who is found.
fn form_for(staff: &mut Client, name: &str, kind: &str) -> String {
    let reference = search(staff, name).expect(200).field("reference");
    let opened = staff.form("/desk/health/open", &[("reference", &reference), ("kind", kind)]);
    opened.leads_to("/desk/health/write/").location().to_owned()
}

fn typed<'a>(go: &'a str, day: &'a str, weight: &'a str) -> [(&'a str, &'a str); 5] {
    [("go", go), ("entry_day", day), ("weight", weight), ("height", "95.5"), ("notes", "MARKED-PLAIN")]
}

/// Sends a check-up of today from the form.
fn send(staff: &mut Client, at: &str, weight: &str) -> Reply {
    let day = today().to_string();
    staff.form(at, &typed("send", &day, weight))
}

fn waiting(person: &PersonId) -> i64 {
    health().number("SELECT COUNT(*) FROM inbox WHERE person = ?1", [pseudonym(person).as_str()])
}

fn records(person: &PersonId) -> i64 {
    health().number("SELECT COUNT(*) FROM record WHERE person = ?1", [pseudonym(person).as_str()])
}

fn words(client: &mut Client, path: &str) -> String {
    page::words(&client.get(path).expect(200).text())
}

fn three_years_ago() -> String {
    today().years_before(3).plus_days(-40).to_string()
}

fn one_child() -> (Person, Child) {
    let (guardian, children) = family(&[&three_years_ago()]);
    (guardian, children.into_iter().next().expect("a child"))
}

#[test]
fn a_check_up_from_the_desk_waits_sealed_and_is_filed_when_the_guardian_looks() {
    let (mut guardian, child) = one_child();
    let (mut nurse, id) = (nurse(), id_of(&child.name));
    let at = form_for(&mut nurse.client, &child.name, KIND);
    let day = today().to_string();
    let preview = nurse.client.form(&at, &typed("preview", &day, "14.2")).expect(200).text();
    assert!(page::words(&preview).contains("14.2kg") && page::words(&preview).contains("町の保健師"));
    assert_eq!(waiting(&id), 0, "looking it over sends nothing");
    send(&mut nurse.client, &at, "14.2").leads_to("/desk/health?done=sent");
    send(&mut nurse.client, &at, "14.2").leads_to("/desk/health?done=again");
    assert_eq!((waiting(&id), records(&id)), (1, 0));
    let plain = "MARKED-PLAIN".as_bytes();
    assert!(!health().bytes().windows(plain.len()).any(|bytes| bytes == plain));

    let overview = words(&mut guardian.client, &child.at);
    assert!(overview.contains("1件の記録が届き"), "{overview}");
    assert_eq!((waiting(&id), records(&id)), (0, 1));
    let list = words(&mut guardian.client, &format!("{}/child", child.at));
    assert!(list.contains("町の保健師（健康福祉課）") && list.contains("14.2kg"), "{list}");
    assert!(words(&mut guardian.client, &format!("{}/looks", child.at)).contains("届いた記録の受け取り"));
    assert!(!words(&mut guardian.client, &child.at).contains("届き"), "it is said once");

    // The same again changes nothing after it was filed either; another weight of the day corrects it.
    send(&mut nurse.client, &at, "14.2").leads_to("/desk/health?done=again");
    send(&mut nurse.client, &at, "14.3").leads_to("/desk/health?done=sent");
    words(&mut guardian.client, &child.at);
    let list = words(&mut guardian.client, &format!("{}/child", child.at));
    assert!(list.contains("14.3kg") && list.contains("訂正あり") && !list.contains("14.2kg"), "{list}");

    let sql = "SELECT group_concat(what) FROM access_log WHERE person_id = ?1 AND staff_id = ?2";
    let log = identity().text(sql, [id.as_str(), nurse.id.as_str()]);
    assert!(log.contains("検索の結果") && log.contains("送る手続き"), "{log}");
}

#[test]
fn who_writes_reads_nothing_of_the_record() {
    let (mut guardian, child) = one_child();
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    send(&mut nurse.client, &at, "14.2").expect(303);
    words(&mut guardian.client, &child.at);
    for path in ["/my/health", &child.at, &format!("{}/child", child.at), &format!("{}/looks", child.at)] {
        assert_ne!(nurse.client.get(path).status, 200, "{path}");
    }
    let form = nurse.client.get(&at).expect(200).text();
    assert!(!form.contains("14.2") && !form.contains("MARKED-PLAIN"));
}

#[test]
fn another_guardian_files_and_sees_nothing_of_the_child() {
    let (_, child) = one_child();
    let (mut stranger, _) = one_child();
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    send(&mut nurse.client, &at, "14.2").expect(303);
    stranger.client.get(&child.at).expect(404);
    words(&mut stranger.client, "/my/health/me");
    assert_eq!(waiting(&id_of(&child.name)), 1);
    // What one session was given opens nothing in another.
    let mut colleague = staff_of(Role::Nurse, "健康福祉課");
    colleague.client.get(&at).expect(404);
    send(&mut colleague.client, &at, "14.2").expect(404);
}

#[test]
fn outside_the_scope_of_a_role_nothing_is_shown_or_sent_and_the_person_reads_of_it() {
    let (_, child) = one_child();
    let id = id_of(&child.name);
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    let bound = "UPDATE role_grant SET districts = ?1 WHERE person_id = ?2";
    identity().execute(bound, ("[\"別の区\"]", nurse.id.as_str()));
    let found = search(&mut nurse.client, &child.name).expect(200).text();
    assert!(!found.contains(&child.name) && found.contains("担当の範囲の外の人が 1 人"), "{found}");
    nurse.client.get(&at).expect(403);
    send(&mut nurse.client, &at, "14.2").expect(403);
    assert_eq!(waiting(&id), 0);
    let sql = "SELECT COUNT(*) FROM access_log WHERE person_id = ?1 AND what LIKE '%断りました%'";
    assert_eq!(identity().number(sql, [id.as_str()]), 3);
    identity().execute(bound, ("[\"試験区\"]", nurse.id.as_str()));
    nurse.client.get(&at).expect(200);
    // A bound that cannot be read is no permission.
    identity().execute(bound, ("{}", nurse.id.as_str()));
    nurse.client.get(&at).expect(403);

    // A school's nurse reaches children, and writes what schools measure.
    let mut school = staff_of(Role::SchoolNurse, "ひびき小学校");
    assert!(search(&mut school.client, &child.name).expect(200).text().contains(&child.name));
    let reference = search(&mut school.client, &child.name).field("reference");
    let open = |client: &mut Client, kind: &str| {
        client.form("/desk/health/open", &[("reference", &reference), ("kind", kind)])
    };
    open(&mut school.client, KIND).expect(403);
    open(&mut school.client, "diary").expect(403);
    let at = open(&mut school.client, "school").expect(303).location().to_owned();
    let crossed = at.replace("/school", "/pregnancy-checkup");
    school.client.get(&crossed).expect(403);
    let grown = actors::resident();
    let found = search(&mut school.client, &grown.name).expect(200).text();
    assert!(!found.contains(&grown.name), "{found}");
}

#[test]
fn a_role_is_bound_to_districts_of_the_register_in_the_form_that_grants_it() {
    let mut admin = actors::admin();
    import(&[row()]);
    let until = today().plus_days(30).to_string();
    let mut invite = |role: &str, districts: &str| {
        let (key, name) = (hibiki_tests::desk::new_key(), unique("職員"));
        let form = [
            ("key", key.as_str()),
            ("name", &name),
            ("office", "診療所"),
            ("role", role),
            ("districts", districts),
            ("until", &until),
        ];
        (admin.client.form("/desk/staff/invite", &form), name)
    };
    invite("clinic", "どこにもない区").0.expect(422);
    invite("clerk", "試験区").0.expect(422);
    let (reply, name) = invite("clinic", "試験区");
    let location = reply.leads_to("/desk/invites/").location().to_owned();
    let code = hibiki_tests::desk::code_on(&admin.client.get(&location).expect(200));
    let clinic = actors::invited(&code, &name);
    let sql = "SELECT districts FROM role_grant WHERE person_id = ?1";
    assert_eq!(identity().text(sql, [clinic.id.as_str()]), "[\"試験区\"]");
}

#[test]
fn a_forged_line_is_named_and_kept_out_and_the_others_go_in() {
    let (mut guardian, child) = one_child();
    let (_, other) = one_child();
    let (id, other_id) = (id_of(&child.name), id_of(&other.name));
    let (me, them) = (pseudonym(&id), pseudonym(&other_id));
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    let theirs = form_for(&mut nurse.client, &other.name, KIND);
    for weight in ["14.1", "14.2", "14.3", "14.4"] {
        send(&mut nurse.client, &at, weight).expect(303);
    }
    send(&mut nurse.client, &theirs, "13.9").expect(303);
    let lines: Vec<String> =
        health()
            .rows("SELECT line FROM inbox WHERE person = ?1 ORDER BY line", [me.as_str()], |row| row.get(0));
    // Another person's ciphertext, another writer, another day, and another person's whole row.
    let sealed = "UPDATE inbox SET sealed = (SELECT sealed FROM inbox WHERE person = ?2) WHERE line = ?1";
    assert_eq!(health().execute(sealed, (&lines[0], them.as_str())), 1);
    assert_eq!(health().execute("UPDATE inbox SET writer = person WHERE line = ?1", [&lines[1]]), 1);
    assert_eq!(health().execute("UPDATE inbox SET day = '2020-01-01' WHERE line = ?1", [&lines[2]]), 1);
    assert_eq!(
        health().execute("UPDATE inbox SET person = ?1 WHERE person = ?2", (me.as_str(), them.as_str())),
        1
    );
    let overview = words(&mut guardian.client, &child.at);
    assert!(overview.contains("1件の記録が届き"), "{overview}");
    assert!(overview.contains("確かめられないため") && overview.contains("3件は"), "{overview}");
    assert!(overview.contains("令和2年1月1日"), "{overview}");
    assert_eq!((records(&id), waiting(&id)), (1, 4));
    assert!(words(&mut guardian.client, &child.at).contains("確かめられないため"));
    assert_eq!(records(&id), 1);
}

#[test]
fn the_two_hundred_and_first_line_of_a_writer_is_not_taken_and_another_writer_s_is() {
    let (mut guardian, child) = one_child();
    let id = id_of(&child.name);
    let me = pseudonym(&id);
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
        INSERT INTO inbox (line, person, epoch, writer, day, sealed, mac)
        SELECT lower(hex(randomblob(32))), ?1, 1, ?2, '2026-11-01', '', printf('%064d', i) FROM n";
    assert_eq!(health().execute(fill, (me.as_str(), pseudonym(&nurse.id).as_str())), 199);
    send(&mut nurse.client, &at, "14.1").expect(303);
    let refused = send(&mut nurse.client, &at, "14.2").expect(409).text();
    assert!(refused.contains("200件"), "{refused}");
    assert_eq!(waiting(&id), 200);
    let mut clinic = staff_of(Role::Clinic, "ひびき診療所");
    let at = form_for(&mut clinic.client, &child.name, KIND);
    send(&mut clinic.client, &at, "14.2").leads_to("/desk/health?done=sent");
    // Nothing of what is no line of the town's holds up what is.
    for _ in 0..30 {
        guardian.client.get(&child.at).expect(200);
    }
    assert_eq!(records(&id), 2);
    let list = words(&mut guardian.client, &format!("{}/child", child.at));
    assert!(list.contains("ひびき診療所"), "{list}");
}

#[test]
fn a_guardian_who_is_none_any_more_gets_nothing_that_came() {
    let (mut guardian, child) = one_child();
    let id = id_of(&child.name);
    let mut nurse = nurse();
    let at = form_for(&mut nurse.client, &child.name, KIND);
    send(&mut nurse.client, &at, "14.1").expect(303);
    let sql =
        "UPDATE guardianship SET until = ?2, ended_at = ?3, end_reason = 'register' WHERE guardian = ?1";
    identity().execute(sql, (guardian.id.as_str(), today().to_string(), now().0));
    guardian.client.get(&child.at).expect(404);
    guardian.client.get("/my/health/me").expect(200);
    assert_eq!((waiting(&id), records(&id)), (1, 0));
}

#[test]
fn for_somebody_without_a_record_nothing_is_lost() {
    let mut person = actors::resident();
    let mut clinic = staff_of(Role::Clinic, "ひびき診療所");
    let at = form_for(&mut clinic.client, &person.name, "vaccination");
    assert!(words(&mut clinic.client, &at).contains("まだ始めていません"));
    let day = today().to_string();
    let fields = |go: &'static str| {
        [("go", go), ("entry_day", day.as_str()), ("other", "ためしのワクチン"), ("lot", "AB12")]
    };
    let preview = clinic.client.form(&at, &fields("preview")).expect(200).text();
    assert!(!preview.contains("value=\"send\"") && preview.contains("CSVの行として保存"));
    clinic.client.form(&at, &fields("send")).expect(200);
    let line = clinic.client.form(&at, &fields("line")).expect(200);
    assert!(line.header("content-disposition").expect("a file").contains("hibiki-line.csv"));
    assert_eq!(waiting(&person.id), 0);

    hibiki_tests::health::open_with(&mut person, &hibiki_tests::health::Secret::prf()).expect(200);
    let done = page::words(&send_table(&mut clinic.client, "", &line.body).text());
    assert!(done.contains("1行を送りました"), "{done}");
    let overview = words(&mut person.client, "/my/health/me");
    assert!(overview.contains("1件の記録が届き"), "{overview}");
}

/// Uploads a table.
fn upload(staff: &mut Client, kind: &str, bytes: &[u8]) -> Reply {
    let mut body =
        format!("--b\r\nContent-Disposition: form-data; name=\"kind\"\r\n\r\n{kind}\r\n").into_bytes();
    let head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n";
    body.extend(head.bytes());
    body.extend(bytes);
    body.extend(b"\r\n--b--\r\n");
    staff.send(&Ask::post("/desk/health/import").body("multipart/form-data; boundary=b", body))
}

/// Presses the button of an import until it is done.
fn go_on(staff: &mut Client, mut reply: Reply) -> Reply {
    for _ in 0..200 {
        let (import, secret) = (reply.field("import"), reply.field("secret"));
        reply =
            staff.form("/desk/health/import/send", &[("import", &import), ("secret", &secret)]).expect(200);
        if reply.text().contains("送り終わりました") {
            return reply;
        }
    }
    panic!("it does not end: {reply}");
}

fn send_table(staff: &mut Client, kind: &str, bytes: &[u8]) -> Reply {
    let read = upload(staff, kind, bytes).expect(200);
    go_on(staff, read)
}

/// Children of the register with records that nobody of this test opens, as the Worker writes them.
fn children_with_records(count: usize) -> Vec<ResidentRow> {
    let born = three_years_ago();
    let rows: Vec<ResidentRow> =
        (0..count).map(|_| ResidentRow { birth_date: born.clone(), ..row() }).collect();
    import(&rows);
    let secret = &town().secret;
    for child in &rows {
        let me = pseudonym(&person_of(child));
        let pepper = seal_pepper(secret, &me, &Pepper::from_bytes(random()), random());
        vault().execute("INSERT INTO pepper VALUES (?1, ?2, 1)", (me.as_str(), pepper));
        let (inbox, epoch) = (Root::from_bytes(random()).inbox().to_string(), Epoch::FIRST.number());
        let parts: [&[u8]; 4] = [me.as_str().as_bytes(), &epoch.to_be_bytes(), inbox.as_bytes(), b""];
        let mac = secret.row_mac("root", &parts);
        let sql = "INSERT INTO root (person, epoch, inbox, created_at, mac) VALUES (?1, ?2, ?3, 1, ?4)";
        health().execute(sql, (me.as_str(), epoch, &inbox, &mac));
    }
    rows
}

#[test]
fn a_table_of_500_children_with_two_bad_rows_is_applied_once_however_often_it_is_sent() {
    let (mut guardian, child) = one_child();
    let mut numbers: Vec<String> =
        children_with_records(495).into_iter().map(|row| row.register_number).collect();
    numbers.push(registered(&child.name).0);
    // Two who have no record yet: one of the register, and one whom nobody knows.
    let without = row();
    import(std::slice::from_ref(&without));
    numbers.extend([without.register_number.clone(), "NOBODY-1".to_owned()]);
    let mut table = "宛名番号,実施日,体重(kg),身長,備考\n".to_owned();
    let day = today().to_string();
    for number in &numbers {
        table += &[number, &day, "14.25,95.5,MARKED-PLAIN\n"].join(",");
    }
    table += &["BAD-1", &day, "二十,95.5,\nBAD-2,2026-13-01,14.2,95.5,\n"].join(",");
    assert_eq!(table.lines().count(), 501);
    let mut nurse = nurse();
    let ours = || {
        let sql = "SELECT COUNT(*) FROM inbox_line WHERE line IN (SELECT line FROM inbox WHERE writer = ?1)";
        health().number(sql, [pseudonym(&nurse.id).as_str()])
    };
    let mut client = nurse.client.clone();

    let read = upload(&mut client, KIND, table.as_bytes()).expect(200);
    let said = page::words(&read.text());
    assert!(said.contains("送れる行は 498行") && said.contains("送れない行（2件）"), "{said}");
    assert!(said.contains("500行目「体重(kg)」") && said.contains("501行目「実施日」"), "{said}");
    assert_eq!(ours(), 0, "reading sends nothing");
    // The line is cut after three steps; the same file is sent again from the beginning.
    let mut reply = read;
    for _ in 0..3 {
        let (import, secret) = (reply.field("import"), reply.field("secret"));
        reply =
            client.form("/desk/health/import/send", &[("import", &import), ("secret", &secret)]).expect(200);
    }
    assert_eq!(ours(), 60);
    let done = page::words(&send_table(&mut client, KIND, table.as_bytes()).text());
    assert!(done.contains("436行を送りました。60行は前に送られていた"), "{done}");
    for word in
        ["まだ健康の記録を始めていない人 498行目", "住民の登録に見つからない人", "499行目", "直す行（2件）"]
    {
        assert!(done.contains(word), "{word}: {done}");
    }
    assert_eq!(ours(), 496);
    let plain = "MARKED-PLAIN".as_bytes();
    assert!(!health().bytes().windows(plain.len()).any(|bytes| bytes == plain));

    words(&mut guardian.client, &child.at);
    assert_eq!(records(&id_of(&child.name)), 1);
    let again = send_table(&mut client, KIND, table.as_bytes());
    let done = page::words(&again.text());
    assert!(done.contains("0行を送りました。496行は前に送られていた"), "{done}");
    assert_eq!(ours(), 495, "one was filed meanwhile, and does not come back");
    assert!(!words(&mut guardian.client, &child.at).contains("届き"));

    // Who has no record yet comes back as a file that can be sent.
    let (import, secret) = (again.field("import"), again.field("secret"));
    let rest =
        client.form("/desk/health/import/rest", &[("import", &import), ("secret", &secret)]).expect(200);
    let text = rest.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("宛名番号") && lines[1].contains(&without.register_number), "{lines:?}");
    // Neither another member of staff nor another key opens what is kept of it.
    let fields = [("import", import.as_str()), ("secret", secret.as_str())];
    let mut colleague = self::nurse();
    colleague.client.form("/desk/health/import/rest", &fields).expect(409);
    let wrong = "A".repeat(43);
    client.form("/desk/health/import/rest", &[("import", &import), ("secret", &wrong)]).expect(409);
    nurse.client = client;
}

#[test]
fn a_table_is_read_as_spreadsheets_write_it_or_refused_with_a_reason() {
    let (person, _) = resident();
    let mut clinic = staff_of(Role::Clinic, "ひびき診療所");
    let number =
        identity().text("SELECT register_number FROM resident WHERE person_id = ?1", [person.id.as_str()]);
    // Shift_JIS of 宛名番号,実施日,種別,ワクチン名 and 予防接種.
    let heading = b"\x88\xb6\x96\xbc\x94\xd4\x8d\x86,\x8e\xc0\x8e{\x93\xfa,\x8e\xed\x95\xca,other\r\n";
    let day = today().to_string();
    let line = [number.as_bytes(), b",", day.as_bytes(), b",\x97\\\x96h\x90\xda\x8e\xed,X\r\n"].concat();
    let done = page::words(&send_table(&mut clinic.client, "", &[heading.as_slice(), &line].concat()).text());
    assert!(done.contains("1行を送りました"), "{done}");
    for (bytes, words) in [
        (&b"\xff\xfe\x00\x01"[..], "このファイルは読めません"),
        (b"", "見出しの行が見つかりません"),
        ("宛名番号,実施日,種別,個人番号,体重\n".as_bytes(), "個人番号"),
    ] {
        let reply = upload(&mut clinic.client, "", bytes).expect(422).text();
        assert!(reply.contains(words), "{words}: {reply}");
    }
    // A kind that the role does not write is named by its line.
    let table = format!("宛名番号,実施日,種別,体重\n{number},{day},学校健診,20\n");
    let said = page::words(&upload(&mut clinic.client, "", table.as_bytes()).expect(200).text());
    assert!(said.contains("2行目：この種類の記録は、あなたの役割では送れません"), "{said}");
    clinic.client.form("/desk/health/import/send", &[("import", "x"), ("secret", "y")]).expect(400);
    upload(&mut clinic.client, "school", b"x").expect(403);
}
