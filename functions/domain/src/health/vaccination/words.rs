//! Every word of the plan in Japanese, plain Japanese and English, and the arithmetic behind a date in a sentence.
//!
//! No sentence advises. "Ask the doctor" is the only instruction.

use super::{
    answer::Status,
    course::{Because, Dated},
    plan::State,
    product::{Disease, Product},
    record::Recorder,
    rules::{Age, Edge, Gap, Role, Series},
    verdict::Verdict,
};
use crate::{dates, language::Language, time::Day};

/// One text in the three languages, in the order of [`Language::ALL`].
type Three = [&'static str; 3];

fn pick(three: Three, language: Language) -> &'static str {
    let [japanese, easy, english] = three;
    match language {
        Language::Japanese => japanese,
        Language::EasyJapanese => easy,
        Language::English => english,
    }
}

impl Series {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::HepatitisB => Disease::HepatitisB.labels(),
            Self::Rotavirus => ["ロタウイルス", "ロタウイルス", "Rotavirus"],
            Self::DptIpvHib => {
                ["五種混合（四種混合）", "五種混合（ごしゅこんごう）", "Five-in-one (four-in-one)"]
            }
            Self::Hib => ["ヒブ（単独）", "ヒブ", "Hib alone"],
            Self::Pneumococcal => ["小児用肺炎球菌", "はいえんきゅうきん", "Pneumococcal"],
            Self::Bcg => ["BCG", "BCG", "BCG"],
            Self::MeaslesRubella1 => [
                "麻しん風しん（MR）第1期",
                "MR（はしか・ふうしん）1回目",
                "Measles-rubella (MR), first period",
            ],
            Self::MeaslesRubella2 => [
                "麻しん風しん（MR）第2期",
                "MR（はしか・ふうしん）2回目",
                "Measles-rubella (MR), second period",
            ],
            Self::Varicella => Disease::Varicella.labels(),
            Self::Mumps => {
                ["おたふくかぜ（任意）", "おたふくかぜ（うけても うけなくても いい）", "Mumps (optional)"]
            }
            Self::JapaneseEncephalitis1 => {
                ["日本脳炎 第1期", "日本脳炎（にほんのうえん）1期", "Japanese encephalitis, first period"]
            }
            Self::JapaneseEncephalitis2 => {
                ["日本脳炎 第2期", "日本脳炎（にほんのうえん）2期", "Japanese encephalitis, second period"]
            }
            Self::DiphtheriaTetanus2 => [
                "二種混合（DT）第2期",
                "二種混合（にしゅこんごう）",
                "Diphtheria-tetanus (DT), second period",
            ],
            Self::Hpv => ["HPV", "HPV", "HPV"],
        };
        pick(three, language)
    }
}

impl Disease {
    const fn labels(self) -> Three {
        match self {
            Self::HepatitisB => ["B型肝炎", "B型肝炎（ビーがたかんえん）", "Hepatitis B"],
            Self::Rotavirus => ["ロタウイルス感染症", "ロタウイルス", "Rotavirus"],
            Self::Diphtheria => ["ジフテリア", "ジフテリア", "Diphtheria"],
            Self::Pertussis => ["百日せき", "百日（ひゃくにち）せき", "Whooping cough"],
            Self::Tetanus => ["破傷風", "破傷風（はしょうふう）", "Tetanus"],
            Self::Polio => ["ポリオ", "ポリオ", "Polio"],
            Self::Hib => ["ヒブ感染症", "ヒブ", "Hib disease"],
            Self::Pneumococcal => ["小児の肺炎球菌感染症", "はいえんきゅうきん", "Pneumococcal disease"],
            Self::Tuberculosis => ["結核", "結核（けっかく）", "Tuberculosis"],
            Self::Measles => ["麻しん（はしか）", "はしか", "Measles"],
            Self::Rubella => ["風しん", "風（ふう）しん", "Rubella"],
            Self::Varicella => ["水痘（みずぼうそう）", "みずぼうそう", "Chickenpox"],
            Self::JapaneseEncephalitis => ["日本脳炎", "日本脳炎（にほんのうえん）", "Japanese encephalitis"],
            Self::Hpv => ["ヒトパピローマウイルス感染症", "HPV", "Human papillomavirus"],
            Self::Mumps => ["おたふくかぜ", "おたふくかぜ", "Mumps"],
            Self::Influenza => ["インフルエンザ", "インフルエンザ", "Influenza"],
            Self::Rsv => ["RSウイルス感染症", "RSウイルス", "RSV"],
        }
    }

    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        pick(self.labels(), language)
    }
}

