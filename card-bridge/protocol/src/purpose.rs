//! What a tap is for. A tap that was given for one purpose is worth nothing for another.

use serde::{Deserialize, Serialize};

/// Why the page asks for a tap. The bridge shows it to the person; the Worker binds the challenge to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// Log in to My Page or to the desk.
    #[serde(rename = "login")]
    LogIn,
    /// Raise an open session to a higher level.
    #[serde(rename = "step-up")]
    StepUp,
    /// A clerk binds the card of the person at the counter.
    #[serde(rename = "card.bind")]
    CardBind,
    /// A person who is logged in adds another card of their own.
    #[serde(rename = "card.add")]
    CardAdd,
}

impl Purpose {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "login",
            Self::StepUp => "step-up",
            Self::CardBind => "card.bind",
            Self::CardAdd => "card.add",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::LogIn, Self::StepUp, Self::CardBind, Self::CardAdd].into_iter().find(|p| p.as_str() == word)
    }

    /// What the bridge's own page shows to the person, in Japanese.
    pub const fn label(self) -> &'static str {
        match self {
            Self::LogIn => "ログイン",
            Self::StepUp => "本人の確認",
            Self::CardBind => "窓口でのカードの登録",
            Self::CardAdd => "カードの追加",
        }
    }
}

/// What the Worker wants to learn from the card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Want {
    /// The identifier alone (level `tap`).
    Identifier,
    /// The identifier, and the user-authentication certificate if the card has one: no PIN is asked for.
    Binding,
    /// A signature by the card's user-authentication key, after its PIN (level `pin`).
    Signature,
}

impl Want {
    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Binding => "binding",
            Self::Signature => "signature",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Identifier, Self::Binding, Self::Signature].into_iter().find(|w| w.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_the_wire_is_the_word_that_serde_writes() {
        for purpose in [Purpose::LogIn, Purpose::StepUp, Purpose::CardBind, Purpose::CardAdd] {
            assert_eq!(serde_json::json!(purpose), purpose.as_str());
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
        for want in [Want::Identifier, Want::Binding, Want::Signature] {
            assert_eq!(serde_json::json!(want), want.as_str());
            assert_eq!(Want::parse(want.as_str()), Some(want));
        }
        assert_eq!(Purpose::parse("login "), None);
    }
}
