//! The names under which a page carries its texts. The script holds no text of its own.

use hibiki_protocol::FailReason;

macro_rules! words {
    ($($(#[$doc:meta])* $word:ident = $name:literal,)*) => {
        /// A text of the page: `<li data-word="…">` in its `ul[data-ceremony-words]`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Word { $($(#[$doc])* $word,)* }

        impl Word {
            /// The value of `data-word`.
            pub(crate) const fn name(self) -> &'static str {
                match self { $(Self::$word => $name,)* }
            }

            #[cfg(test)]
            const ALL: &[Self] = &[$(Self::$word,)*];
        }
    };
}

words! {
    /// The bridge is being called.
    Connecting = "connecting",
    /// The browser asks the person whether the page may call the bridge.
    Permission = "permission",
    /// Touch the card.
    Waiting = "waiting",
    /// Do not move the card.
    Reading = "reading",
    /// Type the PIN into the bridge.
    PinNeeded = "pin-needed",
    /// Type it again.
    PinWrong = "pin-wrong",
    /// In front of the number of tries.
    TriesLeft = "tries-left",
    /// The Worker is asked.
    Checking = "checking",
    /// It worked.
    Done = "done",
    /// Follow the device.
    Passkey = "passkey",
    /// Nothing answers on loopback.
    NoBridge = "no-bridge",
    /// Nothing answers on loopback, and the person has not allowed it yet.
    NoBridgeYet = "no-bridge-yet",
    /// The browser does not let the page reach loopback.
    Denied = "denied",
    /// [`FailReason::Busy`]
    Busy = "busy",
    /// [`FailReason::TimedOut`]
    TimedOut = "timed-out",
    /// [`FailReason::Cancelled`], or cancelled in the page.
    Cancelled = "cancelled",
    /// [`FailReason::NoReader`]
    NoReader = "no-reader",
    /// [`FailReason::ReaderUnplugged`]
    ReaderUnplugged = "reader-unplugged",
    /// [`FailReason::NoService`]
    NoService = "no-service",
    /// [`FailReason::CardLeft`]
    CardLeft = "card-left",
    /// [`FailReason::UnsupportedCard`]
    UnsupportedCard = "unsupported-card",
    /// [`FailReason::PinBlocked`]
    PinBlocked = "pin-blocked",
    /// [`FailReason::NotEnrolled`]
    NotEnrolled = "not-enrolled",
    /// [`FailReason::CardError`]
    CardError = "card-error",
    /// [`FailReason::BridgeError`], or an answer that the script does not understand.
    BridgeError = "bridge-error",
    /// The bridge did not show what the Worker released to it in an emergency.
    NotShown = "not-shown",
    /// No passkey was used.
    PasskeyNone = "passkey-none",
    /// The device has a passkey of this person already.
    PasskeyExists = "passkey-exists",
    /// The browser or the device has no passkeys.
    PasskeyUnsupported = "passkey-unsupported",
    /// The Worker was not reached.
    Network = "network",
}

impl From<FailReason> for Word {
    fn from(reason: FailReason) -> Self {
        match reason {
            FailReason::Busy => Self::Busy,
            FailReason::TimedOut => Self::TimedOut,
            FailReason::Cancelled => Self::Cancelled,
            FailReason::NoReader => Self::NoReader,
            FailReason::ReaderUnplugged => Self::ReaderUnplugged,
            FailReason::NoService => Self::NoService,
            FailReason::CardLeft => Self::CardLeft,
            FailReason::UnsupportedCard => Self::UnsupportedCard,
            FailReason::PinBlocked => Self::PinBlocked,
            FailReason::NotEnrolled => Self::NotEnrolled,
            FailReason::CardError => Self::CardError,
            FailReason::BridgeError => Self::BridgeError,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_reason_has_the_word_of_the_same_name() {
        let mut reasons = 0;
        for word in Word::ALL {
            let name = serde_json::Value::from(word.name());
            if let Ok(reason) = serde_json::from_value::<FailReason>(name) {
                assert_eq!(Word::from(reason), *word);
                reasons += 1;
            }
        }
        assert_eq!(reasons, 12);
    }

    #[test]
    fn no_two_words_share_a_name() {
        let names: HashSet<_> = Word::ALL.iter().map(|word| word.name()).collect();
        assert_eq!(names.len(), Word::ALL.len());
    }
}
