//! Reading a notebook.

use super::field::{Field, State};
use super::record::{Need, ProvidedInformation, SplitControl, layout};
use super::{
    Creator, Direction, Entry, Finding, MAX_BYTES, MAX_RECORDS, Notebook, Problem, Record, Refused, Version,
    shift_jis_len,
};

impl Notebook {
    /// Reads a text, which may end its records with CR, LF or both and itself with 0x1A (section 3.2.1).
    ///
    /// Blanks around a field, control characters and empty fields at the end of a record mean nothing. Of an unknown
    /// record only the blanks at its end are left out.
    pub fn read(text: &str) -> Result<Self, Refused> {
        if text.len() > MAX_BYTES {
            return Err(Refused::TooLarge);
        }
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text
            .split(['\r', '\n'])
            .map(|line| line.trim_end_matches(is_blank))
            .filter(|line| !line.is_empty());
        let (version, direction) = header(lines.next().unwrap_or_default())?;
        let mut reader = Reader::default();
        if !(Version(1)..=Version::NEWEST).contains(&version) {
            reader.find(1, None, Problem::UnknownVersion);
        }
        match direction {
            Entry::Empty => reader.find(1, None, Problem::Missing("direction")),
            Entry::Unreadable(_) => reader.find(1, None, Problem::Unreadable("direction")),
            Entry::Read(direction) => reader.from_provider = direction == Direction::ToPatient,
        }
        for (index, line) in lines.enumerate() {
            if index >= MAX_RECORDS {
                return Err(Refused::TooManyRecords);
            }
            reader.record(index + 2, line);
        }
        let Reader { records, split, mut findings, .. } = reader;
        let part = split.as_ref().and_then(|split| split.sequence.value().copied());
        for finding in &mut findings {
            finding.part = part;
        }
        Ok(Self { version, direction, records, split, findings })
    }
}

fn header(line: &str) -> Result<(Version, Entry<Direction>), Refused> {
    let mut fields = line.split(',').map(|field| field.trim_matches(is_blank));
    let name = fields.next().unwrap_or_default();
    let Some(version) = name.strip_prefix("JAHISTC") else {
        let prescription = name.strip_prefix("JAHIS").is_some_and(|rest| number(rest).is_some());
        return Err(if prescription { Refused::Prescription } else { Refused::NotANotebook });
    };
    let version =
        number(version).and_then(|version| u8::try_from(version).ok()).filter(|version| *version > 0);
    let version = version.ok_or(Refused::NotANotebook)?;
    Ok((Version(version), Entry::read(on_one_line(fields.next().unwrap_or_default()))))
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn on_one_line(field: &str) -> String {
    field.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn number(text: &str) -> Option<u16> {
    let digits = (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[derive(Default)]
struct Reader {
    from_provider: bool,
    records: Vec<Record>,
    split: Option<SplitControl>,
    findings: Vec<Finding>,
}

impl Reader {
    fn find(&mut self, line: usize, record: Option<u16>, problem: Problem) {
        self.findings.push(Finding { part: None, line, record, problem });
    }

    fn record(&mut self, line: usize, text: &str) {
        let mut fields = text.split(',').map(|field| field.trim_matches(is_blank));
        let first = fields.next().unwrap_or_default();
        if first.starts_with("JAHISTC") {
            return self.find(line, None, Problem::SecondHeader);
        }
        let mut next = || on_one_line(fields.next().unwrap_or_default());
        let known = number(first)
            .and_then(|number| Some((number, layout(number)?, Record::read(number, &mut next)?)));
        let Some((number, layout, mut record)) = known else {
            self.find(line, None, Problem::UnknownRecord);
            return self.records.push(Record::Other(text.to_owned()));
        };
        let rest: Vec<&str> = fields.collect();
        self.surplus(line, number, &rest, &mut record);

        for (value, field) in record.fields().into_iter().zip(layout) {
            let needed =
                field.need == Need::Always || (field.need == Need::FromProvider && self.from_provider);
            match value.state() {
                State::Empty if needed => self.find(line, Some(number), Problem::Missing(field.name)),
                State::Empty => {}
                State::Unreadable => self.find(line, Some(number), Problem::Unreadable(field.name)),
                State::Read => {
                    let bytes = shift_jis_len(&value.write());
                    if bytes > usize::from(field.most_bytes) {
                        let too_long = Problem::TooLong { field: field.name, bytes, most: field.most_bytes };
                        self.find(line, Some(number), too_long);
                    }
                }
            }
        }
        match record {
            Record::SplitControl(_) if self.split.is_some() => {
                self.find(line, Some(number), Problem::SecondSplitControl);
            }
            Record::SplitControl(split) => self.split = Some(*split),
            record => self.records.push(record),
        }
    }

    /// Fields beyond the layout.
    fn surplus(&mut self, line: usize, number: u16, rest: &[&str], record: &mut Record) {
        let mut written = rest.iter().filter(|field| !field.is_empty());
        let (Some(first), further) = (written.next(), written.next()) else { return };
        // The specification's own eighth example puts the creator of a 411 five fields too far.
        if let (Record::ProvidedInformation(information), None) = (&mut *record, further)
            && let ProvidedInformation { creator: creator @ Entry::Empty, .. } = &mut **information
            && let Entry::Read(read) = Entry::<Creator>::read((*first).to_owned())
        {
            *creator = Entry::Read(read);
            return self.find(line, Some(number), Problem::Misplaced("creator"));
        }
        self.find(line, Some(number), Problem::Surplus { dropped: rest.join(",") });
    }
}
