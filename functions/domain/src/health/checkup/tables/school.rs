//! 児童生徒健康診断票（一般）: 学校保健安全法施行規則 (昭和33年文部省令第18号) 第6条 lists what is examined, 第8条 asks for the sheet. Its
//! layout is the ministry's 様式参考例, which schools may adapt; sitting height and parasites are no longer on it since 2016.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{
    CHILD_WEIGHT, FACILITY, NOTES, URINE_BLOOD, URINE_PROTEIN, URINE_SUGAR, field, finding, height, weight_kg,
};

/// Eyesight as schools test it (370方式): A 1.0 and better, B 0.7 to 0.9, C 0.3 to 0.6, D below 0.3.
const SIGHT: &[Choice] = &[
    choice("A", ["A（1.0以上）", "A（よく 見（み）えます）", "A (1.0 or better)"], &[]),
    choice("B", ["B（0.7〜0.9）", "B", "B (0.7 to 0.9)"], &[]),
    choice("C", ["C（0.3〜0.6）", "C", "C (0.3 to 0.6)"], &[]),
    choice("D", ["D（0.3未満）", "D（見（み）えにくいです）", "D (below 0.3)"], &[]),
];
const STATE: &[Choice] = &[
    choice("good", ["異常なし", "よい", "Nothing found"], &["良", "良好", "なし", "○"]),
    choice("thin", ["栄養不良", "やせて います", "Undernourished"], &["やせ", "要注意"]),
    choice("heavy", ["肥満傾向", "太（ふと）りぎみ", "Tends to obesity"], &["肥満"]),
];

pub(super) const SIGHT_RIGHT_HUNDREDTHS: Field = field(
    "sight_right_100",
    ["視力（右）", "目（め）の 検査（けんさ） 右（みぎ）", "Eyesight, right"],
    number(unit::NONE, 2, (0, 300), (10, 200)),
);
pub(super) const SIGHT_LEFT_HUNDREDTHS: Field = field(
    "sight_left_100",
    ["視力（左）", "目（め）の 検査（けんさ） 左（ひだり）", "Eyesight, left"],
    number(unit::NONE, 2, (0, 300), (10, 200)),
);

pub(super) const SCHOOL: &[Field] = &[
    field("school", ["学校・園", "学校（がっこう）", "School"], Sort::Line(80)),
    field("grade", ["学年", "学年（がくねん）", "Grade"], number(unit::GRADE, 0, (1, 6), (1, 6))),
    height((800, 2200), (1000, 1850)),
    weight_kg(CHILD_WEIGHT, (14_000, 90_000)),
    field("nutrition_state", ["栄養状態", "栄養（えいよう）", "Nutrition"], Sort::Choice(STATE)),
    finding("spine", ["脊柱・胸郭・四肢", "せなか・胸（むね）・手足（てあし）", "Spine, chest and limbs"]),
    field(
        "sight_right",
        ["視力（右・裸眼）", "目（め）の 検査（けんさ） 右（みぎ）", "Eyesight, right"],
        Sort::Choice(SIGHT),
    ),
    field(
        "sight_left",
        ["視力（左・裸眼）", "目（め）の 検査（けんさ） 左（ひだり）", "Eyesight, left"],
        Sort::Choice(SIGHT),
    ),
    field(
        "sight_right_glasses",
        ["視力（右・矯正）", "めがねで 右（みぎ）", "With glasses, right"],
        Sort::Choice(SIGHT),
    ),
    field(
        "sight_left_glasses",
        ["視力（左・矯正）", "めがねで 左（ひだり）", "With glasses, left"],
        Sort::Choice(SIGHT),
    ),
    finding("eye_disease", ["目の疾病・異常", "目（め）の 病気（びょうき）", "Eye disease"]),
    finding(
        "hearing_right",
        [
            "聴力（右）の異常",
            "耳（みみ）の 聞（き）こえ 右（みぎ）の 問題（もんだい）",
            "Hearing loss, right",
        ],
    ),
    finding(
        "hearing_left",
        [
            "聴力（左）の異常",
            "耳（みみ）の 聞（き）こえ 左（ひだり）の 問題（もんだい）",
            "Hearing loss, left",
        ],
    ),
    finding(
        "ear_nose_throat",
        ["耳鼻咽頭疾患", "耳（みみ）・鼻（はな）・のどの 病気（びょうき）", "Ear, nose and throat"],
    ),
    finding("skin", ["皮膚疾患", "皮膚（ひふ）の 病気（びょうき）", "Skin"]),
    finding("tuberculosis", ["結核", "結核（けっかく）", "Tuberculosis"]),
    finding("ecg", ["心電図の異常", "心電図（しんでんず）の 問題（もんだい）", "Electrocardiogram"]),
    finding("heart", ["心臓の疾病・異常", "心臓（しんぞう）の 病気（びょうき）", "Heart"]),
    URINE_PROTEIN,
    URINE_SUGAR,
    URINE_BLOOD,
    field(
        "other_disease",
        ["その他の疾病・異常", "ほかの 病気（びょうき）", "Other diseases"],
        Sort::Text(300),
    ),
    field(
        "doctor",
        ["学校医の所見", "お医者（いしゃ）さんの ことば", "School doctor's findings"],
        Sort::Text(500),
    ),
    field("measures", ["事後措置", "このあと する こと", "What follows"], Sort::Text(300)),
    FACILITY,
    NOTES,
];
