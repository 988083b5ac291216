//! Where the pages about a practice are, for links from every room.

use crate::{access::Role, base::ids::OdsCode};

/// Where a member asks for roles at a practice.
pub fn ask_address(practice: &OdsCode) -> String {
    ["/ask?practice=", practice.as_ref()].concat()
}

/// Where a practice's GPs and what waits about them are seen.
pub fn performers_address(practice: &OdsCode) -> String {
    ["/practices/", practice.as_ref(), "/performers"].concat()
}

/// Where a practice's users are shown with the change that gives some of them `role` begun.
pub fn give_address(practice: &str, role: Role) -> String {
    [
        "/practices/",
        practice,
        "/users?give=",
        role.code(),
        "#change",
    ]
    .concat()
}
