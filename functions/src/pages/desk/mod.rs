//! The desk: what staff do. In Japanese, because the town's staff work in it.

pub(crate) mod bridges;
pub(crate) mod guardians;
pub(crate) mod health;
pub(crate) mod home;
pub(crate) mod items;
pub(crate) mod letters;
pub(crate) mod notices;
pub(crate) mod parking;
pub(crate) mod reading;
pub(crate) mod recoveries;
pub(crate) mod resident;
pub(crate) mod residents;
pub(crate) mod staff;
pub(crate) mod work_key;

use crate::auth::Staff;
use crate::context::Visit;
use crate::fault::Fault;
use crate::random;
use hibiki_domain::ids::PersonId;

/// A reference to a person for one session and one use: it cannot be guessed, altered, or used by anybody else.
pub(crate) fn reference(
    visit: &Visit,
    staff: &Staff,
    usage: &str,
    person: &PersonId,
) -> Result<String, Fault> {
    let context = format!("desk {usage} {}", staff.person.session);
    Ok(visit.config.secret.seal_person(person, &context, random::bytes()?))
}

/// The person behind a reference that this session was given for this use.
pub(crate) fn open_reference(
    visit: &Visit,
    staff: &Staff,
    usage: &str,
    reference: &str,
) -> Result<PersonId, Fault> {
    let context = format!("desk {usage} {}", staff.person.session);
    visit.config.secret.open_person(reference, &context).map_err(|_| Fault::NotFound)
}

macro_rules! whys {
    ($($name:ident = $word:literal, $label:literal;)*) => {
        /// Why staff look at a person.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Why { $($name),* }

        impl Why {
            /// All of them, in the order of the form.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word in addresses and forms.
            pub(crate) const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What the person reads.
            pub(crate) const fn label(self) -> &'static str {
                match self { $(Self::$name => $label),* }
            }
        }
    };
}

whys! {
    Card = "card", "窓口でのカードの手続き";
    Letter = "letter", "登録のお手紙の発行";
    Lost = "lost", "カードやパスキーをなくした届け出";
    Guardian = "guardian", "保護者の手続き";
    Question = "question", "本人からの問い合わせ";
}

impl Why {
    /// Reads the word.
    pub(crate) fn parse(word: &str) -> Result<Self, Fault> {
        Self::ALL.iter().copied().find(|why| why.word() == word).ok_or(Fault::Malformed("why"))
    }
}

/// The last day of a term that was typed as `YYYY-MM-DD`: from today on, and at most so many days ahead.
pub(crate) fn term(visit: &Visit, typed: &str, most_days: i32) -> Option<hibiki_domain::time::Timestamp> {
    let today = visit.now.day();
    let day = hibiki_domain::time::Day::parse(typed).ok()?;
    (today <= day && day <= today.plus_days(most_days)).then(|| day.ends_at())
}
