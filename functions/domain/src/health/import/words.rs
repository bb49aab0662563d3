//! Which headings mean what.

use crate::health::checkup::{Field, Kind, Sort, narrow};
use crate::language::Language;
use std::collections::BTreeMap;

/// The row of headings stands within so many rows: devices put their own lines above it.
pub(super) const HEADINGS_WITHIN: usize = 20;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Column {
    /// 宛名番号.
    Register,
    Name,
    Kana,
    Born,
    Kind,
    Day,
    Time,
    /// Both pressures: `118/76`.
    Pressure,
    /// A field, by its key, with the factor to its unit: times and by.
    Field(&'static str, (u32, u32)),
}

const FRAME: &[(Column, &[&str])] = &[
    (Column::Register, &["宛名番号", "住民番号", "宛名コード", "個人コード"]),
    (
        Column::Name,
        &["氏名", "名前", "児氏名", "児童氏名", "生徒氏名", "受診者氏名", "児童生徒氏名", "漢字氏名"],
    ),
    (Column::Kana, &["氏名カナ", "カナ氏名", "フリガナ", "ふりがな", "カナ", "氏名フリガナ", "氏名(カナ)"]),
    (Column::Born, &["生年月日", "birthdate", "dateofbirth"]),
    (Column::Kind, &["種別", "種類", "記録の種類", "健診種別", "健診の種類"]),
    (
        Column::Day,
        &[
            "日付",
            "実施日",
            "受診日",
            "健診日",
            "健診受診日",
            "健診実施日",
            "受診年月日",
            "実施年月日",
            "健診年月日",
            "検査日",
            "検診日",
            "測定日",
            "測定日時",
            "計測日",
            "記録日",
            "記録日時",
            "接種日",
            "接種年月日",
            "date",
            "datetime",
            "measurementdate",
            "timestamp",
            "日時",
        ],
    ),
    (Column::Time, &["時刻", "測定時刻", "測定時間", "時間", "time"]),
    (Column::Pressure, &["血圧", "血圧値", "bloodpressure"]),
];

/// Other names of fields, as clinics, schools, towns and devices head their columns. The label of a form is known anyway.
const FIELDS: &[(&str, &[&str])] = &[
    ("weight", &["体重", "出生体重", "出生時体重", "weight", "bodyweight"]),
    ("height", &["身長", "出生身長", "出生時身長", "height"]),
    ("head", &["頭囲", "出生時頭囲", "headcircumference"]),
    ("chest", &["胸囲", "出生時胸囲"]),
    ("bmi", &["bmi", "bmi指数"]),
    ("waist", &["腹囲", "ウエスト"]),
    ("girth", &["腹囲"]),
    ("fundus", &["子宮底", "子宮底長"]),
    ("weeks", &["妊娠週数", "在胎週数", "週数", "在胎週"]),
    ("week_days", &["在胎日数", "妊娠日数"]),
    ("oedema", &["浮腫", "むくみ"]),
    (
        "systolic",
        &[
            "最高血圧",
            "収縮期血圧",
            "最大血圧",
            "血圧最高",
            "血圧(最高)",
            "血圧(収縮期)",
            "血圧上",
            "systolic",
            "sys",
            "systolicbloodpressure",
        ],
    ),
    (
        "diastolic",
        &[
            "最低血圧",
            "拡張期血圧",
            "最小血圧",
            "血圧最低",
            "血圧(最低)",
            "血圧(拡張期)",
            "血圧下",
            "diastolic",
            "dia",
            "diastolicbloodpressure",
        ],
    ),
    ("pulse", &["脈拍", "脈拍数", "心拍数", "pulse", "pulserate", "heartrate"]),
    ("fat", &["体脂肪率", "体脂肪", "bodyfat", "fat"]),
    ("temperature", &["体温", "temperature", "bodytemperature"]),
    ("oxygen", &["spo2", "酸素飽和度", "血中酸素濃度", "oxygensaturation"]),
    ("steps", &["歩数", "steps"]),
    ("glucose", &["血糖", "血糖値", "随時血糖", "随時血糖値", "glucose", "bloodglucose"]),
    ("glucose_fasting", &["空腹時血糖", "空腹時血糖値"]),
    ("urine_protein", &["尿蛋白", "尿たんぱく", "尿タンパク", "蛋白", "検尿蛋白", "検尿(蛋白)"]),
    ("urine_sugar", &["尿糖", "糖", "検尿糖", "検尿(糖)"]),
    ("urine_blood", &["尿潜血", "潜血", "検尿潜血", "検尿(潜血)"]),
    ("hba1c", &["hba1c", "ヘモグロビンa1c"]),
    ("triglycerides_fasting", &["空腹時中性脂肪", "中性脂肪(空腹時)"]),
    ("triglycerides", &["随時中性脂肪", "中性脂肪", "中性脂肪(随時)"]),
    ("hdl", &["hdlコレステロール", "hdl", "hdl-コレステロール"]),
    ("ldl", &["ldlコレステロール", "ldl", "ldl-コレステロール"]),
    ("non_hdl", &["non-hdlコレステロール", "nonhdl", "non-hdl"]),
    ("ast", &["ast", "got", "ast(got)"]),
    ("alt", &["alt", "gpt", "alt(gpt)"]),
    ("ggt", &["γ-gt", "γ-gtp", "γgt", "γgtp", "γ-gt(γ-gtp)"]),
    ("creatinine", &["血清クレアチニン", "クレアチニン"]),
    ("haemoglobin", &["血色素量", "ヘモグロビン", "ヘモグロビン値"]),
    ("red_cells", &["赤血球数", "赤血球"]),
    ("haematocrit", &["ヘマトクリット", "ヘマトクリット値"]),
    ("metabolic", &["メタボ判定", "メタボリックシンドローム判定"]),
    ("sight_right", &["視力右", "視力(右)", "裸眼視力右", "視力右裸眼"]),
    ("sight_left", &["視力左", "視力(左)", "裸眼視力左", "視力左裸眼"]),
    ("sight_right_glasses", &["矯正視力右", "視力右矯正"]),
    ("sight_left_glasses", &["矯正視力左", "視力左矯正"]),
    ("sight_right_100", &["視力右", "視力(右)"]),
    ("sight_left_100", &["視力左", "視力(左)"]),
    ("hearing_right", &["聴力右", "聴力(右)", "聴覚検査右", "新生児聴覚検査右"]),
    ("hearing_left", &["聴力左", "聴力(左)", "聴覚検査左", "新生児聴覚検査左"]),
    ("spine", &["脊柱胸郭四肢", "脊柱・胸郭・四肢"]),
    ("teeth", &["歯数", "現在歯数", "歯の本数", "歯本数"]),
    ("caries_untreated", &["未処置歯数", "むし歯", "むし歯数", "未処置歯", "むし歯未処置"]),
    ("caries_treated", &["処置歯数", "処置歯", "むし歯処置"]),
    ("lost", &["喪失歯数", "喪失歯"]),
    ("nutrition", &["栄養状態"]),
    ("nutrition_state", &["栄養状態"]),
    ("feeding", &["栄養法", "栄養方法"]),
    ("breast_milk", &["母乳"]),
    ("weaning", &["離乳"]),
    ("hips", &["股関節開排制限", "股関節"]),
    ("eyes", &["目の異常", "眼の異常"]),
    ("ears", &["耳の異常"]),
    ("judgement", &["判定", "総合判定", "判定結果"]),
    ("product", &["ワクチン", "ワクチン名", "ワクチン種別", "予防接種名", "接種名"]),
    ("dose", &["回数", "接種回数", "期・回数"]),
    ("lot", &["ロット番号", "ロットno", "ロット", "lot", "lotno"]),
    (
        "facility",
        &[
            "医療機関名",
            "医療機関",
            "実施機関",
            "実施医療機関",
            "施設名",
            "担当者名",
            "健診機関名",
            "接種医療機関",
        ],
    ),
    ("school", &["学校名", "学校", "園名"]),
    ("grade", &["学年"]),
    ("notes", &["備考", "特記事項", "所見"]),
    ("free", &["メモ", "notes", "note", "memo", "comment"]),
];

/// Units behind a heading: word, of which unit, and how many of the smallest common steps it is.
const UNITS: &[(&str, &str, u32)] = &[
    ("g", "weight", 1),
    ("グラム", "weight", 1),
    ("kg", "weight", 1000),
    ("mm", "length", 1),
    ("cm", "length", 10),
    ("センチ", "length", 10),
    ("m", "length", 1000),
];

/// Units that change nothing.
const PLAIN: &[&str] = &[
    "mmhg",
    "bpm",
    "回/分",
    "拍/分",
    "/分",
    "回",
    "%",
    "℃",
    "°c",
    "度",
    "mg/dl",
    "g/dl",
    "u/l",
    "iu/l",
    "週",
    "日",
    "本",
    "点",
    "歩",
    "ml",
    "ml/分/1.73m2",
    "万/μl",
    "年",
    "時間",
    "kg/m2",
    "kg/m²",
    "ngsp",
    "count",
];

pub(super) fn key(heading: &str) -> String {
    let narrow = narrow(heading).to_ascii_lowercase();
    narrow
        .trim_start_matches('\u{feff}')
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '_' && *c != '"')
        .collect()
}