impl Product {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::HepatitisB => Disease::HepatitisB.labels(),
            Self::Rota1 => ["ロタ1価（2回）", "ロタ（2回）", "Rotavirus, 2 doses"],
            Self::Rota5 => ["ロタ5価（3回）", "ロタ（3回）", "Rotavirus, 3 doses"],
            Self::DptIpvHib => ["五種混合", "五種混合（ごしゅこんごう）", "Five-in-one"],
            Self::DptIpv => ["四種混合", "四種混合（よんしゅこんごう）", "Four-in-one"],
            Self::Dpt => ["三種混合", "三種混合（さんしゅこんごう）", "DPT"],
            Self::Ipv => ["不活化ポリオ", "ポリオ", "Polio"],
            Self::Hib => ["ヒブ", "ヒブ", "Hib"],
            Self::Pcv13 => ["肺炎球菌13価", "はいえんきゅうきん13", "Pneumococcal, 13 types"],
            Self::Pcv15 => ["肺炎球菌15価", "はいえんきゅうきん15", "Pneumococcal, 15 types"],
            Self::Pcv20 => ["肺炎球菌20価", "はいえんきゅうきん20", "Pneumococcal, 20 types"],
            Self::Bcg => ["BCG", "BCG", "BCG"],
            Self::MeaslesRubella => {
                ["麻しん風しん混合（MR）", "MR（はしか・ふうしん）", "Measles-rubella (MR)"]
            }
            Self::Measles => ["麻しん（単独）", "はしか", "Measles alone"],
            Self::Rubella => ["風しん（単独）", "風（ふう）しん", "Rubella alone"],
            Self::MeaslesMumpsRubella => ["MMR", "MMR", "MMR"],
            Self::Varicella => ["水痘", "みずぼうそう", "Chickenpox"],
            Self::JapaneseEncephalitis => Disease::JapaneseEncephalitis.labels(),
            Self::DiphtheriaTetanus => {
                ["二種混合（DT）", "二種混合（にしゅこんごう）", "Diphtheria-tetanus (DT)"]
            }
            Self::Hpv2 => ["HPV 2価", "HPV 2価", "HPV, 2 types"],
            Self::Hpv4 => ["HPV 4価", "HPV 4価", "HPV, 4 types"],
            Self::Hpv9 => ["HPV 9価", "HPV 9価", "HPV, 9 types"],
            Self::Mumps => ["おたふくかぜ", "おたふくかぜ", "Mumps"],
            Self::Influenza => ["インフルエンザ", "インフルエンザ", "Influenza"],
            Self::RsvMaternal => {
                ["RSウイルス（妊婦）", "RSウイルス（おかあさん）", "RSV, given to the mother"]
            }
        };
        pick(three, language)
    }
}

impl Recorder {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::Town => ["この町の記録", "この 町（まち）の 記録（きろく）", "This town's record"],
            Self::OtherTown => {
                ["前の市町村の記録", "まえの 町（まち）の 記録（きろく）", "Another town's record"]
            }
            Self::Clinic => ["医療機関の記録", "病院（びょういん）の 記録（きろく）", "The clinic's record"],
            Self::Parent => ["保護者の入力", "家（いえ）の 人（ひと）が いれました", "Entered by the family"],
        };
        pick(three, language)
    }
}

impl Role {
    /// What people read.
    pub fn label(self, language: Language) -> String {
        match (self, language) {
            (Self::Dose(number), Language::English) => format!("dose {number}"),
            (Self::Dose(number), _) => format!("{number}回目"),
            (Self::Booster, Language::Japanese) => "追加".to_owned(),
            (Self::Booster, Language::EasyJapanese) => "追加（ついか）".to_owned(),
            (Self::Booster, Language::English) => "booster".to_owned(),
        }
    }
}

