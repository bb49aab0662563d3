//! Recordings of a lecture: they come in parts, over lines that break.

use data_encoding::BASE64;
use hibiki_domain::{
    desk::{MOST_RECORDING_BYTES, PART_BYTES, digest_of, part_digest, parts_of},
    role::Role,
};
use hibiki_tests::{
    actors,
    database::public,
    desk::new_key,
    http::{Ask, Client, Reply, operator},
    items::{Item, course, lecture, organizers, publication},
    page,
    town::unique,
};
use serde_json::{Value, json};

/// Two parts and a bit, no two alike.
fn mp3() -> Vec<u8> {
    sound(2 * PART_BYTES + 1000)
}

fn sound(length: usize) -> Vec<u8> {
    let mut bytes = b"ID3\x04\0\0\0\0\0\0".to_vec();
    let noise = (0_u32..).flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes());
    bytes.extend(noise.take(length - bytes.len()));
    bytes
}

fn draft(client: &mut Client, kind: &str) -> Item {
    let item = Item::new_of(client, kind);
    let fields = if kind == "course" { course("録音") } else { lecture("録音") };
    item.press(client, "save", &fields, &new_key()).leads_to(&item.path());
    Item::open(client, &item.id)
}

/// A recording on its way.
struct Sending {
    id: String,
    bytes: Vec<u8>,
}

impl Sending {
    fn new(item: &Item, bytes: Vec<u8>) -> Self {
        Self { id: item.id.clone(), bytes }
    }

    fn part(&self, part: usize) -> &[u8] {
        self.bytes.chunks(PART_BYTES).nth(part).unwrap()
    }

    fn begin(&self, client: &mut Client, called: &str) -> Reply {
        self.begin_with(client, called, &digest_of(&self.bytes), self.part(0))
    }

    fn begin_with(&self, client: &mut Client, called: &str, whole: &str, first: &[u8]) -> Reply {
        let query =
            format!("called={called}&bytes={}&whole={whole}&part={}", self.bytes.len(), part_digest(first));
        raw(client, &format!("/api/desk/recordings/{}?{query}", self.id), first)
    }

    fn put(&self, client: &mut Client, name: &str, part: usize) -> Reply {
        self.put_as(client, name, part, self.part(part))
    }

    fn put_as(&self, client: &mut Client, name: &str, part: usize, bytes: &[u8]) -> Reply {
        let digest = part_digest(bytes);
        raw(client, &format!("/api/desk/recordings/{}/{name}/{part}?part={digest}", self.id), bytes)
    }

    fn finish(&self, client: &mut Client, name: &str) -> Reply {
        raw(client, &format!("/api/desk/recordings/{}/{name}", self.id), b"")
    }

    /// All of it.
    #[track_caller]
    fn send(&self, client: &mut Client, called: &str) -> String {
        let name = self.begin(client, called).expect(200).json()["name"].as_str().unwrap().to_owned();
        for part in 1..parts_of(self.bytes.len()) {
            self.put(client, &name, part).expect(200);
        }
        self.finish(client, &name).expect(200);
        name
    }
}

fn raw(client: &mut Client, path: &str, bytes: &[u8]) -> Reply {
    client.send(&Ask::post(path).body("application/octet-stream", bytes))
}

fn parts(reply: &Reply) -> Value {
    reply.json()["parts"].clone()
}

fn file(item: &Item, name: &str) -> String {
    format!("{}/files/{name}", item.path())
}

fn upload_captions(client: &mut Client, item: &Item) {
    let item = Item::open(client, &item.id);
    let mut body = Vec::new();
    for (name, value) in [("id", item.id.as_str()), ("revision", &item.revision), ("key", &new_key())] {
        let field = format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(field.bytes());
    }
    body.extend(
        b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.vtt\"\r\n\r\nWEBVTT\n\n00:01.000 --> 00:02.000\na\n\r\n--b--\r\n",
    );
    client
        .send(&Ask::post("/desk/items/files").body("multipart/form-data; boundary=b", body))
        .leads_to(&item.path());
}

