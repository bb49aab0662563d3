//! Files of an item.

use hibiki_tests::{
    desk::new_key,
    http::{Ask, Client, Reply},
    items::{Item, course, organizers, sent},
};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

fn upload(client: &mut Client, item: &Item, called: &str, bytes: &[u8]) -> Reply {
    let mut body = Vec::new();
    for (name, value) in [("id", item.id.as_str()), ("revision", &item.revision), ("key", &new_key())] {
        body.extend(
            format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
        );
    }
    let head = format!(
        "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{called}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    body.extend(head.bytes());
    body.extend(bytes);
    body.extend(b"\r\n--b--\r\n");
    client.send(&Ask::post("/desk/items/files").body("multipart/form-data; boundary=b", body))
}

fn draft(client: &mut Client) -> Item {
    let item = Item::new(client);
    item.press(client, "save", &course("ファイル"), &new_key()).leads_to(&item.path());
    Item::open(client, &item.id)
}

#[test]
fn a_file_comes_back_as_what_it_is_and_never_runs() {
    let (mut organizer, mut colleague) = organizers();
    let item = draft(&mut organizer.client);
    upload(&mut organizer.client, &item, "窯.html", PNG).leads_to(&item.path());
    let file = colleague.client.get(&format!("{}/files/photo.png", item.path())).expect(200);
    assert_eq!((file.body.as_slice(), file.header("content-type")), (PNG, Some("image/png")));
    assert_eq!(file.header("x-content-type-options"), Some("nosniff"));
    assert!(file.header("content-security-policy").unwrap().contains("sandbox"));
    let (mut stranger, _) = organizers();
    stranger.client.get(&format!("{}/files/photo.png", item.path())).expect(404);
    let now = Item::open(&mut organizer.client, &item.id);
    upload(&mut stranger.client, &now, "x.png", PNG).expect(404);
}

#[test]
fn a_large_file_is_kept_whole() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client);
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((0..2_900_000_u32).map(|n| u8::try_from(n % 251).unwrap()));
    pdf.extend(b"\n%%EOF\n");
    upload(&mut organizer.client, &item, "slides.pdf", &pdf).leads_to(&item.path());
    let file = organizer.client.get(&format!("{}/files/slides.pdf", item.path())).expect(200);
    assert!(file.body == pdf);
}

#[test]
fn a_file_of_another_kind_or_size_is_refused_with_a_reason() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client);
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
    let page = upload(&mut organizer.client, &item, "a.png", svg).expect(422).text();
    assert!(page.contains("SVGの絵は"), "{page}");
    for bytes in [&b"<html><script>alert(1)</script>"[..], b"", b"MZ", b"GIF89a", b"%PDF-1.7 cut"] {
        upload(&mut organizer.client, &item, "a.png", bytes).expect(422);
    }
    let mut large = PNG.to_vec();
    large.resize(2 * 1024 * 1024 + 1, 0);
    upload(&mut organizer.client, &item, "a.png", &large).expect(422);
    large.resize(4 * 1024 * 1024, 0);
    upload(&mut organizer.client, &item, "a.png", &large).expect(422);
    organizer.client.form("/desk/items/files", &[("id", &item.id)]).expect(400);
    assert!(organizer.client.get(&item.path()).expect(200).text().contains("ファイルはまだありません。"));
}

#[test]
fn files_of_what_was_sent_stay_as_they_were_seen() {
    let (mut organizer, _) = organizers();
    let item = sent(&mut organizer.client, "送った");
    upload(&mut organizer.client, &item, "a.png", PNG).expect(409);
    let fields = [("id", item.id.as_str()), ("revision", &item.revision), ("name", "a.png")];
    let key = new_key();
    let mut fields = fields.to_vec();
    fields.push(("key", &key));
    organizer.client.form("/desk/items/remove-file", &fields).expect(404);
}

#[test]
fn a_file_that_was_taken_out_is_gone() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client);
    upload(&mut organizer.client, &item, "a.png", PNG).leads_to(&item.path());
    upload(&mut organizer.client, &item, "b.png", PNG).expect(409); // the page that somebody else has meanwhile changed
    let item = Item::open(&mut organizer.client, &item.id);
    let key = new_key();
    let fields = [("id", item.id.as_str()), ("revision", &item.revision), ("name", "a.png"), ("key", &key)];
    organizer.client.form("/desk/items/remove-file", &fields).leads_to(&item.path());
    organizer.client.get(&format!("{}/files/a.png", item.path())).expect(404);
}