impl State {
    /// What people read.
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::Done => ["済み", "おわりました", "Done"],
            Self::With(_) => {
                ["ほかのワクチンに含まれます", "ほかの ワクチンと いっしょです", "Comes with another vaccine"]
            }
            Self::NotYet => ["前の回のあと", "まえの 回（かい）の あと", "After the dose before"],
            Self::PossibleFrom => ["まだ受けられません", "まだです", "Not yet possible"],
            Self::Possible => ["受けられます", "うけられます", "Possible"],
            Self::Due => ["受ける時期です", "いま うけます", "Due"],
            Self::Late => [
                "標準の時期を過ぎています（まだ受けられます）",
                "すこし おそいです（まだ うけられます）",
                "Late, still possible",
            ],
            Self::AskTown { .. } => {
                ["町に確認してください", "役場（やくば）に きいてください", "Ask the town"]
            }
            Self::TooLate => [
                "定期接種の期間を過ぎました（医師にご相談ください）",
                "時間（じかん）が すぎました。お医者（いしゃ）さんに きいてください",
                "The routine time is over (ask the doctor)",
            ],
        };
        pick(three, language)
    }
}

impl Verdict {
    /// What people read about a dose that is recorded.
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::Counts(_) => ["記録あり", "記録（きろく）が あります", "Recorded"],
            Self::CountsOutside(..) => [
                "記録あり（定期接種の期間外）",
                "記録（きろく）が あります（時間（じかん）の あと）",
                "Recorded, after the routine time",
            ],
            Self::TooEarly(_) => [
                "記録あり・数えていません（間隔または年齢が早い）。医師にご相談ください",
                "はやすぎました。お医者（いしゃ）さんに きいてください",
                "Recorded, not counted: too early. Ask the doctor",
            ],
            Self::OtherProduct => [
                "記録あり・数えていません（別の種類）。医師にご相談ください",
                "ちがう ワクチンです。お医者（いしゃ）さんに きいてください",
                "Recorded, not counted: another product. Ask the doctor",
            ],
            Self::SameDay => [
                "記録あり・数えていません（同じ日に別の記録）。記録を確かめてください",
                "おなじ 日（ひ）に 2つ あります。たしかめてください",
                "Recorded, not counted: two on one day. Please check",
            ],
            Self::Extra => [
                "記録あり・予定の回数を超えています。医師にご相談ください",
                "おおいです。お医者（いしゃ）さんに きいてください",
                "Recorded, more than planned. Ask the doctor",
            ],
            Self::Future => {
                ["これからの日付です", "まだ きていない 日（ひ）です", "The date is still to come"]
            }
            Self::BeforeBirth => [
                "生まれる前の日付です。記録を確かめてください",
                "生（う）まれる まえの 日（ひ）です。たしかめてください",
                "The date is before the birth. Please check",
            ],
        };
        pick(three, language)
    }
}

impl Status {
    /// What people read after "was I vaccinated against it?".
    pub fn label(self, language: Language) -> &'static str {
        let three = match self {
            Self::Complete => {
                ["予定のすべての回の記録があります", "ぜんぶ うけました", "Every planned dose is recorded"]
            }
            Self::UpToDate => [
                "今までの回の記録があります。次の回はこれからです",
                "いままでの ぶんは うけました",
                "The doses so far are recorded; the next is to come",
            ],
            Self::Begun => [
                "記録があります。次の回を受けられます",
                "うけました。つぎを うけられます",
                "Doses are recorded; the next is possible now",
            ],
            Self::Incomplete => [
                "記録がありますが、受けていない回があります",
                "うけていない 回（かい）が あります",
                "Doses are recorded, but one was missed",
            ],
            Self::NotCounted => [
                "記録がありますが、数えていません。医師にご相談ください",
                "記録（きろく）が あります。お医者（いしゃ）さんに きいてください",
                "Recorded, but not counted. Ask the doctor",
            ],
            Self::Recorded => ["記録があります", "記録（きろく）が あります", "Recorded"],
            Self::NoRecord => [
                "記録がありません（受けていないとは限りません）",
                "記録（きろく）が ありません（うけたかも しれません）",
                "No record (which does not mean not vaccinated)",
            ],
        };
        pick(three, language)
    }
}

