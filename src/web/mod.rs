//! What the rooms answer requests with: the request and who asks, forms, answers, headers, and what one person may cause.

mod app;
mod asset_manifest;
pub(crate) mod budget;
pub(crate) mod client;
pub(crate) mod cross_site;
pub mod csv;
pub mod demonstration;
pub(crate) mod error_page;
pub mod excel;
pub(crate) mod form_drafts;
mod forms;
pub(crate) mod headers;
pub(crate) mod ingress;
pub(crate) mod jobs;
pub(crate) mod log;
mod render;
mod request;
pub(crate) mod respond;
pub(crate) mod session;
pub(crate) mod tls;
mod upload;

pub use app::{App, CoolingPeriod, Document, UnusedAfter};
pub use asset_manifest::AssetManifest;
pub(crate) use forms::is_of_this_site;
pub use forms::page_form;
pub use ingress::Ingress;
pub use jobs::{Jobs, LastRound, Standing};
pub(crate) use jobs::{count_failure, leave_out, rest, rest_unless, round_done};
pub(crate) use log::tell_operator;
pub(crate) use render::{away, renderer};
pub(crate) use request::{AskerInLog, REQUEST_ID, provide_request};
pub use request::{AuditContext, Request, SESSION_COOKIE};
pub use respond::answer;
pub(crate) use upload::LARGEST_UPLOAD;
pub use upload::SentFile;
