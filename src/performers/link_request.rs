//! What a GP asks for, and where it is asked for, read and decided.

use serde::{Deserialize, Serialize};

use super::{GpType, Sessions};
use crate::base::{dates::Date, ids::OdsCode, stored::stored_by_code};

/// What a GP asks for about one practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LinkKind {
    /// To be linked.
    Join,
    /// Another type or other sessions.
    Change,
    /// The end of the link.
    Leave,
}

impl LinkKind {
    const ALL: [Self; 3] = [Self::Join, Self::Change, Self::Leave];

    /// As stored and as in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Change => "change",
            Self::Leave => "leave",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What the GP wants: `join`, `change their role or sessions at`, `leave`.
    pub fn verb(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Change => "change their role or sessions at",
            Self::Leave => "leave",
        }
    }
}

stored_by_code!(LinkKind, "a kind of request about a link");

/// Why a GP leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Leaving {
    /// Goes on elsewhere, or pauses. The practice confirms it.
    Moves,
    /// Retires. The practice is told.
    Retires,
    /// Resigns from the list. The practice is told.
    Resigns,
}

impl Leaving {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Moves, Self::Retires, Self::Resigns];

    /// As stored and sent.
    pub fn code(self) -> &'static str {
        match self {
            Self::Moves => "moves",
            Self::Retires => "retires",
            Self::Resigns => "resigns",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.code() == code)
    }

    /// As the GP says it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Moves => "I am leaving this practice",
            Self::Retires => "I am retiring",
            Self::Resigns => "I am resigning from the Performers List",
        }
    }

    /// As others say it of the GP.
    pub fn of_the_gp(self) -> &'static str {
        match self {
            Self::Moves => "Leaves the practice",
            Self::Retires => "Retires",
            Self::Resigns => "Resigns from the Performers List",
        }
    }

    /// Whether the practices are only told: nobody confirms it, and it ends the links with all of them.
    pub fn for_information(self) -> bool {
        self != Self::Moves
    }
}

stored_by_code!(Leaving, "a reason of leaving");

/// What a GP asks for, complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkRequest {
    /// To be linked.
    Join {
        gp_type: GpType,
        sessions: Sessions,
        first: Date,
    },
    /// Something else than now.
    Change {
        gp_type: GpType,
        sessions: Sessions,
        /// The first day on which it is so.
        first: Date,
    },
    /// The end of the link.
    Leave { last: Date, why: Leaving },
}

impl LinkRequest {
    /// Which kind of request it is.
    pub fn kind(&self) -> LinkKind {
        match self {
            Self::Join { .. } => LinkKind::Join,
            Self::Change { .. } => LinkKind::Change,
            Self::Leave { .. } => LinkKind::Leave,
        }
    }

    /// The day it turns on.
    pub fn day(&self) -> Date {
        match self {
            Self::Join { first, .. } | Self::Change { first, .. } => *first,
            Self::Leave { last, .. } => *last,
        }
    }

    /// The type that is asked for.
    pub fn gp_type(&self) -> Option<GpType> {
        match self {
            Self::Join { gp_type, .. } | Self::Change { gp_type, .. } => Some(*gp_type),
            Self::Leave { .. } => None,
        }
    }

    /// The sessions that are asked for.
    pub fn sessions(&self) -> Option<Sessions> {
        match self {
            Self::Join { sessions, .. } | Self::Change { sessions, .. } => Some(*sessions),
            Self::Leave { .. } => None,
        }
    }
}

impl LinkRequest {
    /// What is asked for, after "asks to": `join Elm Surgery as a salaried GP, 4 sessions a week, 44%, from ...`.
    pub fn sentence(&self, practice: &str) -> String {
        match self {
            Self::Join {
                gp_type,
                sessions,
                first,
            } => [
                "join ",
                practice,
                " as ",
                gp_type.with_article(),
                ", ",
                &sessions.in_words(),
                ", from ",
                &first.in_words(),
            ]
            .concat(),
            Self::Change {
                gp_type,
                sessions,
                first,
            } => [
                "be ",
                gp_type.with_article(),
                " at ",
                practice,
                ", ",
                &sessions.in_words(),
                ", from ",
                &first.in_words(),
            ]
            .concat(),
            Self::Leave { last, why } => {
                let why = match why {
                    Leaving::Moves => "leave ",
                    Leaving::Retires => "retire and leave ",
                    Leaving::Resigns => "resign from the Performers List and leave ",
                };
                [why, practice, " after ", &last.in_words()].concat()
            }
        }
    }
}

/// Whose decision a request waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WaitsFor {
    /// Those at the practice who confirm links.
    Practice,
    /// The registration team, on behalf of the commissioner.
    Commissioner,
    /// It is decided.
    Nobody,
}

impl WaitsFor {
    /// As stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::Commissioner => "commissioner",
            Self::Nobody => "nobody",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Practice, Self::Commissioner, Self::Nobody]
            .into_iter()
            .find(|waits| waits.code() == code)
    }
}

stored_by_code!(WaitsFor, "somebody whom a request waits for");

/// Where a GP sees their entry on the list.
pub const MY_ENTRY: &str = "/performers/me";

/// Where a GP asks for something about their link with a practice; without one, for a link with another.
pub fn ask_address(kind: LinkKind, practice: Option<&OdsCode>) -> String {
    let page = [MY_ENTRY, "/", kind.code()].concat();
    match practice {
        Some(practice) => [&page, "?practice=", practice.as_ref()].concat(),
        None => page,
    }
}
