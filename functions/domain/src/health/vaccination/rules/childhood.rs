//! 定期接種 (A類疾病) from the first birthday on: 予防接種法, 予防接種法施行令 and 予防接種実施規則, as ministry and towns retell
//! them.
//!
//! Months are ages or intervals in calendar months; days between doses are full days between. The order of the rules is
//! by series, and within a series by first day. What a rule was before its first line here is not known to Hibiki: a dose
//! of that time is judged by the first line.

use super::{
    Age::Months,
    Edge, Extension, Gap,
    Mark::{self, First, Previous, YearOf},
    On, Role, Rule, RuleId, Series, Step, Way,
    When::{FirstBy, FirstIs, SecondAfter},
    Whom,
    table::{LIST, NO_STANDARD, after, age, dose, from_until, months_after, one_way, routine, source},
};
use crate::health::vaccination::Product as P;

/// The rules of the vaccinations that begin later.
pub static RULES: &[Rule] = &[
    Rule {
        extension: Some(MR_SHORTAGE_1),
        sources: &[
            source(
                "津島市「麻しん風しん」: 第1期、第2期",
                "tsushima.city-hc.jp/open_announcement/knowledge/ar34lY7fVuLH1cL5",
            ),
            LIST,
        ],
        ..routine(
            "mr1-2006-06",
            Series::MeaslesRubella1,
            On(2006, 6, 2),
            &[P::MeaslesRubella],
            &[one_way(&[dose(1, &[age(12)], NO_STANDARD, age(24))])],
        )
    },
    Rule {
        extension: Some(MR_SHORTAGE_2),
        sources: &[
            source(
                "津島市「麻しん風しん」: 第1期、第2期",
                "tsushima.city-hc.jp/open_announcement/knowledge/ar34lY7fVuLH1cL5",
            ),
            LIST,
        ],
        ..routine(
            "mr2-2006-06",
            Series::MeaslesRubella2,
            On(2006, 6, 2),
            &[P::MeaslesRubella],
            &[one_way(&[dose(2, &[YearOf(6, Edge::First)], NO_STANDARD, YearOf(6, Edge::Last))])],
        )
    },
    Rule {
        sources: &[source("矢板市「水痘」", "yaita.city-hc.jp/open_announcement/knowledge/m8kc27k97gy6y4ww")],
        ..routine(
            "varicella-2014-10",
            Series::Varicella,
            On(2014, 10, 1),
            &[P::Varicella],
            &[one_way(&[
                dose(1, &[age(12)], from_until(age(12), age(15)), age(36)),
                dose(2, &[months_after(3)], from_until(months_after(6), months_after(12)), age(36)),
            ])],
        )
    },
    Rule {
        extension: Some(JE_SPECIAL),
        sources: &[source(
            "さくら市「日本脳炎」第1期",
            "t-sakura.city-hc.jp/open_announcement/knowledge/aW3qqC3P6JSYUFHF",
        )],
        ..routine(
            "je1-2010-04",
            Series::JapaneseEncephalitis1,
            On(2010, 4, 1),
            &[P::JapaneseEncephalitis],
            &[one_way(&[
                dose(1, &[age(6)], from_until(age(36), age(48)), age(90)),
                dose(2, &[after(6)], from_until(after(6), after(28)), age(90)),
                Step {
                    role: Role::Booster,
                    ..dose(3, &[months_after(6)], (Some(months_after(12)), None), age(90))
                },
            ])],
        )
    },
    Rule {
        extension: Some(JE_SPECIAL),
        sources: &[source(
            "さくら市「日本脳炎」第2期",
            "t-sakura.city-hc.jp/open_announcement/knowledge/aW3qqC3P6JSYUFHF",
        )],
        ..routine(
            "je2-2010-04",
            Series::JapaneseEncephalitis2,
            On(2010, 4, 1),
            &[P::JapaneseEncephalitis],
            &[one_way(&[dose(1, &[age(108)], from_until(age(108), age(120)), age(156))])],
        )
    },
    Rule {
        sources: &[LIST],
        ..routine(
            "dt2",
            Series::DiphtheriaTetanus2,
            On(2006, 4, 1),
            &[P::DiphtheriaTetanus],
            &[one_way(&[dose(1, &[age(132)], NO_STANDARD, age(156))])],
        )
    },
    // HPV: 2価 and 4価 with three doses; 9価 since April 2023, two doses for those who begin before 15; 9価 alone since
    // April 2026.
    Rule {
        until: Some(On(2023, 3, 31)),
        whom: Whom::Girls,
        offers: &[P::Hpv4],
        extension: Some(HPV_CATCH_UP),
        sources: &[source(
            "国立市「HPV」: ワクチンごとの間隔",
            "kunitachi.city-hc.jp/open_announcement/knowledge/a9MKN5nrSiboSj6M",
        )],
        ..routine(
            "hpv-2013-04",
            Series::Hpv,
            On(2013, 4, 1),
            &[P::Hpv4, P::Hpv2, P::Hpv9],
            &[HPV_TWO_VALENT, HPV_THREE],
        )
    },
    Rule {
        until: Some(On(2026, 3, 31)),
        whom: Whom::Girls,
        offers: &[P::Hpv9],
        extension: Some(HPV_CATCH_UP),
        sources: &[source(
            "国立市「HPV」: ワクチンごとの間隔",
            "kunitachi.city-hc.jp/open_announcement/knowledge/a9MKN5nrSiboSj6M",
        )],
        ..routine(
            "hpv-2023-04",
            Series::Hpv,
            On(2023, 4, 1),
            &[P::Hpv9, P::Hpv4, P::Hpv2],
            &[HPV_TWO, HPV_TWO_VALENT, HPV_THREE],
        )
    },
    Rule {
        whom: Whom::Girls,
        offers: &[P::Hpv9],
        sources: &[
            source(
                "香芝市「令和8年4月1日以降のHPVワクチン」: 9価のみ",
                "www.city.kashiba.lg.jp/soshiki/21/63548.html",
            ),
            source(
                "国立市「HPV」: 9価の間隔",
                "kunitachi.city-hc.jp/open_announcement/knowledge/a9MKN5nrSiboSj6M",
            ),
        ],
        ..routine(
            "hpv-2026-04",
            Series::Hpv,
            On(2026, 4, 1),
            &[P::Hpv9, P::Hpv4, P::Hpv2],
            &[HPV_TWO, HPV_THREE],
        )
    },
];

