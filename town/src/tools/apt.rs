//! The machine's own package sources, read so that a package of another Debian release can be fetched.

use std::{fs, path::Path};

/// The sources of Debian's main archive with their release replaced, as one deb822 file. `None` where there are none.
pub(super) fn sources_of_release(release: &str) -> Option<String> {
    let mut files = vec![Path::new("/etc/apt/sources.list").to_owned()];
    let folder = fs::read_dir("/etc/apt/sources.list.d").ok();
    files.extend(folder.into_iter().flatten().flatten().map(|entry| entry.path()));
    files.sort();
    files.iter().find_map(|file| {
        let text = fs::read_to_string(file).ok()?;
        match file.extension()?.to_str()? {
            "sources" => from_deb822(&text, release),
            "list" => from_lines(&text, release),
            _ => None,
        }
    })
}

/// Debian's main archive ends in `/debian`; security updates and others have other names.
fn is_main_archive(uri: &str) -> bool {
    uri.trim_end_matches('/').ends_with("/debian")
}

fn stanza(uri: &str, release: &str, signed_by: Option<&str>) -> String {
    let signed = signed_by.map(|key| format!("Signed-By: {key}\n")).unwrap_or_default();
    format!("Types: deb\nURIs: {uri}\nSuites: {release}\nComponents: main\n{signed}")
}

fn from_deb822(text: &str, release: &str) -> Option<String> {
    text.split("\n\n").find_map(|paragraph| {
        let field = |name: &str| {
            paragraph.lines().find_map(|line| {
                let (key, value) = line.split_once(':')?;
                key.eq_ignore_ascii_case(name).then(|| value.trim())
            })
        };
        let uri = field("URIs")?.split_whitespace().find(|uri| is_main_archive(uri))?;
        let active = field("Enabled").is_none_or(|value| value != "no");
        // A key that stands in the file itself spans lines; then apt's trusted keys must do.
        let signed_by = field("Signed-By").filter(|key| key.starts_with('/'));
        (active && field("Types")?.split_whitespace().any(|kind| kind == "deb"))
            .then(|| stanza(uri, release, signed_by))
    })
}

fn from_lines(text: &str, release: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let rest = line.trim().strip_prefix("deb ")?.trim_start();
        let (options, rest) = match rest.strip_prefix('[') {
            Some(inner) => inner.split_once(']')?,
            None => ("", rest),
        };
        let uri = rest.split_whitespace().next().filter(|uri| is_main_archive(uri))?;
        let signed_by = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
        Some(stanza(uri, release, signed_by))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_write_sources_are_read_and_security_is_passed_over() {
        let deb822 = "Types: deb\nURIs: http://archive.example/debian-security\nSuites: bookworm-security\n\n\
                      Types: deb\n# a remark\nURIs: http://archive.example/debian\nSuites: bookworm bookworm-updates\n\
                      Components: main\nSigned-By: /usr/share/keyrings/debian.gpg\n";
        let wanted = "Types: deb\nURIs: http://archive.example/debian\nSuites: trixie\nComponents: main\n\
                      Signed-By: /usr/share/keyrings/debian.gpg\n";
        assert_eq!(from_deb822(deb822, "trixie").as_deref(), Some(wanted));
        let lines = "# deb http://old.example/debian buster main\n\
                     deb http://archive.example/debian-security bookworm-security main\n\
                     deb [arch=amd64 signed-by=/usr/share/keyrings/debian.gpg] http://archive.example/debian bookworm main\n";
        assert_eq!(from_lines(lines, "trixie").as_deref(), Some(wanted));
        assert_eq!(from_lines("deb http://archive.example/ubuntu noble main", "trixie"), None);
    }
}
