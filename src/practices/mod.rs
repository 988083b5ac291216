//! Practices and Primary Care Networks, and finding them.
//!
//! Other rooms ask [`store::find`] for a practice and put [`PracticeHead`] on top of a page about one.

pub mod find;
mod head;
#[cfg(feature = "ssr")]
pub mod http;
mod model;
#[cfg(feature = "ssr")]
pub(crate) mod store;
#[cfg(feature = "ssr")]
pub(crate) mod tokens;

pub use find::PracticesPage;
pub use head::PracticeHead;
pub use model::{Pcn, Practice, PracticeStatus};
