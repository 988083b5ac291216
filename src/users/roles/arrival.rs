//! Who came to a user's page by an address that they typed whole: they may see it whole again, to make sure that it is the
//! right one, although the user is nobody of theirs.

use crate::{
    base::ids::UserId,
    ui::{addresses, escape},
};

/// What the mark in the address of the page begins with.
const TYPED: &str = "address.";

/// The address that was typed, which has an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Arrival<'a>(pub &'a str);

impl<'a> Arrival<'a> {
    /// From the mark.
    pub(super) fn read(mark: &'a str) -> Option<Self> {
        mark.strip_prefix(TYPED).map(Self)
    }

    /// Whether it was by this address.
    pub(super) fn is_by(self, email: &str) -> bool {
        self.0 == email
    }

    /// The page of `user`, with the mark.
    pub(crate) fn page(self, user: UserId) -> String {
        [&addresses::user(user), "?done=", TYPED, &escape(self.0)].concat()
    }
}
