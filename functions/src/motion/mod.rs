//! The town in motion: the feeds that it subscribes to, read every minute by the Cron trigger, and the small views of
//! what is known. A view reads one or two rows, whatever the size of the town.

pub(crate) mod bus;
mod fetch;
pub(crate) mod live;
pub(crate) mod network;
pub(crate) mod parking;
mod refresh;
pub(crate) mod snow;
pub(crate) mod status;

pub(crate) use refresh::refresh;

use crate::fault::Fault;
use crate::http::reply::Reply;
use hibiki_domain::motion::feed::Feed;
use serde::Serialize;
use std::collections::BTreeMap;
use worker::Env;

/// The rows of `status`.
const PARKING: &str = "parking";
/// What staff typed of car parks.
pub(crate) const PARKING_TYPED: &str = "parking.typed";
const PLOUGHS: &str = "ploughs";

/// A browser may show the same view for so long without asking again: shorter than the script's minute.
const CACHE: &str = "public, max-age=15";

/// The feeds of `wrangler.toml`.
fn feeds(env: &Env) -> Result<Vec<Feed>, Fault> {
    let named: BTreeMap<String, Feed> = env.object_var("FEEDS").map_err(|_| Fault::misconfigured("FEEDS"))?;
    let feeds: Vec<Feed> = named.into_iter().map(|(id, feed)| Feed { id, ..feed }).collect();
    if feeds.iter().all(Feed::is_sound) { Ok(feeds) } else { Err(Fault::misconfigured("FEEDS")) }
}

/// What the light script puts into a page.
#[derive(Debug, Serialize)]
struct Fresh {
    /// The clock of this answer.
    at: String,
    /// By the name in `data-item`.
    items: BTreeMap<String, Item>,
}

/// One place of a page.
#[derive(Debug, Serialize)]
struct Item {
    /// What is seen.
    html: String,
    /// What is said aloud when it has changed.
    words: String,
}

fn public(reply: Reply) -> Reply {
    reply.header("cache-control", CACHE.to_owned())
}
