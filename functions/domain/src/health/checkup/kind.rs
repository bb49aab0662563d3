//! The kinds of records.

use super::field::{Field, pick};
use super::tables::ABOUT;
use crate::health::category::Category;
use crate::language::Language;

/// What is said about a kind.
pub(super) struct About {
    pub(super) word: &'static str,
    pub(super) category: Category,
    pub(super) name: [&'static str; 3],
    pub(super) form: &'static str,
    pub(super) fields: &'static [Field],
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// A kind of record. Its fields stand in the tables of this module.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Kind { $($(#[$doc])* $name),* }

        /// How many kinds there are.
        pub(super) const COUNT: usize = [$(Kind::$name),*].len();

        impl Kind {
            /// All of them, in the order of lists.
            pub const ALL: [Self; COUNT] = [$(Self::$name),*];
        }
    };
}

// In the order of the tables.
kinds! {
    /// A pregnancy and its due date.
    Pregnancy,
    /// 妊婦健診.
    PregnancyCheckup,
    /// 出産後の母体の経過.
    Postpartum,
    /// 出産の状態, as the child has it.
    Birth,
    /// 早期・後期新生児期の経過.
    FirstWeeks,
    /// 先天性代謝異常等検査, 新生児聴覚検査.
    NewbornTests,
    /// A child's weight, height and head, measured anywhere.
    Growth,
    /// 1か月児健診.
    Infant1Month,
    /// 3〜4か月児健診.
    Infant3Months,
    /// 6〜7か月児健診.
    Infant6Months,
    /// 9〜10か月児健診.
    Infant9Months,
    /// 1歳児健診.
    Infant12Months,
    /// 1歳6か月児健診.
    Infant18Months,
    /// 3歳児健診.
    Infant36Months,
    /// 学校健診.
    School,
    /// 歯科健診 of a child.
    ChildDental,
    /// A dose of a vaccine.
    Vaccination,
    /// A medicine notebook as a pharmacy prints it.
    Notebook,
    /// A medicine bought over the counter.
    OverTheCounter,
    /// 特定健診.
    TownCheckup,
    /// 歯科健診 of an adult.
    Dental,
    /// Measurements at home.
    Vitals,
    /// A line of a diary.
    Diary,
    /// A card that shows a right.
    Eligibility,
    /// An allergy or a side effect.
    Allergy,
    /// 傷病.
    Condition,
    /// 血液型.
    BloodType,
    /// 緊急連絡先.
    Contact,
    /// A medicine that is taken all the time.
    RegularMedicine,
}

impl Kind {
    /// `ABOUT` has one row for each kind, which its length says.
    fn about(self) -> &'static About {
        &ABOUT[self as usize]
    }

    /// The word in records and forms. It never changes.
    pub fn word(self) -> &'static str {
        self.about().word
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// What a consent for it is about.
    pub fn category(self) -> Category {
        self.about().category
    }

    /// What people read.
    pub fn name(self, language: Language) -> &'static str {
        pick(self.about().name, language)
    }

    /// The law or official form that it follows; empty for what people keep for themselves.
    pub fn form(self) -> &'static str {
        self.about().form
    }

    /// Its fields, in the order of the form.
    pub fn fields(self) -> &'static [Field] {
        self.about().fields
    }

    /// One of its fields.
    pub fn field(self, key: &str) -> Option<&'static Field> {
        self.fields().iter().find(|field| field.key == key)
    }
}
