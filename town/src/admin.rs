//! `cargo town admin …`

use crate::{
    clock,
    ops::Town,
    trouble::{Result, Trouble},
};
use hibiki_domain::time::Timestamp;
use qrcodegen::{QrCode, QrCodeEcc};
use std::io::{self, IsTerminal as _};

/// Prints a one-time link for the first member of staff.
pub(crate) fn invite(town: &Town, name: &str, office: &str) -> Result<()> {
    if name.trim().is_empty() || office.trim().is_empty() {
        return Err(Trouble::new("Name and office must not be empty.")
            .next("For example: cargo town admin invite --name '音羽 律' --office 総務課"));
    }
    let invite = town.invite(name.trim(), office.trim()).map_err(|failed| failed.at(town.origin()))?;
    println!("A link for {name} ({office}), who becomes an administrator:\n\n  {}\n", invite.url);
    if io::stdout().is_terminal()
        && let Some(picture) = picture(&invite.url)
    {
        println!("{picture}");
    }
    println!("It works once, until {}.", clock::plainly(Timestamp(invite.expires_at)));
    println!(
        "Give it to {name} in person or by a way that only they read; whoever opens it first becomes administrator."
    );
    println!("They open it on the device they will work with and register a passkey there.");
    Ok(())
}

/// A QR code for a terminal, two modules to a character.
fn picture(link: &str) -> Option<String> {
    let code = QrCode::encode_text(link, QrCodeEcc::Low).ok()?;
    let quiet = 2;
    let mut lines = String::new();
    for y in (-quiet..code.size() + quiet).step_by(2) {
        lines.push_str("  ");
        for x in -quiet..code.size() + quiet {
            // Light modules are drawn: most terminals are dark.
            lines.push(match (!code.get_module(x, y), !code.get_module(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        }
        lines.push('\n');
    }
    Some(lines)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_link_becomes_a_square() {
        let picture = super::picture("http://localhost:8787/staff/invite#K3M7").unwrap();
        let widths: Vec<_> = picture.lines().map(|line| line.chars().count()).collect();
        assert!(widths.windows(2).all(|pair| pair[0] == pair[1]));
        assert!((widths[0] - 2).abs_diff(widths.len() * 2) <= 1);
    }
}
