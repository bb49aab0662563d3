//! The town that the tests run against.

use hibiki_domain::{
    secret::TownSecret,
    time::{Day, Timestamp},
};
use std::{
    path::PathBuf,
    sync::OnceLock,
    time::{SystemTime, UNIX_EPOCH},
};

/// Where the town is and what its operator knows.
#[derive(Debug)]
pub struct Town {
    /// Its exact origin.
    pub origin: String,
    /// Its relying-party id.
    pub rp_id: String,
    /// The operator's key, hexadecimal.
    pub operator_key: String,
    /// The town's secret: what only the Worker knows, to look behind pseudonyms.
    pub secret: TownSecret,
    /// Where the local databases are.
    pub state: PathBuf,
    /// Where the town's feeds are to be served.
    pub feeds: String,
    /// Everything that the Worker said.
    pub worker_log: Option<PathBuf>,
    /// Everything that the bridge said.
    pub bridge_log: Option<PathBuf>,
}

/// The running town.
pub fn town() -> &'static Town {
    static TOWN: OnceLock<Town> = OnceLock::new();
    TOWN.get_or_init(|| {
        let needed = |name| {
            variable(name)
                .unwrap_or_else(|| panic!("{name} is not set: run `cargo town test worker attacks`"))
        };
        let origin = needed("HIBIKI_ORIGIN");
        let host = origin.split_once("://").expect("an origin").1;
        Town {
            rp_id: host.split(':').next().unwrap_or_default().to_owned(),
            operator_key: needed("HIBIKI_OPERATOR_KEY"),
            secret: TownSecret::parse(&needed("HIBIKI_TOWN_SECRET")).expect("HIBIKI_TOWN_SECRET"),
            state: needed("HIBIKI_STATE").into(),
            worker_log: variable("HIBIKI_WORKER_LOG").map(PathBuf::from),
            feeds: needed("HIBIKI_FEEDS_ORIGIN"),
            bridge_log: variable("HIBIKI_BRIDGE_LOG").map(PathBuf::from),
            origin,
        }
    })
}

pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var_os(name).and_then(|value| value.into_string().ok())
}

/// The Worker's clock is this machine's.
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    Timestamp(i64::try_from(since.as_secs()).expect("a clock before the end of time"))
}

/// Today in Japan.
pub fn today() -> Day {
    now().day()
}

/// Random bytes.
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("randomness");
    bytes
}

/// A word that nothing else has.
pub fn unique(start: &str) -> String {
    format!("{start}{}", data_encoding::HEXLOWER.encode(&random::<5>()))
}
