//! Asking for roles, the answers, and what else waits for those who manage access: the tasks.
//!
//! A member of a practice asks for roles of a service with a reason. Those who can give them are told; if nobody answers,
//! or nobody there can, the registration team is (`rules::EscalationLevel`). Whoever answers first has answered. Its pages are
//! documents.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod rules;
#[cfg(feature = "ssr")]
pub(crate) mod store;

pub use model::{
    AskView, Askable, AskableRole, PracticeRequests, Reader, RequestLine, RequestView, StillHere,
    TaskCertification, TaskElsewhere, TaskRequest, Tasks, Undelivered,
};
#[cfg(feature = "ssr")]
pub use pages::*;

#[cfg(feature = "ssr")]
mod pages {
    //! What people see of requests and tasks. All of it are documents.

    mod ask;
    mod of_practice;
    mod request;
    mod tasks;

    pub use ask::AskPage;
    pub use of_practice::PracticeRequestsPage;
    pub use request::RequestPage;
    pub use tasks::TasksPage;
}
