//! Pages: each module is one address or a few that belong together, with its template beside it in name.

pub(crate) mod ceremony;
pub(crate) mod desk;
pub(crate) mod error;
pub(crate) mod form;
pub(crate) mod health;
pub(crate) mod invite;
pub(crate) mod login;
pub(crate) mod my;
pub(crate) mod qr;
pub(crate) mod scan;
pub(crate) mod start;
