//! `cargo town doctor`: what is there, what is missing, and how to get it.

use crate::{
    stack,
    tools::{
        self, ask, node, on_path,
        rust::{self, WASM, WINDOWS},
        system::{self, Need},
        version,
    },
    trouble::{Result, Trouble},
    workshop::Workshop,
};

/// How much it matters when something is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matters {
    /// Nothing works without it.
    Always,
    /// Hibiki gets it by itself.
    MadeByItself,
    /// Only `cargo town test` needs it.
    ForTests,
    /// Only real cards need it.
    ForCards,
}

struct Finding {
    what: String,
    good: bool,
    matters: Matters,
    next: String,
}

/// Looks at everything; an error when `serve` would not work.
pub(crate) fn doctor(workshop: &Workshop) -> Result<()> {
    let mut findings = Vec::new();
    let mut look = |what: String, good: bool, matters: Matters, next: &str| {
        findings.push(Finding { what, good, matters, next: next.to_owned() });
    };
    let node = ask("node", &["--version"]);
    let node_version = node.as_deref().and_then(version);
    let cargo = ask("cargo", &["--version"]);
    look(
        format!("Rust ({})", cargo.as_deref().unwrap_or("cargo")),
        cargo.is_some(),
        Matters::Always,
        "https://rustup.rs",
    );
    look(
        "rustup, which gets Rust's targets".to_owned(),
        on_path("rustup").is_some() || rust::has_target(WASM),
        Matters::Always,
        "https://rustup.rs",
    );
    look(
        format!("Node.js 20 or newer ({})", node.as_deref().unwrap_or("node")),
        node_version.is_some_and(|version| version >= (20, 0)),
        Matters::Always,
        "https://nodejs.org",
    );
    look(
        "npm, which comes with Node.js".to_owned(),
        ask("npm", &["--version"]).is_some(),
        Matters::Always,
        "https://nodejs.org",
    );
    look(
        "git".to_owned(),
        on_path("git").is_some(),
        Matters::MadeByItself,
        "needed only to get newer versions of Hibiki",
    );
    for (target, for_what) in [(WASM, "the Worker and the browser"), (WINDOWS, "`cargo town check` alone")] {
        look(
            format!("Rust for {target} ({for_what})"),
            rust::has_target(target),
            Matters::MadeByItself,
            &format!("rustup target add {target}"),
        );
    }
    let modules = workshop.path("node_modules");
    look(
        "JavaScript tools (node_modules)".to_owned(),
        modules.join("wrangler").is_dir(),
        Matters::MadeByItself,
        "the first `cargo town serve` installs them",
    );
    look(
        "Node.js 22.12 for wrangler (the machine's own, or the one among the JavaScript tools)".to_owned(),
        node_version.is_some_and(|version| version >= node::OLDEST) || node::find(&modules).is_ok(),
        Matters::MadeByItself,
        "comes with the JavaScript tools on Linux; elsewhere https://nodejs.org",
    );
    look(
        "worker-build and wasm-bindgen (.tools)".to_owned(),
        rust::has_tools(workshop),
        Matters::MadeByItself,
        "the first `cargo town serve` makes them",
    );
    look(format!("Zola, which builds the site: {}", tools::zola_how()), true, Matters::MadeByItself, "");
    for need in Need::ALL {
        let matters = if need == Need::PcscLibrary { Matters::ForCards } else { Matters::ForTests };
        look(
            capital(need.plainly()),
            need.is_met(),
            matters,
            &format!("sudo apt-get install {}", need.package()),
        );
    }
    look(
        "pcscd is running".to_owned(),
        system::pcscd_runs(),
        Matters::ForCards,
        "sudo systemctl start pcscd (the tests start their own)",
    );
    look(
        "A card reader is attached".to_owned(),
        system::reader_attached(),
        Matters::ForCards,
        "plug one in; without it `serve` uses simulated cards",
    );
    for (port, whose) in [(8787, "the town"), (hibiki_protocol::DEFAULT_PORT, "the card-bridge")] {
        look(
            format!("Port {port}, for {whose}, is free"),
            !stack::port_is_taken(port),
            Matters::MadeByItself,
            "a town that runs already? Else stop what uses it, or choose another with `cargo town serve --port`",
        );
    }
    show(&findings)
}

fn show(findings: &[Finding]) -> Result<()> {
    for finding in findings {
        let sign = match (finding.good, finding.matters) {
            (true, _) => "✓",
            (false, Matters::Always) => "✗",
            (false, _) => "·",
        };
        println!("{sign} {}", finding.what);
        if !finding.good {
            let when = match finding.matters {
                Matters::Always => "missing; get it: ",
                Matters::MadeByItself => "not yet; ",
                Matters::ForTests => "missing; only `cargo town test` needs it (and installs it, as root): ",
                Matters::ForCards => "not there; only real cards need it: ",
            };
            println!("    {when}{}", finding.next);
        }
    }
    let missing =
        findings.iter().filter(|finding| !finding.good && finding.matters == Matters::Always).count();
    if missing > 0 {
        return Err(Trouble::new(format!(
            "{missing} things are missing without which `cargo town serve` cannot work."
        ))
        .next("Get what is marked ✗ above, then ask the doctor again."));
    }
    println!("\n`cargo town serve` will work.");
    Ok(())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().collect::<String>()).unwrap_or_default();
    first + letters.as_str()
}
