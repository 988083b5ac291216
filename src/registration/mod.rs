//! Certifications: how a practice without an administrator who can act gets one, and how somebody gets roles that no
//! administrator can give.
//!
//! A practice asks; its own administrators are asked first, if there are any. Nominee and authoriser confirm, two officers of the
//! registration team decide one after the other, the practice may object, and then the program gives the roles. Where a case
//! may go from where it stands is one rule (`rules::Standing::after`); what speaks against a request are signals. Its pages
//! are documents.

mod answers;
pub mod api;
mod form;
pub(crate) mod http;
mod jobs;
mod model;
mod pages;
mod rules;
mod signals;
pub(crate) mod store;
mod views;

pub use jobs::go_on;
pub(crate) use jobs::keep_certifying;
pub use pages::{
    CaseStatusPage, CertificationsPage, DeskCasePage, EmergencyPage, NewCertificationPage,
    PartyCasePage,
};
