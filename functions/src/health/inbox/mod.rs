//! The inbox: what others write for a person whose record they cannot read ([`send`]), and how a session that has the
//! record open puts it on the shelves ([`file`]).

pub(crate) mod file;
pub(crate) mod send;

use hibiki_domain::{
    health::sealed::{Epoch, LineId},
    secret::{Pseudonym, TownSecret},
};

/// What a row's mac covers.
struct RowValues<'a> {
    line: &'a LineId,
    person: &'a Pseudonym,
    epoch: Epoch,
    writer: &'a str,
    day: &'a str,
    sealed: &'a str,
}

impl RowValues<'_> {
    fn parts<T>(&self, then: impl FnOnce(&[&[u8]]) -> T) -> T {
        then(&[
            self.line.as_str().as_bytes(),
            self.person.as_str().as_bytes(),
            &self.epoch.number().to_be_bytes(),
            self.writer.as_bytes(),
            self.day.as_bytes(),
            self.sealed.as_bytes(),
        ])
    }

    fn mac(&self, secret: &TownSecret) -> String {
        self.parts(|parts| secret.row_mac("inbox", parts))
    }

    fn is_ours(&self, secret: &TownSecret, mac: &str) -> bool {
        self.parts(|parts| secret.row_is_ours("inbox", parts, mac))
    }
}
