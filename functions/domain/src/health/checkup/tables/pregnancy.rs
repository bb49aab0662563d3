//! 母子健康手帳, the mother's part: 母子保健法施行規則 (昭和40年厚生省令第55号) 第七条, 様式第三号.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{
    ADULT_WEIGHT, DIASTOLIC, FACILITY, NOTES, STRIP, SYSTOLIC, URINE_PROTEIN, URINE_SUGAR, field, finding,
    height, weight_kg,
};

const OEDEMA: &[Choice] = STRIP;
const NORMAL: &[Choice] = &[
    choice("good", ["正", "よい", "Normal"], &["正常", "良", "異常なし"]),
    choice("not", ["否", "よくない", "Not normal"], &["異常", "異常あり", "要観察"]),
];
const EPDS: Field = field(
    "epds",
    [
        "エジンバラ産後うつ病質問票（EPDS）",
        "こころの 質問（しつもん）の 点数（てんすう）",
        "Edinburgh postnatal scale (EPDS)",
    ],
    number(unit::POINTS, 0, (0, 30), (0, 30)),
);

/// 妊婦の健康状態等 and the due date.
pub(super) const PREGNANCY: &[Field] = &[
    field(
        "due",
        ["出産予定日", "赤（あか）ちゃんが 生（う）まれる 予定（よてい）の 日（ひ）", "Due date"],
        Sort::Day,
    )
    .needed(),
    field(
        "last_period",
        [
            "最終月経の初日",
            "最後（さいご）の 生理（せいり）の 最初（さいしょ）の 日（ひ）",
            "First day of the last period",
        ],
        Sort::Day,
    ),
    height((1000, 2200), (1350, 1850)),
    field(
        "usual_weight",
        ["妊娠前の体重", "妊娠（にんしん）の 前（まえ）の 体重（たいじゅう）", "Weight before the pregnancy"],
        number(unit::KG, 3, ADULT_WEIGHT, (35_000, 110_000)),
    ),
    field(
        "children",
        ["胎児の数", "おなかの 赤（あか）ちゃんの 数（かず）", "Number of children expected"],
        number(unit::PEOPLE, 0, (1, 8), (1, 2)),
    ),
    FACILITY,
    NOTES,
];

/// 妊娠中の経過: one line of the notebook's table.
pub(super) const CHECKUP: &[Field] = &[
    field(
        "weeks",
        ["妊娠週数", "妊娠（にんしん）の 週（しゅう）", "Week of pregnancy"],
        number(unit::WEEKS, 0, (3, 44), (4, 42)),
    )
    .needed(),
    field(
        "week_days",
        ["週数の日", "週（しゅう）の あとの 日（ひ）", "and days"],
        number(unit::DAYS, 0, (0, 6), (0, 6)),
    )
    .hint(&[
        "0から6まで。分からなければ空のまま。",
        "0から 6まで。わからない ときは 書（か）きません。",
        "0 to 6; leave it empty if unknown.",
    ]),
    weight_kg(ADULT_WEIGHT, (38_000, 120_000)),
    field(
        "fundus",
        ["子宮底長", "子宮（しきゅう）の 高（たか）さ", "Height of the fundus"],
        number(unit::CM, 1, (30, 600), (50, 420)),
    ),
    field("girth", ["腹囲", "おなかの まわり", "Girth"], number(unit::CM, 1, (400, 2000), (600, 1300))),
    SYSTOLIC,
    DIASTOLIC,
    field("oedema", ["浮腫", "むくみ", "Oedema"], Sort::Choice(OEDEMA)),
    URINE_PROTEIN,
    URINE_SUGAR,
    field(
        "haemoglobin",
        ["ヘモグロビン", "ヘモグロビン", "Haemoglobin"],
        number(unit::G_DL, 1, (30, 250), (80, 160)),
    ),
    field(
        "glucose",
        ["血糖", "血糖（けっとう）", "Blood sugar"],
        number(unit::MG_DL, 0, (20, 1000), (50, 200)),
    ),
    field("other_tests", ["その他の検査", "ほかの 検査（けんさ）", "Other tests"], Sort::Text(500)),
    field(
        "instructions",
        [
            "特記指示事項（安静・休業など）",
            "お医者（いしゃ）さんの 指示（しじ）",
            "Instructions (rest, leave from work)",
        ],
        Sort::Text(500),
    ),
    FACILITY,
    NOTES,
];

