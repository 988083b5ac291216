//! The services and their roles. The table of roles itself is in [`roles`].

mod roles;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use roles::Role;

use crate::base::stored::stored_by_code;

/// A part of PCSE Online with its own roles and its own administrators.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Service {
    /// GP Payments and Pensions.
    #[serde(rename = "gpp")]
    Gpp,
    /// The Performers List.
    #[serde(rename = "pl")]
    Pl,
    /// Medical Records and Supplies.
    #[serde(rename = "mrs")]
    Mrs,
}

impl Service {
    /// All of them, in the order people read them.
    pub const ALL: [Self; 3] = [Self::Gpp, Self::Pl, Self::Mrs];

    /// As used in addresses and in the database.
    pub fn code(self) -> &'static str {
        match self {
            Self::Gpp => "gpp",
            Self::Pl => "pl",
            Self::Mrs => "mrs",
        }
    }

    /// As shown.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gpp => "GP Payments and Pensions",
            Self::Pl => "Performers List",
            Self::Mrs => "Medical Records and Supplies",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|service| service.code() == code)
    }

    /// The role by which a user administers this service at a practice.
    pub fn administrator(self) -> Role {
        match self {
            Self::Gpp => Role::GppUserManagement,
            Self::Pl => Role::PlUserManagement,
            Self::Mrs => Role::MrsMainContact,
        }
    }

    /// The roles of this service, in the order of the table.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::all().filter(move |role| role.service() == self)
    }
}

stored_by_code!(Service, "a service");

/// Who decides who holds a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBy {
    /// The service's administrators at the practice.
    Administrators,
    /// The service's administrators at the practice and the national registration team.
    AdministratorsAndRegistration,
    /// The national registration team alone.
    Registration,
    /// Nobody: it follows from an active assignment on the Performers List.
    PerformersList,
}

/// What the catalogue says about a role.
#[derive(Debug)]
pub struct RoleFacts {
    /// Never changes: stored with every grant.
    pub code: &'static str,
    /// The service it belongs to.
    pub service: Service,
    /// As users know it.
    pub name: &'static str,
    /// A few letters for the head of a narrow column.
    pub short: &'static str,
    /// Other names it goes by, for searching.
    pub aliases: &'static str,
    /// What it lets the holder do.
    pub lets: &'static str,
    /// The same said to the holder, where `lets` speaks of them as of somebody else; else empty.
    pub lets_you: &'static str,
    /// Who usually holds it.
    pub typical: &'static str,
    /// Who decides.
    pub given_by: GivenBy,
    /// How many may hold it at one practice at once; 0 for no limit.
    pub limit: u8,
    /// Whether the holder administers the service.
    pub administers: bool,
    /// What the practice loses while nobody holds it; empty if nothing.
    pub uncovered: &'static str,
}

impl Role {
    /// Every role, grouped by service, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied()
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|role| role.code() == code)
    }

    /// The role whose holders confirm what GPs change about their link with the practice.
    pub fn confirms_links() -> Self {
        Self::PlPracticeManager
    }

    /// Whether its holder is a member with a pension of their own at the practice, for whom an accountant can be named.
    pub fn is_of_members(self) -> bool {
        matches!(
            self,
            Self::GppGpPrincipal | Self::GppGpSalaried | Self::GppNonGpPartner
        )
    }

    /// Its lasting code.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// What it lets the holder do, as said to the holder.
    pub fn lets_you(self) -> &'static str {
        let facts = self.facts();
        if facts.lets_you.is_empty() {
            facts.lets
        } else {
            facts.lets_you
        }
    }

    /// The service it belongs to.
    pub fn service(self) -> Service {
        self.facts().service
    }

    /// Whether its holder administers the service.
    pub fn administers(self) -> bool {
        self.facts().administers
    }

    /// How many may hold it at one practice at once, if there is a limit.
    pub fn limit(self) -> Option<usize> {
        match self.facts().limit {
            0 => None,
            limit => Some(usize::from(limit)),
        }
    }

    /// Whether a practice is harmed while nobody holds it.
    pub fn is_critical(self) -> bool {
        !self.facts().uncovered.is_empty()
    }
}

stored_by_code!(Role, "a role");

impl fmt::Debug for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| serde::de::Error::custom("not a role"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_role_has_its_own_code_and_says_what_it_is_for() {
        let codes: HashSet<_> = Role::all().map(Role::code).collect();
        assert_eq!(codes.len(), Role::all().count());
        for role in Role::all() {
            let facts = role.facts();
            assert!(
                !facts.name.is_empty() && !facts.short.is_empty(),
                "{role:?}"
            );
            assert!(
                facts.lets.ends_with('.') && !facts.typical.is_empty(),
                "{role:?}"
            );
            assert_eq!(Role::from_code(role.code()), Some(role));
        }
    }

    #[test]
    fn a_holder_is_told_of_their_own_affairs_as_theirs() {
        for role in Role::all() {
            assert!(!role.lets_you().contains("their own"), "{role:?}");
            assert!(role.lets_you().ends_with('.'), "{role:?}");
        }
        let gp = Role::from_code("gpp-gp-salaried").unwrap();
        assert_eq!(
            gp.lets_you(),
            "Look after your own pension as a salaried GP here."
        );
        let clerk = Role::from_code("gpp-claims-admin").unwrap();
        assert_eq!(clerk.lets_you(), clerk.facts().lets);
    }

    #[test]
    fn every_service_has_one_administrator_role_and_its_absence_harms() {
        for service in Service::ALL {
            let administrators: Vec<_> =
                service.roles().filter(|role| role.administers()).collect();
            assert_eq!(administrators, [service.administrator()]);
            assert!(service.administrator().is_critical());
            assert!(service.administrator().limit().is_some());
        }
    }

    #[test]
    fn four_may_administer_payments_and_the_list_but_one_is_main_contact() {
        assert_eq!(Service::Gpp.administrator().limit(), Some(4));
        assert_eq!(Service::Pl.administrator().limit(), Some(4));
        assert_eq!(Service::Mrs.administrator().limit(), Some(1));
    }
}
