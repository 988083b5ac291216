//! What a link that came by mail shows.

use serde::{Deserialize, Serialize};

/// What somebody who opened a link is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    /// What the link is worth.
    pub state: LinkState,
    /// The username of the account; empty where the link says nothing any more.
    pub email: String,
    /// Until when the link is good, or when it ended, in words.
    pub when: String,
}

/// What a link is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkState {
    /// It may be used.
    Good,
    /// Its time is over.
    Expired,
    /// It was used.
    Used,
    /// A newer one was sent.
    Replaced,
    /// Whoever had it sent took it back, or it ended with what else let somebody into the account.
    Withdrawn,
    /// There is no such link, or not any more.
    Unknown,
}

#[cfg(feature = "ssr")]
impl LinkState {
    /// As it is shown.
    pub(crate) fn of(worth: crate::sign_in::links::Worth) -> Self {
        use crate::sign_in::links::{End, Worth};
        match worth {
            Worth::Good => Self::Good,
            Worth::Expired => Self::Expired,
            Worth::Ended(End::Use) => Self::Used,
            Worth::Ended(End::NewerLink) => Self::Replaced,
            Worth::Ended(End::Withdrawal | End::Revocation) => Self::Withdrawn,
        }
    }
}
