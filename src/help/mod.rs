//! Answers to a practice's questions about access, and the accessibility statement.

mod accessibility;
mod getting_access;

pub use accessibility::AccessibilityPage;
pub use getting_access::GettingAccessPage;
