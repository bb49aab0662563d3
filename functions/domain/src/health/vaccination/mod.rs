//! Vaccinations of a child: 予防接種法 and its notices as data, and a plan from what is recorded.
//!
//! Everything here is dates and sources. Whether a child should be vaccinated on a day is for the doctor to decide;
//! a record that does not fit the rules is shown with the rule and never silently dropped or counted.
//!
//! Ages are calendar ages, for a child born early too: 定期接種 knows no corrected age, so no function asks for a due
//! date. The one exception is [`pregnancy`], where the vaccine is given to the mother.

mod answer;
pub mod calendar;
mod course;
pub mod ics;
mod plan;
pub mod pregnancy;
mod product;
mod record;
pub mod remind;
pub mod rules;
pub mod school;
mod verdict;
pub mod words;

pub use answer::{Answer, Record, Status, answer};
pub use course::{Because, Dated, LIVE_RULE};
pub use plan::{Plan, Proposed, Row, State, plan, plan_under};
pub use product::{Disease, Product};
pub use record::{Child, Dose, Given, Recorder, Sex, merge};
pub use verdict::{Judged, Verdict};
