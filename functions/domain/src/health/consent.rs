//! What a person consents to: that somebody reads one category of the record, for a purpose and a time.

use crate::health::Category;
use crate::language::Language;
use crate::secret::Pseudonym;
use crate::time::{Day, Timestamp};

/// The longest time for which a consent is given at once, in days.
pub const LONGEST_DAYS: i32 = 365;
/// The longest purpose in one's own words, in characters.
pub const MOST_WORDS: usize = 100;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $word:literal, [$japanese:literal, $easy:literal, $english:literal];)*) => {
        /// What a consent is for, from a short list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Reason { $($(#[$doc])* $name),* }

        impl Reason {
            /// All of them, in the order of the form.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word in forms and in what is sealed. It never changes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// What people read.
            pub const fn name(self, language: Language) -> &'static str {
                match (self, language) {
                    $(
                        (Self::$name, Language::Japanese) => $japanese,
                        (Self::$name, Language::EasyJapanese) => $easy,
                        (Self::$name, Language::English) => $english,
                    )*
                }
            }
        }
    };
}

reasons! {
    /// 健診.
    Checkup = "checkup", ["健診の準備と結果の相談", "健診（けんしん）の ため", "Before and after a check-up"];
    /// 妊娠中・産後.
    Birth = "birth", ["妊娠中・産後の相談", "妊娠（にんしん）・出産（しゅっさん）の 相談（そうだん）", "Advice in pregnancy and after birth"];
    /// 子育て.
    Growth = "growth", ["子どもの育ちの相談", "子（こ）どもの 相談（そうだん）", "Advice on a child’s growth"];
    /// 予防接種.
    Vaccination = "vaccination", ["予防接種の相談", "予防接種（よぼうせっしゅ）の 相談（そうだん）", "Advice on vaccinations"];
    /// 生活習慣.
    Habits = "habits", ["生活習慣の相談・保健指導", "体（からだ）の 相談（そうだん）", "Health advice"];
    /// In one's own words.
    Other = "other", ["そのほか", "ほかの こと", "Something else"];
}

impl Reason {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }
}

/// A purpose without words where only words say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the purpose must be said in words")]
pub struct NotSaid;

/// What a consent is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purpose {
    reason: Reason,
    words: String,
}

impl Purpose {
    /// From the list, with one's own words, which may be empty unless only they say it.
    pub fn new(reason: Reason, words: &str) -> Result<Self, NotSaid> {
        let words = words.trim().to_owned();
        if words.is_empty() && reason == Reason::Other { Err(NotSaid) } else { Ok(Self { reason, words }) }
    }

    /// As it is kept: `growth`, or `growth` and a space and the words.
    pub fn write(&self) -> String {
        if self.words.is_empty() {
            self.reason.word().to_owned()
        } else {
            format!("{} {}", self.reason.word(), self.words)
        }
    }

    /// Reads what [`Self::write`] made; None for a text that somebody else wrote.
    pub fn read(text: &str) -> Option<Self> {
        let (reason, words) = text.split_once(' ').unwrap_or((text, ""));
        Self::new(Reason::parse(reason)?, words).ok()
    }

    /// For people.
    pub fn text(&self, language: Language) -> String {
        let name = self.reason.name(language);
        match (self.reason, self.words.is_empty(), language) {
            (_, true, _) => name.to_owned(),
            (Reason::Other, ..) => self.words.clone(),
            (.., Language::English) => format!("{name} ({})", self.words),
            _ => format!("{name}（{}）", self.words),
        }
    }
}

/// Why nobody reads by a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It was given to somebody else.
    NotTheirs,
    /// It is about another category.
    OtherCategory,
    /// The person took it back.
    TakenBack,
    /// It has not begun.
    NotYet,
    /// It has ended.
    Ended,
    /// The reader's role does not reach so far.
    OutsideScope,
}

/// A consent: the recipient may read the category for the purpose from one moment until before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Who may read.
    pub recipient: Pseudonym,
    /// What.
    pub category: Category,
    /// Why.
    pub purpose: Purpose,
    /// From this moment on …
    pub from: Timestamp,
    /// … and from this moment on no more.
    pub until: Timestamp,
    /// When it was taken back.
    pub taken_back: Option<Timestamp>,
}

