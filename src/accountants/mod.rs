//! Accountants: a practice names one for some of its members, who then sees and completes those members' end-of-year pension forms,
//! and nothing else of the practice.
//!
//! An administrator of GP Payments and Pensions names them, one by one or by a file; the member sees the link and can end it; whoever
//! moves takes their accountant along. What other rooms have to do with links is in `accountant_links`. Its pages are documents.

pub mod api;
mod file;
pub mod http;
mod model;
mod pages;
mod rules;
mod store;

pub use pages::{
    AccountantsPage, LinkPage, MembersPage, MyAccountantsPage, NameAccountantPage,
    UploadAccountantsPage,
};
