//! The practice-wide summary: everyone at a practice and everything they may do, on one page.
//!
//! [`gaps`] says what a practice should mend; the home page asks it too.

pub mod api;
#[cfg(feature = "ssr")]
mod bulk;
mod filter;
#[cfg(feature = "ssr")]
pub(crate) mod http;
mod model;
mod pages;
#[cfg(feature = "ssr")]
mod refused;
mod rules;
#[cfg(feature = "ssr")]
mod save;
#[cfg(feature = "ssr")]
mod select;
#[cfg(feature = "ssr")]
mod sheet;
#[cfg(feature = "ssr")]
mod store;

pub use filter::{By, Filter, FilterQuery, RoleFilter, Sort, View, Who};
pub use model::{Administrator, Counts, Cover, Held, Member, Summary};
pub use pages::SummaryPage;
pub use rules::{Gap, Mark, gaps};

#[cfg(test)]
mod tests;
