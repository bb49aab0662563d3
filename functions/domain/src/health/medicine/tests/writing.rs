use super::*;
use crate::time::Timestamp;

fn data_id() -> DataId {
    DataId::parse("20261121093000").unwrap()
}

#[test]
fn what_was_written_is_read_again_and_written_the_same() {
    let notebook = read(FULL);
    assert_eq!(notebook.write(), FULL);
    let eras = read("JAHISTC03,1\n1,ひびき 花子,2,S630502\n5,R081120,1\n");
    assert_eq!(eras.write(), "JAHISTC03,1\r\n1,ひびき 花子,2,19880502\r\n5,20261120,1\r\n");
    assert_eq!(read(&eras.write()), eras);
}

#[test]
fn older_versions_get_no_fields_that_they_did_not_know() {
    let mut notebook = read("JAHISTC04,1\n201,1,ﾋﾋﾞｷ錠,1,錠,2,620000001,1\n");
    assert_eq!(notebook.write(), "JAHISTC04,1\r\n201,1,ﾋﾋﾞｷ錠,1,錠,2,620000001,1\r\n");
    notebook.version = Version::NEWEST;
    assert_eq!(notebook.write(), "JAHISTC08,1\r\n201,1,ﾋﾋﾞｷ錠,1,錠,2,620000001,1,,,\r\n");
}

#[test]
fn unknown_and_unreadable_things_are_written_as_they_were() {
    let text = "JAHISTC08,x\r\n999, something new ,,1\r\n5,来週,7\r\n";
    assert_eq!(read(text).write(), text);
}

#[test]
fn typed_text_cannot_add_a_field_or_a_record() {
    let memo = Memo { text: "朝,昼\r\n911,1,1,1\u{1a}〜".to_owned(), ..Memo::default() };
    let records = vec![Record::Memo(Box::new(memo)), Record::Other("999,a\r\n5,20261120,1".to_owned())];
    let notebook = Notebook {
        version: Version::NEWEST,
        direction: Entry::Read(Direction::ToProvider),
        records,
        split: None,
        findings: Vec::new(),
    };
    let written = notebook.write();
    assert_eq!(written, "JAHISTC08,2\r\n4,朝，昼  911，1，1，1 ～,,\r\n999,a  5,20261120,1\r\n");
    assert_eq!(read(&written).records.len(), 2);
    assert!(!encoding_rs::SHIFT_JIS.encode(&written).2);
}

#[test]
fn a_short_notebook_is_not_split() {
    let notebook = read(FULL);
    assert_eq!(notebook.split(FULL.len(), &data_id()), Ok(vec![FULL.to_owned()]));
}

#[test]
fn parts_are_short_enough_begin_with_the_header_and_end_with_the_control() {
    let notebook = read(FULL);
    for most in [180, 250, 400, 900] {
        let parts = notebook.split(most, &data_id()).unwrap();
        assert!(parts.len() > 1);
        for (index, part) in parts.iter().enumerate() {
            assert!(encoding_rs::SHIFT_JIS.encode(part).0.len() <= most);
            assert!(part.starts_with("JAHISTC08,1\r\n"));
            let control = format!("\r\n911,20261121093000,{},{}\r\n", parts.len(), index + 1);
            assert!(part.ends_with(&control), "{part}");
        }
        let read: Vec<Notebook> = parts.iter().map(|part| read(part)).collect();
        assert_eq!(join(read).unwrap(), notebook);
    }
}

#[test]
fn what_cannot_be_split_is_told() {
    let notebook = read(FULL);
    assert_eq!(notebook.split(100, &data_id()), Err(SplitProblem::RecordTooLong { line: 2 }));
    assert_eq!(notebook.split(0, &data_id()), Err(SplitProblem::RecordTooLong { line: 2 }));
    let part = read(&notebook.split(900, &data_id()).unwrap()[0]);
    assert_eq!(part.split(100, &data_id()), Err(SplitProblem::IsAPart));
    assert_eq!(read(&part.write()), part, "a part stays one");
    let many = read(&format!("JAHISTC08,1\n{}", "501,また来てください,1\n".repeat(1000)));
    assert_eq!(many.split(72, &data_id()), Err(SplitProblem::TooManyParts));
}

#[test]
fn a_data_id_is_fourteen_digits_or_a_moment_in_japan() {
    assert_eq!(DataId::at(Timestamp(1_795_186_800 + 3661)).as_str(), "20261121010101");
    for bad in ["", "2026112109300", "202611210930000", "2026112109300x", "２０２６１１２１０９３０００"]
    {
        assert_eq!(DataId::parse(bad), None, "{bad}");
    }
}
