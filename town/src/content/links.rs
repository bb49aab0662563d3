//! Where links lead.

use super::finding::Notes;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

/// What the Worker answers, and what other steps of the build add; no content file stands behind it.
const ELSEWHERE: [&str; 16] = [
    "my", "desk", "login", "register", "start", "invite", "step-up", "api", "bus", "parking", "snow",
    "search", "opendata", "oai", "iiif", "calendar",
];

/// Every address that the content makes.
#[derive(Debug)]
pub(crate) struct Links {
    content: PathBuf,
    fixed: PathBuf,
    pages: BTreeSet<String>,
}

impl Links {
    /// `content` and the folder of fixed files; `files` are the content files, from `content/` on.
    pub(super) fn new<'f>(content: &Path, fixed: &Path, files: impl Iterator<Item = &'f str>) -> Self {
        let mut pages: BTreeSet<String> = files.filter_map(address).collect();
        pages.extend(["/", "/en/", "/ja-easy/"].map(str::to_owned));
        Self { content: content.to_owned(), fixed: fixed.to_owned(), pages }
    }

    /// The file behind `/news/2026/river.jpg`.
    pub(super) fn file(&self, address: &str) -> Option<PathBuf> {
        let within = address.trim_start_matches('/');
        if within.split('/').any(|part| part == ".." || part.is_empty()) {
            return None;
        }
        [&self.content, &self.fixed].map(|root| root.join(within)).into_iter().find(|file| file.is_file())
    }

    /// Whether there is such a file in `content/`.
    pub(super) fn is_content(&self, file: &str) -> bool {
        !file.contains("..") && self.content.join(file).is_file()
    }

    /// Checks the target of a link.
    pub(super) fn check(&self, target: &str, line: usize, notes: &mut Notes<'_>) {
        // As a browser does: blanks and control characters inside a scheme do not count.
        let squeezed: String = target.chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let scheme = squeezed
            .find([':', '/', '?', '#'])
            .filter(|at| squeezed.as_bytes().get(*at) == Some(&b':'))
            .map(|at| squeezed[..at].to_lowercase());
        match scheme.as_deref() {
            Some("https" | "http") => {
                if squeezed != target || squeezed.split_once("://").is_none_or(|(_, rest)| rest.is_empty()) {
                    notes.error(
                        line,
                        format!("リンク「{target}」の形が違います"),
                        "https:// から、空白を入れずに書いてください",
                    );
                }
            }
            Some("mailto" | "tel") => {}
            Some(_) => notes.error(
                line,
                format!("リンク「{}」は危険な形です", shown(target)),
                "リンク先は https://、http://、mailto:、tel: か、/ から始まるこのサイトのページだけです",
            ),
            None if squeezed.starts_with("//") || squeezed.contains('\\') => {
                notes.error(
                    line,
                    format!("リンク「{target}」の行き先がはっきりしません"),
                    "https:// から書いてください",
                );
            }
            None if squeezed.starts_with('#') => {}
            None if squeezed.starts_with("@/") => {
                let path = squeezed[2..].split('#').next().unwrap_or_default();
                if !self.is_content(path) {
                    dead(target, line, notes);
                }
            }
            None if squeezed.starts_with('/') => self.check_inside(target, &squeezed, line, notes),
            None => notes.error(
                line,
                format!("リンク「{target}」の行き先がはっきりしません"),
                "/ から書いてください（例 /procedures/moving-in/）。ほかのサイトは https:// からです",
            ),
        }
    }

    fn check_inside(&self, target: &str, squeezed: &str, line: usize, notes: &mut Notes<'_>) {
        let path = squeezed.split(['#', '?']).next().unwrap_or_default();
        let plain =
            ["/en/", "/ja-easy/"].iter().find_map(|prefix| path.strip_prefix(prefix)).unwrap_or(&path[1..]);
        let first = plain.split('/').next().unwrap_or_default();
        let last = path.rsplit('/').next().unwrap_or_default();
        let made = [".ics", ".xml"]; // calendars and feeds, which the build adds
        if ELSEWHERE.contains(&first)
            || self.pages.contains(path)
            || made.iter().any(|ending| last.ends_with(ending))
        {
            return;
        }
        if self.pages.contains(&format!("{path}/")) {
            notes.error(
                line,
                format!("リンク「{target}」の終わりに / がありません"),
                format!("{path}/ にしてください"),
            );
        } else if self.file(path).is_none() {
            let in_japanese = format!("/{plain}");
            if in_japanese != path && self.pages.contains(&in_japanese) {
                notes.error(
                    line,
                    format!("リンク「{target}」の言語のページはまだありません"),
                    format!("日本語のページ {in_japanese} へのリンクにするか、訳を足してください"),
                );
            } else {
                dead(target, line, notes);
            }
        }
    }
}

