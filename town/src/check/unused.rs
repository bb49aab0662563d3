//! Every dependency that the workspace names is used by one of its crates.

use std::collections::BTreeSet;
use toml::{Table, Value};

/// The names that nobody uses.
pub(super) fn unused(root: &str, members: &[String]) -> Result<Vec<String>, String> {
    let parse = |text: &str| text.parse::<Table>().map_err(|error| error.to_string());
    let root = parse(root)?;
    let named =
        root.get("workspace").and_then(|workspace| workspace.get("dependencies")).and_then(Value::as_table);
    let mut used = BTreeSet::new();
    for member in members {
        let member = parse(member)?;
        collect(&member, &mut used);
        for target in member.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values) {
            collect(target.as_table().unwrap_or(&Table::new()), &mut used);
        }
    }
    let named = named.into_iter().flat_map(Table::keys);
    Ok(named.filter(|name| !used.contains(*name)).map(|name| format!("{name} is not used")).collect())
}

fn collect(table: &Table, used: &mut BTreeSet<String>) {
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let dependencies = table.get(kind).and_then(Value::as_table);
        used.extend(dependencies.into_iter().flat_map(Table::keys).cloned());
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_dependency_that_nobody_uses_is_named() {
        let root = "[workspace.dependencies]\nserde = \"1\"\nurl = \"2\"\nrsa = \"0\"\npcsc = \"2\"\n";
        let members = [
            "[dependencies]\nserde.workspace = true\n[build-dependencies]\nrsa.workspace = true\n".to_owned(),
            "[target.'cfg(unix)'.dependencies]\npcsc.workspace = true\n".to_owned(),
        ];
        assert_eq!(super::unused(root, &members).unwrap(), ["url is not used"]);
        assert!(super::unused("[", &members).is_err());
    }
}
