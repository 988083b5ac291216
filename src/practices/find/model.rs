//! What is searched for and what is found.

use serde::{Deserialize, Serialize};

use crate::{access::Service, base::ids::OdsCode, practices::Pcn};

/// What is searched for, as it stands in the address. Fields that are empty do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PracticeSearch {
    /// Words of a name, town, code, postcode or PCN.
    pub q: String,
    /// A standing list, see [`List`].
    pub list: String,
    /// The service whose administrators the list is about, by code; any service if empty.
    pub service: String,
    /// The order, see [`Sort`].
    pub sort: String,
    /// The code of the last practice of the page before.
    pub after: String,
}

/// The practices that somebody should look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Open, and nobody administers the service; without one, nobody administers anything.
    NoAdministrator,
    /// Open, and one person administers the service; without one, one person administers all there is.
    OneAdministrator,
    /// Open, without an active or invited user.
    NoUsers,
    /// Closed, but with active or invited users.
    ClosedWithUsers,
}

/// The order of results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    Name,
    /// By code.
    Code,
}

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
    /// Its code.
    pub ods: OdsCode,
    /// Its name.
    pub name: String,
    /// Whether it has closed.
    pub closed: bool,
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
    /// The service.
    pub service: Service,
    /// Their names, in the order of last names.
    pub names: Vec<String>,
}

impl List {
    /// All of them, in the order people read them.
    pub const ALL: [Self; 4] = [
        Self::NoAdministrator,
        Self::OneAdministrator,
        Self::NoUsers,
        Self::ClosedWithUsers,
    ];

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAdministrator => "no-administrator",
            Self::OneAdministrator => "one-administrator",
            Self::NoUsers => "no-users",
            Self::ClosedWithUsers => "closed-with-users",
        }
    }

    /// As shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::NoAdministrator => "No administrator",
            Self::OneAdministrator => "One administrator",
            Self::NoUsers => "No users",
            Self::ClosedWithUsers => "Closed, still with users",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.code() == code)
    }
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

impl Sort {
    /// From the address; anything unknown is by name.
    pub fn from_code(code: &str) -> Self {
        if code == "code" {
            Self::Code
        } else {
            Self::Name
        }
    }

    /// As in the address.
    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "",
            Self::Code => "code",
        }
    }
}

impl PracticeSearch {
    /// The standing list that is asked for.
    pub fn list(&self) -> Option<List> {
        List::from_code(&self.list)
    }

    /// The service that the list is about.
    pub fn service(&self) -> Option<Service> {
        Service::from_code(&self.service)
    }
}
