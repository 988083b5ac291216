//! What people see of certifications.

mod desk;
mod fields;
mod new;
mod party;
mod queue;
mod status;

pub use desk::{DeskCasePage, EmergencyPage};
pub use new::NewCertificationPage;
pub use party::PartyCasePage;
pub use queue::CertificationsPage;
pub use status::CaseStatusPage;
