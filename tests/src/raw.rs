//! HTTP by hand: for requests that no well-behaved client sends.

use crate::{http::one_of_many, town::town};
use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    thread,
    time::Duration,
};

/// The status that the town answers to these very bytes, and the answer; the last request on its connection.
pub fn send(head_and_body: &[u8]) -> (u16, String) {
    let _guard = one_of_many();
    let address = town().origin.split_once("://").expect("an origin").1.replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect(&address).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a timeout");
    let mut writing = stream.try_clone().expect("a second handle");
    let mut answer = Vec::new();
    thread::scope(|scope| {
        // The town may answer and close before it has read all of it: who still writes then must read already.
        scope.spawn(move || {
            let _ = writing.write_all(head_and_body);
        });
        let _ = stream.read_to_end(&mut answer);
        let _ = stream.shutdown(Shutdown::Both);
    });
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, answer)
}

/// A request line and headers, without the empty line behind them.
pub fn head(method: &str, path: &str) -> String {
    let host = town().origin.split_once("://").expect("an origin").1;
    format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n")
}
