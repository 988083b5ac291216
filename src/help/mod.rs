//! Answers to a practice's questions about access, the accessibility statement, and what is kept for how long.

#[cfg(feature = "ssr")]
mod accessibility;
#[cfg(feature = "ssr")]
mod answers;
#[cfg(feature = "ssr")]
mod getting_access;
#[cfg(feature = "ssr")]
mod kept;

#[cfg(feature = "ssr")]
pub use {
    accessibility::AccessibilityPage,
    getting_access::{GettingAccessPage, HelpTopicPage},
    kept::WhatWeKeepPage,
};
