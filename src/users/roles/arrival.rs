//! How somebody came to a user's page by an address that they typed: they may see it whole again, to make sure that it is the
//! right one, although the user is nobody of theirs.

use crate::{
    base::ids::UserId,
    ui::{addresses, escape},
};

/// What the mark in the address of the page begins with.
const TYPED: &str = "address.";
const MEANWHILE: &str = "meanwhile.";

/// How somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arrival<'a> {
    /// They typed this address, which has an account.
    Typed(&'a str),
    /// They were about to create a user with this address, and somebody else was faster.
    Meanwhile(&'a str),
}

impl<'a> Arrival<'a> {
    /// From the mark.
    pub(super) fn read(mark: &'a str) -> Option<Self> {
        let typed = mark.strip_prefix(TYPED).map(Self::Typed);
        typed.or_else(|| mark.strip_prefix(MEANWHILE).map(Self::Meanwhile))
    }

    /// Whether it was by this address.
    pub(super) fn is_by(self, email: &str) -> bool {
        let (Self::Typed(typed) | Self::Meanwhile(typed)) = self;
        typed == email
    }

    /// The page of `user`, with the mark.
    pub(crate) fn page(self, user: UserId) -> String {
        let (mark, typed) = match self {
            Self::Typed(typed) => (TYPED, typed),
            Self::Meanwhile(typed) => (MEANWHILE, typed),
        };
        [&addresses::user(user), "?done=", mark, &escape(typed)].concat()
    }
}
