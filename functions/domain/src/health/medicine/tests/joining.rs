use super::*;

fn part(id: &str, total: u16, sequence: u16, record: &str) -> Notebook {
    read(&format!("JAHISTC08,1\r\n{record}\r\n911,{id},{total},{sequence}\r\n"))
}

fn three() -> [Notebook; 3] {
    [
        part("20261121093000", 3, 1, "1,ひびき 花子,2,19880502"),
        part("20261121093000", 3, 2, "5,20261120,1"),
        part("20261121093000", 3, 3, "501,お大事に,1"),
    ]
}

#[test]
fn parts_are_joined_in_whichever_order_they_were_scanned() {
    let [a, b, c] = three();
    let whole = read("JAHISTC08,1\r\n1,ひびき 花子,2,19880502\r\n5,20261120,1\r\n501,お大事に,1\r\n");
    for order in [[&a, &b, &c], [&a, &c, &b], [&b, &a, &c], [&b, &c, &a], [&c, &a, &b], [&c, &b, &a]] {
        assert_eq!(join(order.map(Clone::clone).to_vec()).as_ref(), Ok(&whole));
    }
    assert_eq!(join(vec![whole.clone()]), Ok(whole));
}

#[test]
fn a_part_that_was_scanned_twice_counts_once() {
    let [a, b, c] = three();
    assert_eq!(join(vec![a.clone(), c.clone(), a.clone(), b.clone(), c.clone()]), join(vec![a, b, c]));
}

#[test]
fn codes_that_were_pasted_one_after_the_other_are_taken_apart() {
    let [a, b, c] = three().map(|part| part.write());
    assert_eq!(separate(&[a.clone(), b.clone(), c.clone()].concat()), [a.clone(), b.clone(), c.clone()]);
    assert_eq!(separate(&format!("\u{feff}{a}\n \u{feff}{b}")).len(), 2);
    // Whoever pastes something else is told so by the reader.
    assert_eq!(separate("1,ひびき 花子\r\nJAHISTC08,1\r\n"), ["1,ひびき 花子\r\nJAHISTC08,1\r\n"]);
    assert_eq!(separate("https://example.jp/"), ["https://example.jp/"]);
    assert_eq!(separate(" \r\n"), Vec::<&str>::new());
    assert_eq!(separate(""), Vec::<&str>::new());
}

#[test]
fn missing_parts_are_named() {
    let [_, b, _] = three();
    assert_eq!(join(vec![b]), Err(JoinProblem::Missing { missing: vec![1, 3], total: 3 }));
    assert_eq!(join(vec![]), Err(JoinProblem::Nothing));
}

#[test]
fn two_parts_of_one_number_that_differ_are_refused() {
    let [a, b, c] = three();
    let other = part("20261121093000", 3, 2, "5,20261119,1");
    assert_eq!(join(vec![a, b, other, c]), Err(JoinProblem::Differs { sequence: 2 }));
}

#[test]
fn parts_of_two_slips_are_refused() {
    let [a, b, c] = three();
    let other_slip = part("20261121093001", 3, 3, "501,お大事に,1");
    assert_eq!(join(vec![a.clone(), b.clone(), other_slip]), Err(JoinProblem::Mixed));
    let other_total = part("20261121093000", 4, 4, "501,お大事に,1");
    assert_eq!(join(vec![a.clone(), b.clone(), other_total]), Err(JoinProblem::Mixed));
    let whole = read("JAHISTC08,1\r\n5,20261120,1");
    assert_eq!(join(vec![a.clone(), b, c, whole.clone()]), Err(JoinProblem::Mixed));
    let other_whole = read("JAHISTC08,1\r\n5,20261119,1");
    assert_eq!(join(vec![whole, other_whole]), Err(JoinProblem::Mixed));
    let mut other_version = a.clone();
    other_version.version = Version(7);
    other_version.split = part("20261121093000", 3, 2, "").split;
    assert_eq!(join(vec![a, other_version]), Err(JoinProblem::Mixed));
}

#[test]
fn a_part_without_a_possible_number_is_refused() {
    for control in [
        "20261121093000,3,4",
        "20261121093000,3,0",
        "20261121093000,0,0",
        "20261121093000,,1",
        ",1,1",
        "1,x,1",
        "1,1000,1",
    ] {
        let part = read(&format!("JAHISTC08,1\r\n5,20261120,1\r\n911,{control}\r\n"));
        assert_eq!(join(vec![part]), Err(JoinProblem::Unnumbered), "{control}");
    }
}

#[test]
fn what_deviates_is_told_with_its_part() {
    let (a, b) = (part("7", 2, 1, "5,,1"), part("7", 2, 2, "1,ひびき 花子,2,"));
    let joined = join(vec![b, a]).unwrap();
    let told: Vec<_> = joined.findings.iter().map(|finding| (finding.part, finding.line)).collect();
    assert_eq!(told, [(Some(1), 2), (Some(2), 2)]);
    assert_eq!(joined.split, None);
}

#[test]
fn joined_notebooks_have_a_limit() {
    let record = "4\r\n".repeat(MAX_RECORDS / 2);
    let parts = (1..=3).map(|sequence| part("7", 3, sequence, &record)).collect();
    assert_eq!(join(parts), Err(JoinProblem::TooManyRecords));
}

#[test]
fn a_second_control_or_header_is_told() {
    let notebook = read("JAHISTC08,1\n5,20261120,1\n911,1,2,1\nJAHISTC08,1\n911,1,2,2\n");
    let seconds = [(4, None, &Problem::SecondHeader), (5, Some(911), &Problem::SecondSplitControl)];
    assert_eq!(problems(&notebook), seconds);
    assert_eq!(notebook.split.unwrap().sequence, Entry::Read(1));
}
