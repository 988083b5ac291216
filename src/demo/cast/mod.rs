//! Who and what is in the small set. None of it exists: no practice's code begins with ZZ9, no town has these names.

mod people;
mod practices;

pub(super) use people::{COLLEAGUE_COUNT, COLLEAGUES, PEOPLE};
pub(super) use practices::{PRACTICES, Surgery};

/// When someone last signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum SignedIn {
    Never,
    DaysAgo(i64),
}

/// How someone stands at a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Standing {
    Works,
    Invited,
    Left,
}

/// Someone's place at a practice.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Spot {
    pub at: &'static str,
    pub standing: Standing,
    pub roles: &'static [&'static str],
    /// The first day of these roles, counted from today, where it is not the day they were given.
    pub from: Option<i64>,
    /// Their last day, counted from today.
    pub until: Option<i64>,
}

/// Someone of the small set.
#[derive(Clone, Copy, Debug)]
pub(in crate::demo) struct Someone {
    pub title: &'static str,
    pub first: &'static str,
    pub last: &'static str,
    /// Made from the name where empty.
    pub email: &'static str,
    /// For GPs.
    pub gmc: &'static str,
    pub signed_in: SignedIn,
    pub spots: &'static [Spot],
}
