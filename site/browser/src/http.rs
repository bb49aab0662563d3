//! Asking the Worker and the bridge: JSON, and a stream of JSON lines.

use crate::dom::{property, set_property};
use hibiki_protocol::TapEvent;
use js_sys::{Promise, Uint8Array};
use serde::Serialize;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{
    AbortSignal, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit,
    Response,
};

/// Why there is no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody answered, the connection broke, or it was aborted.
    Unreachable,
    /// Answered in another shape than was agreed.
    Unreadable,
    /// Refused, with the reason.
    Refused(Reason),
}

/// What a problem (RFC 9457) says to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// What happened.
    pub(crate) title: String,
    /// What to do now.
    pub(crate) detail: String,
}

/// Whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Peer {
    Worker,
    /// On loopback of this machine: no cookie goes there, and the browser may ask the person first.
    Bridge,
}

/// JSON to send.
pub(crate) fn json(value: &impl Serialize) -> String {
    // Structs of strings always serialise; were that ever false, the peer would refuse the empty body.
    serde_json::to_string(value).unwrap_or_default()
}

/// Sends JSON and waits for the head of the answer.
pub(crate) async fn post(
    peer: Peer,
    url: &str,
    body: &str,
    signal: Option<&AbortSignal>,
) -> Result<Response, Failure> {
    send(peer, url, body, signal).await.map_err(|_| Failure::Unreachable)
}

async fn send(peer: Peer, url: &str, body: &str, signal: Option<&AbortSignal>) -> Result<Response, JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    init.set_cache(RequestCache::NoStore);
    init.set_signal(signal);
    if peer == Peer::Bridge {
        init.set_credentials(RequestCredentials::Omit);
        set_property(&init, "targetAddressSpace", &"loopback".into());
    }
    let window = web_sys::window().ok_or(JsValue::UNDEFINED)?;
    Ok(window.fetch_with_str_and_init(url, &init).await?.unchecked_into())
}

/// Reads a whole answer; one that is no success is a problem.
pub(crate) async fn read(response: &Response) -> Result<JsValue, Failure> {
    let Ok(promise) = response.json() else { return Err(Failure::Unreachable) };
    let body = promise.await.map_err(|_| Failure::Unreadable)?;
    if response.ok() {
        return Ok(body);
    }
    match (property(&body, "title").as_string(), property(&body, "detail").as_string()) {
        (Some(title), Some(detail)) => Err(Failure::Refused(Reason { title, detail })),
        _ => Err(Failure::Unreadable),
    }
}

/// The lines of an answer, as they come.
pub(crate) struct Events {
    reader: ReadableStreamDefaultReader,
    lines: Lines,
}

impl Events {
    /// The events of an answer in JSON lines, whatever its status.
    pub(crate) fn of(response: &Response) -> Result<Self, Failure> {
        let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
        let stream = response.body().filter(|_| kind.starts_with("application/x-ndjson"));
        let reader = stream.and_then(|stream| ReadableStreamDefaultReader::new(&stream).ok());
        Ok(Self { reader: reader.ok_or(Failure::Unreadable)?, lines: Lines::default() })
    }

    /// The next event. A stream that ends has broken: the last event is never asked beyond.
    pub(crate) async fn next(&mut self) -> Result<TapEvent, Failure> {
        loop {
            match self.lines.next() {
                Ok(Some(line)) => return serde_json::from_slice(&line).map_err(|_| Failure::Unreadable),
                Ok(None) => {}
                Err(TooLong) => return Err(Failure::Unreadable),
            }
            let promise: Promise = self.reader.read();
            let part = promise.await.map_err(|_| Failure::Unreachable)?;
            let Ok(chunk) = property(&part, "value").dyn_into::<Uint8Array>() else {
                return Err(Failure::Unreachable);
            };
            self.lines.push(&chunk.to_vec());
        }
    }
}

/// No line of the bridge is longer.
const MAX_LINE: usize = 64 * 1024;

/// A line is longer than any of the bridge's.
#[derive(Debug, PartialEq, Eq)]
struct TooLong;

/// Cuts bytes into lines wherever the parts of the stream were cut.
#[derive(Debug, Default)]
struct Lines {
    pending: Vec<u8>,
}

impl Lines {
    fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next whole line that is not empty, without its end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, TooLong> {
        loop {
            let end = self.pending.iter().position(|byte| *byte == b'\n');
            if end.unwrap_or(self.pending.len()) > MAX_LINE {
                return Err(TooLong);
            }
            let Some(end) = end else { return Ok(None) };
            let mut line: Vec<u8> = self.pending.drain(..=end).collect();
            line.truncate(end);
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every line that comes out of `stream`, cut into parts of `size` bytes.
    fn lines(stream: &str, size: usize) -> Vec<String> {
        let (mut lines, mut out) = (Lines::default(), Vec::new());
        for part in stream.as_bytes().chunks(size) {
            lines.push(part);
            while let Some(line) = lines.next().unwrap() {
                out.push(String::from_utf8(line).unwrap());
            }
        }
        out
    }

    #[test]
    fn lines_are_the_same_wherever_the_stream_is_cut() {
        let stream = "{\"a\":1}\n\n{\"札\":\"ひびき🎴\"}\r\n \n{\"b\":2}\n{\"cut";
        for size in 1..=stream.len() {
            assert_eq!(lines(stream, size), ["{\"a\":1}", "{\"札\":\"ひびき🎴\"}\r", "{\"b\":2}"], "{size}");
        }
    }

    #[test]
    fn a_line_without_end_is_not_kept_forever() {
        let mut lines = Lines::default();
        lines.push(&vec![b'x'; MAX_LINE]);
        assert_eq!(lines.next(), Ok(None));
        lines.push(b"x");
        assert_eq!(lines.next(), Err(TooLong));
        lines.push(b"\n");
        assert_eq!(lines.next(), Err(TooLong));
    }
}
