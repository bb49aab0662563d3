use super::*;

#[test]
fn records_are_laid_out_by_visit_and_prescription() {
    let notebook = read(FULL);
    let contents = notebook.contents();
    assert!(contents.unplaced.is_empty());
    assert_eq!(contents.patient.unwrap().name, "ひびき 花子");
    assert_eq!((contents.remarks.len(), contents.memos.len(), contents.pharmacists.len()), (2, 1, 1));
    assert_eq!(contents.over_the_counter[0].ingredients.len(), 2);

    let [visit] = contents.dispensings.as_slice() else { panic!() };
    assert_eq!(visit.date.date, Entry::Read(day("2026-11-20")));
    assert_eq!(visit.institution.unwrap().name, "柿ノ木薬局");
    assert_eq!(visit.prescribing.unwrap().name, "ひびき町診療所");
    assert_eq!((visit.cautions.len(), visit.information.len(), visit.leftovers.len()), (1, 1, 1));
    assert_eq!((visit.remarks.len(), visit.entries.len()), (1, 1));

    let [first, second] = visit.rps.as_slice() else { panic!() };
    assert_eq!(first.prescriber.unwrap().department, "内科");
    assert_eq!((first.drugs[0].notes.len(), first.drugs[0].cautions.len()), (1, 1));
    assert_eq!((first.usage_notes.len(), first.cautions.len()), (1, 1));
    assert_eq!(first.usage.unwrap().quantity, Entry::Read(28));
    assert_eq!(second.usage.unwrap().form, Entry::Read(DosageForm::External));
}

#[test]
fn numbers_of_prescriptions_begin_again_on_every_visit() {
    let notebook = read(
        "JAHISTC08,2\n5,20261120,1\n55,役場 医師男,,1\n201,1,甲錠,,,,,1\n201,1,乙錠,,,,,1\n291,1,眠気,1\n55,駅前 医師子,,1\n201,2,丙錠,,,,,1\n5,20261020,1\n201,1,丁錠,,,,,1\n301,1,朝,,,,,,1\n",
    );
    let contents = notebook.contents();
    let told: Vec<Vec<_>> = contents
        .dispensings
        .iter()
        .map(|visit| {
            let rps = visit.rps.iter();
            rps.map(|rp| (rp.number, rp.drugs.len(), rp.prescriber.map(|by| by.name.as_str()))).collect()
        })
        .collect();
    assert_eq!(told, [vec![(1, 2, Some("役場 医師男")), (2, 1, Some("駅前 医師子"))], vec![(1, 1, None)]]);
    assert_eq!(contents.dispensings[0].rps[0].drugs[1].cautions[0].text, "眠気");
    assert_eq!(contents.dispensings[1].rps[0].usage.unwrap().name, "朝");
}

#[test]
fn a_record_that_belongs_to_nothing_is_not_lost() {
    let notebook = read(
        "JAHISTC08,2\n201,1,甲錠\n55,役場 医師男\n31,9,カフェイン,1\n999,x\n1,ひびき 花子,2,19880502\n1,ひびき 太郎,1,19880502\n5,20261120\n281,1,一包化\n201,x,乙錠\n201,1000,丙錠\n",
    );
    let contents = notebook.contents();
    let numbers: Vec<_> = contents.unplaced.iter().map(|record| record.number()).collect();
    assert_eq!(
        numbers,
        [Some(201), Some(55), Some(31), None, Some(1), Some(281), Some(201), Some(201)],
        "before any visit, of no medicine, unknown, a second patient, of no drug, of no prescription"
    );
    assert_eq!(contents.patient.unwrap().name, "ひびき 花子");
}