const HPV_STANDARD: (Option<Mark>, Option<Mark>) =
    from_until(YearOf(13, Edge::First), YearOf(13, Edge::Last));
const HPV_FIRST: Step = dose(1, &[YearOf(12, Edge::First)], HPV_STANDARD, YearOf(16, Edge::Last));

/// The first dose before 15 and the second five months later or more. A second dose that came sooner makes it three.
const HPV_TWO: Way = Way {
    when: &[FirstIs(&[P::Hpv9]), FirstBy(Months(180)), SecondAfter(Gap::Months(5))],
    steps: &[HPV_FIRST, dose(2, &[months_after(5)], (Some(months_after(6)), None), YearOf(16, Edge::Last))],
};

const HPV_THREE: Way = Way {
    when: &[],
    steps: &[
        HPV_FIRST,
        dose(2, &[months_after(1)], (Some(months_after(2)), None), YearOf(16, Edge::Last)),
        dose(3, &[months_after(3)], (Some(First(Gap::Months(6))), None), YearOf(16, Edge::Last)),
    ],
};

const HPV_TWO_VALENT: Way = Way {
    when: &[FirstIs(&[P::Hpv2])],
    steps: &[
        HPV_FIRST,
        dose(2, &[months_after(1)], (Some(months_after(1)), None), YearOf(16, Edge::Last)),
        dose(
            3,
            &[First(Gap::Months(5)), Previous(Gap::MonthsAndHalf(2))],
            (Some(First(Gap::Months(6))), None),
            YearOf(16, Edge::Last),
        ),
    ],
};

/// Children whose time ended in the fiscal year 2024, when the vaccine was short in places. The town decides.
const MR_SHORTAGE_1: Extension = Extension {
    id: RuleId("mr-shortage-2025"),
    born: (On(2022, 4, 2), On(2023, 4, 1)),
    days: (On(2025, 4, 1), On(2027, 3, 31)),
    until_age: None,
    source: source(
        "岡垣町「麻しん・風しん混合(MR)定期予防接種期間の延長について」",
        "www.town.okagaki.lg.jp/s048/120/MRtokurei",
    ),
};
const MR_SHORTAGE_2: Extension = Extension { born: (On(2018, 4, 2), On(2019, 4, 1)), ..MR_SHORTAGE_1 };

/// 特例措置: whom the halt of the years 2005 to 2009 passed over. Which doses are missing, and at which intervals, hangs on
/// what was given before May 2011; that table is not part of the engine, so the town is asked.
const JE_SPECIAL: Extension = Extension {
    id: RuleId("je-special"),
    born: (On(1995, 4, 2), On(2007, 4, 1)),
    days: (On(2011, 5, 20), On(2027, 3, 31)),
    until_age: Some(Months(240)),
    source: source(
        "新潟市「日本脳炎予防接種 特例措置について」",
        "www.city.niigata.lg.jp/iryo/kenko/yobou_kansen",
    ),
};

/// キャッチアップ and its transitional measure; ended. It asked for a first dose between April 2022 and March 2025.
const HPV_CATCH_UP: Extension = Extension {
    id: RuleId("hpv-catch-up"),
    born: (On(1997, 4, 2), On(2009, 4, 1)),
    days: (On(2022, 4, 1), On(2026, 3, 31)),
    until_age: None,
    source: source(
        "矢板市「HPV 特例措置(キャッチアップ)」",
        "yaita.city-hc.jp/open_announcement/knowledge/mink30duwwqvycb9",
    ),
};
