//! The table of roles: the one place where a role is added or described.
//!
//! The database mirrors it at every start, so that grants can refer to it.

use super::{
    GivenBy::{Administrators, AdministratorsAndRegistration, PerformersList, Registration},
    RoleFacts,
    Service::{Gpp, Mrs, Pl},
};

/// What most roles have in common.
const ORDINARY: RoleFacts = RoleFacts {
    code: "",
    service: Gpp,
    name: "",
    short: "",
    aliases: "",
    lets: "",
    lets_you: "",
    typical: "",
    given_by: Administrators,
    limit: 0,
    administers: false,
    uncovered: "",
};

/// From the table follow the type, so that the compiler knows every role, and what is said of each.
macro_rules! roles {
    ($($Role:ident = $code:literal { $($facts:tt)* })*) => {
        /// A named right within one service: a line of the catalogue.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role {
            $($Role,)*
        }

        impl Role {
            /// Every role, grouped by service, in the order of the table.
            pub const ALL: &[Self] = &[$(Self::$Role),*];

            /// What the catalogue says about it.
            pub fn facts(self) -> &'static RoleFacts {
                match self {
                    $(Self::$Role => {
                        const FACTS: RoleFacts = RoleFacts { code: $code, $($facts)* };
                        &FACTS
                    })*
                }
            }
        }
    };
}

roles! {
    GppUserManagement = "gpp-user-management" {
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
    }
    GppViewClaims = "gpp-view-claims" {
        name: "View Claims",
        short: "View claims",
        lets: "See payment claims and how far they have got, without changing them.",
        typical: "Partners, finance staff",
        ..ORDINARY
    }
    GppClaimsAdmin = "gpp-claims-admin" {
        name: "Claims Admin",
        short: "Claims",
        lets: "Prepare and submit payment claims with their evidence.",
        typical: "Finance or claims clerk",
        ..ORDINARY
    }
    GppStatements = "gpp-statements" {
        name: "Statements",
        short: "Statements",
        lets: "See and download the practice's monthly payment statements.",
        typical: "Practice manager, finance staff, accountant",
        ..ORDINARY
    }
    GppEstimates = "gpp-estimates" {
        name: "Practice Estimates and Salary Change",
        short: "Estimates",
        aliases: "estimates role",
        lets: "Submit the yearly estimate of pensionable pay and salary changes during the year.",
        typical: "Practice manager",
        ..ORDINARY
    }
    GppLocumApplications = "gpp-locum-applications" {
        name: "Locum Applications",
        short: "Locums",
        aliases: "Locum Approvals, Locum Approver, Locum A",
        lets: "Approve or reject locum GPs' pension forms. Forms for work over 10 weeks old are refused.",
        typical: "Practice manager and a second person",
        uncovered: "locum GPs' forms can't be approved and their work here is not pensionable",
        ..ORDINARY
    }
    GppAvcs = "gpp-avcs" {
        name: "AVCs",
        short: "AVCs",
        aliases: "additional voluntary contributions",
        lets: "Deal with applications for additional voluntary pension contributions.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    }
    GppJoinersLeavers = "gpp-joiners-leavers" {
        name: "Joiners and Leavers",
        short: "Joiners",
        lets: "Tell the pension scheme who joins and who leaves the practice.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    }
    GppSpecialLeavers = "gpp-special-leavers" {
        name: "Special Leavers",
        short: "Special leave",
        aliases: "Special Leaves, break in service, approved leave, maternity",
        lets: "Record breaks in service and approved leave, such as maternity or sick leave.",
        typical: "Practice manager, pensions lead",
        ..ORDINARY
    }
    GppNonGpPartner = "gpp-non-gp-partner" {
        name: "Non-GP Partner",
        short: "Non-GP partner",
        aliases: "non-clinical partner",
        lets: "Look after their own pension as a partner who is not a GP, and submit its yearly certificate.",
        lets_you: "Look after your own pension as a partner who is not a GP, and submit its yearly certificate.",
        typical: "Managing or nurse partner",
        ..ORDINARY
    }
    GppAccountant = "gpp-accountant" {
        name: "Accountant",
        short: "Accountant",
        aliases: "GP Pension Accountant",
        lets: "See and complete members' end-of-year pension forms. Only the member can submit them.",
        typical: "The practice's accountant",
        ..ORDINARY
    }
    GppGpPrincipal = "gpp-gp-principal" {
        name: "GP (principal)",
        short: "GP principal",
        aliases: "GP Principal, partner",
        lets: "Look after their own pension as a GP partner here.",
        lets_you: "Look after your own pension as a GP partner here.",
        typical: "GP partners",
        given_by: PerformersList,
        ..ORDINARY
    }
    GppGpSalaried = "gpp-gp-salaried" {
        name: "GP (salaried)",
        short: "GP salaried",
        aliases: "Salaried GP",
        lets: "Look after their own pension as a salaried GP here.",
        lets_you: "Look after your own pension as a salaried GP here.",
        typical: "Salaried GPs",
        given_by: PerformersList,
        ..ORDINARY
    }
    PlUserManagement = "pl-user-management" {
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
        ..ORDINARY
    }
    PlPracticeManager = "pl-practice-manager" {
        service: Pl,
        name: "PL Practice Manager",
        short: "Practice manager",
        lets: "Review the changes GPs make to their link with the practice, and confirm or reject them.",
        typical: "Practice manager",
        uncovered: "GPs' changes wait unconfirmed, and their pay and pension can go wrong",
        ..ORDINARY
    }
    MrsMainContact = "mrs-main-contact" {
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
        ..ORDINARY
    }
    MrsOrderEntry = "mrs-order-entry" {
        service: Mrs,
        name: "Practice Order Entry Clerk",
        short: "Orders",
        lets: "Order NHS stationery, needles and other supplies. Track the orders.",
        typical: "Reception or administration staff",
        ..ORDINARY
    }
    MrsRecordsMovement = "mrs-records-movement" {
        service: Mrs,
        name: "Practice Records Movement Admin",
        short: "Records",
        lets: "Send for, track and receive patients' paper records. Order labels and bags.",
        typical: "Records or reception staff",
        ..ORDINARY
    }
}
