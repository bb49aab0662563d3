//! The categories of a health record. A category is what a consent is about: whoever may see one sees nothing of another.
//!
//! The words go into the derivation of keys and into what is authenticated beside a ciphertext (docs/sealed-records.md,
//! parts 1 and 2). A word that was written once can never change.

use crate::language::Language;

macro_rules! categories {
    ($($(#[$doc:meta])* $name:ident = $word:literal, [$japanese:literal, $easy:literal, $english:literal];)*) => {
        /// A category of the record.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Category { $($(#[$doc])* $name),* }

        impl Category {
            /// All of them, in the order of lists.
            pub const ALL: [Self; [$($word),*].len()] = [$(Self::$name),*];

            /// The word in keys, in forms and in the database's sealed names. It never changes.
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

categories! {
    /// 妊婦健診 and the birth as the mother's record has it.
    Pregnancy = "pregnancy", ["妊娠・出産", "妊娠（にんしん）・出産（しゅっさん）", "Pregnancy and birth"];
    /// Birth, growth and check-ups of a child, at school too.
    Child = "child", ["子どもの成長・健診", "子（こ）どもの 成長（せいちょう）・健診（けんしん）", "Child growth and check-ups"];
    /// 予防接種.
    Vaccination = "vaccination", ["予防接種", "予防接種（よぼうせっしゅ）", "Vaccinations"];
    /// お薬手帳 and medicines bought over the counter.
    Medicine = "medicine", ["お薬手帳", "お薬（くすり）手帳（てちょう）", "Medicine notebook"];
    /// An adult's check-ups, and what is measured at home.
    Vitals = "vitals", ["健診・血圧などの記録", "健診（けんしん）・血圧（けつあつ）などの 記録（きろく）", "Check-ups, blood pressure and the like"];
    /// 日記.
    Diary = "diary", ["日記", "日記（にっき）", "Diary"];
    /// Cards that show a right: health insurance, certificates.
    Eligibility = "eligibility", ["資格・受給者証", "保険（ほけん）などの カード", "Insurance and eligibility cards"];
    /// What a medic has to know: allergies, conditions, blood type, whom to call.
    Emergency = "emergency", ["緊急のときの情報", "急（きゅう）な ときの 情報（じょうほう）", "Emergency summary"];
}

impl Category {
    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_the_sealed_records_and_read_back() {
        let words = Category::ALL.map(Category::word);
        assert_eq!(
            words,
            ["pregnancy", "child", "vaccination", "medicine", "vitals", "diary", "eligibility", "emergency"]
        );
        for category in Category::ALL {
            assert_eq!(Category::parse(category.word()), Some(category));
            for language in Language::ALL {
                assert!(!category.name(language).is_empty());
            }
        }
        assert_eq!(Category::parse("Child"), None);
        assert_eq!(Category::parse(""), None);
    }
}
