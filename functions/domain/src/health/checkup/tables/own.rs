//! What people keep themselves: measurements at home, a diary, vaccines and medicines, and what a medic has to know.

use super::super::field::{Choice, Field, Sort, choice, number, unit};
use super::common::{BMI, DIASTOLIC, FACILITY, NOTES, PULSE, SYSTOLIC, field, since, weight_kg};

const MEAL: &[Choice] = &[
    choice(
        "fasting",
        ["空腹時・食前", "食（た）べる 前（まえ）", "Before a meal"],
        &["空腹時", "食前", "before meal"],
    ),
    choice("after", ["食後", "食（た）べた 後（あと）", "After a meal"], &["after meal"]),
    choice("other", ["その他", "ほか", "Other"], &[]),
];

pub(super) const VITALS: &[Field] = &[
    field("time", ["測った時刻", "はかった 時間（じかん）", "Time"], Sort::Clock),
    weight_kg((1000, 300_000), (30_000, 150_000)),
    field(
        "fat",
        ["体脂肪率", "体脂肪（たいしぼう）", "Body fat"],
        number(unit::PERCENT, 1, (10, 800), (50, 600)),
    ),
    BMI,
    SYSTOLIC,
    DIASTOLIC,
    PULSE,
    field(
        "temperature",
        ["体温", "体温（たいおん）", "Temperature"],
        number(unit::CELSIUS, 2, (3000, 4500), (3500, 4000)),
    ),
    field(
        "glucose",
        ["血糖", "血糖（けっとう）", "Blood sugar"],
        number(unit::MG_DL, 0, (20, 1500), (50, 350)),
    ),
    field(
        "meal",
        ["食事との関係", "食事（しょくじ）の 前（まえ）・後（あと）", "Before or after a meal"],
        Sort::Choice(MEAL),
    ),
    field(
        "oxygen",
        ["血中酸素飽和度（SpO2）", "SpO2（酸素（さんそ））", "Oxygen (SpO2)"],
        number(unit::PERCENT, 0, (50, 100), (90, 100)),
    ),
    field(
        "steps",
        ["歩数", "歩（ある）いた 数（かず）", "Steps"],
        number(unit::STEPS, 0, (0, 200_000), (0, 50_000)),
    ),
    field("free", ["メモ", "メモ", "Note"], Sort::Text(500)),
];

pub(super) const DIARY: &[Field] = &[
    field("free", ["日記", "日記（にっき）", "Diary"], Sort::Text(4000)).needed(),
    field("picture", ["写真の番号", "写真（しゃしん）の 番号（ばんごう）", "Picture"], Sort::Line(64)),
];

pub(super) const VACCINATION: &[Field] = &[
    field("product", ["ワクチン", "ワクチン", "Vaccine"], Sort::Product),
    field("other", ["一覧にないワクチン", "ほかの ワクチン", "A vaccine that is not listed"], Sort::Line(80)),
    field("dose", ["回数", "何回目（なんかいめ）", "Which dose"], number(unit::TIMES, 0, (1, 30), (1, 6))),
    field("lot", ["ロット番号", "ロット番号（ばんごう）", "Lot number"], Sort::Line(40)),
    FACILITY,
    NOTES,
];

pub(super) const NOTEBOOK: &[Field] = &[
    field(
        "jahis",
        [
            "お薬手帳（QRコードの内容）",
            "お薬（くすり）手帳（てちょう）",
            "Medicine notebook (contents of the QR code)",
        ],
        Sort::Notebook,
    )
    .needed(),
    field("free", ["メモ", "メモ", "Note"], Sort::Text(500)),
];

pub(super) const OVER_THE_COUNTER: &[Field] = &[
    field(
        "name",
        ["市販薬の名前", "買（か）った 薬（くすり）の 名前（なまえ）", "Medicine"],
        Sort::Line(120),
    )
    .needed(),
    field("reason", ["何のために", "何（なん）の ために", "What for"], Sort::Line(120)),
    field("amount", ["飲み方・量", "飲（の）み方（かた）", "How it is taken"], Sort::Line(120)),
    field("from", ["飲み始めた日", "はじめた 日（ひ）", "Taken from"], Sort::Day),
    field("until", ["やめた日", "やめた 日（ひ）", "Taken until"], Sort::Day),
    field("free", ["メモ", "メモ", "Note"], Sort::Text(500)),
];

