//! SQL literals. The values are the project's own; they are quoted all the same.

/// A text literal.
pub(super) fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// A text literal or NULL.
pub(super) fn maybe(value: Option<&str>) -> String {
    value.map_or_else(|| "NULL".to_owned(), text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_are_doubled() {
        assert_eq!(super::text("O'Neill"), "'O''Neill'");
        assert_eq!(super::maybe(None), "NULL");
    }
}
