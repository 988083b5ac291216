//! The server functions.

pub mod answer;
pub mod desk;
