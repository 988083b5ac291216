//! What the start page shows.

use serde::{Deserialize, Serialize};

use crate::coverage::{Cover, Works};
use crate::{
    access::Service,
    base::{dates::Date, ids::OdsCode},
    performers::EntryInShort,
    practices::find::ListCounts,
    users::summary::Gap,
};

/// What the start page shows, to whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Home {
    /// Nobody is signed in.
    Visitor,
    /// Somebody is.
    Signed(Signed),
}

/// What a signed-in user can do and what waits for them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    pub name: String,
    /// How many tasks wait for them.
    pub tasks: usize,
    /// A GP's entry on the Performers List.
    pub entry: Option<EntryInShort>,
    /// For the registration team: how many practices need attention.
    pub lists: Option<ListCounts>,
    /// For the registration team: how many certifications wait for it.
    pub certifications: usize,
    /// For the registration team: how many practices are about to end.
    pub successions: usize,
    /// Practices they administer, those first that have most to mend. No more than [`Signed::SHOWN`].
    pub managed: Vec<Managed>,
    /// How many practices they administer in all.
    pub manages: u32,
    /// Practices where they work without administering.
    pub works: Vec<Works>,
    /// Practices where they no longer work.
    pub left: Vec<Left>,
}

/// A practice that the user administers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Managed {
    pub practice: OdsCode,
    pub name: String,
    /// Whether it has closed.
    pub closed: bool,
    /// The services that the user administers there.
    pub mine: Vec<Service>,
    /// Who administers each service.
    pub covers: Vec<Cover>,
    /// What should be mended.
    pub gaps: Vec<Gap>,
}

/// A practice where the user no longer works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    pub name: String,
    /// Since when.
    pub since: Date,
}

impl Signed {
    /// More practices than this are listed on a page of their own.
    pub const SHOWN: usize = 10;

    /// Whether no practice gives the user access, and nothing else says where it would come from.
    pub fn has_no_access(&self) -> bool {
        self.lists.is_none()
            && self.entry.is_none()
            && self.managed.is_empty()
            && self.works.is_empty()
    }
}
