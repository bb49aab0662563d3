//! How far an item has got.

/// How far an item has got. What is on the site stays there while a correction goes through the states again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Being written.
    Draft,
    /// Sent for approval.
    Waiting,
    /// Sent back with a reason.
    Returned,
    /// To be published, on its day.
    Approved,
    /// What was written last is on the site.
    Published,
}

impl State {
    /// All of them, in the order of the filter.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Waiting, Self::Returned, Self::Approved, Self::Published];

    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Waiting => "waiting",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Published => "published",
        }
    }

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Draft => "下書き",
            Self::Waiting => "承認待ち",
            Self::Returned => "差し戻し",
            Self::Approved => "公開待ち",
            Self::Published => "公開済み",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// What somebody does with an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Saves what is written.
    Save,
    /// Sends it. `approved` says that the sender may approve, or that the town asks for no approval.
    Send {
        /// Nobody else needs to look.
        approved: bool,
    },
    /// Takes it back from approval or publication, to write on.
    TakeBack,
    /// Approves it.
    Approve,
    /// Sends it back.
    Return,
    /// Cancels a course: what is on the site, with the reason. Residents must know at once, so nobody is asked.
    Cancel,
}

/// The item is not in a state for this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the item is not in a state for this")]
pub struct Refused;

/// The state after an act.
pub const fn next(state: State, act: Act) -> Result<State, Refused> {
    match (act, state) {
        (Act::Save, State::Draft | State::Returned | State::Published)
        | (Act::TakeBack, State::Waiting | State::Approved) => Ok(State::Draft),
        (Act::Send { approved }, State::Draft | State::Returned) => {
            Ok(if approved { State::Approved } else { State::Waiting })
        }
        (Act::Approve, State::Waiting) | (Act::Cancel, _) => Ok(State::Approved),
        (Act::Return, State::Waiting) => Ok(State::Returned),
        _ => Err(Refused),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_look_at_is_not_changed_under_their_eyes() {
        assert_eq!(next(State::Waiting, Act::Save), Err(Refused));
        assert_eq!(next(State::Approved, Act::Save), Err(Refused));
        assert_eq!(next(State::Waiting, Act::TakeBack), Ok(State::Draft));
    }

    #[test]
    fn only_what_waits_is_approved_or_sent_back() {
        for state in State::ALL {
            assert_eq!(next(state, Act::Approve).is_ok(), state == State::Waiting);
            assert_eq!(next(state, Act::Return).is_ok(), state == State::Waiting);
            assert_eq!(State::parse(state.word()), Some(state));
        }
        assert_eq!(next(State::Draft, Act::Send { approved: false }), Ok(State::Waiting));
        assert_eq!(next(State::Published, Act::Save), Ok(State::Draft), "a correction begins");
    }
}
