//! The ways in: filling a request in, what those do whom it concerns, and the desk of the registration team.

pub mod desk;
pub mod draft;
pub mod party;