const SENSITIVITY: &[Choice] = &[
    choice(
        "food",
        ["食べ物のアレルギー", "食（た）べ物（もの）の アレルギー", "Food allergy"],
        &["食物", "食物アレルギー"],
    ),
    choice(
        "medicine",
        [
            "薬のアレルギー・副作用",
            "薬（くすり）の アレルギー・副作用（ふくさよう）",
            "Allergy to or side effect of a medicine",
        ],
        &["薬", "薬剤", "副作用"],
    ),
    choice(
        "vaccine",
        ["予防接種の副反応", "予防接種（よぼうせっしゅ）の 副反応（ふくはんのう）", "Reaction to a vaccine"],
        &["副反応"],
    ),
    choice("other", ["その他", "ほか", "Other"], &["虫", "金属", "花粉", "動物"]),
];
const SEVERITY: &[Choice] = &[
    choice("mild", ["軽い", "かるい", "Mild"], &["軽度"]),
    choice("moderate", ["中くらい", "ちゅうくらい", "Moderate"], &["中等度"]),
    choice("severe", ["重い", "おもい", "Severe"], &["重度", "重症"]),
    choice(
        "anaphylaxis",
        ["アナフィラキシー", "アナフィラキシー（命（いのち）が あぶない）", "Anaphylaxis"],
        &[],
    ),
    choice("unknown", ["分からない", "わかりません", "Unknown"], &["不明"]),
];

pub(super) const ALLERGY: &[Field] = &[
    field("sensitivity", ["種類", "種類（しゅるい）", "Kind"], Sort::Choice(SENSITIVITY)).needed(),
    field("substance", ["原因（食べ物・薬など）", "何（なに）で なりますか", "Substance"], Sort::Line(80))
        .needed(),
    field("reaction", ["症状", "どう なりますか", "Reaction"], Sort::Line(200)),
    field("severity", ["重さ", "重（おも）さ", "Severity"], Sort::Choice(SEVERITY)).needed(),
    since("since", ["いつから", "いつから", "Since"]),
    field(
        "pen",
        [
            "アドレナリン自己注射薬を持っている",
            "エピペンなどの 注射（ちゅうしゃ）を 持（も）っています",
            "Carries an adrenaline injection",
        ],
        Sort::Choice(super::common::ANSWER),
    ),
    NOTES,
];

const COURSE: &[Choice] = &[
    choice("current", ["治療中", "治療（ちりょう）して います", "Under treatment"], &[]),
    choice("watched", ["経過観察中", "様子（ようす）を みて います", "Being watched"], &["経過観察"]),
    choice("over", ["治った", "治（なお）りました", "Over"], &["治癒", "完治"]),
];

pub(super) const CONDITION: &[Field] = &[
    field("name", ["病名・けが", "病気（びょうき）・けがの 名前（なまえ）", "Condition"], Sort::Line(120))
        .needed(),
    field("course", ["今の状態", "今（いま）", "State"], Sort::Choice(COURSE)),
    since("since", ["いつから", "いつから", "Since"]),
    since("until", ["いつまで", "いつまで", "Until"]),
    FACILITY,
    NOTES,
];

const ABO: &[Choice] = &[
    choice("A", ["A型", "A", "A"], &["a"]),
    choice("B", ["B型", "B", "B"], &["b"]),
    choice("O", ["O型", "O", "O"], &["o"]),
    choice("AB", ["AB型", "AB", "AB"], &["ab"]),
];
const RH: &[Choice] = &[
    choice("positive", ["Rh＋", "Rh＋（プラス）", "Rh positive"], &["+", "＋", "rh+", "陽性"]),
    choice("negative", ["Rh－", "Rh－（マイナス）", "Rh negative"], &["-", "－", "−", "rh-", "陰性"]),
    choice("unknown", ["分からない", "わかりません", "Unknown"], &["不明"]),
];

