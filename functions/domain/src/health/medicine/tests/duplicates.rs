use super::*;

const TODAY: &str = "2026-11-21";

/// What is found on that day, as the names of the medicines.
fn found(text: &str) -> Vec<(Likeness, Circumstance, Vec<String>)> {
    let notebook = read(&format!("JAHISTC08,2\n{text}"));
    let contents = notebook.contents();
    let medicines = medicines(&contents, 14);
    let name = |medicine: &Medicine<'_>| match &medicine.origin {
        Origin::Dispensed { drug, .. } => drug.name.clone(),
        Origin::OverTheCounter(medicine) => medicine.name.clone(),
    };
    duplicates(&medicines, day(TODAY))
        .into_iter()
        .map(|found| (found.likeness, found.circumstance, found.medicines.into_iter().map(name).collect()))
        .collect()
}

/// A visit with one drug for 28 days from that date.
fn visit(date: &str, clinic: &str, drug: &str) -> String {
    format!("5,{date},1\n51,{clinic},,,,1\n201,1,{drug}\n301,1,朝食後,28,日分,1,1,,1\n")
}

fn two(a: &str, b: &str) -> Option<Likeness> {
    let text = visit("20261115", "ひびき町診療所", a) + &visit("20261110", "駅前クリニック", b);
    found(&text).first().map(|found| found.0)
}

#[test]
fn codes_tell_ingredient_form_and_strength() {
    let yj = |name: &str, code: &str| format!("{name},1,錠,4,{code},1,,,");
    assert_eq!(two(&yj("甲錠", "2171022F1029"), &yj("乙錠", "2171022F1029")), Some(Likeness::Product));
    assert_eq!(two(&yj("甲錠", "2171022F1029"), &yj("乙錠", "2171022F1100")), Some(Likeness::Strength));
    assert_eq!(two(&yj("甲錠", "2171022F1029"), &yj("乙錠", "2171022F2017")), Some(Likeness::Form));
    assert_eq!(
        two(&yj("甲錠", "2171022F1029"), &yj("乙カプセル", "2171022M1017")),
        Some(Likeness::Ingredient)
    );
    assert_eq!(two(&yj("甲錠", "2171022F1029"), &yj("乙錠", "2171023F1029")), None);
}

#[test]
fn codes_of_one_build_are_compared_with_each_other_and_others_only_as_a_whole() {
    let generic = "乙錠,1,錠,1,,1,【般】丙錠５ｍｇ,2,2171022F2ZZZ";
    assert_eq!(two("甲錠,1,錠,3,2171022F2010,1,,,", generic), Some(Likeness::Strength));
    assert_eq!(two("甲錠,1,錠,2,620000001,1,,,", "乙錠,1,錠,2,620000001,1,,,"), Some(Likeness::Product));
    assert_eq!(two("甲錠,1,錠,2,620000001,1,,,", "乙錠,1,錠,2,620000002,1,,,"), None);
    assert_eq!(two("甲錠,1,錠,2,620000001,1,,,", "乙錠,1,錠,6,620000001,1,,,"), None, "of different kinds");
    assert_eq!(two("甲錠,1,錠,4,あいうえお,1,,,", "乙錠,1,錠,4,あいうえお,1,,,"), Some(Likeness::Product));
}

#[test]
fn names_are_compared_without_product_strength_and_form() {
    for (a, b) in [
        ("ｱﾑﾛｼﾞﾋﾟﾝ錠5mg「ﾋﾋﾞｷ」", "アムロジピンＯＤ錠２．５ｍｇ「カキノキ」"),
        ("甲錠,,,,,,【般】アムロジピン錠５ｍｇ", "アムロジピン口腔内崩壊錠"),
        ("甲配合錠,,,,,,【般】アムロジピン・アトルバスタチン配合錠", "アトルバスタチン錠10mg"),
        ("五苓散", "五苓散エキス顆粒（ヒビキ）"),
        ("ｱﾝﾌﾞﾛｷｿｰﾙ塩酸塩ｼﾛｯﾌﾟ0.3%", "アンブロキソール塩酸塩錠15mg"),
    ] {
        assert_eq!(two(a, b), Some(Likeness::Name), "{a} {b}");
    }
    for (a, b) in [
        ("アムロジピン錠", "アテノロール錠"),
        ("錠", "錠"),
        ("", ""),
        ("5mg", "5mg"),
        ("テプレノン", "テープ"),
    ] {
        assert_eq!(two(a, b), None, "{a} {b}");
    }
}

