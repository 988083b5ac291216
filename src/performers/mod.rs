//! The Performers List: GPs, their links to practices, what they ask for about them, and the roles that follow.
//!
//! A GP asks ([`LinkRequest`]), a user with PL Practice Manager at the practice confirms, and `store::follow` gives and takes
//! the automatic roles; nothing else does. A file of the list is taken over by `import`. Its pages are documents.

mod answers;
pub mod api;
#[cfg(feature = "ssr")]
pub mod command;
#[cfg(feature = "ssr")]
mod escalation;
#[cfg(feature = "ssr")]
pub(crate) mod import;
mod link_request;
mod model;
#[cfg(feature = "ssr")]
mod refusals;
#[cfg(feature = "ssr")]
pub(crate) mod rules;
mod short;
#[cfg(feature = "ssr")]
pub(crate) mod store;
mod views;

pub use answers::Answers;
pub use link_request::{Leaving, LinkKind, LinkRequest, MY_ENTRY, WaitsFor, ask_address};
pub use model::{GpType, ListStatus, NotSessions, Sessions, halves_in_words};
#[cfg(feature = "ssr")]
pub use pages::*;
pub use short::OwnEntry;
pub use views::{
    Decision, EntryInShort, EntryView, FoundPractice, GpHere, LinkLine, LinkQueue, MyLink,
    NudgeFrom, PracticeView, Question, QuestionView, RequestView, TaskLink, TimelineLine,
    days_in_words,
};

#[cfg(feature = "ssr")]
pub(crate) mod pages {
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
}
