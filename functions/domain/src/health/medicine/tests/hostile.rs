use super::*;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const OTHERS: [&str; 3] = [
    "JAHISTC01\r\n1,ひびき 花子,2,S630502\r\n5,R081120\r\n201,1,ﾋﾋﾞｷ錠,3,錠,4,1149999F1999\r\n301,1,毎食後,7,日分,1,1,\r\n",
    "JAHISTC03,2\n2,9,嚥下困難,2\n701,駅前 薬子,柿ノ木薬局,,,,1\n999,未来のレコード\n",
    "JAHISTC08,1\r\n5,20261120,1\r\n411,粉砕,31,,,,,,1\r\n911,20261121093000,2,1\r\n\u{1a}",
];

const PIECES: [&str; 20] = [
    ",",
    "\r\n",
    "\n",
    "\r",
    "\u{1a}",
    "\0",
    "911,1,1,1\r\n",
    "JAHISTC08,1\r\n",
    "201,",
    "999,",
    "R000000",
    "99999999",
    "ﾞ",
    "🎌",
    "\u{feff}",
    "65536",
    "-1",
    "「",
    "・",
    "　",
];

fn below(dice: &mut ChaCha8Rng, limit: usize) -> usize {
    usize::try_from(dice.next_u32()).unwrap() % limit.max(1)
}

fn mutated(text: &str, dice: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for _ in 0..=below(dice, 12) {
        let at = below(dice, letters.len() + 1);
        let to = (at + below(dice, 20)).min(letters.len());
        match below(dice, 4) {
            0 => drop(letters.drain(at..to)),
            1 => drop(letters.splice(at..at, PIECES[below(dice, PIECES.len())].chars())),
            2 => {
                let copy = letters[at..to].to_vec();
                let there = below(dice, letters.len() + 1);
                drop(letters.splice(there..there, copy));
            }
            _ => letters.truncate(letters.len() - below(dice, 4).min(letters.len())),
        }
    }
    letters.into_iter().collect()
}

/// The records that the text has beside the first, by the rule of the format alone.
fn unknown_records(text: &str) -> Vec<String> {
    let known =
        [1, 2, 3, 31, 4, 5, 11, 15, 51, 55, 201, 281, 291, 301, 311, 391, 401, 411, 421, 501, 601, 701, 911];
    let blank = |c: char| c.is_whitespace() || c.is_control();
    let lines = text.split(['\r', '\n']).map(|line| line.trim_end_matches(blank));
    let lines = lines.filter(|line| !line.is_empty()).skip(1);
    let is_unknown = |line: &&str| {
        let first = line.split(',').next().unwrap().trim_matches(blank);
        let digits = !first.is_empty() && first.len() <= 3 && first.bytes().all(|byte| byte.is_ascii_digit());
        !(first.starts_with("JAHISTC") || digits && known.contains(&first.parse::<u16>().unwrap()))
    };
    lines.filter(is_unknown).map(str::to_owned).collect()
}

#[test]
fn no_mutation_makes_it_panic_or_lose_an_unknown_record() {
    let mut dice = ChaCha8Rng::seed_from_u64(20_261_121);
    let mut read_at_all = 0;
    for round in 0..1500 {
        let base = if round % 2 == 0 { FULL } else { OTHERS[round / 2 % 3] };
        let text = mutated(base, &mut dice);
        let Ok(notebook) = Notebook::read(&text) else { continue };
        read_at_all += 1;
        let kept: Vec<String> = notebook
            .records
            .iter()
            .filter_map(|record| match record {
                Record::Other(text) => Some(text.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(kept, unknown_records(&text), "{text:?}");

        let contents = notebook.contents();
        let medicines = medicines(&contents, 14);
        for found in duplicates(&medicines, day("2026-11-21")) {
            assert!(found.medicines.len() > 1);
        }
        let again = read(&notebook.write());
        assert_eq!((&again.records, &again.split), (&notebook.records, &notebook.split), "{text:?}");
        assert_eq!(again.write(), notebook.write());
        let _ = join(vec![notebook.clone(), again]);
        let _ = notebook.split(300, &DataId::parse("20261121093000").unwrap());
    }
    assert!(read_at_all > 1000, "{read_at_all}");
}

#[test]
fn any_bytes_are_sorted_without_a_panic() {
    let mut dice = ChaCha8Rng::seed_from_u64(7);
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(FULL);
    for _ in 0..1000 {
        let mut bytes = shift_jis.to_vec();
        for _ in 0..below(&mut dice, 30) {
            let at = below(&mut dice, bytes.len());
            bytes[at] = dice.next_u32().to_le_bytes()[0];
        }
        bytes.truncate(below(&mut dice, bytes.len() + 1));
        let text = match sort_bytes(&bytes) {
            Ok(Sorted::Utf8(text)) => text.to_owned(),
            Ok(Sorted::ShiftJis(bytes)) => encoding_rs::SHIFT_JIS.decode(bytes).0.into_owned(),
            Err(_) => continue,
        };
        let _ = Notebook::read(&text).map(|notebook| notebook.contents().unplaced.len());
    }
}

#[test]
fn the_most_records_are_laid_out_and_compared() {
    let drugs: Vec<String> =
        (0..MAX_RECORDS - 1).map(|n| format!("201,{},甲錠,,,4,2171022F1029", n % 1500)).collect();
    let drugs = drugs.join("\n");
    let notebook = read(&format!("JAHISTC08,2\n5,20261120,1\n{drugs}"));
    let contents = notebook.contents();
    let medicines = medicines(&contents, 14);
    let found = duplicates(&medicines, day("2026-11-21"));
    assert_eq!(found.len(), 1, "the code, the product and the name tell of the same medicines");
    assert_eq!(found[0].medicines.len(), medicines.len());
}

#[test]
fn the_words_of_forms_are_spelt_as_they_are_looked_for() {
    for form in super::super::duplicate::FORMS {
        assert_eq!(crate::kana::search_key(form), form);
    }
}
