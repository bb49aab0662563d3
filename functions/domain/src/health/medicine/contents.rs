//! The records of a notebook laid out: what was handed out on which visit, and how it is taken. Section 3.2.5.

use super::record::{
    Caution, DispensingDate, DispensingInstitution, DispensingStaff, Drug, DrugCaution, DrugNote,
    FamilyPharmacist, Leftover, Memo, OtcIngredient, OtcMedicine, Patient, PatientEntry, PatientRemark,
    Prescriber, PrescribingInstitution, ProvidedInformation, Record, Remark, RpCaution, Usage, UsageNote,
};
use super::{Entry, Notebook};

/// A notebook's records by what they belong to, each group in the order of the notebook, newest visit first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contents<'a> {
    /// The patient.
    pub patient: Option<&'a Patient>,
    /// Allergies, adverse reactions, history.
    pub remarks: Vec<&'a PatientRemark>,
    /// Medicines bought over the counter.
    pub over_the_counter: Vec<OverTheCounter<'a>>,
    /// Memos.
    pub memos: Vec<&'a Memo>,
    /// Visits.
    pub dispensings: Vec<Dispensing<'a>>,
    /// The patient's own entries that stand before the first visit.
    pub entries: Vec<&'a PatientEntry>,
    /// Family pharmacists.
    pub pharmacists: Vec<&'a FamilyPharmacist>,
    /// Records that belong to nothing: unknown ones, second ones where there is one place, drugs before any visit.
    pub unplaced: Vec<&'a Record>,
}

/// A medicine bought over the counter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverTheCounter<'a> {
    /// The medicine.
    pub medicine: &'a OtcMedicine,
    /// What is in it.
    pub ingredients: Vec<&'a OtcIngredient>,
}

/// What was handed out on one visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispensing<'a> {
    /// When.
    pub date: &'a DispensingDate,
    /// Who handed out.
    pub institution: Option<&'a DispensingInstitution>,
    /// The person who did.
    pub staff: Option<&'a DispensingStaff>,
    /// Who prescribed, when a pharmacy handed out.
    pub prescribing: Option<&'a PrescribingInstitution>,
    /// Prescriptions, in the order of their first record.
    pub rps: Vec<Rp<'a>>,
    /// Cautions about all of it.
    pub cautions: Vec<&'a Caution>,
    /// What the institution tells.
    pub information: Vec<&'a ProvidedInformation>,
    /// Drugs left over.
    pub leftovers: Vec<&'a Leftover>,
    /// Remarks.
    pub remarks: Vec<&'a Remark>,
    /// The patient's own entries.
    pub entries: Vec<&'a PatientEntry>,
}

/// One prescription (RP): drugs that are taken in the same way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rp<'a> {
    /// Its number within the visit.
    pub number: u16,
    /// Who prescribed it.
    pub prescriber: Option<&'a Prescriber>,
    /// Its drugs.
    pub drugs: Vec<DrugLine<'a>>,
    /// How they are taken.
    pub usage: Option<&'a Usage>,
    /// More about how they are taken.
    pub usage_notes: Vec<&'a UsageNote>,
    /// Cautions about this prescription.
    pub cautions: Vec<&'a RpCaution>,
}

/// A drug and what is said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrugLine<'a> {
    /// The drug.
    pub drug: &'a Drug,
    /// Notes.
    pub notes: Vec<&'a DrugNote>,
    /// Cautions.
    pub cautions: Vec<&'a DrugCaution>,
}

impl Notebook {
    /// Lays the records out. A part of a split notebook should be joined first: its first records may belong to a visit
    /// that began in another part.
    pub fn contents(&self) -> Contents<'_> {
        let mut contents = Contents::default();
        let mut prescriber = None;
        for record in &self.records {
            if contents.place(record, &mut prescriber).is_none() {
                contents.unplaced.push(record);
            }
        }
        contents
    }
}