#[test]
fn parts_in_any_order_and_twice_become_one_file_and_only_when_all_are_there() {
    let (mut organizer, mut colleague) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let sending = Sending::new(&item, mp3());
    let client = &mut organizer.client;
    let begun = sending.begin(client, "River-Talk.MP3").expect(200);
    assert_eq!((begun.json()["name"].as_str(), parts(&begun)), (Some("river-talk.mp3"), json!([0])));
    sending.put(client, "river-talk.mp3", 2).expect(200);
    sending.finish(client, "river-talk.mp3").refuses(422, "recording-missing");
    client.get(&file(&item, "river-talk.mp3")).expect(404);
    assert_eq!(Item::open(client, &item.id).revision, item.revision, "what is half here changes nothing");

    // The line was lost: the same beginning says what is there.
    assert_eq!(parts(&sending.begin(client, "another-name.mp3").expect(200)), json!([0, 2]));
    for _ in 0..2 {
        assert_eq!(parts(&sending.put(client, "river-talk.mp3", 1).expect(200)), json!([0, 1, 2]));
    }
    let location = format!("{}?done=file-added", item.path());
    for _ in 0..2 {
        let done = sending.finish(client, "river-talk.mp3").expect(200).json();
        assert_eq!(done["location"].as_str(), Some(location.as_str()));
    }
    sending.put(client, "river-talk.mp3", 1).expect(200);
    let again = sending.begin(client, "x.mp3").expect(200).json();
    assert_eq!(again["location"].as_str(), Some(location.as_str()), "it is here already");
    let events = "SELECT COUNT(*) FROM desk_event WHERE item_id = ?1 AND what = 'file-added'";
    assert_eq!(public().number(events, [&item.id]), 1);

    let whole = colleague.client.get(&file(&item, "river-talk.mp3")).expect(200);
    assert!(whole.body == sending.bytes);
    assert_eq!(whole.header("content-type"), Some("audio/mpeg"));
    assert!(whole.header("content-security-policy").unwrap().contains("sandbox"));
}

#[test]
fn a_player_gets_pieces() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let sending = Sending::new(&item, mp3());
    let name = sending.send(&mut organizer.client, "a.mp3");
    let all = sending.bytes.len();
    let mut ask = |range: &str| organizer.client.send(&Ask::get(&file(&item, &name)).header("range", range));
    let mut heard = Vec::new();
    while heard.len() < all {
        let piece = ask(&format!("bytes={}-", heard.len())).expect(206);
        let last = (heard.len() + piece.body.len()) - 1;
        let stated = format!("bytes {}-{last}/{all}", heard.len());
        assert_eq!(piece.header("content-range"), Some(stated.as_str()));
        heard.extend(piece.body);
    }
    assert!(heard == sending.bytes);
    assert_eq!(ask("bytes=5-9").expect(206).body, &sending.bytes[5..10]);
    let beyond = ask(&format!("bytes={all}-")).expect(416);
    assert_eq!(beyond.header("content-range"), Some(format!("bytes */{all}").as_str()));
}

#[test]
fn what_is_no_recording_is_refused_whatever_it_is_called() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let hostile = b"<!doctype html><script>alert(1)</script>".to_vec();
    let client = &mut organizer.client;
    let refused = Sending::new(&item, hostile).begin(client, "talk.mp3");
    assert!(
        refused
            .refuses(422, "item-file")
            .text()
            .contains("録音（MP3・M4A・Ogg）、映像（MP4・WebM）のどれでもありません")
    );
    for bytes in [&b"\x89PNG\r\n\x1a\n"[..], b"%PDF-1.7 %%EOF", b"\0\0\0\x18ftypqt  ", b"MZ"] {
        Sending::new(&item, bytes.to_vec()).begin(client, "talk.mp3").refuses(422, "item-file");
    }
    let other = draft(client, "course");
    Sending::new(&other, mp3()).begin(client, "a.mp3").refuses(422, "item-file");
    let files = "SELECT COUNT(*) FROM desk_file WHERE item_id IN (?1, ?2)";
    assert_eq!(public().number(files, [&item.id, &other.id]), 0);
}