/// What people read when [`ask_first`](super::Proposed::ask_first) is set.
pub fn ask_first(language: Language) -> &'static str {
    let three = [
        "この時期からはお勧めされていません。まず医師にご相談ください",
        "おそいです。さきに お医者（いしゃ）さんに きいてください",
        "Not advised so late: ask the doctor first",
    ];
    pick(three, language)
}

/// The arithmetic behind a date, in one sentence that ends with the date.
pub fn explain(dated: &Dated, language: Language) -> String {
    let day = |day: Day| dates::full(day, language);
    let result = day(dated.day);
    let [japanese, easy, english] = match dated.because {
        Because::Age { born, age: Age::Months(months) } => {
            let (born, age) = (day(born), age_words(months, language));
            [
                format!("{born}生まれ：{age}に達するのは、同じ日付の前日（その日がない月は月末）の"),
                format!("{born} 生（う）まれ：{age}に なる 日（ひ）は、まえの 日（ひ）の"),
                format!("Born {born}: {age} old on the day before that date (or the last of the month), "),
            ]
        }
        Because::Age { born, age: Age::Days(days) } => {
            let (born, weeks, rest) = (day(born), days / 7, days % 7);
            [
                format!("{born}生まれ：出生{weeks}週{rest}日後（{days}日後）は"),
                format!("{born} 生（う）まれ：{weeks}週（しゅう）{rest}日（にち）あとは"),
                format!("Born {born}: {weeks} weeks and {rest} days ({days} days) later is "),
            ]
        }
        Because::SchoolYear { age_years, edge } => {
            let is_first = edge == Edge::First;
            [
                format!("{age_years}歳になる年度の{}は", if is_first { "最初の日" } else { "最後の日" }),
                format!(
                    "{age_years}歳（さい）に なる 年（ねん）の {}は",
                    if is_first { "4月1日" } else { "3月31日" }
                ),
                format!(
                    "The {} day of the school year of the age of {age_years} is ",
                    if is_first { "first" } else { "last" }
                ),
            ]
        }
        Because::Interval { after, gap } => {
            let (after, gap) = (day(after), gap_words(gap, language));
            [
                format!("{after}の接種から{gap}あけると"),
                format!("{after}から {gap} あけて"),
                format!("From the dose of {after}, with {gap}: "),
            ]
        }
        Because::Live { after, gap } => {
            let (after, gap) = (day(after), gap_words(gap, language));
            [
                format!("注射生ワクチンどうしは{gap}あけます：{after}の接種からは"),
                format!("生（なま）ワクチンの あとは {gap} あけます：{after}から"),
                format!("Injected live vaccines need {gap}: from {after} that is "),
            ]
        }
        Because::InForce { from } => {
            let from = day(from.day());
            [
                format!("この決まりは{from}に始まります："),
                format!("この 決（き）まりは {from}からです："),
                format!("This rule begins on {from}: "),
            ]
        }
    };
    match language {
        Language::Japanese => japanese + &result,
        Language::EasyJapanese => easy + " " + &result,
        Language::English => english + &result,
    }
}

fn age_words(months: u16, language: Language) -> String {
    let (years, rest) = (months / 12, months % 12);
    match language {
        Language::English if months >= 24 && rest == 0 => format!("{years} years"),
        Language::English if months >= 24 => format!("{years} years and {rest} months"),
        Language::English => format!("{months} months"),
        _ if months >= 12 && rest == 0 => format!("{years}歳"),
        _ if months >= 36 => format!("{years}歳{rest}か月"),
        _ => format!("生後{months}か月"),
    }
}

fn gap_words(gap: Gap, language: Language) -> String {
    match (gap, language) {
        (Gap::Days(0), Language::English) => "another day".to_owned(),
        (Gap::Days(0), _) => "別の日に".to_owned(),
        (Gap::Days(days), Language::English) => format!("{days} full days between"),
        (Gap::Days(days), Language::Japanese) => format!("中{days}日"),
        (Gap::Days(days), Language::EasyJapanese) => format!("あいだに {days}日（にち）"),
        (Gap::Months(months), Language::English) => format!("{months} months between"),
        (Gap::Months(months), _) => format!("{months}か月"),
        (Gap::MonthsAndHalf(months), Language::English) => format!("{months} and a half months between"),
        (Gap::MonthsAndHalf(months), _) => format!("{months}か月半"),
    }
}