/// Whether a heading asks for what is never read.
pub(super) fn is_individual_number(heading: &str) -> bool {
    let key = key(heading);
    ["個人番号", "マイナンバー", "mynumber"].iter().any(|word| key.contains(word)) || key.contains("ﾏｲﾅﾝﾊﾞ")
}

/// What headings mean for a kind, or for any.
pub(super) struct Meanings {
    fields: BTreeMap<String, &'static Field>,
}

impl Meanings {
    pub(super) fn of(kind: Option<Kind>) -> Self {
        let kinds = kind.map_or(&Kind::ALL[..], |kind| &Kind::ALL[kind as usize..=kind as usize]);
        let all = || kinds.iter().flat_map(|kind| kind.fields());
        let mut fields = BTreeMap::new();
        // A form's own labels first: what other programs say may be a label of another field.
        for field in all().filter(|field| !matches!(field.sort, Sort::Notebook)) {
            for label in [field.key].iter().chain(&field.label) {
                fields.entry(key(label)).or_insert(field);
            }
        }
        for field in all() {
            for (_, words) in FIELDS.iter().filter(|(name, _)| *name == field.key) {
                for word in *words {
                    fields.entry((*word).to_owned()).or_insert(field);
                }
            }
        }
        Self { fields }
    }

    /// None when a heading is not known.
    pub(super) fn column(&self, heading: &str) -> Option<Column> {
        let key = key(heading).replace(['[', '【', '〔'], "(").replace([']', '】', '〕'], ")");
        let whole = self.fields.get(&key).map(|field| Column::Field(field.key, (1, 1)));
        match (frame(&key), whole) {
            // 種類 of an allergy, 名前 of a contact: there the form's own field is meant.
            (Some(Column::Kind | Column::Name) | None, Some(field)) => return Some(field),
            (Some(column), _) => return Some(column),
            (None, None) => {}
        }
        let (base, unit) = key.strip_suffix(')')?.rsplit_once('(')?;
        let field = || self.fields.get(base);
        if PLAIN.contains(&unit) {
            return frame(base).or_else(|| Some(Column::Field(field()?.key, (1, 1))));
        }
        let of = |word: &str| UNITS.iter().find(|(name, ..)| *name == word);
        let (field, (_, dimension, steps)) = (field()?, of(unit)?);
        // A length in kilograms is no column that can be read.
        let (_, _, own) = of(field.unit(Language::English)).filter(|(_, own, _)| own == dimension)?;
        Some(Column::Field(field.key, (*steps, *own)))
    }
}

