//! Users: finding them, one user's account and role table, and the practice-wide summary.

#[cfg(feature = "ssr")]
pub(crate) mod certified;
#[cfg(feature = "ssr")]
pub(crate) mod confirmed;
pub mod create;
pub mod details;
#[cfg(feature = "ssr")]
pub mod exempt_factor;
pub mod find;
#[cfg(feature = "ssr")]
pub mod http;
#[cfg(feature = "ssr")]
pub mod kept_apart;
pub mod lapse;
mod last_sign_in;
pub mod leave;
pub mod left;
#[cfg(feature = "ssr")]
pub mod many;
#[cfg(feature = "ssr")]
pub mod reset_factors;
pub mod review;
#[cfg(feature = "ssr")]
pub mod role_sets;
pub mod roles;
pub mod sign_in;
pub mod summary;
pub mod undo;

/// The status, in addresses, of those who cannot log in for a while after wrong passwords. No status of a place, but
/// asked for among them.
pub const LOCKED: &str = "locked";

/// As many people as can be decided about at once: more than any practice has.
pub const MOST_PEOPLE: usize = 2_000;

pub use create::CreateUserPage;
#[cfg(feature = "ssr")]
pub use details::UserDetailsPage;
#[cfg(feature = "ssr")]
pub use exempt_factor::{ExemptionPage, ExemptionsPage};
pub use find::FindUsersPage;
#[cfg(feature = "ssr")]
pub use lapse::UnusedPage;
pub use last_sign_in::LastSignIn;
#[cfg(feature = "ssr")]
pub use leave::LeavePage;
#[cfg(feature = "ssr")]
pub use left::LeftPage;
#[cfg(feature = "ssr")]
pub use many::{AddPeoplePage, WherePage};
#[cfg(feature = "ssr")]
pub use reset_factors::ResetFactorPage;
#[cfg(feature = "ssr")]
pub use review::{ReviewPage, SignedReviewPage};
#[cfg(feature = "ssr")]
pub use role_sets::RoleSetsPage;
pub use roles::{DatesPage, UserPage};
#[cfg(feature = "ssr")]
pub use sign_in::UserSignInPage;
pub use summary::SummaryPage;
#[cfg(feature = "ssr")]
pub use undo::UndoPage;
