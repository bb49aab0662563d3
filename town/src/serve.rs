//! `cargo town serve`: the demo town on this machine.

use crate::{
    build::{self, Site, bridge},
    demo, held, log,
    progress::note,
    stack::{self, BridgePlan, Cards, Plan, Stack},
    tools::{Tools, system},
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use std::{fs, path::Path};

/// What the operator chose.
#[derive(Debug)]
pub(crate) struct Wishes {
    /// Where the town answers.
    pub(crate) port: u16,
    /// No card-bridge.
    pub(crate) no_bridge: bool,
    /// Forget what was there.
    pub(crate) fresh: bool,
}

/// Serves the demo town until the operator stops it.
pub(crate) fn serve(workshop: &Workshop, wishes: &Wishes) -> Result<()> {
    let state = workshop.path(".town/serve");
    let bridge_state = workshop.path(".town/bridge");
    let origin = format!("http://localhost:{}", wishes.port);
    refuse_taken_ports(wishes)?;
    let _alone = workshop.try_lock("serve")?.ok_or_else(|| {
        Trouble::new("A demo town runs from this folder already.").next(
            "Use that one, or stop it first (Ctrl-C in its window): two towns cannot share their databases.",
        )
    })?;
    if wishes.fresh {
        remove(&state)?;
        remove(&bridge_state)?;
        log::forget(workshop, &origin)?;
        note("The databases of the demo town were deleted; it starts anew.");
    }

    let tools = Tools::for_building(workshop)?;
    let site = workshop.private("site")?.join(wishes.port.to_string());
    build::served(workshop, &tools, &Site { folder: &site, origin: &origin })?;
    let bridge = if wishes.no_bridge { None } else { Some(plan_bridge(workshop, bridge_state)?) };

    let feeds = demo::feeds::DemoFeeds::start(&workshop.path("content"))?;
    let plan = Plan { state, port: wishes.port, site: &site, bridge, feeds: feeds.for_worker() };
    let stack = Stack::start(workshop, &tools, &plan)?;
    feeds.wake(&origin);
    welcome(workshop, &origin, plan.bridge.as_ref());
    let ended = stack.wait();
    eprintln!("\nStopping …");
    ended
}

/// Before the tools and builds take their minutes.
fn refuse_taken_ports(wishes: &Wishes) -> Result<()> {
    if stack::port_is_taken(wishes.port) {
        let other = if wishes.port == 8790 { 8791 } else { 8790 };
        return Err(Trouble::new(format!("Something else answers on port {} already.", wishes.port)).next(format!(
            "Stop it (another `cargo town serve`?), or choose another port: `cargo town serve --port {other}`"
        )));
    }
    if !wishes.no_bridge && stack::port_is_taken(hibiki_protocol::DEFAULT_PORT) {
        return Err(Trouble::new("A card-bridge runs already on this machine.")
            .next("Stop it, or go without one: `cargo town serve --no-bridge`"));
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        held::pause(std::time::Duration::ZERO)?;
        fs::remove_dir_all(folder).at("delete", folder)?;
    }
    Ok(())
}

fn plan_bridge(workshop: &Workshop, state: std::path::PathBuf) -> Result<BridgePlan> {
    let program = bridge::for_trying(workshop)?;
    let real = system::has_pcsc_library() && system::reader_attached();
    let cards = if real { Cards::Reader } else { Cards::Simulated };
    Ok(BridgePlan { program, state, port: hibiki_protocol::DEFAULT_PORT, cards })
}

fn welcome(workshop: &Workshop, origin: &str, bridge: Option<&BridgePlan>) {
    println!("\nひびき町 is open:  {origin}");
    println!("My Page (residents)  {origin}/my");
    println!("Desk (staff)         {origin}/desk");
    println!("Town in motion       {origin}/parking/  {origin}/snow/  {origin}/status");
    println!("\nPeople of the demo town (nobody of them exists; every PIN is 1234):");
    for resident in &demo::RESIDENTS {
        println!("  resident  {}, {}; cards: {}", resident.name, resident.about, resident.cards.join(", "));
    }
    for member in &demo::STAFF {
        println!(
            "  staff     {}, {}, {}; card: {}",
            member.name,
            member.office,
            member.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(", "),
            member.card
        );
    }
    println!(
        "  nobody's  cards `spare` (to be bound at the counter) and `foreign-ca` (of an authority that is not accepted)"
    );
    match bridge {
        None => println!(
            "\nNo card-bridge runs: log in with a passkey (`cargo town admin invite` makes the first link)."
        ),
        Some(bridge) => {
            let program = relative(workshop, &bridge.program);
            let state = relative(workshop, &bridge.state);
            println!(
                "\nThe card-bridge is enrolled as 住民課 窓口1; its own window: http://127.0.0.1:{}",
                bridge.port
            );
            match bridge.cards {
                Cards::Simulated => {
                    println!(
                        "No card reader is attached, so cards are simulated. Touch one when a page asks for it:"
                    );
                    println!(
                        "  {program} --state {state} touch hanako     (lift it: … lift; PIN in the bridge's window, or: … pin)"
                    );
                }
                Cards::Reader => println!(
                    "It uses the card reader that is attached. Only cards that were bound here open something."
                ),
            }
        }
    }
    println!("\nCtrl-C stops everything. `cargo town serve --fresh` starts again with an empty demo town.");
}

fn relative<'a>(workshop: &Workshop, path: &'a Path) -> std::path::Display<'a> {
    path.strip_prefix(workshop.root()).unwrap_or(path).display()
}
