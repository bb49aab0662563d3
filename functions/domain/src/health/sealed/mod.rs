//! Sealing health records: who can open one, and with what. Decided in `docs/sealed-records.md`; this is its arithmetic.
//!
//! Randomness comes from the caller, as everywhere in these rules. Every secret hides itself from `Debug` and is wiped
//! when it is dropped.

mod agreed;
mod card_check;
mod cipher;
mod compare;
mod envelope;
mod grant;
mod import;
mod inbox;
mod key;
mod keyring;
mod living;
mod lock;
mod note;
mod older;
mod one_seed;
mod pepper;
mod record;
mod recover;
mod shares;
mod shelf;
mod summary_envelope;
mod telling;
mod ticket;

pub use agreed::{open_agreed, seal_agreed};
pub use card_check::{open_ready, open_told, seal_ready, seal_told};
pub use cipher::{DoesNotOpen, Nonce};
pub use compare::Comparison;
pub use grant::{GrantPlace, Granted, Terms, WorkKey, WorkPublicKey};
pub use import::{ImportKey, PartPlace};
pub use inbox::{InboxKey, InboxPlace, LineId};
pub use key::{CategoryKey, Epoch, Pepper, RecoverySecret, Root, SessionKey};
pub use keyring::{Bundle, Keyring};
pub use living::{Living, Turn};
pub use lock::{LockId, LockKey, LockKind, LockPublicKey, RootPlace};
pub use note::{is_to_inbox, open_note, open_note_from_inbox, seal_note, seal_note_to_inbox};
pub use older::{open_before, seal_before};
pub use pepper::{open_pepper, seal_pepper};
pub use record::{MAX_ENTRY, RecordId, RecordPlace, TooLong, open_record, seal_record};
pub use recover::{CaseError, RecoveryAnswer, RecoveryCase};
pub use shares::{Share, ShareError, ShareReader};
pub use shelf::{Chain, Shelf, ShelfTag, open_manifest, seal_manifest};
pub use summary_envelope::Envelope;
pub use telling::{Telling, open_telling, seal_telling};
pub use ticket::Ticket;