pub(super) const BLOOD_TYPE: &[Field] = &[
    field("abo", ["血液型", "血液型（けつえきがた）", "Blood type"], Sort::Choice(ABO)).needed(),
    field("rh", ["Rh", "Rh", "Rh"], Sort::Choice(RH)),
    field("basis", ["どこで調べたか", "どこで 調（しら）べましたか", "Where it was tested"], Sort::Line(80))
        .hint(&[
            "病院は輸血の前に必ず調べ直します。",
            "病院（びょういん）は もう一度（いちど） 調（しら）べます。",
            "A hospital always tests again before a transfusion.",
        ]),
];

pub(super) const CONTACT: &[Field] = &[
    field("name", ["名前", "名前（なまえ）", "Name"], Sort::Line(60)).needed(),
    field(
        "relation",
        ["続柄", "どんな 関係（かんけい）ですか（母（はは）、姉（あね） など）", "Relation"],
        Sort::Line(40),
    ),
    field("tel", ["電話番号", "電話番号（でんわばんごう）", "Telephone"], Sort::Line(30)).needed(),
    field(
        "order",
        ["連絡の順番", "電話（でんわ）の 順番（じゅんばん）", "Order of calling"],
        number(unit::NONE, 0, (1, 9), (1, 9)),
    ),
    NOTES,
];

pub(super) const REGULAR_MEDICINE: &[Field] = &[
    field("name", ["薬の名前", "薬（くすり）の 名前（なまえ）", "Medicine"], Sort::Line(120)).needed().hint(
        &[
            "血を固まりにくくする薬、インスリン、けいれんの薬など、救急のときに大切なもの。",
            "血（ち）が かたまりにくい 薬（くすり）や インスリンなど。",
            "What matters in an emergency, such as blood thinners, insulin, medicines for seizures.",
        ],
    ),
    field("reason", ["何のために", "何（なん）の ために", "What for"], Sort::Line(120)),
    field("amount", ["飲み方・量", "飲（の）み方（かた）", "How it is taken"], Sort::Line(120)),
    NOTES,
];

const CARD: &[Choice] = &[
    choice(
        "insurance",
        ["健康保険", "健康保険（けんこうほけん）", "Health insurance"],
        &["国保", "社保", "国民健康保険"],
    ),
    choice(
        "late_elderly",
        ["後期高齢者医療", "75歳（さい）からの 医療（いりょう）", "Insurance from the age of 75"],
        &[],
    ),
    choice("care", ["介護保険", "介護保険（かいごほけん）", "Long-term care insurance"], &[]),
    choice(
        "child_medical",
        ["子ども医療費受給者証", "子（こ）どもの 医療費（いりょうひ）の カード", "Children's medical costs"],
        &["乳幼児医療"],
    ),
    choice(
        "disability",
        ["障害者手帳", "障害者（しょうがいしゃ）手帳（てちょう）", "Disability certificate"],
        &["身体障害者手帳", "療育手帳"],
    ),
    choice(
        "intractable",
        [
            "指定難病・小児慢性の受給者証",
            "難病（なんびょう）の カード",
            "Certificate of an intractable disease",
        ],
        &["指定難病"],
    ),
    choice("other", ["その他", "ほか", "Other"], &[]),
];

/// No number of an insured person: 健康保険法 第194条の2 forbids asking for it outside of its own use.
pub(super) const ELIGIBILITY: &[Field] = &[
    field("card", ["種類", "種類（しゅるい）", "Kind"], Sort::Choice(CARD)).needed(),
    field("issuer", ["発行したところ", "カードを 出（だ）した ところ", "Issued by"], Sort::Line(80)),
    field("from", ["有効期間の始まり", "いつから", "Valid from"], Sort::Day),
    field("until", ["有効期限", "いつまで", "Valid until"], Sort::Day),
    field(
        "grade_text",
        ["等級・負担割合など", "級（きゅう）・お金（かね）の 割合（わりあい）", "Grade or share to pay"],
        Sort::Line(60),
    )
    .hint(&[
        "被保険者証の記号・番号は書かないでください。",
        "カードの 番号（ばんごう）は 書（か）かないで ください。",
        "Please do not write the number of the insured person.",
    ]),
    NOTES,
];
