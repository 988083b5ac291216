//! The words of successions. Data, which the database keeps by their codes.

use crate::base::stored::coded;

coded! {
    /// What becomes of a practice.
    pub enum Kind ("a kind of succession") {
        /// Another practice takes its place.
        Merger = "merger", "It becomes part of another practice";
        /// The same, and it goes on as a site with a code of its own.
        Branch = "branch", "It becomes a branch of another practice";
        /// Several practices take its place.
        Split = "split", "It is split between several practices";
        /// None does.
        Closure = "closure", "It closes, and no practice takes its place";
    }
}

coded! {
    /// Where a succession stands.
    pub enum State ("a state of a succession") {
        /// One officer has planned it. Nobody is told yet.
        Planned = "planned", "Waits for a second officer";
        /// A second officer has approved it. Everybody is told, and proposals are answered.
        Announced = "announced", "Announced";
        /// Its day has come: nobody is given anything there, and its users still see it.
        Grace = "grace", "Closed to changes, users can still see it";
        /// The access of its users there has ended.
        Closed = "closed", "Over";
        /// It does not take place.
        Withdrawn = "withdrawn", "Withdrawn";
    }
}

impl Kind {
    /// How many practices may take its place: at least, at most.
    pub(crate) fn successors(self) -> (usize, usize) {
        match self {
            Self::Merger | Self::Branch => (1, 1),
            Self::Split => (2, MOST_SUCCESSORS),
            Self::Closure => (0, 0),
        }
    }
}

impl State {
    /// Whether administrators of the practices that follow may answer proposals.
    pub(crate) fn is_answered(self) -> bool {
        matches!(self, Self::Announced | Self::Grace)
    }
}

/// A practice is not split into more.
pub(crate) const MOST_SUCCESSORS: usize = 10;
