//! Who administers the services of a practice, as its users read it.

use serde::{Deserialize, Serialize};

use crate::{
    access::{MembershipStatus, Role, Service},
    base::{dates::Date, ids::OdsCode},
};

/// Who administers a service at a practice today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
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
    pub practice: OdsCode,
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