#[test]
fn what_is_too_long_or_not_as_it_was_stated_is_refused() {
    let (mut organizer, _) = organizers();
    let client = &mut organizer.client;
    let item = draft(client, "lecture");
    let path = format!("/api/desk/recordings/{}", item.id);
    let sending = Sending::new(&item, mp3());
    let (whole, first) = (digest_of(&sending.bytes), part_digest(sending.part(0)));
    let too_long = format!("{path}?called=a&bytes={}&whole={whole}&part={first}", MOST_RECORDING_BYTES + 1);
    assert!(raw(client, &too_long, sending.part(0)).refuses(422, "item-file").text().contains("24MB"));
    for query in [
        String::new(),
        format!("?bytes=x&whole={whole}&part={first}"),
        format!("?bytes=-1&whole={whole}&part={first}"),
        format!("?bytes=9&whole={whole}&part={first}"),
        format!("?bytes=9&whole=zz&part={first}"),
        format!("?bytes=9&whole={whole}"),
    ] {
        raw(client, &format!("{path}{query}"), sending.part(0)).expect(400);
    }
    let empty = format!("{path}?called=a&bytes=0&whole={whole}&part={first}");
    raw(client, &empty, b"").refuses(422, "item-file");
    // A part that is not what the browser read.
    let stated = format!("{path}?called=a&bytes={}&whole={whole}&part={first}", sending.bytes.len());
    raw(client, &stated, sending.part(1)).refuses(422, "recording-broken");

    let name = sending.begin(client, "a.mp3").expect(200).json()["name"].as_str().unwrap().to_owned();
    sending.put_as(client, &name, 1, &sending.part(1)[1..]).expect(400);
    let longer = [sending.part(1), b"x"].concat();
    sending.put_as(client, &name, 1, &longer).expect(413);
    sending.put_as(client, &name, 3, b"x").expect(404);
    sending.put_as(client, "other.mp3", 1, sending.part(1)).expect(404);
    let form = Ask::post(&format!("{path}/{name}/1?part={first}")).form(&[("a", "b")]);
    client.send(&form).expect(400);
    // Another file's part is taken, but the whole is not what was stated.
    let mut other = sending.part(1).to_vec();
    other[0] ^= 1;
    sending.put_as(client, &name, 1, &other).expect(200);
    sending.put(client, &name, 1).refuses(409, "recording-broken");
    sending.put(client, &name, 2).expect(200);
    sending.finish(client, &name).refuses(422, "recording-broken");
    client.get(&file(&item, &name)).expect(404);
}

#[test]
fn the_longest_recording_is_kept_whole() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let sending = Sending::new(&item, sound(MOST_RECORDING_BYTES));
    let name = sending.send(&mut organizer.client, "long.mp3");
    let last = Ask::get(&file(&item, &name)).header("range", format!("bytes={}-", 127 * PART_BYTES));
    let piece = organizer.client.send(&last).expect(206);
    assert!(piece.body == sending.part(127));
    assert!(organizer.client.get(&file(&item, &name)).expect(200).body == sending.bytes);
}