fn frame(key: &str) -> Option<Column> {
    FRAME.iter().find(|(_, words)| words.contains(&key)).map(|(column, _)| *column)
}

/// What cells call the kinds beside their words and names.
const KINDS: &[(Kind, &[&str])] = &[
    (Kind::Infant3Months, &["3か月児健診", "4か月児健診", "3・4か月児健診"]),
    (Kind::Infant6Months, &["6か月児健診", "7か月児健診", "6・7か月児健診"]),
    (Kind::Infant9Months, &["9か月児健診", "10か月児健診", "9・10か月児健診"]),
    (Kind::School, &["児童生徒健診", "児童生徒健康診断", "学校健康診断", "定期健康診断"]),
    (Kind::ChildDental, &["1歳6か月児歯科健診", "3歳児歯科健診", "学校歯科健診"]),
];

/// The kinds by what a cell may call them: 3歳児健診, 3歳児健康診査, 3歳健診, infant-36m.
pub(super) fn kinds() -> BTreeMap<String, Kind> {
    let mut known = BTreeMap::new();
    for kind in Kind::ALL {
        let also = KINDS.iter().filter(|(of, _)| *of == kind).flat_map(|(_, names)| *names);
        let names = Language::ALL.map(|language| kind.name(language));
        for name in names.iter().chain(also).chain(&[kind.word()]) {
            for name in
                [key(name), key(name).replace("健診", "健康診査"), key(name).replace("児健診", "健診")]
            {
                known.entry(name).or_insert(kind);
            }
        }
    }
    known
}
