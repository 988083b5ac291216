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
    /// From the mark as it stands in the address, if it names this address of the page's user.
    pub(super) fn read(mark: &str, email: &'a str) -> Option<Self> {
        let typed = mark.strip_prefix(TYPED)?;
        (typed == escape(email)).then_some(Self(email))
    }

    /// The page of `user`, with the mark.
    pub(crate) fn page(self, user: UserId) -> String {
        [&addresses::user(user), "?done=", TYPED, &escape(self.0)].concat()
    }
}
