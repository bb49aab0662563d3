use super::*;

fn encoded(text: &str) -> Vec<u8> {
    let (bytes, _, lost) = encoding_rs::SHIFT_JIS.encode(text);
    assert!(!lost, "{text}");
    bytes.into_owned()
}

/// As a shell does it.
fn decoded(bytes: &[u8]) -> String {
    match sort_bytes(bytes).unwrap() {
        Sorted::Utf8(text) => text.to_owned(),
        Sorted::ShiftJis(bytes) => encoding_rs::SHIFT_JIS
            .decode_without_bom_handling_and_without_replacement(bytes)
            .unwrap()
            .into_owned(),
    }
}

#[test]
fn every_kind_of_record_is_read() {
    let notebook = read(FULL);
    assert_eq!(problems(&notebook), []);
    assert_eq!(notebook.version, Version::NEWEST);
    assert_eq!(notebook.direction, Entry::Read(Direction::ToPatient));
    let mut numbers: Vec<u16> = notebook.records.iter().map(|record| record.number().unwrap()).collect();
    numbers.dedup();
    assert_eq!(
        numbers,
        [
            1, 2, 3, 31, 4, 5, 11, 15, 51, 55, 201, 281, 291, 301, 311, 391, 201, 301, 401, 411, 421, 501,
            601, 701
        ]
    );
    let Record::Patient(patient) = &notebook.records[0] else { panic!() };
    assert_eq!((patient.name.as_str(), patient.kana.as_str()), ("ひびき 花子", "ﾋﾋﾞｷ ﾊﾅｺ"));
    assert_eq!((&patient.sex, &patient.birth), (&Entry::Read(Sex::Female), &Entry::Read(day("1988-05-02"))));
    let drug = notebook.records.iter().find_map(|record| match record {
        Record::Drug(drug) => Some(drug),
        _ => None,
    });
    let drug = drug.unwrap();
    assert_eq!((drug.dose.as_str(), drug.unit.as_str()), ("1", "錠"));
    assert_eq!((&drug.code_type, drug.code.as_str()), (&Entry::Read(DrugCodeType::Yj), "2171022F2999"));
    assert_eq!(drug.generic_code, "2171022F2ZZZ");
}

#[test]
fn all_versions_are_read() {
    // Version 1.0 as it is printed to this day: no creators, no direction.
    let first = read(
        "JAHISTC01\r\n1,ひびき 花子,2,S630502\r\n5,R081120\r\n201,1,ﾋﾋﾞｷ錠,3,錠,4,1149999F1999\r\n301,1,毎食後,7,日分,1,1,\r\n",
    );
    assert_eq!(problems(&first), [(1, None, &Problem::Missing("direction"))]);
    assert_eq!(first.version, Version(1));
    for version in 1..=8 {
        let text = format!(
            "JAHISTC{version:02},2\r\n1,ひびき 花子,2,S630502\r\n5,20261120,2\r\n11,柿ノ木薬局,,,,,,,2\r\n"
        );
        let notebook = read(&text);
        assert_eq!((notebook.version, problems(&notebook)), (Version(version), vec![]));
    }
    assert_eq!(problems(&read("JAHISTC12,2")), [(1, None, &Problem::UnknownVersion)]);
    assert_eq!(read("JAHISTC8,2").version, Version::NEWEST);
}

#[test]
fn both_forms_of_a_date_are_read_and_no_others() {
    for (text, date) in [
        ("20261120", "2026-11-20"),
        ("R081120", "2026-11-20"),
        ("r081120", "2026-11-20"),
        ("R010501", "2019-05-01"),
        ("H310501", "2019-05-01"),
        ("H010108", "1989-01-08"),
        ("S640107", "1989-01-07"),
        ("T020229", "1913-03-01"),
        ("M450729", "1912-07-29"),
    ] {
        let expected = if text == "T020229" { None } else { Some(day(date)) };
        assert_eq!(read_date(text), expected, "{text}");
    }
    for bad in [
        "",
        "R001120",
        "X081120",
        "R0811200",
        "2026112",
        "20261301",
        "２０２６１１２０",
        "R08112",
        "+2026112",
        "令081120",
    ] {
        assert_eq!(read_date(bad), None, "{bad}");
    }
}