#[test]
fn only_what_is_in_use_on_the_day_counts() {
    let again =
        |date: &str| visit("20261115", "ひびき町診療所", "甲種錠") + &visit(date, "駅前クリニック", "甲種錠");
    assert_eq!(found(&again("20261025")).len(), 1, "28 days from 25 October end on 21 November");
    assert!(found(&again("20261024")).is_empty());
    assert!(found(&again("20261122")).is_empty(), "from tomorrow");
    assert_eq!(found(&again("")).len(), 1, "who knows");
}

#[test]
fn what_has_no_days_lasts_as_long_as_the_caller_says() {
    let ointment = |date: &str| format!("5,{date},1\n201,1,乙種軟膏\n301,1,塗布,1,調剤,5,1,,1\n");
    assert_eq!(found(&(ointment("20261121") + &ointment("20261108"))).len(), 1);
    assert!(found(&(ointment("20261121") + &ointment("20261107"))).is_empty());
}

#[test]
fn a_medicine_from_the_shop_is_compared_by_its_ingredients() {
    let shop =
        "3,ひびきかぜ薬,20261120,,2,1,\n31,1,アセトアミノフェン,2,1141007,2\n31,1,無水カフェイン,1,,2\n";
    let by_code = visit("20261115", "ひびき町診療所", "丙錠,1,錠,4,1141007F1999,1,,,");
    let names = || vec!["丙錠".to_owned(), "ひびきかぜ薬".to_owned()];
    assert_eq!(
        found(&(shop.to_owned() + &by_code)),
        [(Likeness::Ingredient, Circumstance::OverTheCounter, names())]
    );
    let by_name = visit("20261115", "ひびき町診療所", "丙錠,1,錠,1,,1,アセトアミノフェン,1,");
    assert_eq!(
        found(&(shop.to_owned() + &by_name)),
        [(Likeness::Name, Circumstance::OverTheCounter, names())]
    );
    let undated = "3,ひびき頭痛薬,,,2,2,\n31,2,アセトアミノフェン,1,,2\n";
    assert_eq!(found(&format!("{shop}{undated}")).len(), 1, "of one without dates nobody knows");
}

#[test]
fn how_they_came_together_is_told_and_the_least_usual_comes_first() {
    let text = visit("20261120", "ひびき町診療所", "甲種錠")
        + "201,2,甲種錠\n301,2,夕食後,28,日分,1,1,,1\n"
        + &visit("20261115", "ひびき町診療所", "乙種錠")
        + &visit("20261110", "ひびき町診療所 ", "乙種錠")
        + &visit("20261109", "", "丙種錠")
        + &visit("20261108", "", "丙種錠")
        + "3,丁薬,20261120,,2,,\n3,丁薬,20261121,,2,,\n";
    let told: Vec<_> = found(&text).into_iter().map(|found| (found.1, found.2[0].clone())).collect();
    assert_eq!(
        told,
        [
            (Circumstance::OverTheCounter, "丁薬".to_owned()),
            (Circumstance::SeveralInstitutions, "丙種錠".to_owned()),
            (Circumstance::OneInstitution, "乙種錠".to_owned()),
            (Circumstance::OneVisit, "甲種錠".to_owned()),
        ]
    );
}

#[test]
fn three_of_one_ingredient_are_one_group() {
    let drug = |name: &str| format!("{name},1,錠,4,2171022F1029,1,,,");
    let text = visit("20261120", "あ医院", &drug("甲錠"))
        + &visit("20261119", "い医院", &drug("乙錠"))
        + &visit("20261118", "う医院", &drug("丙錠"));
    let found = found(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].2.len(), 3);
}
