//! The table of addresses in `hibiki_tests::routes` is the router's.

use hibiki_tests::{
    actors,
    http::{Ask, Client, operator},
    routes::{ALL, Route, Takes, Who},
};
use std::{collections::BTreeSet, path::Path};

/// `["desk", "letters", id] => …` as `/desk/letters/{}`.
fn patterns(source: &str) -> BTreeSet<String> {
    let arms = source.lines().map(str::trim).filter(|line| line.starts_with('[') && line.contains("] =>"));
    let patterns = arms.flat_map(|arm| arm[1..arm.find("] =>").unwrap()].split("] | ["));
    patterns
        .map(|pattern| {
            pattern
                .split(", ")
                .map(|part| {
                    if part.starts_with('"') {
                        format!("/{}", part.trim_matches('"'))
                    } else {
                        "/{}".to_owned()
                    }
                })
                .collect()
        })
        .collect()
}

#[test]
fn the_table_has_every_address_of_the_router_and_no_other() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../functions/src/router");
    let (mut get, mut post) = (BTreeSet::new(), BTreeSet::new());
    for worker in ["town.rs", "health.rs"] {
        let source = std::fs::read_to_string(folder.join(worker)).unwrap();
        let (_, of_get) = source.split_once("async fn get(").unwrap();
        let (of_get, of_post) = of_get.split_once("async fn post(").unwrap();
        get.extend(patterns(of_get));
        post.extend(patterns(of_post.split("\nfn is_post").next().unwrap()));
    }
    for (method, theirs) in [("GET", get), ("POST", post)] {
        let ours: BTreeSet<_> =
            ALL.iter().filter(|route| route.method == method).map(|route| route.path.to_owned()).collect();
        assert_eq!(ours, theirs, "{method}");
    }
}

/// As somebody without a session and without a key.
fn ask(route: &Route) -> Ask {
    let path = route.path_with(&actors::some_id());
    let ask = Ask::new(route.method, &path);
    let ask = if matches!(route.who, Who::Operator | Who::Bridge) { ask.without_origin() } else { ask };
    match route.takes {
        Takes::Nothing => ask,
        Takes::Form(_) | Takes::Question => ask.form(&[]),
        Takes::Bytes => ask.body("application/octet-stream", *b"x"),
        Takes::Json(_) => ask.json(&serde_json::json!({})),
    }
}

#[test]
fn who_is_nobody_gets_the_log_in_or_a_problem_at_every_address_that_is_for_somebody() {
    for route in ALL {
        let reply = Client::new().send(&ask(route));
        match (route.who, route.is_for_programs()) {
            (Who::Anybody | Who::Bridge, _) => assert!(![401, 403].contains(&reply.status), "{reply}"),
            (Who::Operator, _) => drop(reply.refuses(403, "not-permitted")),
            (_, true) => {
                // What is sent is read before it is asked who sends it, or after: never acted upon.
                assert!([400, 401].contains(&reply.status), "{reply}");
            }
            (_, false) => {
                let next = if route.method == "GET" { route.path.split("{}").next().unwrap() } else { "/my" };
                let next = next.trim_end_matches('/');
                drop(reply.leads_to(&format!("/login?next={next}")));
            }
        }
    }
}

#[test]
fn the_operators_key_opens_the_operators_addresses() {
    for route in ALL.iter().filter(|route| route.who == Who::Operator) {
        assert_ne!(operator(&ask(route)).status, 403, "{}", route.path);
        let shouting = ask(route).header("origin", "http://localhost");
        operator(&shouting).refuses(403, "foreign-origin");
    }
}
