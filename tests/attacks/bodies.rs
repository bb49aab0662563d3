//! Bodies that are too large, broken or of another kind, and methods that no address knows: at every address.

use hibiki_domain::role::Role;
use hibiki_tests::{
    actors::{self, staff},
    health,
    http::{Ask, Client, Reply, operator},
    raw,
    routes::{ALL, Route, Takes, Who},
    town::town,
};
use std::collections::BTreeSet;

/// Somebody for every kind of caller.
struct Callers {
    person: Client,
    clerk: Client,
    editor: Client,
    organizer: Client,
    parking: Client,
    nurse: Client,
    clinic: Client,
    medic: Client,
    admin: Client,
}

impl Callers {
    fn new() -> Self {
        Self {
            person: health::resident().0.client,
            clerk: staff(Role::Clerk).client,
            editor: staff(Role::Editor).client,
            organizer: staff(Role::Organizer).client,
            parking: staff(Role::Parking).client,
            nurse: staff(Role::Nurse).client,
            clinic: staff(Role::Clinic).client,
            medic: staff(Role::Medic).client,
            admin: staff(Role::Admin).client,
        }
    }

    /// Sends as somebody who may.
    fn send(&mut self, route: &Route, ask: Ask) -> Reply {
        match route.who {
            Who::Operator => operator(&ask.without_origin()),
            // A new address for every try: wrong codes are waited for.
            Who::Bridge if ask.method == "POST" => Client::new().send(&ask.without_origin()),
            Who::Bridge => Client::new().send(&ask),
            Who::Anybody if !route.path.contains("challenge") => Client::new().send(&ask),
            Who::Anybody | Who::Person | Who::Strong | Who::Fresh | Who::Record => self.person.send(&ask),
            Who::Clerk | Who::Staff => self.clerk.send(&ask),
            Who::Editor => self.editor.send(&ask),
            Who::Organizer => self.organizer.send(&ask),
            Who::Parking => self.parking.send(&ask),
            Who::Nurse => self.nurse.send(&ask),
            Who::Clinic => self.clinic.send(&ask),
            Who::Medic => self.medic.send(&ask),
            Who::Admin => self.admin.send(&ask),
        }
    }

    /// A page that a caller of this kind may always see.
    const fn page_of(who: Who) -> &'static str {
        match who {
            Who::Anybody | Who::Bridge => "/login",
            Who::Person | Who::Strong | Who::Fresh => "/my",
            Who::Record => "/my/health",
            Who::Clerk | Who::Staff => "/desk/residents",
            Who::Editor => "/desk/notices",
            Who::Organizer => "/desk/items",
            Who::Parking => "/desk/parking",
            Who::Nurse => "/desk/health",
            Who::Clinic => "/desk/health/check",
            Who::Medic => "/desk/health/emergency",
            Who::Admin => "/desk/staff",
            Who::Operator => "/ops/log?after=999999999",
        }
    }

    /// The next good request works, for whoever sent the bad one.
    fn go_on(&mut self) {
        self.person.get("/my").expect(200);
        self.clerk.get("/desk/residents").expect(200);
        self.editor.get("/desk/notices").expect(200);
        self.organizer.get("/desk/items").expect(200);
        self.parking.get("/desk/parking").expect(200);
        self.nurse.get("/desk/health").expect(200);
        self.clinic.get("/desk/health/check").expect(200);
        self.medic.get("/desk/health/emergency").expect(200);
        self.admin.get("/desk/staff").expect(200);
        operator(&Ask::get("/ops/log?after=999999999")).expect(200);
        Client::new().get("/.well-known/hibiki.json").expect(200);
    }
}

/// A good request.
/// They read no body at all.
const READS_NOTHING: [&str; 2] = ["/logout", "/my/health/close"];

const NEXT: Route = Route { method: "GET", path: "/my", who: Who::Person, takes: Takes::Nothing };

/// Bodies that no handler can take, with the content type that they claim.
fn bodies(route: &Route) -> Vec<(&'static str, Vec<u8>)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    let megabyte = 1024 * 1024;
    let (right, wrong) = if matches!(route.takes, Takes::Json(_)) { (JSON, FORM) } else { (FORM, JSON) };
    let mut bodies = vec![
        (right, [b"{\"a\":\"".to_vec(), vec![b'x'; megabyte - 8], b"\"}".to_vec()].concat()),
        (right, vec![b'['; 100_000]),
        (right, b"{\"a\":".repeat(20_000)),
        (right, b"&".repeat(60_000)),
        (right, vec![0; 1000]),
        (right, vec![0xff; 1000]),
        (right, b"{\"purpose\":\"login\"".to_vec()),
        (right, b"{\"purpose\":1e999999}".to_vec()),
        (right, b"%".to_vec()),
        (right, Vec::new()),
        (wrong, b"a=1".to_vec()),
        (wrong, b"{}".to_vec()),
        ("text/plain", b"{}".to_vec()),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\ncontent-disposition: form-data; name=\"key\"\r\n\r\n1\r\n--x--".to_vec(),
        ),
        ("application/octet-stream", vec![1, 2, 3]),
        (";;;", b"{}".to_vec()),
        ("", b"a=1".to_vec()),
    ];
    if READS_NOTHING.contains(&route.path) {
        bodies.truncate(1);
    }
    bodies
}

