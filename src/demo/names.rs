//! First and last names of people in England, the common ones first.

/// First names and last names.
#[derive(Debug)]
pub(super) struct Names {
    pub first: Vec<&'static str>,
    pub last: Vec<&'static str>,
}

impl Names {
    pub(super) fn new() -> Self {
        Self {
            first: include_str!("first_names.txt").split_whitespace().collect(),
            last: include_str!("last_names.txt").split_whitespace().collect(),
        }
    }
}
