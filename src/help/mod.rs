//! Answers to a practice's questions about access, and the accessibility statement.

#[cfg(feature = "ssr")]
mod accessibility;
#[cfg(feature = "ssr")]
mod answers;
#[cfg(feature = "ssr")]
mod getting_access;

#[cfg(feature = "ssr")]
pub use {
    accessibility::AccessibilityPage,
    getting_access::{GettingAccessPage, HelpTopicPage},
};
