//! 定期接種 (A類疾病) for children: 予防接種法, 予防接種法施行令 and 予防接種実施規則, as ministry and towns retell them.
//!
//! Months are ages or intervals in calendar months; days between doses are full days between. The order of the rules is
//! by series, and within a series by first day. What a rule was before its first line here is not known to Hibiki: a dose
//! of that time is judged by the first line.

use super::{
    Age::{Days, Months},
    Edge, Extension, Gap,
    Mark::{self, BeforeBooster, First, Previous, PreviousOr, YearOf},
    Missed, On, Role, Rule, RuleId, Series, Source, Standing, Step, Way,
    When::{FirstBy, FirstIs, SecondAfter, SecondBy},
    Whom,
};
use crate::health::vaccination::Product as P;

const READ: On = On(2026, 11, 21);

const fn source(title: &'static str, at: &'static str) -> Source {
    Source { title, at, read: READ }
}

const fn age(months: u16) -> Mark {
    Mark::Age(Months(months))
}

const fn after(days: u16) -> Mark {
    Previous(Gap::Days(days))
}

const fn months_after(months: u16) -> Mark {
    Previous(Gap::Months(months))
}

/// A dose: which, the earliest day, the standard time, the last day.
const fn dose(
    number: u8,
    earliest: &'static [Mark],
    standard: (Option<Mark>, Option<Mark>),
    last: Mark,
) -> Step {
    Step {
        role: Role::Dose(number),
        earliest,
        standard_from: standard.0,
        standard_until: standard.1,
        last: Some(last),
        missed: Missed::Ends,
    }
}

/// A dose of the initial series that is left out after its last day.
const fn passing(
    number: u8,
    earliest: &'static [Mark],
    standard: (Option<Mark>, Option<Mark>),
    last: Mark,
) -> Step {
    Step { missed: Missed::LeftOut, ..dose(number, earliest, standard, last) }
}

/// A booster.
const fn booster(earliest: &'static [Mark], standard: (Option<Mark>, Option<Mark>), last: Mark) -> Step {
    Step { role: Role::Booster, ..dose(0, earliest, standard, last) }
}

const fn from_until(from: Mark, until: Mark) -> (Option<Mark>, Option<Mark>) {
    (Some(from), Some(until))
}

const NO_STANDARD: (Option<Mark>, Option<Mark>) = (None, None);

/// What most rules share.
const fn routine(
    id: &'static str,
    series: Series,
    from: On,
    products: &'static [P],
    ways: &'static [Way],
) -> Rule {
    Rule {
        id: RuleId(id),
        series,
        standing: Standing::Routine,
        from,
        until: None,
        born_from: None,
        whom: Whom::All,
        offers: products,
        counts: products,
        stay_with: &[],
        mixes: true,
        ways,
        extension: None,
        sources: &[],
    }
}

const fn one_way(steps: &'static [Step]) -> Way {
    Way { when: &[], steps }
}

