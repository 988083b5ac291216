//! Links sent by mail, each good for doing one thing once.

mod store;

pub(crate) use store::{
    NewLink, address_kept, end, few_lately, forget_links, issue, issue_all, open,
};

use crate::base::{dates::Instant, stored::stored_by_code};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Setting up a new account.
    Invitation,
    /// Setting another password.
    Reset,
    /// Proving that mail to a new address arrives.
    Address,
    /// Keeping the address until now, where another was asked for.
    KeepAddress,
}

impl Purpose {
    /// As stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
            Self::Address => "address",
            Self::KeepAddress => "keep address",
        }
    }

    /// How long such a link is good, in microseconds.
    pub(crate) fn lasts(self) -> i64 {
        match self {
            Self::Invitation | Self::KeepAddress => 72 * Instant::HOUR,
            Self::Reset => Instant::HOUR / 2,
            Self::Address => 24 * Instant::HOUR,
        }
    }
}

/// Why a link ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It was used.
    Use,
    /// A newer one was sent.
    NewerLink,
    /// Whoever had it sent took it back.
    Withdrawal,
    /// It went with all that let somebody into the account.
    Revocation,
}

impl End {
    /// As stored.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::NewerLink => "newer link",
            Self::Withdrawal => "withdrawal",
            Self::Revocation => "revocation",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [
            Self::Use,
            Self::NewerLink,
            Self::Withdrawal,
            Self::Revocation,
        ]
        .into_iter()
        .find(|end| end.code() == code)
    }
}

stored_by_code!(End, "an end of a link");

/// What a link is worth at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    /// It may be used.
    Good,
    /// Its time was over.
    Expired,
    /// It had ended before.
    Ended(End),
}

/// What a link is worth `now`. One that ended says why, whatever the time.
pub(crate) fn worth(expires_at: Instant, ended: Option<End>, now: Instant) -> Worth {
    match ended {
        Some(end) => Worth::Ended(end),
        None if now >= expires_at => Worth::Expired,
        None => Worth::Good,
    }
}

/// Where a new address is confirmed.
pub(crate) fn confirm_address(secret: &str) -> String {
    ["/account/address/confirm?key=", secret].concat()
}
