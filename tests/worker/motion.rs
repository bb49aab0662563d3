//! The town in motion: feeds that are well, and everything that can be wrong with one. Whatever it is, the last good
//! state stays, and the status page has a line.

use flate2::{Compression, write::GzEncoder};
use hibiki_domain::{
    role::Role,
    time::Timestamp,
    transit::realtime::{self, Alert, Concerned, Snapshot, TripRef, Vehicle},
};
use hibiki_tests::{
    actors::staff,
    database::public,
    desk::new_key,
    http::{Ask, Client, Reply},
    page,
    town::{now, town},
};
use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
    thread,
    time::{Duration, Instant},
};

/// How the feed `demo-gates` answers.
#[derive(Clone)]
enum Answer {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// These bytes, then a byte now and then.
    Drip(Vec<u8>),
    /// These bytes, then blanks as long as somebody reads.
    Flood(Vec<u8>),
}

static GATES: Mutex<Option<Answer>> = Mutex::new(None);
/// What the feeds of buses answer, by their path.
static BUSES: Mutex<BTreeMap<&str, Vec<u8>>> = Mutex::new(BTreeMap::new());

fn set_buses(path: &'static str, file: Vec<u8>) {
    BUSES.lock().unwrap_or_else(PoisonError::into_inner).insert(path, file);
}

/// One test at a time: there is one feed.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    static SERVER: OnceLock<()> = OnceLock::new();
    let guard = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    SERVER.get_or_init(|| {
        let listener =
            TcpListener::bind(town().feeds.trim_start_matches("http://")).expect("the feeds' port");
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                thread::spawn(move || serve(stream));
            }
        });
    });
    guard
}

fn serve(mut stream: TcpStream) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).unwrap();
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|n| n > 2) {
        line.clear();
    }
    let answer = match first.split(' ').nth(1).unwrap_or_default() {
        "/gates" => GATES.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        "/table.csv" => Some(Answer::Bytes(ok("text/csv; charset=utf-8", table().as_bytes()))),
        "/ploughs" => Some(Answer::Bytes(ok("application/json", ploughs().as_bytes()))),
        path @ ("/trips.pb" | "/vehicles.pb" | "/alerts.pb") => BUSES
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
            .map(|file| Answer::Bytes(ok("application/x-protobuf", file))),
        "/redirected" => Some(Answer::Bytes(ok("application/json", lots(now(), 33).as_bytes()))),
        _ => None,
    };
    let bytes = match &answer {
        Some(Answer::Bytes(bytes) | Answer::Drip(bytes) | Answer::Flood(bytes)) => bytes.clone(),
        None => b"HTTP/1.1 500 Broken\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
    };
    let _ = stream.write_all(&bytes);
    match answer {
        Some(Answer::Drip(_)) => {
            for _ in 0..40 {
                thread::sleep(Duration::from_millis(500));
                if stream.write_all(b" ").is_err() {
                    return;
                }
            }
        }
        Some(Answer::Flood(_)) => {
            let blanks = vec![b' '; 65_536];
            while stream.write_all(&blanks).is_ok() {}
        }
        _ => {}
    }
}

