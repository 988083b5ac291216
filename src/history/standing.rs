//! How somebody stands at a practice, as the record keeps it with each change of their access.

use serde::{Deserialize, Serialize};

use crate::base::dates::Instant;

/// How somebody stands at a practice: their place and the roles they hold, with all that could be altered of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// That there is no place.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// Since when the place is deactivated, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Instant>,
    /// The last day, if one is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_on: Option<String>,
    /// A hash of why the place is as it is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The grants that have not ended, in the order of their roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub grants: Vec<Held>,
    /// A hash of all grants that had ended by then: only where they were accepted as found.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub past: String,
}

/// One grant as the record knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Held {
    /// The role, by its code.
    #[serde(rename = "r")]
    pub role: String,
    #[serde(rename = "f")]
    pub first: String,
    #[serde(rename = "l", default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
    /// A hash of where it comes from: its origin, who gave it, when and why.
    #[serde(rename = "m")]
    pub mark: String,
}
