//! The forms: which fields each kind of record has, and by which law or official form.

mod adult;
mod common;
mod dental;
mod infant;
mod own;
mod pregnancy;
mod school;
mod toddler;

use super::{field::Field, kind::About};
use crate::health::category::Category;

const NOTEBOOK: &str = "母子健康手帳（母子保健法施行規則 様式第三号）";

const fn about(
    word: &'static str,
    category: Category,
    name: [&'static str; 3],
    form: &'static str,
    fields: &'static [Field],
) -> About {
    About { word, category, name, form, fields }
}

/// In the order of [`super::Kind`].
pub(super) static ABOUT: [About; super::kind::COUNT] = [
    about(
        "pregnancy",
        Category::Pregnancy,
        ["妊娠", "妊娠（にんしん）", "Pregnancy"],
        NOTEBOOK,
        pregnancy::PREGNANCY,
    ),
    about(
        "pregnancy-checkup",
        Category::Pregnancy,
        ["妊婦健診", "妊婦（にんぷ）健診（けんしん）", "Pregnancy check-up"],
        NOTEBOOK,
        pregnancy::CHECKUP,
    ),
    about(
        "postpartum",
        Category::Pregnancy,
        ["産後の経過", "産（う）んだ あとの 健診（けんしん）", "After the birth"],
        NOTEBOOK,
        pregnancy::POSTPARTUM,
    ),
    about(
        "birth",
        Category::Child,
        ["出生の記録", "生（う）まれた ときの 記録（きろく）", "Birth"],
        NOTEBOOK,
        pregnancy::BIRTH,
    ),
    about(
        "first-weeks",
        Category::Child,
        ["新生児期の経過", "生（う）まれて すぐの 様子（ようす）", "First weeks"],
        NOTEBOOK,
        infant::FIRST_WEEKS,
    ),
    about(
        "newborn-tests",
        Category::Child,
        ["新生児の検査", "赤（あか）ちゃんの 検査（けんさ）", "Newborn screening"],
        NOTEBOOK,
        infant::NEWBORN,
    ),
    about(
        "growth",
        Category::Child,
        ["身体計測", "体（からだ）の 大（おお）きさ", "Measurements"],
        "",
        infant::GROWTH,
    ),
    about(
        "infant-1m",
        Category::Child,
        ["1か月児健診", "1か月（げつ）の 健診（けんしん）", "Check-up at 1 month"],
        NOTEBOOK,
        infant::MONTH_1,
    ),
    about(
        "infant-3m",
        Category::Child,
        ["3〜4か月児健診", "3〜4か月（げつ）の 健診（けんしん）", "Check-up at 3 to 4 months"],
        NOTEBOOK,
        infant::MONTHS_3,
    ),
    about(
        "infant-6m",
        Category::Child,
        ["6〜7か月児健診", "6〜7か月（げつ）の 健診（けんしん）", "Check-up at 6 to 7 months"],
        NOTEBOOK,
        infant::MONTHS_6,
    ),
    about(
        "infant-9m",
        Category::Child,
        ["9〜10か月児健診", "9〜10か月（げつ）の 健診（けんしん）", "Check-up at 9 to 10 months"],
        NOTEBOOK,
        infant::MONTHS_9,
    ),
    about(
        "infant-12m",
        Category::Child,
        ["1歳児健診", "1歳（さい）の 健診（けんしん）", "Check-up at 1 year"],
        NOTEBOOK,
        toddler::YEAR_1,
    ),
    about(
        "infant-18m",
        Category::Child,
        ["1歳6か月児健診", "1歳（さい）6か月（げつ）の 健診（けんしん）", "Check-up at 18 months"],
        "母子保健法 第12条・母子健康手帳（同法施行規則 様式第三号）",
        toddler::MONTHS_18,
    ),
    about(
        "infant-36m",
        Category::Child,
        ["3歳児健診", "3歳（さい）の 健診（けんしん）", "Check-up at 3 years"],
        "母子保健法 第12条・母子健康手帳（同法施行規則 様式第三号）",
        toddler::YEARS_3,
    ),
    about(
        "school",
        Category::Child,
        ["学校健診", "学校（がっこう）の 健診（けんしん）", "School check-up"],
        "児童生徒健康診断票（一般）（学校保健安全法施行規則 第8条）",
        school::SCHOOL,
    ),
    about(
        "child-dental",
        Category::Child,
        ["子どもの歯科健診", "子（こ）どもの 歯（は）の 健診（けんしん）", "Child's dental check-up"],
        "母子健康手帳・児童生徒健康診断票（歯・口腔）",
        dental::DENTAL,
    ),
    about(
        "vaccination",
        Category::Vaccination,
        ["予防接種", "予防接種（よぼうせっしゅ）", "Vaccination"],
        "予防接種法施行規則・母子健康手帳",
        own::VACCINATION,
    ),
    about(
        "notebook",
        Category::Medicine,
        ["お薬手帳", "お薬（くすり）手帳（てちょう）", "Medicine notebook"],
        "JAHIS 電子版お薬手帳データフォーマット",
        own::NOTEBOOK,
    ),
    about(
        "otc",
        Category::Medicine,
        ["市販薬", "買（か）った 薬（くすり）", "Over-the-counter medicine"],
        "",
        own::OVER_THE_COUNTER,
    ),
    about(
        "town-checkup",
        Category::Vitals,
        ["特定健診", "町（まち）の 健診（けんしん）", "Health check-up"],
        "特定健康診査（平成19年厚生労働省令第157号 第1条）",
        adult::ADULT,
    ),
    about(
        "dental",
        Category::Vitals,
        ["歯科健診", "歯（は）の 健診（けんしん）", "Dental check-up"],
        "歯周疾患検診（健康増進法 第19条の2）",
        dental::DENTAL,
    ),
    about(
        "vitals",
        Category::Vitals,
        ["体重・血圧など", "体重（たいじゅう）・血圧（けつあつ）など", "Weight, blood pressure and the like"],
        "",
        own::VITALS,
    ),
    about("diary", Category::Diary, ["日記", "日記（にっき）", "Diary"], "", own::DIARY),
    about(
        "eligibility",
        Category::Eligibility,
        ["資格・受給者証", "保険（ほけん）などの カード", "Insurance and eligibility card"],
        "",
        own::ELIGIBILITY,
    ),
    about(
        "allergy",
        Category::Emergency,
        ["アレルギー・副作用", "アレルギー・薬（くすり）の 副作用（ふくさよう）", "Allergy or side effect"],
        "",
        own::ALLERGY,
    ),
    about(
        "condition",
        Category::Emergency,
        ["病気・けが", "病気（びょうき）・けが", "Condition"],
        "",
        own::CONDITION,
    ),
    about(
        "blood-type",
        Category::Emergency,
        ["血液型", "血液型（けつえきがた）", "Blood type"],
        "",
        own::BLOOD_TYPE,
    ),
    about(
        "contact",
        Category::Emergency,
        ["緊急連絡先", "急（きゅう）な ときに 電話（でんわ）する 人（ひと）", "Emergency contact"],
        "",
        own::CONTACT,
    ),
    about(
        "regular-medicine",
        Category::Emergency,
        ["いつも使っている薬", "いつも 使（つか）って いる 薬（くすり）", "Regular medicine"],
        "",
        own::REGULAR_MEDICINE,
    ),
];