fn dead(target: &str, line: usize, notes: &mut Notes<'_>) {
    notes.error(
        line,
        format!("リンク「{target}」の先にページがありません"),
        "行き先を直すか、リンクを消してください",
    );
}

fn shown(target: &str) -> String {
    target.chars().filter(|c| !c.is_control()).take(40).collect()
}

/// The name of a content file without folder, language and ending, and its language.
pub(super) fn name_and_language(file: &str) -> Option<(&str, &'static str)> {
    let name = file.rsplit('/').next()?.strip_suffix(".md")?;
    Some(match name.rsplit_once('.') {
        Some((name, "en")) => (name, "en"),
        Some((name, "ja-easy")) => (name, "ja-easy"),
        _ => (name, "ja"),
    })
}

/// A name without the date before it.
pub(super) fn without_date(name: &str) -> &str {
    let dated = name.len() > 11
        && name.is_char_boundary(11)
        && name.as_bytes()[10] == b'-'
        && hibiki_domain::time::Day::parse(&name[..10]).is_ok();
    if dated { &name[11..] } else { name }
}

/// The address of the page that a content file becomes.
fn address(file: &str) -> Option<String> {
    if file.starts_with("notices/") {
        return None; // texts for the desk are no pages
    }
    let (name, language) = name_and_language(file)?;
    let folder = file.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let prefix = if language == "ja" { String::new() } else { format!("{language}/") };
    Some(match name {
        "_index" => format!("/{prefix}{folder}"),
        name => format!("/{prefix}{folder}{}/", without_date(name)),
    })
}

#[cfg(test)]
mod tests {
    use super::{super::finding::Finding, *};

    fn found(target: &str) -> Vec<Finding> {
        let files =
            ["about.md", "about.en.md", "courses/2026/_index.md", "courses/2026/2026-12-03-pottery.md"];
        let links = Links::new(Path::new("/none"), Path::new("/none"), files.into_iter());
        let mut found = Vec::new();
        links.check(target, 7, &mut Notes::new("x.md", &mut found));
        found
    }

    #[test]
    fn pages_stand_where_zola_puts_them() {
        for good in [
            "/about/",
            "/en/about/#top",
            "/courses/2026/",
            "/courses/2026/pottery/",
            "/my",
            "#a",
            "tel:0000-12-3400",
            "https://example.jp/a?b=c",
            "mailto:web@example.jp",
            "/atom.xml",
            "/en/",
        ] {
            assert_eq!(found(good), [], "{good}");
        }
    }

    #[test]
    fn a_dead_link_says_what_would_be_right() {
        assert!(found("/about")[0].remedy.contains("/about/"));
        assert!(found("/ja-easy/about/")[0].what.contains("言語"));
        assert!(found("/courses/2026/2026-12-03-pottery/")[0].what.contains("ページがありません"));
        assert_eq!(found("pottery/").len(), 1);
        assert_eq!(found("@/nothing.md").len(), 1);
    }

    #[test]
    fn whatever_could_run_is_refused_however_it_is_written() {
        for bad in [
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            " javascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "blob:x",
            "http:",
            "view-source:https://x",
        ] {
            assert_eq!(found(bad).len(), 1, "{bad}");
        }
    }
}
