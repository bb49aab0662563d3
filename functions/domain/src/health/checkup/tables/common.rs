//! Fields and choices that several forms have.

use super::super::field::{Choice, Field, Sort, Three, choice, number, unit};

pub(super) const fn field(key: &'static str, label: Three, sort: Sort) -> Field {
    Field::new(key, label, sort)
}

/// A question of the notebook: yes, no, not asked.
pub(super) const fn ask(key: &'static str, label: Three) -> Field {
    field(key, label, Sort::Choice(ANSWER))
}

/// A question of the notebook for a month: when did it begin?
pub(super) const fn since(key: &'static str, label: Three) -> Field {
    field(key, label, Sort::When).hint(&WHEN_HINT)
}

/// What a doctor looked for: not found, found, suspected.
pub(super) const fn finding(key: &'static str, label: Three) -> Field {
    field(key, label, Sort::Choice(FINDING))
}

const YES: &[&str] = &["○", "〇", "◯", "有", "あり", "1", "y", "true"];
const NO: &[&str] = &["×", "無", "なし", "0", "n", "false"];
const NOT_ASKED: Choice =
    choice("unasked", ["聞いていない", "聞（き）いていません", "Not asked"], &["未", "不明", "9"]);

pub(super) const ANSWER: &[Choice] =
    &[choice("yes", ["はい", "はい", "Yes"], YES), choice("no", ["いいえ", "いいえ", "No"], NO), NOT_ASKED];

pub(super) const ANXIETY: &[Choice] = &[
    choice("no", ["いいえ", "いいえ", "No"], NO),
    choice("yes", ["はい", "はい", "Yes"], YES),
    choice("unsure", ["何ともいえない", "わかりません", "Cannot say"], &[]),
    NOT_ASKED,
];

pub(super) const FINDING: &[Choice] = &[
    choice("none", ["なし", "ありません", "None"], &["無", "異常なし", "所見なし", "0", "×", "-"]),
    choice("found", ["あり", "あります", "Found"], &["有", "異常あり", "所見あり", "1", "○", "+"]),
    choice(
        "suspected",
        ["疑い", "あるかも しれません（うたがい）", "Suspected"],
        &["疑", "疑いあり", "2", "±"],
    ),
];

/// Test strips, as laboratories write them.
pub(super) const STRIP: &[Choice] = &[
    choice("neg", ["－", "－", "−"], &["-", "−", "ー", "陰性", "(-)"]),
    choice("trace", ["±", "±", "±"], &["+-", "+/-", "弱陽性", "(±)"]),
    choice("1+", ["＋", "＋", "+"], &["+1", "陽性", "(+)"]),
    choice("2+", ["＋＋", "＋＋", "++"], &["+2", "(++)"]),
    choice("3+", ["＋＋＋", "＋＋＋", "+++"], &["+3", "(+++)", "4+", "++++"]),
];

pub(super) const SEX: &[Choice] = &[
    choice("male", ["男", "男（おとこ）", "Male"], &["m", "1", "男性", "男児"]),
    choice("female", ["女", "女（おんな）", "Female"], &["f", "2", "女性", "女児"]),
    choice("unknown", ["不明", "わかりません", "Unknown"], &["9"]),
];

/// What a check-up says in the end. The notebook has 健康 and 要観察; towns tell more apart.
pub(super) const JUDGED: &[Choice] = &[
    choice("healthy", ["健康", "健康（けんこう）", "Healthy"], &["異常なし", "問題なし", "良"]),
    choice(
        "watch",
        ["要観察", "もう少（すこ）し 様子（ようす）を みます", "To be watched"],
        &["経過観察", "要経過観察"],
    ),
    choice("advice", ["要指導", "相談（そうだん）が 必要（ひつよう）です", "Advice needed"], &["指導"]),
    choice(
        "examine",
        ["要精密検査", "くわしい 検査（けんさ）が 必要（ひつよう）です", "To be examined further"],
        &["要精検", "要精査", "精密検査"],
    ),
    choice(
        "treat",
        ["要治療", "治療（ちりょう）が 必要（ひつよう）です", "Treatment needed"],
        &["要医療", "治療中"],
    ),
];

pub(super) const NUTRITION: &[Choice] = &[
    choice("good", ["良", "よい", "Good"], &["良好", "普通", "1"]),
    choice("advice", ["要指導", "相談（そうだん）が 必要（ひつよう）です", "Advice needed"], &["2"]),
];