#[test]
fn line_ends_blanks_marks_and_empty_fields_make_no_difference() {
    let plain = read("JAHISTC08,1\r\n1,ひびき 花子,2,19880502,,,,,,,\r\n2,2,卵,1\r\n");
    for text in [
        "JAHISTC08,1\n1,ひびき 花子,2,19880502\n2,2,卵,1",
        "JAHISTC08,1\r1,ひびき 花子,2,19880502\r2,2,卵,1\r\u{1a}",
        "\u{feff}JAHISTC08,1\r\n\r\n1,ひびき 花子,2,19880502,\r\n2,2 ,卵　, 1,,,\r\n\u{1a}\0\0",
    ] {
        assert_eq!(read(text), plain, "{text:?}");
    }
}

#[test]
fn an_unknown_record_is_kept_as_it_is_and_told() {
    let notebook = read("JAHISTC08,1\r\n999, something new ,,1\r\nfree text\r\n1,ひびき 花子,2,19880502\r\n");
    assert_eq!(notebook.records[0], Record::Other("999, something new ,,1".to_owned()));
    assert_eq!(notebook.records[1], Record::Other("free text".to_owned()));
    assert_eq!(problems(&notebook), [(2, None, &Problem::UnknownRecord), (3, None, &Problem::UnknownRecord)]);
}

#[test]
fn what_cannot_be_read_is_kept_as_text_and_told_with_its_record() {
    let notebook = read("JAHISTC08,1\r\n1,ひびき 花子,3,19881302\r\n5,,1\r\n301,x,,２８,日分,1,1,,7\r\n");
    assert_eq!(
        problems(&notebook),
        [
            (2, Some(1), &Problem::Unreadable("sex")),
            (2, Some(1), &Problem::Unreadable("birth")),
            (3, Some(5), &Problem::Missing("date")),
            (4, Some(301), &Problem::Unreadable("rp")),
            (4, Some(301), &Problem::Unreadable("quantity")),
            (4, Some(301), &Problem::Unreadable("creator")),
        ]
    );
    let Record::Patient(patient) = &notebook.records[0] else { panic!() };
    assert_eq!(patient.birth, Entry::Unreadable("19881302".to_owned()));
    assert_eq!(patient.birth.value(), None);
}

#[test]
fn the_specifications_own_slips_are_read_and_told() {
    let notebook = read("JAHISTC08,1\n701,駅前 薬子,柿ノ木薬局,,,,1\n411,錠剤は粉砕して投与する,31,,,,,,1\n");
    assert_eq!(
        problems(&notebook),
        [(2, Some(701), &Problem::Missing("contact")), (3, Some(411), &Problem::Misplaced("creator"))]
    );
    let Record::ProvidedInformation(information) = &notebook.records[1] else { panic!() };
    assert_eq!(information.creator, Entry::Read(Creator::Provider));
}

#[test]
fn a_comma_within_a_text_is_told_with_what_was_dropped() {
    let notebook = read("JAHISTC08,1\n401,朝,昼,晩に飲む,1\n");
    let dropped = Problem::Surplus { dropped: "晩に飲む,1".to_owned() };
    assert_eq!(
        problems(&notebook),
        [(2, Some(401), &dropped), (2, Some(401), &Problem::Unreadable("creator"))]
    );
    assert!(!dropped.to_string().contains("晩"), "messages may be logged");
}

#[test]
fn a_patient_need_not_give_what_a_provider_must() {
    let from = |direction| {
        read(&format!("JAHISTC08,{direction}\n5,20261120,2\n11,柿ノ木薬局,,,,,,,2\n201,1,ﾋﾋﾞｷ錠,,,,,2\n"))
    };
    assert_eq!(from(2).findings, []);
    assert_eq!(from(1).findings.len(), 3 + 3);
}