#[test]
fn nobody_else_adds_to_an_item_and_nothing_is_added_to_what_was_sent() {
    let (mut organizer, _) = organizers();
    let (mut stranger, _) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let sending = Sending::new(&item, mp3());
    sending.begin(&mut stranger.client, "a.mp3").expect(404);
    sending.begin(&mut actors::staff(Role::Clerk).client, "a.mp3").expect(403);
    sending.begin(&mut organizer.client, "a.mp3").expect(200);
    sending.put(&mut stranger.client, "a.mp3", 1).expect(404);
    sending.finish(&mut stranger.client, "a.mp3").expect(404);

    let fields = lecture("送るもの");
    item.press(&mut organizer.client, "send", &fields, &new_key()).leads_to(&item.path());
    sending.put(&mut organizer.client, "a.mp3", 1).refuses(409, "item-state");
    sending.finish(&mut organizer.client, "a.mp3").refuses(409, "item-state");
    let open = Item::open(&mut organizer.client, &item.id);
    open.act(&mut organizer.client, "take-back", "").leads_to(&item.path());
    for part in [1, 2] {
        sending.put(&mut organizer.client, "a.mp3", part).expect(200);
    }
    sending.finish(&mut organizer.client, "a.mp3").expect(200);
}

#[test]
fn two_at_once_do_not_spoil_each_other_and_one_that_was_dropped_makes_room() {
    let (mut organizer, mut colleague) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    let (one, other) = (Sending::new(&item, mp3()), Sending::new(&item, sound(2000)));
    one.begin(&mut organizer.client, "one.mp3").expect(200);
    other.begin(&mut colleague.client, "other.mp3").refuses(409, "recording-coming");
    // A video is another thing, and a colleague may carry on with what one began.
    let video = [b"\0\0\0\x18ftypisom".to_vec(), vec![0; 100]].concat();
    Sending::new(&item, video).send(&mut colleague.client, "one.mp4");
    one.put(&mut colleague.client, "one.mp3", 1).expect(200);

    let page = organizer.client.get(&item.path()).expect(200).text();
    assert!(
        page.contains("送りかけのファイルがあります：one.mp3（384KBのうち384KBまで届いています）"),
        "{page}"
    );
    let open = Item::open(&mut organizer.client, &item.id);
    let key = new_key();
    let fields = [("id", open.id.as_str()), ("revision", &open.revision), ("name", "one.mp3"), ("key", &key)];
    organizer.client.form("/desk/items/remove-file", &fields).leads_to(&item.path());
    one.put(&mut organizer.client, "one.mp3", 2).expect(404);
    other.send(&mut colleague.client, "other.mp3");
    let third = Sending::new(&item, sound(3000)).begin(&mut organizer.client, "third.mp3");
    assert!(third.refuses(422, "item-file").text().contains("1つの講演に1つずつ"));
}

#[test]
fn a_recording_is_sent_for_approval_with_captions_only() {
    let (mut organizer, _) = organizers();
    let client = &mut organizer.client;
    let item = draft(client, "lecture");
    let name = Sending::new(&item, sound(2000)).send(client, "a.mp3");
    let item = Item::open(client, &item.id);
    let fields = lecture("字幕のないもの");
    let refused = item.press(client, "send", &fields, &new_key()).expect(422).text();
    assert!(page::words(&refused).contains("録音や映像には、字幕（WebVTT）が要ります"), "{refused}");
    upload_captions(client, &item);
    Item::open(client, &item.id).press(client, "send", &fields, &new_key()).leads_to(&item.path());
    let page = actors::staff(Role::Editor).client.get(&item.path()).expect(200).text();
    assert!(page.contains(&format!("<source src=\"{}\" type=\"audio/mpeg\">", file(&item, &name))), "{page}");
    assert!(page.contains("<track kind=\"captions\""), "{page}");
}