/// 出産後の母体の経過.
pub(super) const POSTPARTUM: &[Field] = &[
    field(
        "days_after",
        ["産後日数", "産（う）んでからの 日（ひ）", "Days after the birth"],
        number(unit::DAYS, 0, (0, 400), (0, 370)),
    ),
    field(
        "uterus",
        ["子宮復古", "子宮（しきゅう）の 戻（もど）り", "Involution of the uterus"],
        Sort::Choice(NORMAL),
    ),
    field("lochia", ["悪露", "おりもの（悪露（おろ））", "Lochia"], Sort::Choice(NORMAL)),
    field("breasts", ["乳房の状態", "おっぱいの 様子（ようす）", "Breasts"], Sort::Line(100)),
    weight_kg(ADULT_WEIGHT, (35_000, 120_000)),
    SYSTOLIC,
    DIASTOLIC,
    URINE_PROTEIN,
    URINE_SUGAR,
    EPDS,
    FACILITY,
    NOTES,
];

const PRESENTATION: &[Choice] = &[
    choice("head", ["頭位", "頭（あたま）から", "Head first"], &[]),
    choice("breech", ["骨盤位", "おしりから（さかご）", "Breech"], &["骨盤位（さかご）", "逆子"]),
    choice("other", ["その他", "ほか", "Other"], &[]),
];
const DELIVERY: &[Choice] = &[
    choice(
        "vaginal",
        ["経膣分娩", "ふつうの 出産（しゅっさん）", "Vaginal"],
        &["自然分娩", "正常分娩", "経腟分娩"],
    ),
    choice("vacuum", ["吸引分娩", "吸引（きゅういん）で", "Vacuum"], &["吸引"]),
    choice("forceps", ["鉗子分娩", "鉗子（かんし）で", "Forceps"], &["鉗子"]),
    choice(
        "caesarean",
        ["帝王切開", "帝王切開（ていおうせっかい）", "Caesarean section"],
        &["帝切", "c/s", "cs"],
    ),
    choice("other", ["その他", "ほか", "Other"], &[]),
];
const PLURALITY: &[Choice] = &[
    choice("single", ["単胎", "ひとり", "Single"], &["単", "1"]),
    choice("multiple", ["多胎", "ふたご など", "Multiple"], &["多", "双胎", "2"]),
];

/// 出産の状態.
pub(super) const BIRTH: &[Field] = &[
    field(
        "weeks",
        ["妊娠期間（週）", "妊娠（にんしん）の 週（しゅう）", "Length of the pregnancy"],
        number(unit::WEEKS, 0, (22, 44), (30, 42)),
    ),
    field(
        "week_days",
        ["妊娠期間（日）", "週（しゅう）の あとの 日（ひ）", "and days"],
        number(unit::DAYS, 0, (0, 6), (0, 6)),
    ),
    field("time", ["生まれた時刻", "生（う）まれた 時間（じかん）", "Time of birth"], Sort::Clock),
    field(
        "sex",
        ["性別", "男（おとこ）の子（こ）・女（おんな）の子（こ）", "Sex"],
        Sort::Choice(super::common::SEX),
    ),
    field("plurality", ["単胎・多胎", "ひとり・ふたご", "Single or multiple"], Sort::Choice(PLURALITY)),
    super::common::weight_g((300, 6000), (1000, 5000)).needed(),
    height((200, 650), (350, 570)),
    super::common::head((250, 400)),
    super::common::chest((220, 400)),
    field(
        "presentation",
        ["分娩経過（胎位）", "赤（あか）ちゃんの 向（む）き", "Presentation"],
        Sort::Choice(PRESENTATION),
    ),
    field(
        "delivery",
        ["分娩方法", "出産（しゅっさん）の 方法（ほうほう）", "Delivery"],
        Sort::Choice(DELIVERY),
    ),
    field(
        "duration",
        ["分娩所要時間", "出産（しゅっさん）に かかった 時間（じかん）", "Hours of labour"],
        number(unit::HOURS, 1, (0, 2000), (0, 720)),
    ),
    field(
        "blood_loss",
        ["出血量", "出血（しゅっけつ）の 量（りょう）", "Loss of blood"],
        number(unit::ML, 0, (0, 20_000), (0, 2000)),
    ),
    finding("transfusion", ["輸血", "輸血（ゆけつ）", "Transfusion"]),
    field(
        "apgar1",
        ["アプガースコア（1分）", "アプガースコア 1分（ぷん）", "Apgar score at 1 minute"],
        number(unit::POINTS, 0, (0, 10), (0, 10)),
    ),
    field(
        "apgar5",
        ["アプガースコア（5分）", "アプガースコア 5分（ふん）", "Apgar score at 5 minutes"],
        number(unit::POINTS, 0, (0, 10), (0, 10)),
    ),
    finding(
        "asphyxia",
        ["新生児仮死", "生（う）まれた ときの 息（いき）の 問題（もんだい）", "Asphyxia at birth"],
    ),
    field(
        "treatment",
        ["特別な所見・処置", "特別（とくべつ）な 手当（てあ）て", "Findings and treatment"],
        Sort::Text(500),
    ),
    field("place", ["出産の場所", "生（う）まれた 場所（ばしょ）", "Place of birth"], Sort::Line(100)),
    NOTES,
];