impl<'a> Contents<'a> {
    /// None when there is no place for the record.
    fn place(&mut self, record: &'a Record, prescriber: &mut Option<&'a Prescriber>) -> Option<()> {
        match record {
            Record::Patient(it) => once(&mut self.patient, it)?,
            Record::PatientRemark(it) => self.remarks.push(it),
            Record::OtcMedicine(medicine) => {
                self.over_the_counter.push(OverTheCounter { medicine, ingredients: Vec::new() });
            }
            Record::OtcIngredient(it) => {
                let sequence = it.sequence.value()?;
                // The medicine stands before its ingredients, mostly right before.
                let mut medicines = self.over_the_counter.iter_mut().rev();
                medicines.find(|of| of.medicine.sequence.value() == Some(sequence))?.ingredients.push(it);
            }
            Record::Memo(it) => self.memos.push(it),
            Record::FamilyPharmacist(it) => self.pharmacists.push(it),
            Record::DispensingDate(date) => {
                *prescriber = None;
                self.dispensings.push(Dispensing::new(date));
            }
            Record::Prescriber(it) => {
                self.dispensings.last()?;
                *prescriber = Some(it);
            }
            Record::PatientEntry(it) => match self.dispensings.last_mut() {
                Some(dispensing) => dispensing.entries.push(it),
                None => self.entries.push(it),
            },
            of_a_visit => self.dispensings.last_mut()?.place(of_a_visit, *prescriber)?,
        }
        Some(())
    }
}

impl<'a> Dispensing<'a> {
    fn new(date: &'a DispensingDate) -> Self {
        Self {
            date,
            institution: None,
            staff: None,
            prescribing: None,
            rps: Vec::new(),
            cautions: Vec::new(),
            information: Vec::new(),
            leftovers: Vec::new(),
            remarks: Vec::new(),
            entries: Vec::new(),
        }
    }

    fn place(&mut self, record: &'a Record, prescriber: Option<&'a Prescriber>) -> Option<()> {
        match record {
            Record::DispensingInstitution(it) => once(&mut self.institution, it)?,
            Record::DispensingStaff(it) => once(&mut self.staff, it)?,
            Record::PrescribingInstitution(it) => once(&mut self.prescribing, it)?,
            Record::Drug(drug) => {
                let line = DrugLine { drug, notes: Vec::new(), cautions: Vec::new() };
                self.rp(&drug.rp, prescriber)?.drugs.push(line);
            }
            Record::DrugNote(it) => self.rp(&it.rp, prescriber)?.drugs.last_mut()?.notes.push(it),
            Record::DrugCaution(it) => self.rp(&it.rp, prescriber)?.drugs.last_mut()?.cautions.push(it),
            Record::Usage(it) => once(&mut self.rp(&it.rp, prescriber)?.usage, it)?,
            Record::UsageNote(it) => self.rp(&it.rp, prescriber)?.usage_notes.push(it),
            Record::RpCaution(it) => self.rp(&it.rp, prescriber)?.cautions.push(it),
            Record::Caution(it) => self.cautions.push(it),
            Record::ProvidedInformation(it) => self.information.push(it),
            Record::Leftover(it) => self.leftovers.push(it),
            Record::Remark(it) => self.remarks.push(it),
            _ => return None,
        }
        Some(())
    }

    /// The prescription of that number, begun if there is none.
    fn rp(&mut self, number: &Entry<u16>, prescriber: Option<&'a Prescriber>) -> Option<&mut Rp<'a>> {
        // The number has three digits: that bounds the work in a hostile notebook too.
        let number = number.value().copied().filter(|number| *number <= 999)?;
        let known = self.rps.iter().rposition(|rp| rp.number == number);
        let index = known.unwrap_or(self.rps.len());
        if known.is_none() {
            self.rps.push(Rp {
                number,
                prescriber,
                drugs: Vec::new(),
                usage: None,
                usage_notes: Vec::new(),
                cautions: Vec::new(),
            });
        }
        self.rps.get_mut(index)
    }
}

/// None when the place is taken.
fn once<'a, T>(place: &mut Option<&'a T>, it: &'a T) -> Option<()> {
    if place.is_some() {
        return None;
    }
    *place = Some(it);
    Some(())
}
