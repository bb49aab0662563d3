//! What is shown at each moment: plain decisions, without a browser.

use crate::http::Reason;
use crate::words::Word;
use hibiki_protocol::TapEvent;

/// How the panel looks: its `data-state`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Waiting,
    Reading,
    Done,
    Error,
}

impl Look {
    /// The value of the attribute.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Reading => "reading",
            Self::Done => "done",
            Self::Error => "error",
        }
    }
}

/// What is shown while a ceremony runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct View {
    pub(crate) look: Look,
    pub(crate) word: Word,
    /// So many PINs may still be typed. The way to the bridge's own page is shown with it.
    pub(crate) tries_left: Option<u8>,
}

impl View {
    pub(crate) const fn new(look: Look, word: Word) -> Self {
        Self { look, word, tries_left: None }
    }
}

/// The signed answer is checked by the Worker: the card may be taken away.
pub(crate) const CHECKING: View = View::new(Look::Reading, Word::Checking);

/// What to show of an event that is not the last; the last ones have their own ways.
impl From<&TapEvent> for View {
    fn from(event: &TapEvent) -> Self {
        match *event {
            // The seconds are not shown: a screen reader would speak each of them.
            TapEvent::Waiting { .. } => Self::new(Look::Waiting, Word::Waiting),
            TapEvent::Reading => Self::new(Look::Reading, Word::Reading),
            TapEvent::PinNeeded { tries_left, wrong } => Self {
                look: Look::Waiting,
                word: if wrong { Word::PinWrong } else { Word::PinNeeded },
                tries_left: Some(tries_left),
            },
            TapEvent::Done { .. } => CHECKING,
            TapEvent::Failed { reason } => Self::new(Look::Error, reason.into()),
        }
    }
}

/// Why a ceremony did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    /// A text of the page.
    Word(Word),
    /// What the Worker says.
    Refused(Reason),
}

/// What the browser says about the page's way to loopback.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Permission {
    Granted,
    /// The person has not been asked, or has not answered.
    Asking,
    Denied,
    /// This browser does not ask.
    Unknown,
}

/// Nothing answers on loopback.
pub(crate) const fn no_answer(permission: Permission) -> Word {
    match permission {
        Permission::Denied => Word::Denied,
        // Either the question was closed without an answer, or this browser had nothing to ask.
        Permission::Asking => Word::NoBridgeYet,
        Permission::Granted | Permission::Unknown => Word::NoBridge,
    }
}

/// The browser refused a passkey with an error of this name (Web Authentication, sections 5.1.3 and 5.1.4).
pub(crate) fn passkey_error(name: &str) -> Word {
    match name {
        // At `get` it is not thrown.
        "InvalidStateError" => Word::PasskeyExists,
        "NotSupportedError" | "ConstraintError" => Word::PasskeyUnsupported,
        _ => Word::PasskeyNone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(line: &str) -> View {
        View::from(&serde_json::from_str::<TapEvent>(line).unwrap())
    }

    #[test]
    fn every_event_has_its_look_and_its_word() {
        let rows = [
            (r#"{"state":"waiting","seconds_left":59}"#, Look::Waiting, Word::Waiting, None),
            (r#"{"state":"reading"}"#, Look::Reading, Word::Reading, None),
            (
                r#"{"state":"pin-needed","tries_left":3,"wrong":false}"#,
                Look::Waiting,
                Word::PinNeeded,
                Some(3),
            ),
            (r#"{"state":"pin-needed","tries_left":2,"wrong":true}"#, Look::Waiting, Word::PinWrong, Some(2)),
            (r#"{"state":"failed","reason":"card-left"}"#, Look::Error, Word::CardLeft, None),
        ];
        for (line, look, word, tries_left) in rows {
            assert_eq!(view(line), View { look, word, tries_left }, "{line}");
        }
        let done = format!(
            r#"{{"state":"done","assertion":{{"authenticator_data":"AAAA","signature":"{}"}}}}"#,
            "A".repeat(86)
        );
        assert_eq!(view(&done), CHECKING);
    }

    #[test]
    fn seconds_that_pass_change_nothing_on_the_page() {
        let [before, after] = [59, 58].map(|seconds_left| View::from(&TapEvent::Waiting { seconds_left }));
        assert_eq!(before, after);
    }

    #[test]
    fn only_a_denied_permission_is_called_denied() {
        assert_eq!(no_answer(Permission::Denied), Word::Denied);
        assert_eq!(no_answer(Permission::Asking), Word::NoBridgeYet);
        for permission in [Permission::Granted, Permission::Unknown] {
            assert_eq!(no_answer(permission), Word::NoBridge);
        }
    }

    #[test]
    fn passkey_errors_have_three_words() {
        let rows = [
            ("NotAllowedError", Word::PasskeyNone),
            ("AbortError", Word::PasskeyNone),
            ("SecurityError", Word::PasskeyNone),
            ("", Word::PasskeyNone),
            ("InvalidStateError", Word::PasskeyExists),
            ("NotSupportedError", Word::PasskeyUnsupported),
            ("ConstraintError", Word::PasskeyUnsupported),
        ];
        for (name, word) in rows {
            assert_eq!(passkey_error(name), word, "{name}");
        }
    }
}
