//! What the start page shows.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, OdsCode, Role, Service},
    dates::Date,
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
    /// Their name.
    pub name: String,
    /// How many tasks wait for them.
    pub tasks: usize,
    /// A GP's entry on the Performers List.
    pub entry: Option<EntryInShort>,
    /// For the registration team: how many practices need attention.
    pub lists: Option<ListCounts>,
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
    /// Its code.
    pub practice: OdsCode,
    /// Its name.
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

/// Who administers a service at a practice today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    /// The service.
    pub service: Service,
    /// The others, by name.
    pub others: Vec<String>,
    /// Those who begin on a later day: name and day.
    pub later: Vec<(String, Date)>,
    /// Whether the user does.
    pub me: bool,
    /// Places that nobody has or is promised.
    pub free: u8,
}

/// A practice where the user works without administering it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Works {
    /// Its code.
    pub practice: OdsCode,
    /// Its name.
    pub name: String,
    /// Whether it has closed.
    pub closed: bool,
    /// How the user stands there.
    pub status: MembershipStatus,
    /// The roles in force today.
    pub roles: Vec<Role>,
    /// Who administers each service.
    pub covers: Vec<Cover>,
}

/// A practice where the user no longer works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its name.
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

impl Cover {
    /// Who administers the service, as the user reads it: `You and Helen Whitaker`.
    pub fn names(&self) -> String {
        let mut names = Vec::with_capacity(self.others.len() + 1);
        if self.me {
            names.push("You");
        }
        names.extend(self.others.iter().map(String::as_str));
        let mut text = if names.is_empty() {
            "Nobody".to_owned()
        } else {
            crate::access::list(&names)
        };
        for (name, day) in &self.later {
            text.extend(["; from ", &day.in_words(), " also ", name]);
        }
        text
    }

    /// The places that are free, of how many: `2 of 4 places are free`.
    pub fn free_places(&self) -> String {
        let limit = self.service.administrator().limit().unwrap_or_default();
        match (self.free, limit) {
            (0, 1) => "The one place is taken".to_owned(),
            (1, 1) => "The one place is free".to_owned(),
            (0, _) => ["All ", &limit.to_string(), " places are taken"].concat(),
            (1, _) => ["1 of ", &limit.to_string(), " places is free"].concat(),
            (free, _) => [
                &free.to_string(),
                " of ",
                &limit.to_string(),
                " places are free",
            ]
            .concat(),
        }
    }
}
