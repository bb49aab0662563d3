//! 定期接種 (A類疾病) of the first year: 予防接種法, 予防接種法施行令 and 予防接種実施規則, as ministry and towns retell
//! them.
//!
//! Months are ages or intervals in calendar months; days between doses are full days between. The order of the rules is
//! by series, and within a series by first day. What a rule was before its first line here is not known to Hibiki: a dose
//! of that time is judged by the first line.

use super::{
    Age::{Days, Months},
    BoosterGap, Gap,
    Mark::{self, BeforeBooster, First, PreviousOr},
    On, Rule, Series, Step, Way,
    When::{FirstBy, FirstIs, SecondBy},
    Whom,
    table::{
        LIST, NO_STANDARD, after, age, booster, dose, from_until, months_after, one_way, passing, routine,
        source,
    },
};
use crate::health::vaccination::Product as P;

/// The rules of the vaccinations that begin in the first year.
pub static RULES: &[Rule] = &[
    // B型肝炎: three doses before the first birthday; standard at 2, 3 and 7 to 8 months.
    Rule {
        born_from: Some(On(2016, 4, 1)),
        sources: &[
            LIST,
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
                        rota_first(Mark::Age(Days(168))),
                        dose(2, &[after(27)], NO_STANDARD, Mark::Age(Days(168))),
                    ],
                },
                Way {
                    when: &[FirstIs(&[P::Rota5])],
                    steps: &[
                        rota_first(Mark::Age(Days(224))),
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
            LIST,
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
    // ヒブ: since 五種混合 only for children who began with it or with 四種混合, which has none. 五種混合 counts: it has.
    Rule {
        whom: Whom::StartedWith(&[P::Hib, P::DptIpv]),
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
        sources: &[LIST],
        ..routine(
            "bcg-2013-04",
            Series::Bcg,
            On(2013, 4, 1),
            &[P::Bcg],
            &[one_way(&[dose(1, &[Mark::Age(Days(0))], from_until(age(5), age(8)), age(12))])],
        )
    },
];

/// The ministry does not advise a first dose 15 weeks after birth or later.
const fn rota_first(last: Mark) -> Step {
    Step {
        late_is_advised: false,
        ..dose(1, &[Mark::Age(Days(42))], from_until(age(2), Mark::Age(Days(104))), last)
    }
}

/// 27 days; 20 where the doctor finds it necessary.
const HIB_INITIAL: Mark = PreviousOr(Gap::Days(27), Gap::Days(20));
/// 五種混合 as the booster follows its own rule: six months.
const HIB_BOOSTER: Mark = BeforeBooster(BoosterGap {
    complete: Gap::Months(7),
    by_other: Gap::Months(6),
    cut_short: Gap::Days(27),
    shortened: Gap::Days(20),
});

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
