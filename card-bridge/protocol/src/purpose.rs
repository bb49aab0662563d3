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
    /// A person opens their sealed health record (docs/sealed-records.md, part 3).
    #[serde(rename = "health.open")]
    HealthOpen,
    /// A medic asks for the emergency summary of the person whose card lies there (docs/sealed-records.md, part 5).
    #[serde(rename = "emergency.open")]
    EmergencyOpen,
    /// A clinic asks whether the eligibility card of the person whose card lies there is valid (docs/sealed-records.md, part 5).
    #[serde(rename = "eligibility.check")]
    EligibilityCheck,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 7] = [
        Self::LogIn,
        Self::StepUp,
        Self::CardBind,
        Self::CardAdd,
        Self::HealthOpen,
        Self::EmergencyOpen,
        Self::EligibilityCheck,
    ];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LogIn => "login",
            Self::StepUp => "step-up",
            Self::CardBind => "card.bind",
            Self::CardAdd => "card.add",
            Self::HealthOpen => "health.open",
            Self::EmergencyOpen => "emergency.open",
            Self::EligibilityCheck => "eligibility.check",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == word)
    }

    /// Whether a tap for this may ask the card for `want`. Bridge and Worker both refuse what is not permitted: the
    /// secret of a card's lock leaves the card for `health.open` and for nothing else.
    pub const fn permits(self, want: Want) -> bool {
        matches!(
            (self, want),
            (Self::LogIn, Want::Identifier | Want::Signature)
                | (Self::StepUp, Want::Signature)
                | (Self::CardBind, Want::Binding)
                | (Self::CardAdd, Want::Binding | Want::Signature)
                | (Self::HealthOpen, Want::Opening)
                | (Self::EmergencyOpen | Self::EligibilityCheck, Want::Identifier)
        )
    }

    /// What the bridge's own page shows to the person, in Japanese.
    pub const fn label(self) -> &'static str {
        match self {
            Self::LogIn => "ログイン",
            Self::StepUp => "本人の確認",
            Self::CardBind => "窓口でのカードの登録",
            Self::CardAdd => "カードの追加",
            Self::HealthOpen => "健康の記録を開く",
            Self::EmergencyOpen => "救急：本人の情報の表示",
            Self::EligibilityCheck => "受給者証の確認",
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
    /// The same, and with the same entry of the PIN the fixed signature that opens the card's lock on the person's
    /// sealed records ([`crate::card_lock_message`]).
    Opening,
}

impl Want {
    /// Every want.
    pub const ALL: [Self; 4] = [Self::Identifier, Self::Binding, Self::Signature, Self::Opening];

    /// The word on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identifier => "identifier",
            Self::Binding => "binding",
            Self::Signature => "signature",
            Self::Opening => "opening",
        }
    }

    /// Whether the card's own key signs, behind its PIN. Then the signature is the proof and the reader needs no trust.
    pub const fn needs_pin(self) -> bool {
        matches!(self, Self::Signature | Self::Opening)
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|w| w.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_on_the_wire_is_the_word_that_serde_writes() {
        for purpose in Purpose::ALL {
            assert_eq!(serde_json::json!(purpose), purpose.as_str());
            assert_eq!(Purpose::parse(purpose.as_str()), Some(purpose));
        }
        for want in Want::ALL {
            assert_eq!(serde_json::json!(want), want.as_str());
            assert_eq!(Want::parse(want.as_str()), Some(want));
        }
        assert_eq!(Purpose::parse("login "), None);
    }
    #[test]
    fn the_secret_of_a_lock_is_asked_for_to_open_the_record_and_for_nothing_else() {
        for purpose in Purpose::ALL {
            assert_eq!(purpose.permits(Want::Opening), purpose == Purpose::HealthOpen, "{purpose:?}");
            assert!(Want::ALL.into_iter().any(|want| purpose.permits(want)), "{purpose:?} is of no use");
        }
        for purpose in [Purpose::EmergencyOpen, Purpose::EligibilityCheck] {
            assert_eq!(
                Want::ALL.map(|want| purpose.permits(want)),
                [true, false, false, false],
                "{purpose:?}"
            );
        }
        let to_log_in = Want::ALL.map(|want| Purpose::LogIn.permits(want));
        assert_eq!(to_log_in, [true, false, true, false]);
    }
}
