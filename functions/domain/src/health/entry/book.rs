//! The medicine notebook of a record: slips that were scanned, medicines bought over the counter, allergies.

use super::Entry;
use crate::health::checkup::{Kind, Sheet};
use crate::health::medicine::{
    self, Creator, Memo, Notebook, OtcMedicine, Patient, PatientRemark, Record, RemarkKind, shift_jis_len,
};
use crate::language::Language;
use crate::time::Day;

/// The longest text of a remark and of a memo, in bytes of Shift_JIS (JAHIS, tables 3-11 and 3-14).
const MOST_REMARK: usize = 120;
const MOST_MEMO: usize = 400;

/// The notebook of a person with this name and birth date, from the entries of the categories medicine and emergency.
///
/// The medicines bought over the counter that are entries of their own come first, in the order of the entries. Those
/// without a first day are taken to be in use since the day of the entry, or they would be in use for ever.
pub fn book<'a>(name: &str, born: Day, entries: impl IntoIterator<Item = &'a Entry>) -> Notebook {
    let patient = Patient { name: name.to_owned(), birth: medicine::Entry::Read(born), ..Patient::default() };
    let mut own = vec![Record::Patient(Box::new(patient))];
    let mut slips = Vec::new();
    for entry in entries {
        let Some(sheet) = entry.body.sheet() else { continue };
        match sheet.kind() {
            Kind::Notebook => slips.extend(sheet.notebook()),
            Kind::OverTheCounter => bought(sheet, entry.day, &mut own),
            Kind::Allergy => allergy(sheet, &mut own),
            _ => {}
        }
    }
    Notebook::gathered(own, slips)
}

fn bought(sheet: &Sheet, day: Day, own: &mut Vec<Record>) {
    let name = sheet.text("name").unwrap_or_default();
    let medicine = OtcMedicine {
        name: name.to_owned(),
        first: medicine::Entry::Read(sheet.day("from").unwrap_or(day)),
        last: sheet.day("until").map_or(medicine::Entry::Empty, medicine::Entry::Read),
        creator: medicine::Entry::Read(Creator::Patient),
        ..OtcMedicine::default()
    };
    own.push(Record::OtcMedicine(Box::new(medicine)));
    let said = [sheet.text("reason"), sheet.text("amount")].into_iter().flatten().collect::<Vec<_>>();
    if !said.is_empty() {
        for text in pieces(&format!("{name}：{}", said.join("、")), MOST_MEMO) {
            let creator = medicine::Entry::Read(Creator::Patient);
            own.push(Record::Memo(Box::new(Memo { text, date: medicine::Entry::Read(day), creator })));
        }
    }
}

fn allergy(sheet: &Sheet, own: &mut Vec<Record>) {
    let is_reaction = matches!(sheet.text("sensitivity"), Some("medicine" | "vaccine"));
    let kind = if is_reaction { RemarkKind::AdverseReaction } else { RemarkKind::Allergy };
    for text in pieces(&in_words(sheet), MOST_REMARK) {
        let creator = medicine::Entry::Read(Creator::Patient);
        let remark = PatientRemark { kind: medicine::Entry::Read(kind), text, creator };
        own.push(Record::PatientRemark(Box::new(remark)));
    }
}

/// そば（じんましん・重い）, in the language of those who will read it.
fn in_words(sheet: &Sheet) -> String {
    let said = ["reaction", "severity"].into_iter().filter_map(|key| {
        let field = sheet.kind().field(key)?;
        sheet.shown(field, Language::Japanese).filter(|_| sheet.text(key) != Some("unknown"))
    });
    let said: Vec<String> = said.collect();
    let substance = sheet.text("substance").unwrap_or_default();
    if said.is_empty() { substance.to_owned() } else { format!("{substance}（{}）", said.join("・")) }
}

/// A text in pieces of at most so many bytes of Shift_JIS: nothing of an allergy is cut off.
fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut room = 0;
    for letter in text.chars() {
        let bytes = shift_jis_len(letter.encode_utf8(&mut [0; 4]));
        match pieces.last_mut() {
            Some(piece) if bytes <= room => {
                piece.push(letter);
                room -= bytes;
            }
            _ => {
                pieces.push(letter.to_string());
                room = most.saturating_sub(bytes);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::entry::Recorder;
    use crate::health::entry::tests::{entry, sheet};
    use crate::health::medicine::tests::FULL;

    fn born() -> Day {
        Day::parse("1988-05-02").unwrap()
    }

    fn own(on: &str, kind: Kind, fields: &[(&str, &str)]) -> Entry {
        entry(on, sheet(kind, fields), Recorder::Own)
    }

    #[test]
    fn scanned_slips_bought_medicines_and_allergies_are_one_notebook_that_others_read() {
        let entries = [
            own("2026-11-20", Kind::Notebook, &[("jahis", FULL)]),
            own("2026-11-18", Kind::OverTheCounter, &[("name", "ひびき胃腸薬"), ("reason", "胃もたれ")]),
            own(
                "2026-11-01",
                Kind::Allergy,
                &[
                    ("sensitivity", "medicine"),
                    ("substance", "ペニシリン"),
                    ("reaction", "発疹"),
                    ("severity", "severe"),
                ],
            ),
        ];
        let notebook = book("ひびき 花子", born(), &entries);
        let read = Notebook::read(&notebook.write()).unwrap();
        assert_eq!((&read.records, read.findings.len()), (&notebook.records, 0));
        let contents = notebook.contents();
        let bought = contents.over_the_counter[0].medicine;
        assert_eq!((bought.name.as_str(), bought.first.value()), ("ひびき胃腸薬", Some(&entries[1].day)));
        assert_eq!(contents.memos[0].text, "ひびき胃腸薬：胃もたれ");
        assert_eq!(contents.remarks[0].text, "ペニシリン（発疹・重い）");
        assert_eq!(contents.remarks[0].kind.value(), Some(&RemarkKind::AdverseReaction));
        assert_eq!(contents.dispensings.len(), 1);
    }

    #[test]
    fn a_long_allergy_is_never_cut_off() {
        let reaction = "かゆみ".repeat(60);
        let fields = [
            ("sensitivity", "food"),
            ("substance", "そば"),
            ("reaction", &reaction),
            ("severity", "unknown"),
        ];
        let notebook = book("ひびき 花子", born(), &[own("2026-11-01", Kind::Allergy, &fields)]);
        let contents = notebook.contents();
        let whole: String = contents.remarks.iter().map(|remark| remark.text.as_str()).collect();
        assert_eq!(whole, format!("そば（{reaction}）"));
        assert!(contents.remarks.iter().all(|remark| shift_jis_len(&remark.text) <= MOST_REMARK));
    }
}