#[test]
fn the_operators_program_gets_it_part_by_part_and_a_week_after_it_is_published_the_site_has_it() {
    let (mut organizer, _) = organizers();
    let client = &mut organizer.client;
    let item = draft(client, "lecture");
    let sending = Sending::new(&item, mp3());
    let name = sending.send(client, "a.mp3");
    upload_captions(client, &item);
    let open = Item::open(client, &item.id);
    open.press(client, "send", &lecture("載せるもの"), &new_key()).leads_to(&item.path());
    let open = Item::open(client, &item.id);
    open.act(&mut actors::staff(Role::Editor).client, "approve", "").leads_to(&item.path());
    let what = publication(&item.id);
    let stated = what["files"].as_array().unwrap().iter().find(|file| file["name"] == "a.mp3").unwrap();
    assert_eq!(
        (stated["digest"].as_str(), &stated["on_site"]),
        (Some(digest_of(&sending.bytes).as_str()), &json!(false))
    );
    let mut fetched = Vec::new();
    for part in 0..parts_of(sending.bytes.len()) {
        let path = format!("/ops/publications/{}/files/{name}/{part}", item.id);
        let part = operator(&Ask::get(&path).without_origin()).expect(200).json();
        fetched.extend(BASE64.decode(part["base64"].as_str().unwrap().as_bytes()).unwrap());
    }
    assert!(fetched == sending.bytes);

    let stem = format!("2026-06-14-{}", unique("t").to_lowercase());
    let done = json!({
        "item_id": item.id, "revision": what["revision"], "content": what["content"],
        "stem": stem, "address": format!("/lectures/2026/{stem}/"),
    });
    operator(&Ask::post("/ops/publications/done").without_origin().json(&done)).expect(200);
    let marked = "SELECT COUNT(*) FROM desk_file WHERE item_id = ?1 AND published_at IS NOT NULL";
    assert_eq!(public().number(marked, [&item.id]), 2);

    // What the nightly sweep does, on this item alone.
    for sql in [
        include_str!("../../functions/sql/public/desk_file/let_go_parts.sql"),
        include_str!("../../functions/sql/public/desk_file/let_go.sql"),
    ] {
        public().execute("UPDATE desk_file SET published_at = 1 WHERE item_id = ?1", [&item.id]);
        public().execute(sql, [2]);
    }
    let parts = "SELECT COUNT(*) FROM desk_file_part WHERE item_id = ?1";
    assert_eq!(public().number(parts, [&item.id]), 0);
    client.get(&file(&item, &name)).leads_to(&format!("/lectures/2026/{stem}.a.mp3"));
    let open = Item::open(client, &item.id);
    open.press(client, "save", &lecture("直したもの"), &new_key()).leads_to(&item.path());
    assert_eq!(publication(&item.id)["files"][0]["on_site"], json!(true));
}

#[test]
fn a_recording_that_never_came_whole_is_forgotten_after_a_day() {
    let (mut organizer, _) = organizers();
    let item = draft(&mut organizer.client, "lecture");
    Sending::new(&item, mp3()).begin(&mut organizer.client, "a.mp3").expect(200);
    let kept = "SELECT COUNT(*) FROM desk_file_part WHERE item_id = ?1";
    let forget = include_str!("../../functions/sql/public/desk_file/forget_unfinished.sql");
    public().execute(forget, [2]);
    assert_eq!(public().number(kept, [&item.id]), 1);
    public().execute("UPDATE desk_file SET added_at = 1 WHERE item_id = ?1", [&item.id]);
    public().execute(forget, [2]);
    assert_eq!(public().number(kept, [&item.id]), 0);
}

#[test]
fn an_organisation_that_has_much_before_publication_is_told_what_to_do() {
    let (mut organizer, _) = organizers();
    let (full, item) = (draft(&mut organizer.client, "lecture"), draft(&mut organizer.client, "lecture"));
    for number in 0..6 {
        public().execute(
            "INSERT INTO desk_file (item_id, name, bytes, digest, state, added_at) VALUES (?1, ?2, 20000000, ?3, 'here', 1)",
            (&full.id, format!("{number}.jpg"), "0".repeat(64)),
        );
    }
    let sending = Sending::new(&item, sound(6_000_000));
    let refused = sending.begin(&mut organizer.client, "a.mp3").refuses(422, "item-file").text();
    public().execute("DELETE FROM desk_file WHERE item_id = ?1", [&full.id]);
    assert!(refused.contains("団体のファイルが、合わせて120MBになりました"), "{refused}");
    sending.begin(&mut organizer.client, "a.mp3").expect(200);
}
