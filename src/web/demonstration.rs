//! Whether a database holds demonstration data, whose secrets are public.

use crate::{
    base::stored::stored_by_code,
    database::{Db, Failure, Query},
};

/// What the authenticator apps of the demonstration's administrators share with this program. It is as public as the
/// password: the page that asks for a code shows it.
pub const APP_SECRET: &[u8; 20] = b"practice-access-demo";

/// Which demonstration data a database holds, if it does.
pub async fn kind_of(db: &Db) -> Result<Option<Kind>, Failure> {
    let row: Option<(Kind,)> = db
        .optional(Query::new(
            "SELECT value FROM installation WHERE fact = 'demonstration'",
        ))
        .await?;
    Ok(row.map(|(kind,)| kind))
}

/// The sets of demonstration data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A practice of every kind, to look at.
    Small,
    /// As many as England has, to measure with.
    National,
}

impl Kind {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::National => "national",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Small, Self::National]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

stored_by_code!(Kind, "a kind of demonstration data");