impl Consent {
    /// Whether `reader`, whose role reaches the categories of `scope`, may read `category` now.
    pub fn decide(
        &self,
        (reader, scope): (&Pseudonym, &[Category]),
        category: Category,
        now: Timestamp,
    ) -> Result<(), Refusal> {
        if self.recipient != *reader {
            return Err(Refusal::NotTheirs);
        }
        if self.category != category {
            return Err(Refusal::OtherCategory);
        }
        if self.taken_back.is_some() {
            return Err(Refusal::TakenBack);
        }
        if now < self.from {
            return Err(Refusal::NotYet);
        }
        if now >= self.until {
            return Err(Refusal::Ended);
        }
        if scope.contains(&category) { Ok(()) } else { Err(Refusal::OutsideScope) }
    }
}

/// When a consent ends whose last day was chosen: at the end of that day; None before today or after a year.
pub fn ends_at(today: Day, last: Day) -> Option<Timestamp> {
    (today <= last && last <= today.plus_days(LONGEST_DAYS)).then(|| last.ends_at())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::PersonId;
    use crate::secret::{Sector, TownSecret};

    fn person(n: u8) -> Pseudonym {
        let town = TownSecret::parse(&"5a".repeat(32)).unwrap();
        town.pseudonym(Sector::Health, &PersonId::from_random([n; 16]))
    }

    fn consent() -> Consent {
        Consent {
            recipient: person(1),
            category: Category::Child,
            purpose: Purpose::new(Reason::Growth, "").unwrap(),
            from: Timestamp(1000),
            until: Timestamp(2000),
            taken_back: None,
        }
    }

    const SCOPE: &[Category] = &[Category::Child, Category::Vitals];

    #[test]
    fn a_consent_holds_from_its_first_second_and_ended_a_second_ago_refuses() {
        let me = person(1);
        let at = |now| consent().decide((&me, SCOPE), Category::Child, Timestamp(now));
        assert_eq!(at(999), Err(Refusal::NotYet));
        assert_eq!(at(1000), Ok(()));
        assert_eq!(at(1999), Ok(()));
        assert_eq!(at(2000), Err(Refusal::Ended));
        assert_eq!(at(2001), Err(Refusal::Ended));
    }

    #[test]
    fn a_consent_is_for_one_reader_one_category_and_within_the_scope_of_the_role() {
        let (me, other, now) = (person(1), person(2), Timestamp(1500));
        let consent = consent();
        assert_eq!(consent.decide((&me, SCOPE), Category::Child, now), Ok(()));
        assert_eq!(consent.decide((&other, SCOPE), Category::Child, now), Err(Refusal::NotTheirs));
        assert_eq!(consent.decide((&me, SCOPE), Category::Vitals, now), Err(Refusal::OtherCategory));
        let elsewhere = &[Category::Vitals];
        assert_eq!(consent.decide((&me, elsewhere), Category::Child, now), Err(Refusal::OutsideScope));
        assert_eq!(consent.decide((&me, &[]), Category::Child, now), Err(Refusal::OutsideScope));
    }

    #[test]
    fn a_consent_that_was_taken_back_refuses_whatever_its_time() {
        let consent = Consent { taken_back: Some(Timestamp(1400)), ..consent() };
        let decided = consent.decide((&person(1), SCOPE), Category::Child, Timestamp(1500));
        assert_eq!(decided, Err(Refusal::TakenBack));
    }

    #[test]
    fn the_last_day_is_within_a_year() {
        let today = Day::parse("2026-11-22").unwrap();
        assert_eq!(ends_at(today, today), Some(today.ends_at()));
        assert_eq!(ends_at(today, today.plus_days(-1)), None);
        assert!(ends_at(today, today.plus_days(LONGEST_DAYS)).is_some());
        assert_eq!(ends_at(today, today.plus_days(LONGEST_DAYS + 1)), None);
    }

    #[test]
    fn a_purpose_is_said_in_words_where_the_list_does_not_say_it_and_reads_back() {
        assert_eq!(Purpose::new(Reason::Other, " 　"), Err(NotSaid));
        for (reason, words) in [(Reason::Growth, ""), (Reason::Growth, "歯 の こと"), (Reason::Other, "訪問")]
        {
            let purpose = Purpose::new(reason, words).unwrap();
            assert_eq!(Purpose::read(&purpose.write()), Some(purpose));
        }
        let text = |reason, words: &str| Purpose::new(reason, words).unwrap().text(Language::Japanese);
        assert_eq!(text(Reason::Growth, ""), "子どもの育ちの相談");
        assert_eq!(text(Reason::Growth, "歯のこと"), "子どもの育ちの相談（歯のこと）");
        assert_eq!(text(Reason::Other, "訪問"), "訪問");
        for foreign in ["", "other", "本人からの問い合わせ", "Growth"] {
            assert_eq!(Purpose::read(foreign), None);
        }
    }
}
