//! The Worker, by worker-build.

use super::{shared_sources, when_stale};
use crate::{
    tools::Tools,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use std::fs;

pub(super) fn build(workshop: &Workshop, tools: &Tools) -> Result<()> {
    let folder = workshop.path("functions");
    let product = folder.join("build/index.js");
    let stamp = shared_sources(workshop)?
        .files(&folder, &["build", "migrations", "tests", "target"])?
        .stamp(workshop.private("build")?.join("worker.stamp"));
    when_stale(&stamp, &[&product], "Building the Worker (the first time takes some minutes)", || {
        let mut build = tools.worker_build();
        build.arg("--release").current_dir(&folder);
        workshop.run_silently("worker-build", &build)?;
        let file = folder.join("build/index_bg.wasm");
        let wasm = fs::read(&file).at("read", &file)?;
        let wasm =
            without_names(&wasm).ok_or_else(|| Trouble::new("The Worker that was built is no wasm."))?;
        fs::write(&file, wasm).at("write", &file)
    })
}

/// Drops the section with the names of functions: a tenth of what is uploaded, and of use to nobody while the Worker
/// does not panic. worker-build cannot be told to leave it out.
fn without_names(wasm: &[u8]) -> Option<Vec<u8>> {
    let (head, mut rest) = wasm.split_at_checked(8).filter(|(head, _)| head.starts_with(b"\0asm"))?;
    let mut kept = head.to_vec();
    while let Some((id, after)) = rest.split_first() {
        let (length, digits) = leb128(after)?;
        let (section, next) = rest.split_at_checked(1 + digits + length)?;
        let content = section.get(1 + digits..)?;
        if *id != 0 || !content.starts_with(b"\x04name") {
            kept.extend_from_slice(section);
        }
        rest = next;
    }
    Some(kept)
}

/// A number as wasm writes it, and of how many bytes it was made.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut number = 0;
    for (place, byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 127) << (7 * place);
        if byte & 128 == 0 {
            return Some((number, place + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_go_and_everything_else_stays() {
        let head = b"\0asm\x01\0\0\0";
        let code = [&[10, 130, 1][..], &[7; 130]].concat();
        let other = b"\0\x06\x05otherX";
        let other = &other[..8];
        let names = b"\0\x07\x04nameab";
        let wasm = [&head[..], &code, names, other].concat();
        assert_eq!(without_names(&wasm), Some([&head[..], &code, other].concat()));
        assert_eq!(without_names(b"no wasm at all"), None);
        assert_eq!(without_names(&wasm[..wasm.len() - 1]), None);
    }
}
