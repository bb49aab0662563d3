//! `cargo town bench`: the budgets of the design, measured on this machine, with a peer beside them.
//!
//! The measuring itself is in `tests/bench` and runs in Node.js, which drives workerd. It hands back facts; what they
//! are held against stands in [`budgets`].

mod bridge;
mod budgets;
mod facts;
mod machine;
mod part;
mod prepare;
mod table;

pub(crate) use part::Part;

use crate::{
    build, clock,
    progress::{note, seconds},
    stack::Stack,
    tools::Tools,
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use facts::Facts;
use prepare::{Measured, SiteTools};
use std::{fs, time::Instant};

/// What the operator chose.
#[derive(Debug)]
pub(crate) struct Wishes {
    /// Fewer rounds.
    pub(crate) quick: bool,
    /// Only these parts; none means all.
    pub(crate) only: Vec<Part>,
}

/// Measures and prints the table.
pub(crate) fn bench(workshop: &Workshop, wishes: &Wishes) -> Result<()> {
    let started = Instant::now();
    let load = machine::load();
    if let Some(load) = load.filter(|load| *load > 0.5) {
        note(format!(
            "Something else keeps this machine busy (load {load:.1}): times will be longer than they should be."
        ));
    }
    let parts: Vec<Part> =
        Part::ALL.into_iter().filter(|part| wishes.only.is_empty() || wishes.only.contains(part)).collect();
    let tools = Tools::for_building(workshop)?;
    let measured = Measured::new(workshop)?;
    if parts.iter().any(|part| part.needs_build()) {
        build::served(workshop, &tools, &measured.site())?;
    }
    let bridge = if parts.contains(&Part::Bridge) { Some(bridge::build(workshop)?) } else { None };
    let site = if parts.contains(&Part::Site) { Some(SiteTools::ensure(workshop, &tools)?) } else { None };

    let mut facts = Facts::default();
    let stack = if parts.iter().any(|part| part.needs_town()) {
        Some(Stack::start(workshop, &tools, &measured.plan())?)
    } else {
        None
    };
    let secrets = stack.as_ref().map(|stack| &stack.secrets);
    let plan = measured.write_plan(secrets, bridge.as_deref(), site.as_ref(), wishes.quick)?;
    let run = |part: &Part, facts: &mut Facts| part.run(workshop, &tools, &plan, facts);
    // Pages are measured as they are served; for all else the driver starts workerd by itself on copies of the databases.
    for part in parts.iter().filter(|part| **part == Part::Pages) {
        run(part, &mut facts)?;
    }
    drop(stack);
    for part in parts.iter().filter(|part| **part != Part::Pages) {
        run(part, &mut facts)?;
    }
    drop(measured);

    let rows = budgets::rows(&facts, &parts);
    println!("\n{}", table::plain(&rows));
    let file = build::target(workshop).join("bench.md");
    fs::write(&file, table::markdown(&rows, &about(wishes.quick, load))).at("write", &file)?;
    let all = file.with_extension("json");
    fs::write(&all, facts.to_json()).at("write", &all)?;
    note(format!("Also in {}. It took {}.", file.display(), seconds(started.elapsed())));
    Ok(())
}

/// What stands above the table in the file.
fn about(quick: bool, load: Option<f64>) -> String {
    let rounds = if quick { " Few rounds (`--quick`)." } else { "" };
    let load = load.map(|load| format!(" Load of the machine at the start: {load:.1}.")).unwrap_or_default();
    format!("By `cargo town bench`, {}, on {}.{load}{rounds}", clock::plainly(clock::now()), machine::name())
}
