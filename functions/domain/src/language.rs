//! The three languages of every page for residents.

/// A language of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// 日本語.
    Japanese,
    /// やさしい日本語: short sentences and plain words.
    EasyJapanese,
    /// English.
    English,
}

impl Language {
    /// All of them, in the order of the language switch.
    pub const ALL: [Self; 3] = [Self::Japanese, Self::EasyJapanese, Self::English];

    /// What stands in front of a path.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Japanese => "",
            Self::EasyJapanese => "/ja-easy",
            Self::English => "/en",
        }
    }

    /// Parts a path into its language and the path without it.
    pub fn split_path(path: &str) -> (Self, &str) {
        for language in [Self::EasyJapanese, Self::English] {
            match path.strip_prefix(language.prefix()) {
                Some("") => return (language, "/"),
                Some(rest) if rest.starts_with('/') => return (language, rest),
                _ => {}
            }
        }
        (Self::Japanese, path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_parted_at_a_whole_segment_only() {
        assert_eq!(Language::split_path("/en/my"), (Language::English, "/my"));
        assert_eq!(Language::split_path("/ja-easy"), (Language::EasyJapanese, "/"));
        assert_eq!(Language::split_path("/english"), (Language::Japanese, "/english"));
        assert_eq!(Language::split_path("/my"), (Language::Japanese, "/my"));
    }
}
