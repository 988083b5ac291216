//! Exemptions from the second factor: for a time, with a reason, the registration team lets somebody log in without one who has to
//! have one.
//!
//! It lets them work and no more: whatever asks for a second factor shown just now stays closed to them. It concerns only people
//! who have none, and ends with its last day, with a factor that they set up, or by the team. What it does to a session is decided in
//! `web/session/stage.rs`, with each request. Pages: `/users/:id/exemption` and, of all that run, `/exemptions`.

pub mod api;
mod list_page;
mod page;
mod rules;
mod store;

pub use list_page::ExemptionsPage;
pub use page::ExemptionPage;
