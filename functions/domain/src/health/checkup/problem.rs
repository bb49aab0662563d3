//! What a form says back, in the three languages.

use super::field::{Field, Number, Three, pick};
use crate::language::Language;

/// A value that is not taken.
#[derive(Debug, Clone, Copy)]
pub struct Problem {
    /// The key of the field.
    pub field: &'static str,
    /// Its label.
    pub label: Three,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy)]
pub enum What {
    /// Nothing was typed where something is needed.
    Missing,
    /// Nothing was typed at all.
    Empty,
    /// Not a number.
    NotANumber,
    /// More decimals than are kept.
    TooManyDecimals(u8),
    /// Nobody measures that.
    OutOfRange(Number),
    /// Probably typed in another unit.
    OtherUnit {
        /// The field's number.
        number: Number,
        /// What was probably meant, in the smallest unit.
        meant: i64,
    },
    /// Not one of the choices.
    NotListed,
    /// More than so many characters.
    TooLong(usize),
    /// Characters that nobody sees.
    Hidden,
    /// Characters that a wrong encoding leaves.
    Garbled,
    /// Not a day of the calendar.
    NotADay,
    /// A day that is still to come.
    NotYet,
    /// Not a time of day.
    NotAClock,
    /// Not a medicine notebook.
    NotANotebook,
    /// One part of a notebook that was printed as several.
    PartOfANotebook,
    /// More than fits into one record.
    NotebookTooLong,
    /// The lower blood pressure is not below the upper one.
    Swapped,
    /// The end lies before the beginning.
    EndsBefore,
    /// A vaccine that is listed, or the name of another one: one of the two.
    NoVaccine,
    /// A vaccine that is listed, and the name of another one.
    TwoVaccines,
}

impl Problem {
    pub(super) const fn of(field: &Field, what: What) -> Self {
        Self { field: field.key, label: field.label, what }
    }

    /// The field, what is wrong, and what to do.
    pub fn text(&self, language: Language) -> String {
        let label = pick(self.label, language);
        let why = self.what.text(language);
        match language {
            _ if label.is_empty() => why,
            Language::English => format!("{label}: {why}"),
            _ => format!("「{label}」：{why}"),
        }
    }
}

impl What {
    /// What is wrong, and what to do.
    pub fn text(&self, language: Language) -> String {
        let three = match self {
            Self::TooManyDecimals(most) if *most > 0 => [
                format!("小数点以下は{most}桁までで入れてください。"),
                format!("小数点（しょうすうてん）の 後（あと）は {most}つまでです。"),
                format!("please type at most {most} digits behind the point."),
            ],
            Self::OutOfRange(number) => {
                let (least, most) = (
                    number.with_unit(number.least.into(), language),
                    number.with_unit(number.most.into(), language),
                );
                [
                    format!("{least}から{most}までの数で入れてください。"),
                    format!("{least}から {most}までの 数字（すうじ）を 書（か）いて ください。"),
                    format!("please type a number from {least} to {most}."),
                ]
            }
            Self::OtherUnit { number, meant } => {
                let meant = number.with_unit(*meant, language);
                [
                    format!("単位が違うようです。{meant} のことでしたら、そう入れてください。"),
                    format!(
                        "単位（たんい）が ちがうかも しれません。{meant} なら、そう 書（か）いて ください。"
                    ),
                    format!("this seems to be in another unit. If you mean {meant}, please type that."),
                ]
            }
            Self::TooLong(most) => [
                format!("{most}文字までにしてください。"),
                format!("{most}文字（もじ）までに して ください。"),
                format!("please use at most {most} characters."),
            ],
            fixed => return pick(fixed.fixed(), language).to_owned(),
        };
        let [japanese, easy, english] = three;
        match language {
            Language::Japanese => japanese,
            Language::EasyJapanese => easy,
            Language::English => english,
        }
    }

