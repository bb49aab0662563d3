//! The one way in which the Worker asks somebody else: to checked addresses, for a limited time, and for so many bytes.

use futures_util::{
    StreamExt as _,
    future::{Either, select},
    pin_mut,
};
use hibiki_domain::motion::{
    address::{FeedAddress, MOST_REDIRECTS},
    feed::{Feed, PATIENCE_SECS, Trouble},
};
use std::time::Duration;
use worker::{
    AbortController, AbortSignal, Delay, Fetch, Method, Request, RequestInit, RequestRedirect, Response,
};

/// Reads a feed: its whole answer, unpacked, or what is wrong with it. `local` is the origin of a demo or test feed.
pub(super) async fn fetch(feed: &Feed, local: &str) -> Result<Vec<u8>, Trouble> {
    let controller = AbortController::default();
    let signal = controller.signal();
    let reading = read(feed, local, &signal);
    let patience = Delay::from(Duration::from_secs(PATIENCE_SECS));
    pin_mut!(reading, patience);
    match select(reading, patience).await {
        Either::Left((answer, _)) => {
            if answer.is_err() {
                controller.abort(); // the rest of what was refused is not waited for
            }
            answer
        }
        Either::Right(_) => {
            controller.abort();
            Err(Trouble::Slow)
        }
    }
}

async fn read(feed: &Feed, local: &str, signal: &AbortSignal) -> Result<Vec<u8>, Trouble> {
    let mut address = FeedAddress::check(&feed.url, local).map_err(|_| Trouble::Address)?;
    for _ in 0..=MOST_REDIRECTS {
        let response = ask(&address, signal).await?;
        let header = |name: &str| response.headers().get(name).ok().flatten();
        match response.status_code() {
            200 => {
                if !header("content-type").is_some_and(|kind| feed.kind.takes(&kind)) {
                    return Err(Trouble::Type);
                }
                let declared = header("content-length").and_then(|length| length.parse::<usize>().ok());
                if declared.is_some_and(|length| length > feed.kind.most_bytes()) {
                    return Err(Trouble::Large);
                }
                return body(response, feed.kind.most_bytes()).await;
            }
            301 | 302 | 303 | 307 | 308 => {
                let location = header("location").ok_or(Trouble::Status)?;
                address = address.redirected(&location, local).map_err(|_| Trouble::Redirect)?;
            }
            _ => return Err(Trouble::Status),
        }
    }
    Err(Trouble::Redirects)
}

async fn ask(address: &FeedAddress, signal: &AbortSignal) -> Result<Response, Trouble> {
    let mut init = RequestInit::new();
    // The host would follow a redirect before anybody has looked at it.
    init.with_method(Method::Get).with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(address.as_str(), &init).map_err(|_| Trouble::Address)?;
    Fetch::Request(request).send_with_signal(signal).await.map_err(|_| Trouble::Unreachable)
}

/// The host unpacks as one reads, so that counting here counts what a compressed answer becomes.
async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, Trouble> {
    let mut stream = response.stream().map_err(|_| Trouble::Unreadable)?;
    let mut body = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Trouble::Unreadable)?;
        if body.len() + chunk.len() > most {
            return Err(Trouble::Large);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
