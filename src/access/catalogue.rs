//! The services and their roles: the one place where a role is added or described.
//!
//! The database mirrors this table at every start, so that grants can refer to it.

use std::fmt;

use serde::{Deserialize, Serialize};

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
        Role::all()
            .find(|role| role.service() == self && role.administers())
            .unwrap_or(Role(0))
    }

    /// The roles of this service, in the order of the table.
    pub fn roles(self) -> impl Iterator<Item = Role> {
        Role::all().filter(move |role| role.service() == self)
    }
}

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

use GivenBy::{Administrators, AdministratorsAndRegistration, PerformersList, Registration};
use Service::{Gpp, Mrs, Pl};

const ORDINARY: RoleFacts = RoleFacts {
    code: "",
    service: Gpp,
    name: "",
    short: "",
    aliases: "",
    lets: "",
    typical: "",
    given_by: Administrators,
    limit: 0,
    administers: false,
    uncovered: "",
};

static ROLES: [RoleFacts; 18] = [
    RoleFacts {
        code: "gpp-user-management",
        name: "GPP User Management",
        short: "User admin",
        aliases: "GPP Practice User Management, user administrator, super user",
        lets: "Create users and decide who holds the GP Payments and Pensions roles here.",
        typical: "Practice manager and a deputy",
        given_by: AdministratorsAndRegistration,
        limit: 4,
        administers: true,
        uncovered: "nobody here can add users or change payments and pensions roles",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-view-claims",
        name: "View Claims",
        short: "View claims",
        lets: "See payment claims and how far they have got, without changing them.",
        typical: "Partners, finance staff",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-claims-admin",
        name: "Claims Admin",
        short: "Claims",
        lets: "Prepare and submit payment claims with their evidence.",
        typical: "Finance or claims clerk",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-statements",
        name: "Statements",
        short: "Statements",
        lets: "See and download the practice's monthly payment statements.",
        typical: "Practice manager, finance staff, accountant",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-estimates",
        name: "Practice Estimates and Salary Change",
        short: "Estimates",
        aliases: "estimates role",
        lets: "Submit the yearly estimate of pensionable pay and salary changes during the year.",
        typical: "Practice manager",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-locum-applications",
        name: "Locum Applications",
        short: "Locums",
        aliases: "Locum Approvals, Locum Approver, Locum A",
        lets: "Approve or reject locum GPs' pension forms. Forms for work over 10 weeks old are refused.",
        typical: "Practice manager and a second person",
        uncovered: "locum GPs' forms can't be approved and their work here is not pensionable",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-avcs",
        name: "AVCs",
        short: "AVCs",
        aliases: "additional voluntary contributions",
        lets: "Deal with applications for additional voluntary pension contributions.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-joiners-leavers",
        name: "Joiners and Leavers",
        short: "Joiners",
        lets: "Tell the pension scheme who joins and who leaves the practice.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-special-leavers",
        name: "Special Leavers",
        short: "Special leave",
        aliases: "Special Leaves, break in service, approved leave, maternity",
        lets: "Record breaks in service and approved leave, such as maternity or sick leave.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-non-gp-partner",
        name: "Non-GP Partner",
        short: "Non-GP partner",
        aliases: "non-clinical partner",
        lets: "Look after their own pension as a partner who is not a GP, and submit its yearly certificate.",
        typical: "Managing or nurse partner",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-accountant",
        name: "Accountant",
        short: "Accountant",
        aliases: "GP Pension Accountant",
        lets: "See and complete members' end-of-year pension forms. Only the member can submit them.",
        typical: "The practice's accountant",
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-gp-principal",
        name: "GP (principal)",
        short: "GP principal",
        aliases: "GP Principal, partner",
        lets: "Look after their own pension as a GP partner here.",
        typical: "GP partners",
        given_by: PerformersList,
        ..ORDINARY
    },
    RoleFacts {
        code: "gpp-gp-salaried",
        name: "GP (salaried)",
        short: "GP salaried",
        aliases: "Salaried GP",
        lets: "Look after their own pension as a salaried GP here.",
        typical: "Salaried GPs",
        given_by: PerformersList,
        ..ORDINARY
    },
    RoleFacts {
        code: "pl-user-management",
        service: Pl,
        name: "PL User Management",
        short: "User admin",
        aliases: "PL Organisation User Administration, user administrator, super user",
        lets: "Create users and decide who holds the Performers List roles here.",
        typical: "Practice manager and a deputy",
        given_by: AdministratorsAndRegistration,
        limit: 4,
        administers: true,
        uncovered: "nobody here can add users or change Performers List roles",
    },
    RoleFacts {
        code: "pl-practice-manager",
        service: Pl,
        name: "PL Practice Manager",
        short: "Practice manager",
        lets: "Review the changes GPs make to their link with the practice, and confirm or reject them.",
        typical: "Practice manager",
        uncovered: "GPs' changes wait unconfirmed, and their pay and pension can go wrong",
        ..ORDINARY
    },
    RoleFacts {
        code: "mrs-main-contact",
        service: Mrs,
        name: "Main Contact",
        short: "Main contact",
        aliases: "Main Practice Contact, super user",
        lets: "Create users and decide who holds the Medical Records and Supplies roles here.",
        typical: "Practice manager",
        given_by: Registration,
        limit: 1,
        administers: true,
        uncovered: "nobody here can add users or change records and supplies roles",
    },
    RoleFacts {
        code: "mrs-order-entry",
        service: Mrs,
        name: "Practice Order Entry Clerk",
        short: "Orders",
        lets: "Order NHS stationery, needles and other supplies, and follow the orders.",
        typical: "Reception or administration staff",
        ..ORDINARY
    },
    RoleFacts {
        code: "mrs-records-movement",
        service: Mrs,
        name: "Practice Records Movement Admin",
        short: "Records",
        lets: "Send for, track and receive patients' paper records, and order labels and bags.",
        typical: "Records or reception staff",
        ..ORDINARY
    },
];

/// A named right within one service: a line of the catalogue.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role(u8);

impl Role {
    /// Every role, grouped by service, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).take(ROLES.len()).map(Self)
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|role| role.code() == code)
    }

    /// What the catalogue says about it.
    pub fn facts(self) -> &'static RoleFacts {
        ROLES.get(usize::from(self.0)).unwrap_or(&ORDINARY)
    }

    /// Its lasting code.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.facts().name
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
        assert_eq!(Gpp.administrator().limit(), Some(4));
        assert_eq!(Pl.administrator().limit(), Some(4));
        assert_eq!(Mrs.administrator().limit(), Some(1));
    }
}
