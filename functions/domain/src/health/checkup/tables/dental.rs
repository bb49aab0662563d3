//! Teeth: 母子健康手帳 歯の状態 (様式第三号), 児童生徒健康診断票（歯・口腔） and 歯周疾患検診 (健康増進法 第19条の2).
//! Numbers of teeth are kept, not the chart of single teeth.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{FACILITY, FINDING, JUDGEMENT, NOTES, field, finding};

/// 歯列・咬合, 顎関節, 歯垢, 歯肉: 0, 1, 2 as schools write them.
const GRADE: &[Choice] = &[
    choice("0", ["0（異常なし）", "0（よい）", "0 (nothing found)"], &["異常なし", "なし"]),
    choice("1", ["1（定期的観察が必要）", "1（ときどき みます）", "1 (to be watched)"], &["要観察"]),
    choice(
        "2",
        ["2（専門医による診断が必要）", "2（歯医者（はいしゃ）さんへ 行（い）きます）", "2 (see a dentist)"],
        &["要精検", "要精密検査"],
    ),
];

pub(super) const TEETH: Field =
    field("teeth", ["歯の本数", "歯（は）の 数（かず）", "Teeth"], number(unit::TEETH, 0, (0, 40), (0, 32)));
pub(super) const CARIES_UNTREATED: Field = field(
    "caries_untreated",
    ["むし歯（未処置）", "むし歯（ば） 治（なお）していない", "Decayed, untreated"],
    number(unit::TEETH, 0, (0, 32), (0, 12)),
);
pub(super) const CARIES_TREATED: Field = field(
    "caries_treated",
    ["むし歯（処置済み）", "むし歯（ば） 治（なお）した", "Decayed, treated"],
    number(unit::TEETH, 0, (0, 32), (0, 24)),
);

pub(super) const DENTAL: &[Field] = &[
    TEETH,
    CARIES_UNTREATED,
    CARIES_TREATED,
    field("lost", ["喪失歯数", "なくなった 歯（は）", "Lost"], number(unit::TEETH, 0, (0, 32), (0, 28))),
    field(
        "at_risk",
        ["要観察歯（CO）", "気（き）を つける 歯（は）（CO）", "To be watched (CO)"],
        number(unit::TEETH, 0, (0, 32), (0, 16)),
    ),
    field("plaque", ["歯垢の状態", "歯（は）の 汚（よご）れ", "Plaque"], Sort::Choice(GRADE)),
    field("gums", ["歯肉の状態", "歯（は）ぐき", "Gums"], Sort::Choice(GRADE)),
    field(
        "bite",
        ["歯列・咬合", "歯（は）ならび・かみ合（あ）わせ", "Row of teeth and bite"],
        Sort::Choice(GRADE),
    ),
    field("jaw", ["顎関節", "あごの 関節（かんせつ）", "Jaw"], Sort::Choice(GRADE)),
    field("pockets", ["歯周ポケット", "歯（は）ぐきの すきま", "Periodontal pockets"], Sort::Choice(FINDING)),
    finding(
        "mouth",
        ["その他の疾病・異常", "口（くち）の ほかの 問題（もんだい）", "Other findings in the mouth"],
    ),
    field(
        "fluoride_applied",
        ["フッ化物塗布", "フッ素（ふっそ）を ぬりました", "Fluoride applied"],
        Sort::Choice(super::common::ANSWER),
    ),
    JUDGEMENT,
    FACILITY,
    NOTES,
];
