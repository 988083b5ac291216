//! What is found.

use serde::{Deserialize, Serialize};

use super::List;
use crate::{
    access::{Service, list},
    base::{dates::Date, ids::OdsCode},
    practices::Pcn,
};

/// What the page shows to its reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PracticesPageData {
    /// The reader has a single practice: there is nothing to find.
    Only(OdsCode),
    /// Anyone else searches.
    Found(PracticesFound),
}

/// One page of results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticesFound {
    /// The practices.
    pub found: Vec<FoundPractice>,
    /// What was searched for instead of a text that finds nothing, with a slip of the pen put right; else empty.
    pub instead: String,
    /// How many there are on all pages.
    pub total: u32,
    /// For the address of the next page, if there is one.
    pub next: String,
    /// How long the standing lists are; not counted where a text is searched for.
    pub lists: Option<ListCounts>,
}

/// How many practices each standing list has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCounts {
    /// See [`List::NoAdministrator`].
    pub no_administrator: u32,
    /// See [`List::OneAdministrator`].
    pub one_administrator: u32,
    /// See [`List::NoUsers`].
    pub no_users: u32,
    /// See [`List::ClosedWithUsers`].
    pub closed_with_users: u32,
}

/// A practice that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPractice {
    pub ods: OdsCode,
    pub name: String,
    /// "Closed", or when it opens; empty if it is open.
    pub state: String,
    /// The day on which it opens, if that is yet to come: for files, not for pages.
    #[serde(skip)]
    pub opens_on: Option<Date>,
    /// Its town.
    pub town: String,
    /// Its postcode.
    pub postcode: String,
    /// The PCN it belongs to today.
    pub pcn: Option<Pcn>,
    /// How many active and invited users it has.
    pub users: u32,
    /// Who administers each service today, in the order of the services.
    pub administrators: Vec<Administrators>,
}

/// Who administers a service at a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrators {
    pub service: Service,
    /// Their names, in the order of last names.
    pub names: Vec<String>,
}

impl ListCounts {
    /// How long a list is.
    pub fn of(&self, list: List) -> u32 {
        match list {
            List::NoAdministrator => self.no_administrator,
            List::OneAdministrator => self.one_administrator,
            List::NoUsers => self.no_users,
            List::ClosedWithUsers => self.closed_with_users,
        }
    }
}

impl Administrators {
    /// One or two by name, more by number: `Ann Ng and Bo Day`, `3 of 4`, `No one`.
    pub fn in_words(&self) -> String {
        match self.names.len() {
            0 => "No one".to_owned(),
            1 | 2 => list(&self.names),
            count => match self.service.administrator().limit() {
                Some(limit) => [&count.to_string(), " of ", &limit.to_string()].concat(),
                None => [&count.to_string(), " people"].concat(),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_or_two_administrators_are_named_and_more_are_counted() {
        let words = |names: &[&str]| {
            Administrators {
                service: Service::Gpp,
                names: names.iter().map(ToString::to_string).collect(),
            }
            .in_words()
        };
        assert_eq!(words(&[]), "No one");
        assert_eq!(words(&["Ann Ng", "Bo Day"]), "Ann Ng and Bo Day");
        assert_eq!(words(&["Ann Ng", "Bo Day", "Cy Roe"]), "3 of 4");
    }
}
