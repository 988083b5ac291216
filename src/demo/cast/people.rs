//! The people, of every kind that a user meets.

use super::{SignedIn, Someone, Spot, Standing};
use crate::demo::accounts::{ADMINISTRATOR, GP, OF_THREE};

const fn works(at: &'static str, roles: &'static [&'static str]) -> Spot {
    Spot {
        at,
        standing: Standing::Works,
        roles,
        from: None,
        until: None,
    }
}

const fn held_long(at: &'static str, roles: &'static [&'static str]) -> Spot {
    Spot {
        from: Some(-400),
        ..works(at, roles)
    }
}

const fn invited(at: &'static str, roles: &'static [&'static str]) -> Spot {
    Spot {
        standing: Standing::Invited,
        ..works(at, roles)
    }
}

const fn left(at: &'static str, roles: &'static [&'static str]) -> Spot {
    Spot {
        standing: Standing::Left,
        ..works(at, roles)
    }
}

const fn someone(
    name: (&'static str, &'static str, &'static str),
    signed_in: SignedIn,
    spots: &'static [Spot],
) -> Someone {
    let (title, first, last) = name;
    Someone {
        title,
        first,
        last,
        email: "",
        gmc: "",
        signed_in,
        spots,
    }
}

const fn gp(
    name: (&'static str, &'static str),
    gmc: &'static str,
    signed_in: SignedIn,
    spots: &'static [Spot],
) -> Someone {
    Someone {
        gmc,
        ..someone(("Dr", name.0, name.1), signed_in, spots)
    }
}

const GPP_ADMIN: &str = "gpp-user-management";
const PL_ADMIN: &str = "pl-user-management";
const MAIN_CONTACT: &str = "mrs-main-contact";
const PL_MANAGER: &str = "pl-practice-manager";
const VIEW_CLAIMS: &str = "gpp-view-claims";
const CLAIMS: &str = "gpp-claims-admin";
const STATEMENTS: &str = "gpp-statements";
const ESTIMATES: &str = "gpp-estimates";
const LOCUMS: &str = "gpp-locum-applications";
const AVCS: &str = "gpp-avcs";
const JOINERS: &str = "gpp-joiners-leavers";
const SPECIAL: &str = "gpp-special-leavers";
const NON_GP_PARTNER: &str = "gpp-non-gp-partner";
const ACCOUNTANT: &str = "gpp-accountant";
const PRINCIPAL: &str = "gpp-gp-principal";
const SALARIED: &str = "gpp-gp-salaried";
const ORDERS: &str = "mrs-order-entry";
const RECORDS: &str = "mrs-records-movement";

/// Everything a practice manager holds who looks after access too.
const MANAGER: &[&str] = &[
    GPP_ADMIN,
    VIEW_CLAIMS,
    CLAIMS,
    STATEMENTS,
    ESTIMATES,
    LOCUMS,
    AVCS,
    JOINERS,
    SPECIAL,
    PL_ADMIN,
    PL_MANAGER,
    MAIN_CONTACT,
];
const FINANCE: &[&str] = &[VIEW_CLAIMS, CLAIMS, STATEMENTS];
const RECEPTION: &[&str] = &[ORDERS, RECORDS];

/// What a colleague at the practice with about forty users may be.
pub(in crate::demo) const COLLEAGUES: &[(&str, &[Spot])] = &[
    ("Dr", &[works("ZZ9006", &[PRINCIPAL])]),
    ("", &[works("ZZ9006", RECEPTION)]),
    ("", &[works("ZZ9006", &[RECORDS])]),
    ("Dr", &[works("ZZ9006", &[SALARIED])]),
    ("", &[works("ZZ9006", &[ORDERS])]),
    ("", &[works("ZZ9006", FINANCE)]),
    ("", &[works("ZZ9006", &[RECORDS])]),
    ("Dr", &[works("ZZ9006", &[SALARIED])]),
    ("", &[invited("ZZ9006", RECEPTION)]),
    ("", &[left("ZZ9006", &[ORDERS])]),
    ("", &[works("ZZ9006", &[])]),
];

/// How many of them there are.
pub(in crate::demo) const COLLEAGUE_COUNT: usize = 35;

use SignedIn::{DaysAgo, Never};

/// Those who are somebody.
#[rustfmt::skip]
pub(in crate::demo) const PEOPLE: &[Someone] = &[
    Someone {
        email: ADMINISTRATOR,
        ..someone(("Mrs", "Margaret", "Okafor"), DaysAgo(1), &[works("ZZ9001", MANAGER)])
    },
    someone(("Ms", "Zoë", "D'Arcy-Jones"), DaysAgo(3), &[works("ZZ9001", FINANCE)]),
    someone(("Mr", "Callum", "Reid"), DaysAgo(40), &[works("ZZ9001", RECEPTION)]),
    someone(("Miss", "Priya", "Patel"), Never, &[invited("ZZ9001", &[RECORDS])]),
    someone(("Mr", "Łukasz", "Wójcik"), DaysAgo(200), &[left("ZZ9001", &[STATEMENTS, LOCUMS])]),
    Someone {
        email: GP,
        ..gp(("Siân", "O'Neill"), "9000011", DaysAgo(2), &[
            works("ZZ9001", &[SALARIED, VIEW_CLAIMS]),
            works("ZZ9007", &[PRINCIPAL]),
        ])
    },
    gp(("Adeyemi", "Olatunji"), "9000012", DaysAgo(9), &[works("ZZ9001", &[PRINCIPAL])]),
    // Has a place from the Performers List and has never come.
    gp(("François", "Müller"), "9000013", Never, &[works("ZZ9001", &[SALARIED])]),

    someone(("Mr", "David", "Hughes"), DaysAgo(1), &[works("ZZ9002", MANAGER)]),
    someone(("Mrs", "Helen", "Whitaker"), DaysAgo(6), &[
        works("ZZ9002", &[GPP_ADMIN, PL_ADMIN, PL_MANAGER, LOCUMS]),
    ]),
    someone(("Ms", "Ngozi", "Eze"), DaysAgo(12), &[
        works("ZZ9002", &[GPP_ADMIN, PL_ADMIN, JOINERS, SPECIAL]),
    ]),
    someone(("Mr", "Rajesh", "Subramaniam"), DaysAgo(30), &[
        works("ZZ9002", &[GPP_ADMIN, NON_GP_PARTNER, PL_ADMIN]),
    ]),
    someone(("Mrs", "Aoife", "Ní Bhriain"), DaysAgo(4), &[works("ZZ9002", RECEPTION)]),
    gp(("Hamish", "MacDonald"), "9000021", DaysAgo(15), &[works("ZZ9002", &[PRINCIPAL])]),
    gp(("Sarah", "Jones"), "9000022", DaysAgo(5), &[works("ZZ9002", &[PRINCIPAL])]),
    // Two people with one name.
    someone(("Mrs", "Sarah", "Jones"), DaysAgo(8), &[works("ZZ9002", FINANCE)]),

    someone(("Mrs", "Brenda", "Pickering"), DaysAgo(120), &[left("ZZ9003", MANAGER)]),
    someone(("Ms", "Katarzyna", "Nowak"), DaysAgo(2), &[works("ZZ9003", FINANCE)]),
    someone(("Mr", "George", "Entwistle"), DaysAgo(21), &[works("ZZ9003", RECEPTION)]),
    gp(("Ayesha", "Qureshi"), "9000031", DaysAgo(17), &[works("ZZ9003", &[PRINCIPAL])]),

    someone(("Mr", "Trevor", "Boscawen"), DaysAgo(64), &[works("ZZ9005", MANAGER)]),
    someone(("Mrs", "Gladys", "Penhaligon"), DaysAgo(70), &[works("ZZ9005", RECEPTION)]),
    gp(("Emmanuel", "Mensah"), "9000051", DaysAgo(80), &[left("ZZ9005", &[PRINCIPAL])]),

    someone(("Mrs", "Jacqueline", "Fairclough"), DaysAgo(1), &[works("ZZ9006", MANAGER)]),
    someone(("Mr", "Bilal", "Hussain"), DaysAgo(2), &[
        works("ZZ9006", &[GPP_ADMIN, CLAIMS, STATEMENTS, LOCUMS]),
    ]),
    someone(("Ms", "Anne-Marie", "Smith-Jones"), DaysAgo(7), &[
        works("ZZ9006", &[PL_ADMIN, PL_MANAGER]),
    ]),
    someone(("", "Konstantina Maximiliana", "Featherstonehaugh-Papadimitriou-Rees"), DaysAgo(11), &[
        works("ZZ9006", &[VIEW_CLAIMS, ESTIMATES, AVCS]),
    ]),

    someone(("Mrs", "Edith", "Thistlewood"), DaysAgo(13), &[works("ZZ9007", MANAGER)]),
    someone(("Mr", "Wei", "Chen"), DaysAgo(33), &[works("ZZ9007", RECEPTION)]),

    Someone {
        email: OF_THREE,
        ..someone(("Mr", "Tomasz", "Åkerlund"), DaysAgo(1), &[
            works("ZZ9008", MANAGER),
            works("ZZ9009", MANAGER),
            works("ZZ9010", &[GPP_ADMIN, PL_ADMIN, PL_MANAGER, STATEMENTS]),
        ])
    },
    someone(("Mrs", "Rukhsana", "Begum"), DaysAgo(10), &[
        works("ZZ9010", &[MAIN_CONTACT, ORDERS, LOCUMS]),
    ]),
    someone(("Ms", "Bronwyn", "Llewellyn"), DaysAgo(6), &[
        works("ZZ9008", &[GPP_ADMIN, CLAIMS, LOCUMS]),
        invited("ZZ9009", &[CLAIMS]),
    ]),
    // Roles at three practices without administering any.
    someone(("Mr", "Imran", "Akhtar"), DaysAgo(5), &[
        works("ZZ9008", FINANCE),
        works("ZZ9009", FINANCE),
        works("ZZ9010", &[VIEW_CLAIMS]),
    ]),
    someone(("Mr", "Nigel", "Abacus-Hartley"), DaysAgo(90), &[
        works("ZZ9008", &[ACCOUNTANT, STATEMENTS]),
        works("ZZ9009", &[ACCOUNTANT]),
    ]),
    someone(("Miss", "Jade", "Postlethwaite"), DaysAgo(26), &[works("ZZ9009", RECEPTION)]),
    // These and Meera Nair held their posts in the newest scheme year that is over, whenever that is.
    gp(("João", "Ferreira"), "9000081", DaysAgo(19), &[
        held_long("ZZ9008", &[PRINCIPAL]),
        held_long("ZZ9009", &[PRINCIPAL]),
        works("ZZ9010", &[SALARIED]),
    ]),
    gp(("Harpreet", "Kaur"), "9000082", DaysAgo(23), &[held_long("ZZ9009", &[SALARIED])]),

    someone(("Mrs", "Cordelia", "Nightingale"), DaysAgo(2), &[
        works("ZZ9011", &[GPP_ADMIN, CLAIMS, STATEMENTS, MAIN_CONTACT]),
    ]),
    someone(("Mr", "Seán", "O'Brien"), DaysAgo(14), &[works("ZZ9011", RECEPTION)]),
    gp(("Meera", "Nair"), "9000111", DaysAgo(28), &[held_long("ZZ9011", &[PRINCIPAL])]),

    someone(("Ms", "Rosalind", "Peverell"), DaysAgo(1), &[works("ZZ9012", MANAGER)]),
    // Comes next month.
    someone(("Mr", "Oluwaseun", "Adebayo"), Never, &[Spot {
        from: Some(28),
        ..invited("ZZ9012", &[GPP_ADMIN, CLAIMS, LOCUMS])
    }]),
    // Stands in for someone until the end of next month.
    someone(("Mrs", "Marie-Hélène", "Côté"), DaysAgo(6), &[Spot {
        until: Some(45),
        ..works("ZZ9012", &[STATEMENTS, PL_MANAGER])
    }]),
    // Their last day is today.
    someone(("Mr", "Barnaby", "Quigley"), DaysAgo(3), &[Spot {
        until: Some(0),
        ..works("ZZ9012", &[ORDERS])
    }]),
];
