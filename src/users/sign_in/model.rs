//! What the page shows.

use serde::{Deserialize, Serialize};

use crate::base::ids::UserId;

/// How a user gets in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInView {
    pub user: UserId,
    pub name: String,
    /// Their username; empty for a reader whose practice they have left.
    pub email: String,
    /// What became of the newest message to them; none if it is not remembered.
    pub mail: Option<NewestMail>,
    /// The invitation, as long as they have not set up their account.
    pub invitation: Option<Invitation>,
    /// When they signed in last, in words, or "Never".
    pub last_sign_in: String,
    /// What they prove themselves with besides their password, in words, like "Passkey".
    pub factors: Vec<String>,
    /// Until when they may log in without a second factor though they have to have one, and why, in words; empty if they have
    /// no exemption.
    pub exemption: String,
    /// Whether the reader may give or end one.
    pub may_exempt: bool,
    /// Until when wrong passwords have locked the account somewhere, in words; empty if they have not.
    pub locked_until: String,
    /// Whether the reader has power over the account. Otherwise nothing is told but the address and the invitation.
    pub may_help: bool,
    /// Whose practices an invitation is for.
    pub invited_to: InvitedTo,
    /// Whether it is the account of a registration officer, or of somebody who was one: their invitation is not dealt with
    /// here.
    pub officer: bool,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

/// Whose practices an invitation is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitedTo {
    /// The reader's alone: only then may they correct the address or withdraw it.
    Own,
    /// Somebody else's too.
    Others,
    /// None any more: it was withdrawn.
    Nowhere,
}

/// An invitation that was not taken up yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// When the newest link was sent, in words; empty if none was.
    pub sent: String,
    /// Until when it is good, in words.
    pub until: String,
    /// Whether it is.
    pub good: bool,
}

/// What became of the newest message to a user, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NewestMail {
    /// It was not handed over yet: why, if it was tried.
    OnItsWay(String),
    /// The mail server has it: since when.
    HandedOver(String),
    /// It was given up: why.
    NotArrived(String),
}