fn ok(kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

fn without_length(more: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{more}connection: close\r\n\r\n")
        .into_bytes()
}

fn redirect(to: &str) -> Answer {
    Answer::Bytes(
        format!("HTTP/1.1 302 Found\r\nlocation: {to}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            .into_bytes(),
    )
}

fn stated(at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{}T{hour:02}:{minute:02}:{:02}+09:00", at.day(), at.0 % 60)
}

fn lots(at: Timestamp, free: u32) -> String {
    format!(
        r#"{{"last_updated":"{}","lots":[{{"id":"P1","total":60,"free":{free},"state":"open"}},{{"id":"P2","total":60,"free":7,"state":"closed"}}]}}"#,
        stated(at)
    )
}

fn table() -> String {
    format!("id,free,total,updated\r\nX1,3,10,{}\r\n", stated(now()))
}

fn ploughs() -> String {
    let at = stated(now().plus_secs(-3600));
    let vehicle = format!(r#"{{"id":"除雪車7号","driver":"山田","at":"{at}","lat":36.0020,"lon":138.0008}}"#);
    format!(r#"{{"updated":"{}","vehicles":[{vehicle}]}}"#, stated(now()))
}

/// Sets how the feed answers, and lets a minute pass.
fn after(answer: Answer) -> Duration {
    *GATES.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
    public().execute("UPDATE feed SET tried_at = 0", []);
    tick()
}

fn tick() -> Duration {
    let began = Instant::now();
    Client::new().get("/cdn-cgi/handler/scheduled?cron=*+*+*+*+*").expect(200);
    began.elapsed()
}

fn good(free: u32) -> Answer {
    Answer::Bytes(ok("application/json; charset=utf-8", lots(now(), free).as_bytes()))
}

/// What is shown of the car park at the station.
fn station() -> String {
    let reply = Client::new().get("/parking/status.json").expect(200);
    page::words(reply.json()["items"]["station-front"]["html"].as_str().expect("the station's item"))
}

/// The line of a feed in the status page.
fn line(feed: &str) -> String {
    let text = Client::new().get("/status").expect(200).text();
    let row = text.split("<tr>").find(|row| row.contains(&format!(">{feed}</th>")));
    page::words(row.unwrap_or_else(|| panic!("no line of {feed}: {text}")))
}

#[test]
fn a_feed_is_read_and_every_datum_shows_its_age() {
    let _alone = alone();
    after(good(41));
    assert!(station().contains("空き 41台") && station().contains("1分以内"), "{}", station());
    assert!(line("demo-gates").contains("届いています"), "{}", line("demo-gates"));
    assert!(line("table").contains("届いています"), "{}", line("table"));
    let mut nobody = Client::new();
    for (path, words) in [
        ("/parking/live/", "空き 41台"),
        ("/en/parking/live/", "41 spaces free"),
        ("/ja-easy/parking/live", "あいています 41台"),
    ] {
        let reply = nobody.get(path).expect(200);
        assert!(page::words(&reply.text()).contains(words), "{reply}");
        assert!(!reply.text().contains("%%"), "a mark was left: {path}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=15"));
        assert!(reply.header("set-cookie").is_none());
    }
    let live = page::words(&nobody.get("/parking/live/").text());
    assert!(live.contains("閉鎖中") && live.contains("情報がありません"), "{live}");
    let trend = nobody.get("/parking/status.json?trend=station-front").json();
    assert!(trend["items"]["trend"]["html"].as_str().unwrap().contains("<rect"));
    // The next minute does not ask again before the feed's own interval is over.
    let before = public().number("SELECT tried_at FROM feed WHERE feed = 'demo-gates'", []);
    tick();
    assert_eq!(public().number("SELECT tried_at FROM feed WHERE feed = 'demo-gates'", []), before);
}

#[test]
fn whatever_is_wrong_with_a_feed_the_last_good_state_stays_and_the_status_page_says_so() {
    let _alone = alone();
    let inside = TcpListener::bind("127.0.0.1:0").unwrap();
    inside.set_nonblocking(true).unwrap();
    let port = inside.local_addr().unwrap().port();
    let mut zip = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..64 {
        zip.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    let bomb = zip.finish().unwrap();
    assert!(bomb.len() * 1000 < 65 << 20, "{}", bomb.len());
    let good_body = lots(now(), 5);
    let cut = |body: &str| {
        let head = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        [head.as_bytes(), &body.as_bytes()[..body.len() / 2]].concat()
    };
    let unreadable = "データがこわれていて読み取れません";
    let private = "読み取ってはいけないアドレスへ転送されました";
    let large = "データが大きすぎます";
    let cases = [
        (
            "old",
            Answer::Bytes(ok("application/json", lots(now().plus_secs(-900), 5).as_bytes())),
            "古い情報が届きました",
        ),
        (
            "future",
            Answer::Bytes(ok("application/json", lots(now().plus_secs(3600), 5).as_bytes())),
            "いつの情報か",
        ),
        ("huge", Answer::Bytes(ok("application/json", &vec![b' '; 3 << 20])), large),
        ("endless", Answer::Flood(without_length("")), large),
        (
            "a bomb",
            Answer::Bytes(
                [
                    without_length(&format!("content-encoding: gzip\r\ncontent-length: {}\r\n", bomb.len())),
                    bomb,
                ]
                .concat(),
            ),
            large,
        ),
        (
            "broken packing",
            Answer::Bytes(
                [without_length("content-encoding: gzip\r\n"), good_body.clone().into_bytes()].concat(),
            ),
            unreadable,
        ),
        ("cut off", Answer::Bytes(cut(&good_body)), unreadable),
        ("not JSON", Answer::Bytes(ok("application/json", b"{\"lots\":")), unreadable),
        ("deep", Answer::Bytes(ok("application/json", "[".repeat(1 << 20).as_bytes())), unreadable),
        ("a page", Answer::Bytes(ok("text/html", good_body.as_bytes())), "データの種類が違います"),
        (
            "an error",
            Answer::Bytes(b"HTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n".to_vec()),
            "配信元がエラーを返しました",
        ),
        ("no answer", Answer::Bytes(Vec::new()), "配信元につながりません"),
        ("to itself", redirect("/gates"), "転送が多すぎます"),
        ("to a neighbour", redirect(&format!("http://127.0.0.1:{port}/")), private),
        ("in other digits", redirect(&format!("http://0x7f.1:{port}/")), private),
        ("mapped", redirect(&format!("http://[::ffff:127.0.0.1]:{port}/")), private),
        ("by name", redirect(&format!("https://localhost:{port}/")), private),
        ("with a dot", redirect(&format!("https://localhost.:{port}/")), private),
        ("by user", redirect(&format!("{}@127.0.0.1:{port}/", town().feeds)), private),
        ("to a file", redirect("file:///etc/hostname"), private),
        ("slow", Answer::Drip(without_length("")), "時間内に返事が終わりませんでした"),
    ];
    for (what, answer, words) in cases {
        after(good(42));
        assert!(line("demo-gates").contains("届いています"), "{what}: {}", line("demo-gates"));
        let took = after(answer);
        assert!(took < Duration::from_secs(14), "{what}: {took:?}");
        assert!(station().contains("空き 42台"), "{what}: {}", station());
        let said = line("demo-gates");
        assert!(said.contains("確認が必要") && said.contains(words), "{what}: {said}");
        assert!(line("table").contains("届いています"), "{what} stops nobody else: {}", line("table"));
    }
    assert!(inside.accept().is_err(), "somebody came where nobody must");
    // A redirect within what is allowed is followed.
    after(redirect("/redirected"));
    assert!(station().contains("空き 33台"), "{}", station());
    for feed in ["private", "metadata"] {
        assert!(line(feed).contains("読み取ってよい場所ではありません"), "{}", line(feed));
    }
}

#[test]
fn what_is_old_is_shown_as_old_and_then_not_at_all() {
    let _alone = alone();
    after(good(43));
    let shift = |secs: i64| {
        let body = public().text("SELECT body FROM status WHERE name = 'parking'", []);
        let mut body: serde_json::Value = serde_json::from_str(&body).unwrap();
        let at = &mut body["demo-gates"]["lots"]["P1"]["at"];
        *at = (at.as_i64().unwrap() - secs).into();
        public().execute("UPDATE status SET body = ?1 WHERE name = 'parking'", [body.to_string()]);
    };
    shift(45 * 60);
    assert!(station().contains("空き 43台") && station().contains("古い情報です：45分前"), "{}", station());
    shift(6 * 3600);
    assert_eq!(station(), "情報がありません");
    // More free spaces than spaces: no number is shown, and staff find a line.
    after(good(61));
    assert!(station().contains("台数を確認しています") && !station().contains("61"), "{}", station());
    assert!(line("demo-gates").contains("空きが収容台数より多い"), "{}", line("demo-gates"));
}

#[test]
fn a_view_reads_one_or_two_rows() {
    let _alone = alone();
    after(good(20));
    let names = public().rows("SELECT name FROM status ORDER BY name", [], |row| row.get::<_, String>(0));
    assert!(names.len() <= 4, "{names:?}");
    for name in names {
        let bytes = public().number("SELECT length(body) FROM status WHERE name = ?1", [name]);
        assert!(bytes < 4000, "{bytes}");
    }
}

#[test]
fn of_the_ploughs_nothing_is_kept_but_streets_and_times_to_ten_minutes() {
    let _alone = alone();
    after(good(20));
    let in_season = {
        let (_, month, day) = now().day().parts();
        let day = i32::from(month) * 100 + i32::from(day);
        !(406..1115).contains(&day)
    };
    let mut nobody = Client::new();
    if !in_season {
        nobody.get("/snow/live/").leads_to("/snow/");
        assert!(line("ploughs").contains("まだ確かめていません"), "{}", line("ploughs"));
        return;
    }
    let kept = public().text("SELECT body FROM status WHERE name = 'ploughs'", []);
    for secret in ["除雪車", "山田", "36.0", "138.0"] {
        assert!(!kept.contains(secret), "{kept}");
    }
    let passed = now().0 - 3600;
    let (hour, minute) = Timestamp(passed - passed % 600).clock();
    let live = page::words(&nobody.get("/snow/live/").expect(200).text());
    assert!(
        live.contains(&format!("{hour}:{minute:02}ごろ")) && live.contains("この2週間に記録はありません"),
        "{live}"
    );
}

// ---- buses ----

fn varint(mut n: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while n >= 128 {
        bytes.push(u8::try_from(n % 128).unwrap() | 128);
        n /= 128;
    }
    bytes.push(u8::try_from(n).unwrap());
    bytes
}

fn number(field: u8, n: i64) -> Vec<u8> {
    [vec![field << 3], varint(u64::try_from(n).unwrap())].concat()
}

fn bytes(field: u8, content: &[u8]) -> Vec<u8> {
    [vec![field << 3 | 2], varint(content.len() as u64), content.to_vec()].concat()
}

/// GTFS-Realtime: this trip of this day leaves its first stop so many seconds late.
fn late(made: Timestamp, trip: &str, day: &str, secs: i64) -> Vec<u8> {
    let header = [bytes(1, b"2.0"), number(2, 0), number(3, made.0)].concat();
    let trip = [bytes(1, trip.as_bytes()), bytes(3, day.replace('-', "").as_bytes())].concat();
    let stop = [number(1, 1), bytes(3, &number(1, secs))].concat();
    let update = [bytes(1, &trip), bytes(2, &stop), number(4, made.0)].concat();
    [bytes(1, &header), bytes(2, &[bytes(1, b"e1"), bytes(3, &update)].concat())].concat()
}

#[test]
fn a_late_bus_is_late_while_the_operator_says_so_and_planned_when_that_is_old() {
    let _alone = alone();
    let set = |file: Vec<u8>| set_buses("/trips.pb", file);
    let leaves = Timestamp((now().0 / 600 + 2) * 600);
    let day = leaves.day();
    let trip = format!("t-{}", leaves.0 - day.starts_at().0);
    let (hour, minute) = leaves.plus_secs(420).clock();
    let late_time = format!("{hour}:{minute:02}");
    let page = || page::words(&Client::new().get("/bus/test/stops/ekimae/now").expect(200).text());
    set(late(now(), &trip, &day.to_string(), 420));
    after(good(20));
    assert!(line("buses").contains("届いています"), "{}", line("buses"));
    let words = page();
    assert!(
        words.contains(&late_time) && words.contains("約7分遅れ") && words.contains("柿ノ木 行き"),
        "{words}"
    );
    assert!(words.contains("バスの動きを反映しています：1分以内"), "{words}");
    let json = Client::new().get("/en/bus/test/stops/ekimae/now.json").expect(200).json();
    assert!(json["items"]["departures"]["html"].as_str().unwrap().contains("about 7 min late"), "{json}");
    // Cut off, broken, older: what was known stays, and the status page says so.
    let whole = late(now(), &trip, &day.to_string(), 420);
    for (file, said) in [
        (whole[..whole.len() - 3].to_vec(), "こわれて"),
        (b"<html>".to_vec(), "こわれて"),
        (late(now().plus_secs(-600), &trip, &day.to_string(), 0), "古い情報が届きました"),
    ] {
        set(file);
        after(good(20));
        assert!(line("buses").contains(said), "{said}: {}", line("buses"));
        assert!(page().contains("約7分遅れ"), "{}", page());
    }
    // The operator falls silent: the plan is shown, with the time of the last word.
    let body = public().text("SELECT body FROM status WHERE name = 'bus.test'", []);
    let mut live: serde_json::Value = serde_json::from_str(&body).unwrap();
    live["trip_updates"]["made"] = (now().0 - 1200).into();
    public().execute("UPDATE status SET body = ?1 WHERE name = 'bus.test'", [live.to_string()]);
    let words = page();
    assert!(words.contains("20分前") && words.contains("時刻表の時刻を出しています"), "{words}");
    assert!(!words.contains("遅れ"), "{words}");
    let mut nobody = Client::new();
    for nowhere in [
        "/bus/test/stops/nowhere/now",
        "/bus/nobody/stops/ekimae/now",
        "/bus/test/stops/..%2f..%2fekimae/now.json",
    ] {
        nobody.get(nowhere).expect(404);
    }
}

/// A bus on its way on the trip that left last, and what is out of the ordinary.
fn buses_now() -> Timestamp {
    let at = now();
    let left = Timestamp(at.0 / 600 * 600);
    let day = left.day();
    let trip = format!("t-{}", left.0 - day.starts_at().0);
    set_buses("/trips.pb", late(at, &trip, &day.to_string(), 200));
    let vehicle = Vehicle {
        id: "bus-7".into(),
        trip: Some(TripRef { id: trip, day: Some(day), ..TripRef::default() }),
        lat: 36.0,
        lon: 138.005,
        sequence: Some(2),
        at: Some(at),
        ..Vehicle::default()
    };
    let vehicles = Snapshot { made: Some(at), vehicles: vec![vehicle], ..Snapshot::default() };
    set_buses("/vehicles.pb", realtime::encode(&vehicles));
    let words = |words: &[(&str, &str)]| {
        words.iter().map(|(language, text)| ((*language).to_owned(), (*text).to_owned())).collect()
    };
    let about = |stop: &str, route: &str| {
        vec![Concerned { stop: stop.into(), route: route.into(), ..Concerned::default() }]
    };
    let alerts = vec![
        Alert {
            id: "now".into(),
            periods: vec![(None, Some(at.plus_secs(86_400)))],
            about: about("", "R1"),
            title: words(&[("ja", "工事<br>中"), ("en", "Road works")]),
            text: words(&[("ja", "川沿いを回ります")]),
            ..Alert::default()
        },
        Alert {
            id: "later".into(),
            periods: vec![(Some(at.plus_secs(86_400)), None)],
            about: about("K1", ""),
            effect: 9,
            ..Alert::default()
        },
        Alert {
            id: "elsewhere".into(),
            about: about("", "R9"),
            title: words(&[("ja", "となり町の路線")]),
            ..Alert::default()
        },
    ];
    let alerts = Snapshot { made: Some(at), alerts, ..Snapshot::default() };
    set_buses("/alerts.pb", realtime::encode(&alerts));
    after(good(20));
    at
}

/// Lets what is known of the buses grow older.
fn age_buses(secs: i64) {
    let body = public().text("SELECT body FROM status WHERE name = 'bus.test'", []);
    let mut live: serde_json::Value = serde_json::from_str(&body).unwrap();
    let made = now().0 - secs;
    for source in ["trip_updates", "positions", "alert_source"] {
        live[source]["made"] = made.into();
    }
    live["vehicles"][0]["at"] = made.into();
    public().execute("UPDATE status SET body = ?1 WHERE name = 'bus.test'", [live.to_string()]);
}

#[test]
fn one_sees_where_the_buses_are_and_what_is_out_of_the_ordinary_in_three_languages() {
    let _alone = alone();
    buses_now();
    for feed in ["buses", "positions", "changes"] {
        assert!(line(feed).contains("届いています"), "{}", line(feed));
    }
    let get = |path: &str| Client::new().get(path).expect(200);
    let reply = get("/bus/test/now");
    let (html, words) = (reply.text(), page::words(&reply.text()));
    for said in [
        "柿ノ木線 柿ノ木 行き",
        "約3分遅れ",
        "次は 柿ノ木",
        "1分以内",
        "川沿いを回ります",
        "まで",
        "停留所を移しています",
    ] {
        assert!(words.contains(said), "{said}: {words}");
    }
    assert!(
        html.contains("工事&#60;br&#62;中") || html.contains("工事&lt;br&gt;中"),
        "the operator writes no HTML"
    );
    assert!(html.contains("id=\"bus-1\" tabindex=\"-1\"") && html.contains("<a href=\"#bus-1\""), "{html}");
    assert!(html.contains("<circle cx=\"240\" cy=\"202\""), "half way on the map: {html}");
    let english = page::words(&get("/en/bus/test/now").text());
    assert!(english.contains("about 3 min late") && english.contains("Road works"), "{english}");
    assert!(get("/ja-easy/bus/test/now").text().contains("おくれています"));
    // Of one line: what concerns it, and nothing of other lines.
    let own = page::words(&get("/bus/test/lines/line/now").text());
    assert!(
        own.contains("川沿いを回ります") && own.contains("停留所を移しています") && own.contains("約3分遅れ"),
        "{own}"
    );
    assert!(words.contains("となり町の路線") && !own.contains("となり町の路線"), "{own}");
    let json = get("/bus/test/lines/line/now.json").json();
    assert!(json["items"]["buses"]["html"].as_str().unwrap().contains("bus-1"), "{json}");
    assert!(json["items"]["changes"]["words"].as_str().unwrap().contains("工事"), "{json}");
    // At a stop of the line the alert stands above its buses.
    assert!(page::words(&get("/bus/test/stops/ekimae/now").text()).contains("川沿いを回ります"));
    let mut nobody = Client::new();
    for nowhere in ["/bus/nobody/now", "/bus/test/lines/nowhere/now", "/bus/..%2ftest/now.json"] {
        nobody.get(nowhere).expect(404);
    }
}

#[test]
fn buses_that_were_heard_of_long_ago_are_shown_as_old_and_then_not_at_all() {
    let _alone = alone();
    buses_now();
    let html = || Client::new().get("/bus/test/now").expect(200).text();
    age_buses(1200);
    let words = page::words(&html());
    assert!(
        words.contains("古い情報です：20分前") && words.contains("お知らせの情報が古くなっています：20分前"),
        "{words}"
    );
    assert!(words.contains("川沿いを回ります") && !words.contains("約3分遅れ"), "{words}");
    assert!(html().contains("class=\"point old\"") && html().contains("class=\"old\"/>"), "{}", html());
    age_buses(7200);
    let words = page::words(&html());
    assert!(
        words.contains("バスの位置の情報が古くなっています：2時間前") && !words.contains("柿ノ木 行き"),
        "{words}"
    );
    assert!(!html().contains("id=\"bus-1\""));
    // What another edition of the program wrote does no harm, and a minute later everything is there.
    public().execute("UPDATE status SET body = '{\"x\":1}' WHERE name = 'bus.test'", []);
    assert!(page::words(&html()).contains("配信していません"));
    buses_now();
    assert!(page::words(&html()).contains("約3分遅れ"));
}

// ---- by hand ----

fn type_state(client: &mut Client, key: &str, lot: &str, state: &str, free: &str, hours: &str) -> Reply {
    client.form(
        "/desk/parking",
        &[("key", key), ("lot", lot), ("state", state), ("free", free), ("hours", hours)],
    )
}

fn riverside() -> String {
    let reply = Client::new().get("/parking/status.json").expect(200);
    page::words(reply.json()["items"]["riverside-park"]["html"].as_str().expect("the park's item"))
}

#[test]
fn staff_type_a_state_that_counts_until_its_end_and_only_once() {
    let _alone = alone();
    let mut person = staff(Role::Parking);
    let desk = person.client.get("/desk/parking").expect(200).text();
    assert!(desk.contains("河川公園駐車場") && desk.contains("満空センサーはありません"));
    let key = new_key();
    type_state(&mut person.client, &key, "riverside-park", "full", "", "3").leads_to("/desk/parking?done");
    assert!(riverside().contains("満車") && riverside().contains("試験課"), "{}", riverside());
    assert!(!riverside().contains(&person.name), "who typed it is for colleagues");
    assert!(person.client.get("/desk/parking").text().contains(&person.name));
    // A later state stands; the first one sent once more does not come back.
    type_state(&mut person.client, &new_key(), "riverside-park", "closed", "", "1")
        .leads_to("/desk/parking?done");
    type_state(&mut person.client, &key, "riverside-park", "full", "", "3").leads_to("/desk/parking?done");
    assert!(riverside().contains("閉鎖中"), "{}", riverside());
    // It ends by itself.
    let until = "UPDATE status SET body = json_set(body, '$.\"riverside-park\".until', ?1) WHERE name = 'parking.typed'";
    assert_eq!(public().execute(until, [now().0 - 1]), 1);
    assert_eq!(riverside(), "情報がありません");
    // It goes before the gates, and back when it is taken away.
    after(good(44));
    type_state(&mut person.client, &new_key(), "station-front", "few", "4", "1")
        .leads_to("/desk/parking?done");
    assert!(station().contains("残りわずか 4台"), "{}", station());
    after(good(45));
    assert!(station().contains("残りわずか 4台"), "{}", station());
    type_state(&mut person.client, &new_key(), "station-front", "", "", "1").leads_to("/desk/parking?done");
    assert!(station().contains("空き 45台"), "{}", station());
}

#[test]
fn what_cannot_be_is_refused_with_words_and_changes_nothing() {
    let _alone = alone();
    let mut person = staff(Role::Parking);
    let before = riverside();
    for (lot, state, free, hours, status) in [
        ("riverside-park", "space", "81", "1", 422),
        ("riverside-park", "space", "-1", "1", 422),
        ("riverside-park", "space", "0", "1", 422),
        ("riverside-park", "space", "x", "1", 422),
        ("riverside-park", "open", "", "1", 400),
        ("riverside-park", "full", "", "99", 400),
        ("nowhere", "full", "", "1", 400),
        ("x\",\"y", "full", "", "1", 400),
    ] {
        type_state(&mut person.client, &new_key(), lot, state, free, hours).expect(status);
    }
    assert_eq!(riverside(), before);
    staff(Role::Clerk).client.get("/desk/parking").expect(403);
}

#[test]
fn the_night_forgets_answers_that_nobody_repeats() {
    let _alone = alone();
    let old = now().0 - 3 * 86_400;
    public().execute("INSERT INTO idempotency VALUES ('old', '/', ?1)", [old]);
    Client::new().get("/cdn-cgi/handler/scheduled?cron=17+18+*+*+*").expect(200);
    assert_eq!(public().number("SELECT COUNT(*) FROM idempotency WHERE key = 'old'", []), 0);
}

#[test]
fn the_prebuilt_pages_are_complete_without_scripts() {
    let mut nobody = Client::new();
    for path in [
        "/parking/",
        "/en/parking/",
        "/ja-easy/parking/",
        "/parking/station-front/",
        "/snow/",
        "/snow/central/",
        "/en/snow/hill/",
    ] {
        let reply = nobody.get(path).expect(200);
        assert!(!reply.text().contains("%%"), "{path}");
    }
    let page = nobody.get("/parking/station-front/").text();
    let words = page::words(&page);
    assert!(
        words.contains("60台（うち車いす使用者用2台）")
            && words.contains("はじめの60分無料、以後30分ごとに100円、1日最大800円"),
        "{words}"
    );
    assert!(page.contains("/parking/live/#lot-station-front"));
    nobody.send(&Ask::post("/parking/live").form(&[])).expect(405);
}
