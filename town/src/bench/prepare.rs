//! The town that is measured: the demo town in databases of its own, and what the driver has to know of it.

use crate::{
    build::Site,
    own,
    stack::{self, Plan, config::LocalFeeds, secrets::Secrets},
    tools::{Tools, python, system},
    trouble::{AtPath as _, Result, Trouble},
    workshop::{Workshop, private_file},
};
use data_encoding::BASE64;
use hibiki_simulated_card::{CardKind, TEST_CA_DER, card};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// The demo cards that the driver uses: a resident's, the clerk's and an organizer's.
const CARDS: [&str; 3] = ["hanako", "staff-clerk", "staff-organizer"];

/// Where the measured town is.
#[derive(Debug)]
pub(super) struct Measured {
    root: PathBuf,
    folder: PathBuf,
    site: PathBuf,
    port: u16,
    origin: String,
}

/// What builds the sites that are compared.
#[derive(Debug, Serialize)]
pub(super) struct SiteTools {
    /// How Zola is started.
    zola: Vec<PathBuf>,
    /// Where the peers' Python packages are.
    peers: PathBuf,
}

impl SiteTools {
    /// Makes them ready.
    pub(super) fn ensure(workshop: &Workshop, tools: &Tools) -> Result<Self> {
        let zola = tools.zola(workshop)?.command();
        let words = std::iter::once(zola.get_program()).chain(zola.get_args());
        python::ensure_packages(workshop, &python::PEERS)?;
        Ok(Self { zola: words.map(PathBuf::from).collect(), peers: workshop.path(python::PEERS.folder) })
    }
}

/// What the driver is told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    root: &'a Path,
    origin: &'a str,
    site: &'a Path,
    state: PathBuf,
    work: PathBuf,
    town: PathBuf,
    bridge: Option<&'a Path>,
    chromium: Option<PathBuf>,
    #[serde(flatten)]
    builders: Option<&'a SiteTools>,
    town_secret: &'a str,
    operator_key: &'a str,
    ca: String,
    cards: BTreeMap<&'static str, Card>,
    quick: bool,
}

#[derive(Serialize)]
struct Card {
    serial: &'static str,
    certificate: String,
    key: String,
}

impl Measured {
    /// An empty place for it.
    pub(super) fn new(workshop: &Workshop) -> Result<Self> {
        let folder = workshop.private("bench")?;
        let port = stack::free_port()?;
        let measured = Self {
            root: workshop.root().to_owned(),
            folder,
            site: workshop.private("site")?.join("bench"),
            port,
            origin: format!("http://localhost:{port}"),
        };
        measured.clear()?;
        fs::create_dir_all(measured.work()).at("make the folder", &measured.work())?;
        Ok(measured)
    }

    /// Nothing is left of it.
    fn clear(&self) -> Result<()> {
        for folder in [self.state(), self.work()] {
            if folder.exists() {
                fs::remove_dir_all(&folder).at("delete", &folder)?;
            }
        }
        Ok(())
    }

    fn state(&self) -> PathBuf {
        self.folder.join("town")
    }

    fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// Its site.
    pub(super) fn site(&self) -> Site<'_> {
        Site { folder: &self.site, origin: &self.origin }
    }

    /// How it is started.
    pub(super) fn plan(&self) -> Plan<'_> {
        Plan {
            state: self.state(),
            port: self.port,
            site: &self.site,
            bridge: None,
            feeds: LocalFeeds::default(),
        }
    }

    /// Writes what the driver has to know. Only its owner can read it.
    pub(super) fn write_plan(
        &self,
        secrets: Option<&Secrets>,
        bridge: Option<&Path>,
        builders: Option<&SiteTools>,
        quick: bool,
    ) -> Result<PathBuf> {
        let town = self.work().join("cargo-town");
        own::copy(&town)?;
        let told = Told {
            root: &self.root,
            origin: &self.origin,
            site: &self.site,
            state: self.state(),
            work: self.work(),
            town,
            bridge,
            chromium: system::chromium(),
            builders,
            town_secret: secrets.map_or("", Secrets::town_secret),
            operator_key: secrets.map_or("", Secrets::operator_key),
            ca: BASE64.encode(TEST_CA_DER),
            cards: CARDS.into_iter().filter_map(|slug| Some((slug, Card::of(slug)?))).collect(),
            quick,
        };
        let text =
            serde_json::to_string(&told).map_err(|error| Trouble::new(format!("The plan: {error}")))?;
        let file = self.work().join("plan.json");
        private_file(&file, &text)?;
        Ok(file)
    }
}

impl Drop for Measured {
    fn drop(&mut self) {
        let _ = self.clear(); // the next run clears it too
    }
}

impl Card {
    fn of(slug: &str) -> Option<Self> {
        let CardKind::MyNumber { serial, certificate_der, key, .. } = card(slug)?.kind else { return None };
        Some(Self { serial, certificate: BASE64.encode(certificate_der), key: BASE64.encode(key.expose()) })
    }
}
