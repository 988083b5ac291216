//! Answers to a practice's questions about access, and the accessibility statement.

#[cfg(feature = "ssr")]
mod accessibility;
#[cfg(feature = "ssr")]
mod getting_access;

#[cfg(not(feature = "ssr"))]
pub use crate::ui::{PlainPage as AccessibilityPage, PlainPage as GettingAccessPage};
#[cfg(feature = "ssr")]
pub use {accessibility::AccessibilityPage, getting_access::GettingAccessPage};