    /// The words that have no number in them.
    #[rustfmt::skip] // one line each
    const fn fixed(&self) -> Three {
        match self {
            Self::Missing => ["入れてください。", "書（か）いて ください。", "please fill it in."],
            Self::Empty => ["1つ以上の欄を入れてください。", "1つ以上（いじょう） 書（か）いて ください。", "Please fill in at least one field."],
            Self::NotANumber => ["数字で入れてください。小数点は . です。", "数字（すうじ）で 書（か）いて ください。小数点（しょうすうてん）は . です。", "please type a number, with . as the decimal point."],
            Self::NotListed => ["一覧から選んでください。", "リストから 選（えら）んで ください。", "please choose from the list."],
            Self::Hidden => ["見えない文字が入っています。打ち直してください。", "見（み）えない 文字（もじ）が あります。もう一度（いちど） 書（か）いて ください。", "there are invisible characters in it. Please type it again."],
            Self::Garbled => ["文字化けしています。打ち直してください。", "文字（もじ）が こわれています。もう一度（いちど） 書（か）いて ください。", "the characters are garbled. Please type it again."],
            Self::NotADay => ["暦の日を、2026-11-20 の形で入れてください。", "日（ひ）を 2026-11-20 の ように 書（か）いて ください。", "please type a day of the calendar, such as 2026-11-20."],
            Self::NotYet => ["まだ来ていない日です。", "まだ 来（き）ていない 日（ひ）です。", "this day is still to come."],
            Self::NotAClock => ["時刻を、7:05 の形で入れてください。", "時間（じかん）を 7:05 の ように 書（か）いて ください。", "please type a time such as 7:05."],
            Self::NotANotebook => ["お薬手帳のQRコードの内容ではありません。", "お薬（くすり）手帳（てちょう）の QRコードでは ありません。", "this is not what the QR code of a medicine notebook says."],
            Self::PartOfANotebook => ["分かれたQRコードの1枚です。残りも読み取ってください。", "QRコードが ほかにも あります。ぜんぶ 読（よ）んで ください。", "this is one of several QR codes. Please scan the others too."],
            Self::NotebookTooLong => ["長すぎます。受診ごとに分けて読み取ってください。", "長（なが）すぎます。1回（かい）ずつ 読（よ）んで ください。", "this is too long. Please scan each visit by itself."],
            Self::Swapped => ["上の血圧より低い数になるはずです。上と下を確かめてください。", "ふつうは 上（うえ）の 血圧（けつあつ）より 低（ひく）い 数字（すうじ）です。上（うえ）と 下（した）を 見（み）て ください。", "this should be below the upper blood pressure. Please look at both."],
            Self::EndsBefore => ["始まりより前の日です。", "はじまりより 前（まえ）の 日（ひ）です。", "this lies before the beginning."],
            Self::NoVaccine => ["ワクチンを一覧から選ぶか、その名前を書いてください。", "ワクチンを 選（えら）ぶか、名前（なまえ）を 書（か）いて ください。", "please choose a vaccine from the list or write its name."],
            Self::TwoVaccines => ["一覧から選んだときは、空にしてください。", "リストから 選（えら）んだ ときは、書（か）かないで ください。", "please leave it empty when you chose from the list."],
            Self::TooManyDecimals(_) | Self::OutOfRange(_) | Self::OtherUnit { .. } | Self::TooLong(_) => ["小数点のない数で入れてください。", "小数点（しょうすうてん）は 使（つか）いません。", "please type a whole number."],
        }
    }
}

/// Why a value is asked back before it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Larger than is usual.
    High,
    /// Smaller than is usual.
    Low,
    /// It does not follow from the other numbers.
    DoesNotFit,
}

/// A value that is taken when it is confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Warning {
    /// The key of the field.
    pub field: &'static str,
    /// Its label.
    pub label: Three,
    /// The field's number.
    pub number: Number,
    /// In the smallest unit.
    pub value: i64,
    /// Why it is asked back.
    pub doubt: Doubt,
}

impl Warning {
    /// The question.
    pub fn text(&self, language: Language) -> String {
        let (label, value) = (pick(self.label, language), self.number.with_unit(self.value, language));
        let which = match self.doubt {
            Doubt::High => 0,
            Doubt::Low => 1,
            Doubt::DoesNotFit => 2,
        };
        match language {
            Language::Japanese => {
                let why =
                    ["ふだんより大きい数です", "ふだんより小さい数です", "ほかの欄の数と合いません"][which];
                format!("「{label}」：{value} でよろしいですか。{why}。")
            }
            Language::EasyJapanese => {
                let why = [
                    "とても 大（おお）きい 数字（すうじ）です",
                    "とても 小（ちい）さい 数字（すうじ）です",
                    "ほかの 数字（すうじ）と 合（あ）いません",
                ][which];
                format!("「{label}」：{value} で いいですか。{why}。")
            }
            Language::English => {
                let why =
                    ["larger than usual", "smaller than usual", "not what the other numbers say"][which];
                format!("{label}: is {value} right? It is {why}.")
            }
        }
    }
}
