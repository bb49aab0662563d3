//! 特定健康診査: 高齢者の医療の確保に関する法律 第20条; 特定健康診査及び特定保健指導の実施に関する基準 (平成19年厚生労働省令第157号) 第1条 lists what is
//! examined. Since 2018 Non-HDL cholesterol may stand for LDL and casual blood sugar for the fasting one, since 2024 casual
//! triglycerides for the fasting ones. 尿酸, 尿潜血 and 喫煙 are what towns add.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{
    ADULT_HEIGHT, ADULT_WEIGHT, ANSWER, BMI, DIASTOLIC, FACILITY, FINDING, JUDGEMENT, NOTES, SYSTOLIC,
    URINE_BLOOD, URINE_PROTEIN, URINE_SUGAR, field, height, weight_kg,
};

const METABOLIC: &[Choice] = &[
    choice("yes", ["基準該当", "あてはまります", "Metabolic syndrome"], &["1"]),
    choice("near", ["予備群該当", "もう少（すこ）しで あてはまります", "Close to it"], &["2"]),
    choice("no", ["非該当", "あてはまりません", "No"], &["3"]),
    choice("undecided", ["判定不能", "わかりません", "Cannot be said"], &["4"]),
];
const GUIDANCE: &[Choice] = &[
    choice("active", ["積極的支援", "よく 相談（そうだん）します", "Intensive guidance"], &["1"]),
    choice(
        "motivating",
        ["動機付け支援", "相談（そうだん）します", "Motivating guidance"],
        &["2", "動機づけ支援"],
    ),
    choice("none", ["なし", "ありません", "None"], &["3", "情報提供"]),
    choice("undecided", ["判定不能", "わかりません", "Cannot be said"], &["4"]),
];

pub(super) const ADULT: &[Field] = &[
    height(ADULT_HEIGHT, (1300, 2000)),
    weight_kg(ADULT_WEIGHT, (35_000, 130_000)),
    BMI,
    field("waist", ["腹囲", "おなかの まわり", "Waist"], number(unit::CM, 1, (300, 2500), (550, 1300))),
    SYSTOLIC,
    DIASTOLIC,
    field(
        "triglycerides_fasting",
        [
            "空腹時中性脂肪",
            "中性脂肪（ちゅうせいしぼう）（食（た）べる前（まえ））",
            "Triglycerides, fasting",
        ],
        number(unit::MG_DL, 0, (5, 5000), (20, 800)),
    ),
    field(
        "triglycerides",
        ["随時中性脂肪", "中性脂肪（ちゅうせいしぼう）", "Triglycerides, casual"],
        number(unit::MG_DL, 0, (5, 5000), (20, 1000)),
    ),
    field(
        "hdl",
        ["HDLコレステロール", "HDLコレステロール", "HDL cholesterol"],
        number(unit::MG_DL, 0, (5, 300), (20, 130)),
    ),
    field(
        "ldl",
        ["LDLコレステロール", "LDLコレステロール", "LDL cholesterol"],
        number(unit::MG_DL, 0, (5, 800), (30, 300)),
    ),
    field(
        "non_hdl",
        ["Non-HDLコレステロール", "Non-HDLコレステロール", "Non-HDL cholesterol"],
        number(unit::MG_DL, 0, (5, 1000), (50, 350)),
    ),
    field("ast", ["AST（GOT）", "AST（GOT）", "AST (GOT)"], number(unit::U_L, 0, (1, 20_000), (5, 300))),
    field("alt", ["ALT（GPT）", "ALT（GPT）", "ALT (GPT)"], number(unit::U_L, 0, (1, 20_000), (2, 300))),
    field(
        "ggt",
        ["γ-GT（γ-GTP）", "γ-GT（γ-GTP）", "γ-GT (γ-GTP)"],
        number(unit::U_L, 0, (1, 20_000), (3, 500)),
    ),
    field(
        "glucose_fasting",
        ["空腹時血糖", "血糖（けっとう）（食（た）べる前（まえ））", "Blood sugar, fasting"],
        number(unit::MG_DL, 0, (20, 1500), (50, 250)),
    ),
    field(
        "glucose",
        ["随時血糖", "血糖（けっとう）", "Blood sugar, casual"],
        number(unit::MG_DL, 0, (20, 1500), (50, 350)),
    ),
    field(
        "hba1c",
        ["HbA1c（NGSP）", "HbA1c", "HbA1c (NGSP)"],
        number(unit::PERCENT, 1, (25, 250), (40, 120)),
    ),
    URINE_PROTEIN,
    URINE_SUGAR,
    URINE_BLOOD,
    field(
        "creatinine",
        ["血清クレアチニン", "クレアチニン", "Serum creatinine"],
        number(unit::MG_DL, 2, (5, 3000), (30, 300)),
    ),
    field("egfr", ["eGFR", "eGFR", "eGFR"], number(unit::EGFR, 1, (0, 3000), (200, 1500))),
    field(
        "haemoglobin",
        ["血色素量（ヘモグロビン）", "ヘモグロビン", "Haemoglobin"],
        number(unit::G_DL, 1, (20, 300), (70, 200)),
    ),
    field(
        "red_cells",
        ["赤血球数", "赤血球（せっけっきゅう）", "Red blood cells"],
        number(unit::RED_CELLS, 0, (50, 1000), (250, 700)),
    ),
    field(
        "haematocrit",
        ["ヘマトクリット値", "ヘマトクリット", "Haematocrit"],
        number(unit::PERCENT, 1, (50, 800), (250, 600)),
    ),
    field(
        "uric_acid",
        ["尿酸", "尿酸（にょうさん）", "Uric acid"],
        number(unit::MG_DL, 1, (0, 300), (15, 120)),
    ),
    field("ecg", ["心電図", "心電図（しんでんず）", "Electrocardiogram"], Sort::Choice(FINDING)),
    field(
        "fundus_eye",
        ["眼底検査", "目（め）の 奥（おく）の 検査（けんさ）", "Fundus of the eye"],
        Sort::Choice(FINDING),
    ),
    field("smoker", ["喫煙", "たばこを すいますか", "Smoker"], Sort::Choice(ANSWER)),
    field(
        "metabolic",
        ["メタボリックシンドローム判定", "メタボの 結果（けっか）", "Metabolic syndrome"],
        Sort::Choice(METABOLIC),
    ),
    field(
        "guidance",
        ["保健指導レベル", "保健指導（ほけんしどう）", "Health guidance"],
        Sort::Choice(GUIDANCE),
    ),
    field(
        "history",
        ["既往歴・服薬歴", "今（いま）までの 病気（びょうき）・薬（くすり）", "History and medicines"],
        Sort::Text(500),
    ),
    field("doctor", ["医師の診断", "お医者（いしゃ）さんの ことば", "Doctor's findings"], Sort::Text(500)),
    JUDGEMENT,
    FACILITY,
    NOTES,
];
