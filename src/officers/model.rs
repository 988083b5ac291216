//! What the pages show.

use serde::{Deserialize, Serialize};

use super::rules::Standing;
use crate::base::ids::UserId;

/// A registration officer, or somebody who was one or was invited to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Officer {
    pub id: UserId,
    pub name: String,
    pub username: String,
    pub standing: Standing,
    /// When they logged in last, in words, or "Never".
    pub last_sign_in: String,
    /// Who invited them, and when, in words.
    pub invited: String,
    /// Who deactivated them or took the invitation back, and when, in words; empty for who is an officer now.
    pub ended: String,
}

/// The registration team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Team {
    pub officers: Vec<Officer>,
    /// Whether the reader has to show a second factor to invite somebody.
    pub asks_code: bool,
}

/// The page about one officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OfficerView {
    pub officer: Officer,
    /// The link in the newest invitation, in words; empty if none was sent, or the account is set up.
    pub link: String,
    /// Whether it is the reader.
    pub own: bool,
    /// How many officers can log in.
    pub active: usize,
    /// Whether the reader has to show a second factor to change something.
    pub asks_code: bool,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}
