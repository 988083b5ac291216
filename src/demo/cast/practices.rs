//! The practices, each of another kind.

/// A practice of the small set.
#[derive(Debug)]
pub(in crate::demo) struct Surgery {
    pub code: &'static str,
    pub name: &'static str,
    pub street: &'static str,
    pub town: &'static str,
    pub pcn: Option<(&'static str, &'static str)>,
    /// How many days ago it closed.
    pub closed: Option<i64>,
}

const NORTH: Option<(&str, &str)> = Some(("ZZ9N01", "Wexcombe and Saltmarsh PCN"));
const SOUTH: Option<(&str, &str)> = Some(("ZZ9N02", "Haverley Vale PCN"));

const fn surgery(
    code: &'static str,
    name: &'static str,
    street: &'static str,
    town: &'static str,
    pcn: Option<(&'static str, &'static str)>,
) -> Surgery {
    Surgery {
        code,
        name,
        street,
        town,
        pcn,
        closed: None,
    }
}

/// All of them.
pub(in crate::demo) const PRACTICES: &[Surgery] = &[
    // One administrator for everything.
    surgery(
        "ZZ9001",
        "Elmfield Surgery",
        "2 Elmfield Road",
        "Wexcombe",
        NORTH,
    ),
    // All four places for administrators are used.
    surgery(
        "ZZ9002",
        "Kestrel Road Medical Centre",
        "41 Kestrel Road",
        "Wexcombe",
        NORTH,
    ),
    // Users, but nobody who administers: the only one has left.
    surgery(
        "ZZ9003",
        "The Old Tannery Practice",
        "Tannery Yard",
        "Saltmarsh Quay",
        NORTH,
    ),
    // No users at all.
    surgery(
        "ZZ9004",
        "Saltmarsh Health Centre",
        "Quay Street",
        "Saltmarsh Quay",
        NORTH,
    ),
    Surgery {
        closed: Some(60),
        ..surgery(
            "ZZ9005",
            "Harbour Lane Surgery",
            "7 Harbour Lane",
            "Saltmarsh Quay",
            None,
        )
    },
    // About forty users.
    surgery(
        "ZZ9006",
        "The Orchard Medical Group",
        "Orchard House, Mill Street",
        "Great Haverley",
        SOUTH,
    ),
    // Three users.
    surgery(
        "ZZ9007",
        "Little Minster Surgery",
        "Church Walk",
        "Little Minster",
        SOUTH,
    ),
    // Three practices with one manager.
    surgery(
        "ZZ9008",
        "Fenwick Street Surgery",
        "118 Fenwick Street",
        "Thornbeck",
        SOUTH,
    ),
    surgery(
        "ZZ9009",
        "Fenwick Hill Surgery",
        "1 Hill Rise",
        "Thornbeck",
        SOUTH,
    ),
    surgery(
        "ZZ9010",
        "Fenwick Green Branch Practice",
        "The Green",
        "Nether Thornbeck",
        SOUTH,
    ),
    // Nobody approves locums' forms, and nobody administers the Performers List.
    surgery(
        "ZZ9011",
        "St Cuthwin's Medical Practice",
        "Abbey Close",
        "Great Haverley",
        SOUTH,
    ),
    // A long name, and roles that begin and end.
    surgery(
        "ZZ9012",
        "Great Haverley and Nether Thornbeck Villages Dispensing Medical Practice",
        "The Old School House, Upper Thornbeck Lane",
        "Nether Thornbeck",
        None,
    ),
];
