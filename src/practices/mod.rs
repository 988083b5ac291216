//! Practices and Primary Care Networks: importing them from ODS files, and finding them.

#[cfg(feature = "ssr")]
pub mod http;
mod pages;

pub use pages::PracticesPage;
