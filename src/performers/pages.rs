//! The pages: documents, light enough for a telephone between two patients.

mod me;
mod practice;
mod question;
mod request;

pub use me::MyEntryPage;
pub use practice::PracticePerformersPage;
pub(crate) use practice::{QueueOnly, Waiting};
pub use question::LinkQuestionPage;
pub use request::LinkRequestPage;