const WHEN_HINT: Three = [
    "2026-11 か 2026-11-20 の形で。分かるところまでで構いません。",
    "2026-11 か 2026-11-20 と 書（か）きます。わかる ところまでで いいです。",
    "As 2026-11 or 2026-11-20, as far as you know.",
];

pub(super) const fn weight_kg(hard: (i32, i32), usual: (i32, i32)) -> Field {
    field("weight", ["体重", "体重（たいじゅう）", "Weight"], number(unit::KG, 3, hard, usual))
}

pub(super) const fn weight_g(hard: (i32, i32), usual: (i32, i32)) -> Field {
    field("weight", ["体重", "体重（たいじゅう）", "Weight"], number(unit::G, 0, hard, usual))
}

pub(super) const fn height(hard: (i32, i32), usual: (i32, i32)) -> Field {
    field("height", ["身長", "身長（しんちょう）", "Height"], number(unit::CM, 1, hard, usual))
}

pub(super) const fn head(usual: (i32, i32)) -> Field {
    field("head", ["頭囲", "頭（あたま）の まわり", "Head circumference"], number(unit::CM, 1, HEAD, usual))
}

pub(super) const fn chest(usual: (i32, i32)) -> Field {
    field("chest", ["胸囲", "胸（むね）の まわり", "Chest circumference"], number(unit::CM, 1, HEAD, usual))
}

/// Grams and millimetres between which a child is, as in [`crate::health::growth`].
pub(super) const CHILD_WEIGHT: (i32, i32) = (300, 100_000);
pub(super) const CHILD_HEIGHT: (i32, i32) = (200, 2000);
const HEAD: (i32, i32) = (150, 700);
pub(super) const ADULT_WEIGHT: (i32, i32) = (20_000, 300_000);
pub(super) const ADULT_HEIGHT: (i32, i32) = (1000, 2500);

pub(super) const SYSTOLIC: Field = field(
    "systolic",
    ["血圧（上）", "血圧（けつあつ）の 上（うえ）", "Blood pressure, upper"],
    number(unit::MMHG, 0, (40, 300), (80, 180)),
);
pub(super) const DIASTOLIC: Field = field(
    "diastolic",
    ["血圧（下）", "血圧（けつあつ）の 下（した）", "Blood pressure, lower"],
    number(unit::MMHG, 0, (20, 200), (40, 110)),
);
pub(super) const PULSE: Field =
    field("pulse", ["脈拍", "脈（みゃく）", "Pulse"], number(unit::BEATS, 0, (20, 300), (40, 140)));
pub(super) const URINE_PROTEIN: Field =
    field("urine_protein", ["尿蛋白", "尿（にょう）の たんぱく", "Protein in urine"], Sort::Choice(STRIP));
pub(super) const URINE_SUGAR: Field =
    field("urine_sugar", ["尿糖", "尿（にょう）の 糖（とう）", "Sugar in urine"], Sort::Choice(STRIP));
pub(super) const URINE_BLOOD: Field =
    field("urine_blood", ["尿潜血", "尿（にょう）の 血（ち）", "Blood in urine"], Sort::Choice(STRIP));
pub(super) const BMI: Field =
    field("bmi", ["BMI", "BMI", "BMI"], number(unit::NONE, 1, (80, 900), (150, 400)));
pub(super) const JUDGEMENT: Field =
    field("judgement", ["判定", "結果（けっか）", "Result"], Sort::Choice(JUDGED));
pub(super) const FACILITY: Field = field(
    "facility",
    ["施設名または担当者名", "病院（びょういん）・人（ひと）の 名前（なまえ）", "Clinic or person"],
    Sort::Line(100),
);
pub(super) const NOTES: Field =
    field("notes", ["特記事項", "知（し）らせたい こと", "Notes"], Sort::Text(1000));
pub(super) const FREE: Field = field(
    "free",
    [
        "成長の様子、心配なこと、感想など",
        "子（こ）どもの 様子（ようす）、心配（しんぱい）な こと",
        "How the child is, worries, thoughts",
    ],
    Sort::Text(2000),
);
pub(super) const ADVISER: Field = ask(
    "adviser",
    [
        "子育てについて気軽に相談できる人はいますか",
        "子育（こそだ）ての ことを 話（はな）せる 人（ひと）が いますか",
        "Is there somebody you can easily ask about raising a child?",
    ],
);
pub(super) const WORRIES: Field = field(
    "worries",
    [
        "子育てについて不安や困難を感じることはありますか",
        "子育（こそだ）てで 心配（しんぱい）な こと、たいへんな ことが ありますか",
        "Do you feel worries or difficulties in raising the child?",
    ],
    Sort::Choice(ANXIETY),
);
