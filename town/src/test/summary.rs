//! The last lines of test programs.

/// How many tests passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Counts {
    pub(super) fn and(self, more: Self) -> Self {
        Self { passed: self.passed + more.passed, failed: self.failed + more.failed }
    }
}

/// What a line adds: cargo's `test result: ok. 5 passed; 0 failed; …`, node's `ℹ pass 5`, `ℹ fail 0`, `ℹ cancelled 0`.
pub(super) fn read(line: &str) -> Option<Counts> {
    if let Some(rest) = line.trim().strip_prefix("test result: ") {
        let number = |word: &str| {
            let before = &rest[..rest.find(word)?];
            before.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
        };
        return Some(Counts { passed: number(" passed")?, failed: number(" failed")? });
    }
    let mut words = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?.split(' ');
    let (what, number) = (words.next()?, words.next()?.parse().ok()?);
    match (what, words.next()) {
        ("pass", None) => Some(Counts { passed: number, failed: 0 }),
        ("fail" | "cancelled", None) => Some(Counts { passed: 0, failed: number }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn counts(passed: u64, failed: u64) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn summaries_of_cargo_and_node_are_read() {
        let cargo = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(read(cargo), Some(counts(12, 3)));
        assert_eq!(read("test result: ok. 0 passed; 0 failed; 0 ignored"), Some(counts(0, 0)));
        assert_eq!(read("ℹ pass 7"), Some(counts(7, 0)));
        assert_eq!(read("ℹ fail 2"), Some(counts(0, 2)));
        assert_eq!(read("ℹ cancelled 1"), Some(counts(0, 1)));
        assert_eq!(read("# pass 7"), Some(counts(7, 0)));
    }

    #[test]
    fn other_lines_are_no_summaries() {
        for line in
            ["ℹ tests 7", "ℹ duration_ms 12.5", "test a ... ok", "ℹ pass 7 of 9", "# fail over", "pass 3", ""]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
