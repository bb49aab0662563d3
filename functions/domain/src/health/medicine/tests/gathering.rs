use super::*;
use encoding_rs::SHIFT_JIS;

fn own(text: &str) -> Vec<Record> {
    read(&format!("JAHISTC08,2\n{text}")).records
}

const OWN: &str = "1,ひびき 花子,,19880502\n2,1,えび（じんましん）,2\n3,ひびき胃腸薬,20261118,,2\n";

#[test]
fn slips_become_one_notebook_with_the_persons_own_records_first() {
    let older = FULL.replace("5,20261120,1", "5,20250301,1").replace("柿ノ木薬局", "旧薬局");
    let gathered = Notebook::gathered(own(OWN), vec![read(&older), read(FULL)]);
    let again = read(&gathered.write());
    assert_eq!(again.records, gathered.records, "it is written and read again");
    assert_eq!(again.findings, Vec::new());
    let contents = gathered.contents();
    let days: Vec<String> =
        contents.dispensings.iter().map(|visit| visit.date.date.value().unwrap().to_string()).collect();
    assert_eq!(days, ["2026-11-20", "2025-03-01"], "the newest visit first");
    assert_eq!(contents.dispensings[1].institution.unwrap().name, "旧薬局");
    assert_eq!(contents.dispensings[0].rps.len(), 2);
    let bought: Vec<(&str, usize)> = contents
        .over_the_counter
        .iter()
        .map(|it| (it.medicine.name.as_str(), it.ingredients.len()))
        .collect();
    assert_eq!(
        bought,
        [("ひびき胃腸薬", 0), ("ひびきかぜ薬", 2)],
        "with new numbers and their own ingredients"
    );
    let remarks: Vec<&str> = contents.remarks.iter().map(|remark| remark.text.as_str()).collect();
    assert_eq!(remarks, ["えび（じんましん）", "そば", "ペニシリン系（発疹）"]);
    assert!(contents.unplaced.is_empty());
}

#[test]
fn a_slip_that_was_read_twice_counts_once() {
    let once = Notebook::gathered(own(OWN), vec![read(FULL)]);
    let twice = Notebook::gathered(own(OWN), vec![read(FULL), read(FULL)]);
    assert_eq!(once, twice);
}

#[test]
fn of_a_slips_patient_sex_and_reading_are_taken_over_and_nothing_of_somebody_else() {
    let gathered = Notebook::gathered(own(OWN), vec![read(FULL)]);
    let patient = gathered.contents().patient.unwrap().clone();
    assert_eq!((patient.sex.value(), patient.kana.as_str()), (Some(&Sex::Female), "ﾋﾋﾞｷ ﾊﾅｺ"));
    assert!(patient.address.is_empty() && patient.telephone.is_empty());
    let others = FULL.replace("19880502", "19900101");
    let gathered = Notebook::gathered(own(OWN), vec![read(&others)]);
    assert_eq!(gathered.contents().patient.unwrap().sex, Entry::Empty);
}

#[test]
fn unknown_records_stay_with_their_visit() {
    let text = "JAHISTC08,1\n998,before\n5,20260101,1\n11,あ薬局,20,4,0000001,,,,1\n999,新しい記録\n5,20260202,1\n11,い薬局,20,4,0000001,,,,1\n";
    let written = Notebook::gathered(Vec::new(), vec![read(text)]).write();
    let at = |part: &str| written.find(part).unwrap_or_else(|| panic!("{part}: {written}"));
    assert!(
        at("998,before") < at("い薬局") && at("い薬局") < at("あ薬局") && at("あ薬局") < at("999,新しい記録")
    );
}

fn table() -> ShiftJis {
    let pairs = pairs();
    ShiftJis::from_decoded(&SHIFT_JIS.decode(&pairs).0).unwrap()
}

#[test]
fn every_letter_is_written_as_other_encoders_write_it() {
    let table = table();
    for letter in '\u{0}'..='\u{ffff}' {
        let text = letter.to_string();
        let (theirs, _, wrong) = SHIFT_JIS.encode(&text);
        let ours = table.encode(&text);
        let is_own = matches!(letter, '\u{e000}'..='\u{f8ff}');
        // These differ on purpose: half of the look-alikes are not in the standard's own table.
        let is_alike = matches!(
            letter,
            '\u{301c}'
                | '\u{2014}'
                | '\u{2016}'
                | '\u{a2}'
                | '\u{a3}'
                | '\u{ac}'
                | '\u{a5}'
                | '\u{203e}'
                | '\u{80}'
        );
        if is_own || is_alike {
            continue;
        }
        assert_eq!(ours.replaced == 0, !wrong, "{letter:?}");
        if !wrong {
            assert_eq!(ours.bytes, theirs.as_ref(), "{letter:?}");
        }
    }
    let odd = table.encode("𠮷野🙂～〜");
    assert_eq!((odd.replaced, odd.bytes), (2, b"\x81\xac\x96\xec\x81\xac\x81\x60\x81\x60".to_vec()));
    assert_eq!(ShiftJis::from_decoded("").map(|_| ()), None);
    assert_eq!(ShiftJis::from_decoded(&String::from_utf8_lossy(&pairs())).map(|_| ()), None);
}

#[test]
fn a_notebook_in_shift_jis_is_as_long_as_it_was_counted() {
    let bytes = table().encode(FULL).bytes;
    assert_eq!(bytes.len(), shift_jis_len(FULL));
    let (text, _, wrong) = SHIFT_JIS.decode(&bytes);
    assert_eq!((text.as_ref(), wrong), (FULL, false));
}
