//! HTTP as Hibiki speaks it: what is read from a request, and what an answer is.

pub(crate) mod body;
pub(crate) mod cookie;
pub(crate) mod origin;
pub(crate) mod reply;
pub(crate) mod text;
