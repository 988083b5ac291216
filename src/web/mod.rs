//! What the rooms answer requests with: the request and who asks, forms, answers, headers, and what one person may cause.

mod app;
pub(crate) mod budget;
pub(crate) mod client;
pub(crate) mod cross_site;
pub mod csv;
pub mod demonstration;
pub(crate) mod entrance;
mod forms;
pub(crate) mod headers;
pub(crate) mod jobs;
pub(crate) mod kept_form;
pub(crate) mod log;
pub(crate) mod plain;
mod render;
mod request;
pub(crate) mod respond;
pub(crate) mod session;
mod site;
pub(crate) mod tls;

pub use app::{App, Document};
pub use entrance::Entrance;
pub(crate) use forms::is_of_this_site;
pub use forms::page_form;
pub use jobs::Jobs;
pub(crate) use jobs::{count_failure, leave_out, round_done};
pub(crate) use log::tell_operator;
pub(crate) use render::{away, renderer};
pub(crate) use request::{REQUEST_ID, provide_request};
pub use request::{Request, SESSION_COOKIE, Stamp};
pub use respond::answer;
pub use site::Site;