/// The routine rules.
pub const RULES: &[Rule] = &[
    // B型肝炎: three doses before the first birthday; standard at 2, 3 and 7 to 8 months.
    Rule {
        born_from: Some(On(2016, 4, 1)),
        sources: &[
            source("三鷹市「B型肝炎」(ページ 055582)", "www.city.mitaka.lg.jp"),
            source(
                "高崎市「B型肝炎」: 27日以上、1回目から139日以上、標準は2か月から9か月未満",
                "takasaki.city-hc.jp",
            ),
        ],
        ..routine(
            "hepb-2016-10",
            Series::HepatitisB,
            On(2016, 10, 1),
            &[P::HepatitisB],
            &[one_way(&[
                dose(1, &[Mark::Age(Days(0))], from_until(age(2), age(3)), age(12)),
                dose(2, &[after(27)], from_until(age(3), age(4)), age(12)),
                dose(3, &[First(Gap::Days(139)), after(0)], from_until(age(7), age(9)), age(12)),
            ])],
        )
    },
    // ロタ: 出生6週0日後から. The first dose is not advised after 14 weeks and 6 days (104 days).
    Rule {
        born_from: Some(On(2020, 8, 1)),
        stay_with: &[P::Rota1, P::Rota5],
        mixes: false,
        sources: &[source(
            "厚生労働省「ロタウイルスワクチンに関するQ&A」(東京都感染症情報センターによる転載)",
            "kansensho.jp/pc/article.html?id=QA20100204",
        )],
        ..routine(
            "rota-2020-10",
            Series::Rotavirus,
            On(2020, 10, 1),
            &[P::Rota1, P::Rota5],
            &[
                Way {
                    when: &[FirstIs(&[P::Rota1])],
                    steps: &[
                        dose(
                            1,
                            &[Mark::Age(Days(42))],
                            from_until(age(2), Mark::Age(Days(104))),
                            Mark::Age(Days(168)),
                        ),
                        dose(2, &[after(27)], NO_STANDARD, Mark::Age(Days(168))),
                    ],
                },
                Way {
                    when: &[FirstIs(&[P::Rota5])],
                    steps: &[
                        dose(
                            1,
                            &[Mark::Age(Days(42))],
                            from_until(age(2), Mark::Age(Days(104))),
                            Mark::Age(Days(224)),
                        ),
                        dose(2, &[after(27)], NO_STANDARD, Mark::Age(Days(224))),
                        dose(3, &[after(27)], NO_STANDARD, Mark::Age(Days(224))),
                    ],
                },
            ],
        )
    },
    // 四種混合 until March 2024, 五種混合 since; one row, because a child goes on from one to the other.
    Rule {
        until: Some(On(2023, 3, 31)),
        counts: &[P::DptIpv, P::DptIpvHib],
        sources: &[source(
            "山形県「4種混合ワクチンの接種対象年齢の前倒し」",
            "www.pref.yamagata.jp/090001/kenfuku",
        )],
        ..routine(
            "dpt-ipv-2012-11",
            Series::DptIpvHib,
            On(2012, 11, 1),
            &[P::DptIpv],
            &[one_way(&[
                dose(1, &[age(3)], from_until(age(3), age(12)), age(90)),
                dose(2, &[after(20)], from_until(after(20), after(56)), age(90)),
                dose(3, &[after(20)], from_until(after(20), after(56)), age(90)),
                booster(&[months_after(6)], from_until(months_after(12), months_after(18)), age(90)),
            ])],
        )
    },
    Rule {
        until: Some(On(2024, 3, 31)),
        counts: &[P::DptIpv, P::DptIpvHib],
        sources: &[
            source(
                "江別市「令和5年4月1日から4種混合ワクチンの接種開始時期が変わります」",
                "www.city.ebetsu.hokkaido.jp/soshiki/hoken/114854.html",
            ),
            source(
                "宇都宮市「四種混合」: 20日以上、追加は6か月以上",
                "www.city.utsunomiya.lg.jp/kenko/kenshin/chusha/1004385.html",
            ),
        ],
        ..routine(
            "dpt-ipv-2023-04",
            Series::DptIpvHib,
            On(2023, 4, 1),
            &[P::DptIpv],
            &[one_way(&[
                dose(1, &[age(2)], from_until(age(2), age(12)), age(90)),
                dose(2, &[after(20)], from_until(after(20), after(56)), age(90)),
                dose(3, &[after(20)], from_until(after(20), after(56)), age(90)),
                booster(&[months_after(6)], from_until(months_after(12), months_after(18)), age(90)),
            ])],
        )
    },
    Rule {
        counts: &[P::DptIpvHib, P::DptIpv],
        sources: &[
            source("甲賀市「五種混合」(ページ 3854)", "www.city.koka.lg.jp"),
            source(
                "宇都宮市「四種混合とヒブから五種混合への切替え」",
                "www.city.utsunomiya.lg.jp/kenko/kenshin/chusha/1004385.html",
            ),
        ],
        ..routine(
            "dpt-ipv-hib-2024-04",
            Series::DptIpvHib,
            On(2024, 4, 1),
            &[P::DptIpvHib],
            &[one_way(&[
                dose(1, &[age(2)], from_until(age(2), age(3)), age(90)),
                dose(2, &[after(20)], from_until(after(20), after(56)), age(90)),
                dose(3, &[after(20)], from_until(after(20), after(56)), age(90)),
                booster(&[months_after(6)], from_until(months_after(6), months_after(18)), age(90)),
            ])],
        )
    },
    // ヒブ: since 五種混合 only for children who began with it. 五種混合 counts, because Hib is in it.
    Rule {
        whom: Whom::StartedWith(&[P::Hib]),
        counts: &[P::Hib, P::DptIpvHib],
        sources: &[
            source(
                "東久留米市「ヒブワクチン」",
                "www.city.higashikurume.lg.jp/kurashi/kenko/chusha/1001186.html",
            ),
            source(
                "館林市「ヒブ」: ヒブで開始した人は引き続き",
                "tatebayashi.city-hc.jp/open_announcement/knowledge/aSLLbw6Q8ZXV7N81",
            ),
        ],
        ..routine(
            "hib-2013-04",
            Series::Hib,
            On(2013, 4, 1),
            &[P::Hib],
            &[
                Way {
                    when: &[FirstBy(Months(7))],
                    steps: &[
                        dose(1, &[age(2)], from_until(age(2), age(7)), age(60)),
                        passing(2, &[HIB_INITIAL], from_until(after(27), after(56)), age(12)),
                        passing(3, &[HIB_INITIAL], from_until(after(27), after(56)), age(12)),
                        booster(&[HIB_BOOSTER], from_until(months_after(7), months_after(13)), age(60)),
                    ],
                },
                Way {
                    when: &[FirstBy(Months(12))],
                    steps: &[
                        dose(1, &[age(2)], NO_STANDARD, age(60)),
                        passing(2, &[HIB_INITIAL], from_until(after(27), after(56)), age(12)),
                        booster(&[HIB_BOOSTER], from_until(months_after(7), months_after(13)), age(60)),
                    ],
                },
                one_way(&[dose(1, &[age(2)], NO_STANDARD, age(60))]),
            ],
        )
    },
    // 小児用肺炎球菌: 13価, then 15価, then 20価; who began with 15価 goes on with it.
    Rule {
        until: Some(On(2024, 3, 31)),
        sources: &[source(
            "さぬき市「小児の肺炎球菌感染症予防接種」",
            "www.city.sanuki.lg.jp/kosodatekyoiku/boshinokenko/kenshinyobosesshukodomo/3921.html",
        )],
        ..routine("pcv-2013-04", Series::Pneumococcal, On(2013, 4, 1), &[P::Pcv13], PNEUMOCOCCAL)
    },
    Rule {
        until: Some(On(2024, 9, 30)),
        offers: &[P::Pcv15],
        sources: &[source(
            "熊野町「小児肺炎球菌20価ワクチンについて」: 令和6年9月30日までは13価と15価",
            "www.town.kumano.hiroshima.jp/www/contents/1725410932244",
        )],
        ..routine("pcv-2024-04", Series::Pneumococcal, On(2024, 4, 1), &[P::Pcv15, P::Pcv13], PNEUMOCOCCAL)
    },
    Rule {
        offers: &[P::Pcv20],
        stay_with: &[P::Pcv15],
        sources: &[
            source(
                "熊野町「小児肺炎球菌20価ワクチンについて」",
                "www.town.kumano.hiroshima.jp/www/contents/1725410932244",
            ),
            source(
                "板倉町「小児用肺炎球菌」: 生後12か月、24か月を超えたとき",
                "www.town.itakura.gunma.jp/cont/s018000/d018010/d020011/20180625155045.html",
            ),
        ],
        ..routine(
            "pcv-2024-10",
            Series::Pneumococcal,
            On(2024, 10, 1),
            &[P::Pcv20, P::Pcv15, P::Pcv13],
            PNEUMOCOCCAL,
        )
    },
    Rule {
        sources: &[source("三鷹市「BCG」(ページ 055582)", "www.city.mitaka.lg.jp")],
        ..routine(
            "bcg-2013-04",
            Series::Bcg,
            On(2013, 4, 1),
            &[P::Bcg],
            &[one_way(&[dose(1, &[Mark::Age(Days(0))], from_until(age(5), age(8)), age(12))])],
        )
    },
    Rule {
        extension: Some(MR_SHORTAGE_1),
        sources: &[source("新座市、各務原市「麻しん風しん混合」第1期", "www.city.niiza.lg.jp")],
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
        sources: &[source(
            "新座市、各務原市「麻しん風しん混合」第2期: 就学前の1年間",
            "www.city.niiza.lg.jp",
        )],
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
        sources: &[source("春日井市、桶川市「二種混合」第2期", "www.city.kasugai.lg.jp")],
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
            source("延岡市「HPV」: 令和8年4月から9価のみ", "www.city.nobeoka.miyazaki.jp"),
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

/// 27 days; 20 where the doctor finds it necessary.
const HIB_INITIAL: Mark = PreviousOr(Gap::Days(27), Gap::Days(20));
const HIB_BOOSTER: Mark = BeforeBooster(Gap::Months(7), Gap::Days(27), Gap::Days(20));

/// The number of doses hangs on the age at the first one.
const PNEUMOCOCCAL: &[Way] = &[
    Way {
        when: &[FirstBy(Months(7)), SecondBy(Months(12))],
        steps: &[
            dose(1, &[age(2)], from_until(age(2), age(3)), age(60)),
            passing(2, &[after(27)], from_until(after(27), age(12)), age(24)),
            passing(3, &[after(27)], from_until(after(27), age(12)), age(24)),
            PNEUMOCOCCAL_BOOSTER,
        ],
    },
    // A second dose after the age of twelve months: no third one. Begun between 7 and 12 months: two as well.
    Way {
        when: &[FirstBy(Months(12))],
        steps: &[
            dose(1, &[age(2)], NO_STANDARD, age(60)),
            passing(2, &[after(27)], from_until(after(27), age(12)), age(24)),
            PNEUMOCOCCAL_BOOSTER,
        ],
    },
    Way {
        when: &[FirstBy(Months(24))],
        steps: &[dose(1, &[age(2)], NO_STANDARD, age(60)), dose(2, &[after(60)], NO_STANDARD, age(60))],
    },
    one_way(&[dose(1, &[age(2)], NO_STANDARD, age(60))]),
];

const PNEUMOCOCCAL_BOOSTER: Step = booster(&[after(60), age(12)], from_until(age(12), age(15)), age(60));

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
