//! The pinned tools that build, serve and test Hibiki, in the project's own folder.

mod apt;
mod glibc;
pub(crate) mod node;
mod npm;
pub(crate) mod python;
pub(crate) mod rust;
pub(crate) mod system;
mod zola;

pub(crate) use zola::{Zola, how as zola_how};

use crate::{
    trouble::{Result, Trouble},
    workshop::Workshop,
};
use std::{
    env,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
};

/// The tools that are there.
#[derive(Debug)]
pub(crate) struct Tools {
    node: PathBuf,
    modules: PathBuf,
    bin: PathBuf,
}

impl Tools {
    /// Makes the tools ready that run and test what is built: Node.js and the npm packages.
    pub(crate) fn for_running(workshop: &Workshop) -> Result<Self> {
        npm::ensure(workshop)?;
        let modules = workshop.path("node_modules");
        let node = node::find(&modules)?;
        Ok(Self { node, modules, bin: workshop.path(".tools/bin") })
    }

    /// Makes the tools ready that build too.
    pub(crate) fn for_building(workshop: &Workshop) -> Result<Self> {
        rust::ensure_targets()?;
        let tools = Self::for_running(workshop)?;
        rust::ensure_tools(workshop)?;
        Ok(tools)
    }

    /// Makes Zola ready.
    pub(crate) fn zola(&self, workshop: &Workshop) -> Result<Zola> {
        Zola::ensure(workshop, &self.node)
    }

    /// Node.js.
    pub(crate) fn node(&self) -> Command {
        let mut command = Command::new(&self.node);
        command.env("PATH", self.path());
        command
    }

    /// wrangler, quiet about itself and telling nobody else. It keeps no log of its own beside what it says.
    pub(crate) fn wrangler(&self) -> Command {
        let mut command = self.node();
        command
            .arg("--no-warnings")
            .arg(self.modules.join("wrangler/wrangler-dist/cli.js"))
            .envs([("CI", "1"), ("NO_COLOR", "1"), ("WRANGLER_HIDE_BANNER", "true")])
            .envs([("WRANGLER_SEND_METRICS", "false"), ("WRANGLER_SEND_ERROR_REPORTS", "false")])
            .env("WRANGLER_WRITE_LOGS", "false")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false"); // asks the edge host where we are
        command
    }

    /// worker-build, with helpers that it would otherwise download.
    pub(crate) fn worker_build(&self) -> Command {
        let mut command = Command::new(self.bin.join("worker-build"));
        command
            .env("PATH", self.path())
            .env("WASM_BINDGEN_BIN", self.bin.join("wasm-bindgen"))
            .env("WASM_OPT_BIN", self.modules.join("binaryen/bin/wasm-opt"))
            // The platform's own program: the package `esbuild` would want to run a script after installing.
            .env("ESBUILD_BIN", self.modules.join("@esbuild").join(platform()).join("bin/esbuild"));
        command
    }

    /// wasm-bindgen.
    pub(crate) fn wasm_bindgen(&self) -> Command {
        Command::new(self.bin.join("wasm-bindgen"))
    }

    /// binaryen's wasm-opt.
    pub(crate) fn wasm_opt(&self) -> Command {
        let mut command = self.node();
        command.arg(self.modules.join("binaryen/bin/wasm-opt"));
        command
    }

    /// Where the npm packages are.
    pub(crate) fn modules(&self) -> &Path {
        &self.modules
    }

    /// The search path with the right Node.js in front.
    fn path(&self) -> OsString {
        let folders = self.node.parent().map(Path::to_owned).into_iter();
        let rest = env::var_os("PATH").unwrap_or_default();
        env::join_paths(folders.chain(env::split_paths(&rest))).unwrap_or(rest)
    }
}

/// How npm packages call this kind of machine.
fn platform() -> String {
    let system = if cfg!(target_os = "macos") { "darwin" } else { env::consts::OS };
    let processor = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    format!("{system}-{processor}")
}

/// A program on the search path.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let paths = env::var_os("PATH")?;
    env::split_paths(&paths).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// What a program prints, when it runs well.
pub(crate) fn ask(program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// The numbers of a version such as `v22.12.0` or `glibc 2.36`.
pub(crate) fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut numbers = text[start..].split(|c: char| !c.is_ascii_digit()).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn missing(name: &str, next: &str) -> Trouble {
    Trouble::new(format!("{name} is not installed, or too old.")).next(next)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_read_as_programs_print_them() {
        assert_eq!(version("v22.12.0"), Some((22, 12)));
        assert_eq!(version("glibc 2.36"), Some((2, 36)));
        assert_eq!(version("zola 0.22.1"), Some((0, 22)));
        assert_eq!(version("nothing"), None);
    }
}
