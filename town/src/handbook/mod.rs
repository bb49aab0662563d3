//! `cargo town handbook`: walks through the handbooks of `docs/handbook` in a town of its own, takes their pictures and
//! fails when a page no longer says what they quote.

mod html;
mod pages;

pub(crate) use pages::build as build_pages;

use crate::{
    build::{self, Site},
    demo::feeds::DemoFeeds,
    held::{Held, Words},
    own,
    stack::{self, Plan, Stack},
    tools::{
        Tools,
        system::{self, Need},
    },
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use std::{fs, process::Command};

/// The day on which the pictures of the public pages are taken: the demo town's courses are open then.
const PICTURED: &str = "2026-11-24";
/// The address that leaflets in pictures name.
const ADDRESS: &str = "https://www.hibiki.example";

/// Walks and takes the pictures.
pub(crate) fn walk(workshop: &Workshop) -> Result<()> {
    system::ensure(workshop, &[Need::Chromium])?;
    let folder = workshop.private("handbook")?;
    let _alone = workshop.lock("handbook")?;
    let state = folder.join("state");
    let _ = fs::remove_dir_all(&state); // of the last run
    let tools = Tools::for_building(workshop)?;

    let pages = folder.join("pages");
    let myself = folder.join("cargo-town");
    own::copy(&myself)?;
    let mut public = Command::new(&myself);
    public.args(["pages", "--origin", ADDRESS, "--to"]).arg(&pages).env("HIBIKI_TODAY", PICTURED);
    workshop.run(
        "Building the public pages as of one day",
        "handbook-pages",
        public.current_dir(workshop.root()),
    )?;

    let port = stack::free_port()?;
    let origin = format!("http://localhost:{port}");
    let site = folder.join("site");
    build::served(workshop, &tools, &Site { folder: &site, origin: &origin })?;
    let feeds = DemoFeeds::start(&workshop.path("content"))?;
    let plan = Plan { state, port, site: &site, bridge: None, feeds: feeds.for_worker() };
    let stack = Stack::start(workshop, &tools, &plan)?;
    feeds.wake(&origin);

    let mut node = tools.node();
    node.arg("tests/handbook/walk.mjs")
        .current_dir(workshop.root())
        .env("HIBIKI_ORIGIN", &origin)
        .env("HIBIKI_OPERATOR_KEY", stack.secrets.operator_key())
        .env("HIBIKI_SITE_DIR", &site)
        .env("HIBIKI_PAGES", &pages)
        .env("HIBIKI_TOWN_BIN", &myself)
        // No bridge runs, no card is touched, no feed is spoilt; the browser tests' support asks for all of them.
        .env("HIBIKI_BRIDGE_URL", "http://127.0.0.1:0")
        .env("HIBIKI_FEEDS_ORIGIN", "http://127.0.0.1:0")
        .env("HIBIKI_SIMULATED_CARD_BIN", "none");
    if let Some(chromium) = system::chromium() {
        node.env("HIBIKI_CHROMIUM", chromium);
    }
    if Held::start("node", &node, &Words::Shown)?.wait()?.success() {
        println!("The handbooks are true. What has changed in docs/handbook/pictures is to be committed.");
        return Ok(());
    }
    Err(Trouble::new("A handbook does not say what the pages say.")
        .next("Mend docs/handbook, or the walk in tests/handbook, as the message above names it; then run it again."))
}
