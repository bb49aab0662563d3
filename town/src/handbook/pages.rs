//! The handbooks as pages of the town's site, in the frame that the Worker uses too: `/handbook/organizers/`. Search
//! engines and the site's own search leave them out; the desk leads there.

use super::html::{self, Picture, Written};
use crate::{
    build::copy_files,
    trouble::{AtPath as _, Result, Trouble},
    workshop::Workshop,
};
use std::{fmt::Write as _, fs, path::Path};

/// The handbooks, by the names of their files.
const HANDBOOKS: [&str; 6] = ["organizers", "editors", "counter", "recovery", "nurse", "medics"];

/// Writes the pages into the site that Zola has just built.
pub(crate) fn build(workshop: &Workshop, site: &Path) -> Result<()> {
    let docs = workshop.path("docs/handbook");
    let shell = site.join("_shell/index.html");
    let frame = fs::read_to_string(&shell).at("read", &shell)?;
    let town = town(&workshop.path("site/config.toml"))?;
    for name in HANDBOOKS {
        let file = docs.join(format!("{name}.md"));
        let text = fs::read_to_string(&file).at("read", &file)?;
        let written = html::write(&text, |address| picture(&docs, address));
        let folder = site.join("handbook").join(name);
        fs::create_dir_all(&folder).at("make the folder", &folder)?;
        let target = folder.join("index.html");
        fs::write(&target, page(&frame, &town, &format!("/handbook/{name}/"), &written))
            .at("write", &target)?;
    }
    copy_files(&docs.join("pictures"), &site.join("handbook/pictures"))
}

/// The town's name in Japanese.
fn town(config: &Path) -> Result<String> {
    let text = fs::read_to_string(config).at("read", config)?;
    let config = text.parse::<toml::Table>().map_err(|error| Trouble::new(error.to_string()))?;
    let name = config.get("extra").and_then(|extra| extra.get("town")?.get("ja")?.as_str());
    Ok(name.unwrap_or_default().to_owned())
}

/// A picture that the text names, as the site has it.
fn picture(docs: &Path, address: &str) -> Option<Picture> {
    let size = imagesize::size(docs.join(address)).ok()?;
    Some(Picture { address: format!("/handbook/{address}"), width: size.width, height: size.height })
}

/// The handbook in the frame. Its other languages are the site's: it is for staff, in Japanese.
fn page(frame: &str, town: &str, path: &str, written: &Written) -> String {
    let Written { title, body, chapters } = written;
    let mut main =
        format!("<article class=\"prose handbook\"><h1>{title}</h1>\n<nav aria-label=\"目次\"><ul>");
    for (n, chapter) in (1..).zip(chapters) {
        let _ = write!(main, "<li><a href=\"#c{n}\">{chapter}</a></li>"); // a String takes everything
    }
    let _ = write!(main, "</ul></nav>\n{body}</article>");
    [
        ("%%title%%", format!("{title} | {town}").as_str()),
        ("%%head%%", ""),
        ("%%account%%", "<a href=\"/desk\">職員のページ</a>"),
        ("%%href_ja%%", path),
        ("%%href_easy%%", "/ja-easy/"),
        ("%%href_en%%", "/en/"),
        // The last: nothing in the text is taken for a mark.
        ("%%main%%", &main),
    ]
    .into_iter()
    .fold(frame.to_owned(), |page, (mark, value)| page.replacen(mark, value, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handbook_has_its_chapters_above_it_and_a_frame_without_marks() {
        let frame = "<title>%%title%%</title>%%head%%%%account%%<a href=\"%%href_ja%%\"><a href=\"%%href_easy%%\">\
                     <a href=\"%%href_en%%\"><main>%%main%%</main>";
        let written = html::write("# 手引き\n\n始め\n\n## 1. 章\n\n`%%head%%`\n", |_| None);
        let page = page(frame, "ひびき町", "/handbook/x/", &written);
        assert!(page.starts_with("<title>手引き | ひびき町</title><a href=\"/desk\">"), "{page}");
        assert!(
            page.contains("<a href=\"/handbook/x/\">") && page.contains("<code>%%head%%</code>"),
            "{page}"
        );
        assert!(page.contains("<li><a href=\"#c1\">1. 章</a></li>"), "{page}");
    }
}
