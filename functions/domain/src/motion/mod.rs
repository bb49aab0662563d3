//! The town in motion: parking spaces and snow ploughs, from feeds that others publish or typed by staff.
//!
//! A feed is read with suspicion: [`address`] says where the Worker may go, [`feed`] what can be wrong with what comes
//! back, [`stamp`] when the source says it was. What was read becomes a status that never goes back in time
//! ([`parking::Status::take`], [`plough::Status::take`]), and every view decides anew how old its data are.

pub mod address;
pub mod feed;
pub mod parking;
pub mod place;
pub mod plough;
pub mod stamp;
