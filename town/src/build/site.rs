//! The static pages, by Zola.

use super::{holidays, notices, search, when_stale};
use crate::{
    clock, content,
    culture::Culture,
    handbook, opendata,
    stamp::Inputs,
    tools::Tools,
    transit,
    trouble::{AtPath as _, Result},
    workshop::Workshop,
};
use std::{fmt::Write as _, fs, panic, path::Path, thread};

/// A site for one origin in one folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site<'a> {
    /// Where it is put.
    pub(crate) folder: &'a Path,
    /// The origin that its pages name.
    pub(crate) origin: &'a str,
}

impl Site<'_> {
    pub(super) fn build(&self, workshop: &Workshop, tools: &Tools) -> Result<()> {
        let root = workshop.path("site");
        // Both read all of content/, and neither waits for the other.
        let (library, culture) = thread::scope(|scope| {
            let culture = scope.spawn(|| Culture::prepare(workshop, self.origin));
            // What is wrong in content/ is told before Zola stumbles over it or, worse, does not.
            let library = content::refuse_errors(workshop)?;
            let culture = culture.join().unwrap_or_else(|panic| panic::resume_unwind(panic))?;
            Ok((library, culture))
        })?;
        opendata::prepare(workshop, &library)?;
        let tokens = tools.modules().join("@digital-go-jp/design-tokens/dist/tokens.css");
        write_tokens(&tokens, &root.join("sass/_tokens.scss"))?;
        let headers = hibiki_domain::headers::static_headers_file();
        let stamp = Inputs::default()
            .word(self.origin)
            .word(&headers)
            .word(&clock::today().to_string()) // past courses and alerts leave the lists
            .files(&root, &["browser", "built", "public", "processed_images"])? // follows site/content
            .files(&workshop.path("town/src"), &[])? // what it makes changes with it
            .files(&workshop.path("town/templates"), &[])?
            .files(&workshop.path("docs/handbook"), &[])?
            .stamp(self.folder.with_extension("stamp"));
        when_stale(&stamp, &[self.folder], "Building the site", || {
            let mut zola = tools.zola(workshop)?.command();
            zola.arg("--root").arg(&root).args([
                "build",
                "--force",
                "--base-url",
                self.origin,
                "--output-dir",
            ]);
            zola.arg(self.folder);
            workshop.run_silently("zola", &zola)?;
            notices::build(&library.notices, self.folder)?;
            opendata::write(workshop.root(), &library, self.origin, self.folder)?;
            culture.finish(self.folder)?;
            transit::build(&root.join("content"), self.folder, self.origin, clock::today())?;
            let file = self.folder.join("_headers");
            fs::write(&file, &headers).at("write", &file)?;
            holidays::build(self.folder)?;
            handbook::build_pages(workshop, self.folder)?;
            // The last step: it reads what all the others have made.
            search::build(workshop, self.folder, &self.folder.with_extension("search"))
        })
    }
}

/// The design system's tokens as Sass variables: `--color-a: #fff;` becomes `$color-a: #fff;`.
fn write_tokens(css: &Path, scss: &Path) -> Result<()> {
    let tokens = to_sass(&fs::read_to_string(css).at("read", css)?);
    if fs::read_to_string(scss).is_ok_and(|there| there == tokens) {
        return Ok(());
    }
    fs::write(scss, tokens).at("write", scss)
}

fn to_sass(css: &str) -> String {
    css.lines().filter_map(|line| line.trim().strip_prefix("--")?.strip_suffix(';')).fold(
        String::new(),
        |mut sass, token| {
            if let Some((name, value)) = token.split_once(':') {
                let _ = writeln!(sass, "${name}: {};", value.trim()); // a String takes everything
            }
            sass
        },
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn tokens_become_sass_variables() {
        let css = "/** made */\n:root {\n  --color-a-50: #e8f1fe;\n  --font: \"A\",  sans-serif;\n}\n";
        assert_eq!(super::to_sass(css), "$color-a-50: #e8f1fe;\n$font: \"A\",  sans-serif;\n");
    }
}
