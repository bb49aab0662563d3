//! A dispensing slip's codes become an entry of the medicine notebook.

use hibiki_tests::{
    desk,
    health::resident,
    http::{Ask, Client, Reply, encode_form},
    page,
    town::random,
};

const SCAN: &str = "/my/health/me/medicine/scan";
const PARTS: [&str; 3] = [
    include_str!("../data/scan/part-1.txt"),
    include_str!("../data/scan/part-2.txt"),
    include_str!("../data/scan/part-3.txt"),
];

fn send(client: &mut Client, codes: &[&str]) -> Reply {
    let record = data_encoding::HEXLOWER.encode(&random::<16>());
    let key = desk::new_key();
    let mut fields = vec![("key", key.as_str()), ("record", record.as_str())];
    fields.extend(codes.iter().map(|code| ("code", *code)));
    client.send(&Ask::post(SCAN).body("application/x-www-form-urlencoded", encode_form(&fields)))
}

fn told(reply: Reply) -> String {
    page::words(&reply.expect(422).text())
}

#[test]
fn the_parts_of_a_slip_in_any_order_become_one_entry() {
    let (mut person, _) = resident();
    let form = person.client.get(SCAN).expect(200);
    assert!(form.header("permissions-policy").is_some_and(|policy| policy.contains("camera=(self)")));
    let [first, second, third] = PARTS;
    let at = send(&mut person.client, &[third, "", first, second, first]).expect(303).location().to_owned();
    let shown = page::words(&person.client.get(&at).expect(200).text());
    assert!(shown.contains("保存しました"), "{shown}");
    let list = page::words(&person.client.get("/my/health/me/medicine").expect(200).text());
    assert!(list.contains("令和8年11月20日（金） お薬手帳"), "the day on which it was handed out: {list}");
    assert_eq!(list.matches("響川ﾃｽﾄ薬局").count(), 1, "{list}");
}

#[test]
fn codes_that_were_pasted_together_are_taken_apart() {
    let (mut person, _) = resident();
    send(&mut person.client, &[&PARTS.concat()]).expect(303);
}

#[test]
fn what_is_missing_is_named_and_what_was_read_stays() {
    let (mut person, _) = resident();
    let reply = send(&mut person.client, &[PARTS[0], PARTS[2]]).expect(422).text();
    assert!(page::words(&reply).contains("全部で3個"), "{reply}");
    assert!(page::words(&reply).contains("まだ読み取っていない番号：2"));
    assert_eq!(reply.matches("JAHISTC08").count(), 2);
}

#[test]
fn what_is_no_notebook_is_told_and_nothing_is_kept() {
    let (mut person, _) = resident();
    assert!(told(send(&mut person.client, &[])).contains("まだありません"));
    assert!(
        told(send(&mut person.client, &["https://example.jp/"])).contains("お薬手帳のQRコードではありません")
    );
    let list = page::words(&person.client.get("/my/health/me/medicine").expect(200).text());
    assert!(list.contains("まだ記録がありません"));
}
