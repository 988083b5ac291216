//! The registration team itself: who belongs to it, inviting one more, deactivating one and taking that back.
//!
//! `app_user.is_registration_officer` says who is an officer now; the table `officer` remembers who invited them and who ended
//! it. Two officers who can log in always stay, so that one of them can help the other.

pub mod api;
pub(crate) mod command;
mod model;
mod pages;
mod rules;
mod store;

pub use pages::{OfficerPage, OfficersPage};
