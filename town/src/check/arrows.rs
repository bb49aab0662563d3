//! Dependencies between the rooms point one way.

use super::packages::{Dependency, Metadata, Package};

/// What each room may know of the others. A room that is not named here fails the check.
const MAY_KNOW: &[(&str, &[&str])] = &[
    ("hibiki-protocol", &[]),
    ("hibiki-simulated-card", &[]),
    ("hibiki-simulated-card-maker", &[]),
    ("hibiki-domain", &["hibiki-protocol"]),
    ("hibiki-functions", &["hibiki-domain", "hibiki-protocol"]),
    ("hibiki-browser", &["hibiki-protocol"]),
    ("hibiki-card-bridge", &["hibiki-protocol"]),
    ("hibiki-scan", &[]),
    ("hibiki-search", &[]),
    ("hibiki-search-browser", &["hibiki-search"]),
    ("hibiki-town", &["hibiki-domain", "hibiki-protocol", "hibiki-search", "hibiki-simulated-card"]),
    ("hibiki-tests", &["hibiki-domain", "hibiki-protocol", "hibiki-search", "hibiki-simulated-card"]),
];

/// Test cards are for tests, and for the bridge behind its feature.
const TEST_CARDS: &str = "hibiki-simulated-card";

/// The arrows that point the wrong way, in words.
pub(super) fn wrong(metadata: &Metadata) -> Vec<String> {
    metadata
        .members()
        .flat_map(|room| {
            let known = MAY_KNOW.iter().find(|(name, _)| *name == room.name).map(|(_, may)| *may);
            let stranger = known
                .is_none()
                .then(|| format!("{}: a new room; say in check/arrows.rs what it may know", room.name));
            let may = known.unwrap_or_default();
            let arrows = room.dependencies.iter().filter(|dependency| dependency.name.starts_with("hibiki-"));
            let bad = arrows.filter(|dependency| {
                !may.contains(&dependency.name.as_str()) && !is_excepted(room, dependency)
            });
            stranger
                .into_iter()
                .chain(bad.map(|dependency| format!("{} must not know {}", room.name, dependency.name)))
        })
        .collect()
}

fn is_excepted(room: &Package, dependency: &Dependency) -> bool {
    let for_tests = dependency.kind.as_deref() == Some("dev");
    dependency.name == TEST_CARDS && (for_tests || (room.name == "hibiki-card-bridge" && dependency.optional))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workshop::Workshop;

    #[test]
    fn the_rooms_of_this_project_know_only_what_they_may() {
        let metadata = Metadata::read(&Workshop::find().unwrap()).unwrap();
        assert_eq!(wrong(&metadata), Vec::<String>::new());
        assert_eq!(metadata.members().count(), MAY_KNOW.len());
    }

    fn room(name: &str, dependency: &str) -> Metadata {
        serde_json::from_str(&format!(
            r#"{{"workspace_members": ["x"], "packages": [{{"id": "x", "name": "{name}", "version": "0.1.0",
                "license": null, "manifest_path": "/x", "dependencies": [{dependency}]}}]}}"#
        ))
        .unwrap()
    }

    #[test]
    fn an_arrow_that_points_the_other_way_is_named() {
        let on = |name: &str, kind: &str, optional: bool| {
            format!(r#"{{"name": "{name}", "kind": {kind}, "optional": {optional}}}"#)
        };
        let wrong = |room_name: &str, dependency: String| wrong(&room(room_name, &dependency)).len();
        assert_eq!(wrong("hibiki-domain", on("hibiki-functions", "null", false)), 1);
        assert_eq!(wrong("hibiki-domain", on("hibiki-protocol", "null", false)), 0);
        assert_eq!(wrong("hibiki-protocol", on("hibiki-domain", "\"dev\"", false)), 1);
        assert_eq!(wrong("hibiki-functions", on("hibiki-town", "\"build\"", false)), 1);
        assert_eq!(wrong("hibiki-card-bridge", on(TEST_CARDS, "null", true)), 0);
        assert_eq!(wrong("hibiki-card-bridge", on(TEST_CARDS, "null", false)), 1);
        assert_eq!(wrong("hibiki-domain", on(TEST_CARDS, "\"dev\"", false)), 0);
        assert_eq!(wrong("hibiki-new", on("serde", "null", false)), 1);
    }
}
