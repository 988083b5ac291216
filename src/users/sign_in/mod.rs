//! How a user gets in: their invitation, their address before they have set up the account, and a lock after wrong
//! passwords. What an administrator can do about it.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod store;

pub use model::{Invitation, InvitedTo, NewestMail, SignInView};
#[cfg(feature = "ssr")]
pub use page::UserSignInPage;
#[cfg(feature = "ssr")]
pub(in crate::users) use store::invitation_in_words;