#[test]
fn a_field_that_is_too_long_is_kept_whole_and_told() {
    let notebook = read(&format!("JAHISTC08,2\n55,{},,1\n", "あ".repeat(21)));
    let Record::Prescriber(prescriber) = &notebook.records[0] else { panic!() };
    assert_eq!(prescriber.name.chars().count(), 21);
    assert_eq!(
        problems(&notebook),
        [(2, Some(55), &Problem::TooLong { field: "name", bytes: 42, most: 40 })]
    );
    assert_eq!(read(&format!("JAHISTC08,2\n55,{},,1\n", "ｱ".repeat(40))).findings, []);
}

#[test]
fn other_codes_are_refused_by_name() {
    assert_eq!(Notebook::read("JAHIS8\r\n1,1,0000001"), Err(Refused::Prescription));
    for text in [
        "",
        "https://hibiki.example/",
        "201,1,ﾋﾋﾞｷ錠,1",
        "JAHISTC",
        "JAHISTC00,1",
        "JAHISTC9999,1",
        "JAHISTCxx,1",
        "JAHIS",
    ] {
        assert_eq!(Notebook::read(text), Err(Refused::NotANotebook), "{text}");
    }
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read() {
    let text = format!("JAHISTC08,1\n501,{},1", "x".repeat(MAX_BYTES));
    assert_eq!(Notebook::read(&text), Err(Refused::TooLarge));
    assert_eq!(sort_bytes(text.as_bytes()), Err(Refused::TooLarge));
    assert_eq!(
        Notebook::read(&format!("JAHISTC08,1\n{}", "4\n".repeat(MAX_RECORDS + 1))),
        Err(Refused::TooManyRecords)
    );
    assert!(Notebook::read(&format!("JAHISTC08,1\n{}", "4\n".repeat(MAX_RECORDS))).is_ok());
}

#[test]
fn shift_jis_and_utf8_with_and_without_a_mark_are_told_apart() {
    let shift_jis = encoded(FULL);
    assert!(matches!(sort_bytes(&shift_jis), Ok(Sorted::ShiftJis(_))));
    let marked = [b"\xef\xbb\xbf", FULL.as_bytes()].concat();
    for bytes in [&shift_jis, FULL.as_bytes(), &marked] {
        assert_eq!(read(&decoded(bytes)), read(FULL));
    }
    assert_eq!(sort_bytes(b"\xef\xbb\xbfJAHISTC08,1\n\x83"), Err(Refused::NotANotebook));
    assert_eq!(sort_bytes(b"JAHISTC08,1"), Ok(Sorted::Utf8("JAHISTC08,1")));
}

#[test]
fn half_width_katakana_that_could_be_letters_of_utf8_are_shift_jis() {
    for kana in ["ﾃｽ", "ﾃｽﾄｱ", "ﾋﾋﾞｷ ﾊﾅｺ", "ﾀﾛｳ"] {
        let text = format!("JAHISTC08,1\r\n1,{kana},2,19880502,,,,,,,\r\n");
        let bytes = encoded(&text);
        assert_eq!(decoded(&bytes), text, "{kana}");
        assert_eq!(decoded(text.as_bytes()), text, "{kana}");
    }
    assert!(std::str::from_utf8(&encoded("ﾃｽ")).is_ok(), "without the rule it would be read as ý");
}

#[test]
fn bytes_in_shift_jis_are_counted_without_its_tables() {
    for text in ["", "abc,1", "ｱﾑﾛｼﾞﾋﾟﾝ錠5mg「ﾋﾋﾞｷ」", "髙﨑①㎎～―", FULL]
    {
        assert_eq!(shift_jis_len(text), encoded(text).len(), "{text}");
    }
}
