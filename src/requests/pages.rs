//! What people see of requests and tasks. All of it are documents.

mod ask;
mod request;
mod tasks;

pub use ask::AskPage;
pub use request::RequestPage;
pub use tasks::TasksPage;
