//! The feeds of a town under test: the tests serve them at one address of this machine, well or badly.

use crate::stack::config::{LocalFeed, LocalFeeds};

const fn feed(id: &'static str, kind: &'static str, path: &'static str) -> LocalFeed {
    LocalFeed { id, name: id, kind, path }
}

/// Whatever can be wrong with a feed happens to `demo-gates`; the last two lead where they must not.
const FEEDS: [LocalFeed; 5] = [
    feed("demo-gates", "parking", "/gates"),
    feed("table", "parking", "/table.csv"),
    feed("ploughs", "ploughs", "/ploughs"),
    feed("private", "parking", "http://127.0.0.1:9/"),
    feed("metadata", "parking", "https://169.254.169.254/latest/"),
];

/// The feeds, to be served on this port.
pub(super) fn on(port: u16) -> LocalFeeds {
    LocalFeeds { origin: format!("http://127.0.0.1:{port}"), feeds: FEEDS.to_vec() }
}