#[test]
fn every_address_refuses_what_it_cannot_read_and_goes_on() {
    let mut callers = Callers::new();
    for route in ALL.iter().filter(|route| route.method == "POST" && route.takes != Takes::Question) {
        let path = route.path_with(&actors::some_id());
        for (content_type, body) in bodies(route) {
            let reply = callers.send(route, Ask::post(&path).body(content_type, body.clone()));
            let shown = String::from_utf8_lossy(&body[..body.len().min(20)]).into_owned();
            if READS_NOTHING.contains(&route.path) {
                reply.expect(303);
                continue;
            }
            assert!([400, 404, 413, 422].contains(&reply.status), "{content_type} {shown}: {reply}");
            // An import's rows; a file, which is refused unread unless it comes as one.
            let takes_much = [
                "/ops/residents/imports/rows",
                "/desk/items/files",
                "/desk/health/import",
                "/my/health/{}/vitals/import",
                "/my/health/{}/diary/{}/picture",
            ]
            .contains(&route.path)
                || route.takes == Takes::Bytes;
            assert!(
                body.len() < 1_000_000 || takes_much || reply.status == 413,
                "a megabyte was read: {reply}"
            );
            assert!(reply.text().len() < 60_000, "what came is not sent back: {reply}");
        }
        callers.send(&NEXT, Ask::get(NEXT.path)).expect(200);
        callers.send(&Route { who: route.who, ..NEXT }, Ask::get(Callers::page_of(route.who))).expect(200);
    }
    callers.go_on();
}

/// The status of an answer that comes before everything was sent. The connection is closed with it, and what was still
/// on its way may take the answer away (TCP's reset): then it is asked for again.
fn answer_to(request: &str) -> u16 {
    let answers = (0..10).map(|_| raw::send(request.as_bytes()).0);
    answers.into_iter().find(|status| *status != 0).unwrap_or_default()
}

#[test]
fn a_body_that_is_larger_than_it_says_or_never_comes_is_refused_too() {
    let origin = &town().origin;
    let post = |path: &str| {
        format!("{}Origin: {origin}\r\nContent-Type: application/json\r\n", raw::head("POST", path))
    };
    let chunk = format!("{:x}\r\n{}\r\n", 32 * 1024, "a".repeat(32 * 1024));
    let endless = format!(
        "{}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
        post("/api/passkey/challenge"),
        chunk.repeat(40)
    );
    assert_eq!(answer_to(&endless), 413);
    let form = format!(
        "{}Origin: {origin}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
        raw::head("POST", "/start"),
        chunk.repeat(40)
    );
    assert_eq!(answer_to(&form), 413);
    for length in ["-1", "18446744073709551616", "0x10", "1,1", "ten"] {
        let request = format!("{}Content-Length: {length}\r\n\r\n{{}}", post("/api/passkey/challenge"));
        let (status, answer) = raw::send(request.as_bytes());
        assert!(status == 0 || (400..500).contains(&status), "{length}: {answer:.200}");
    }
    let good = "{\"purpose\":\"login\"}";
    let request = format!("{}Content-Length: {}\r\n\r\n{good}", post("/api/passkey/challenge"), good.len());
    assert_eq!(raw::send(request.as_bytes()).0, 200);
}

#[test]
fn every_address_knows_its_method_and_no_other() {
    let mut callers = Callers::new();
    let paths: BTreeSet<&str> = ALL.iter().map(|route| route.path).collect();
    for path in paths {
        let routes: Vec<&Route> = ALL.iter().filter(|route| route.path == path).collect();
        let address = routes[0].path_with(&actors::some_id());
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
            let reply = callers.send(routes[0], Ask::new(method, &address));
            assert_eq!(reply.status, 405, "{reply}");
            assert_eq!(reply.header("allow"), Some("GET, POST"), "{reply}");
            let reply = callers.send(routes[0], Ask::new(method, &address).body("application/json", "{}"));
            assert_eq!(reply.status, 405, "{reply}");
        }
        if routes.len() == 1 {
            let other =
                if routes[0].method == "GET" { Ask::post(&address).form(&[]) } else { Ask::get(&address) };
            let reply = callers.send(routes[0], other);
            // Where another address of the same form may stand, it is not found.
            assert!([404, 405].contains(&reply.status), "{reply}");
        }
    }
    callers.go_on();
}

#[test]
fn headers_that_are_strange_do_no_harm() {
    let mut person = actors::resident().client;
    let long = "x".repeat(6000);
    for (name, value) in [
        ("user-agent", long.as_bytes()),
        ("user-agent", b"\xff\xfe\xe3\x81"),
        ("accept-language", b"\xff"),
        ("cookie", b"\xff\xfe=\xe3; a"),
        ("cf-connecting-ip", b"' OR 1=1 --"),
        ("x-forwarded-for", b"1.2.3.4"),
        ("x-forwarded-host", b"evil.example"),
        ("x-forwarded-proto", b"gopher"),
        ("x-http-method-override", b"DELETE"),
        ("sec-purpose", b"\xff"),
        ("authorization", b"Bearer x"),
        ("if-none-match", b"*"),
        ("range", b"bytes=0-1"),
        ("accept", b"application/json"),
        ("accept-encoding", b"gzip;q=\xff"),
    ] {
        let ask = if name == "cookie" {
            let own = format!("{}={}; ", hibiki_tests::http::SESSION, person.session.clone().unwrap());
            Ask::get("/my").without_cookies().header(name, [own.as_bytes(), value].concat())
        } else {
            Ask::get("/my").header(name, value)
        };
        let reply = person.send(&ask);
        assert!([200, 303].contains(&reply.status), "{name}: {reply}");
        assert!(!reply.text().contains("evil.example"), "{name}");
    }
    person.get("/my").expect(200);
}
