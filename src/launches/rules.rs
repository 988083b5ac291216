//! What may be nominated, and how a launch goes on.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{file::Nomination, model::LaunchState};
use crate::{
    access::Service,
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    ods::Rejected,
};

/// What the program knows of those whom a file names.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Each practice, and whether it has closed.
    pub practices: HashMap<OdsCode, bool>,
    /// Practices where somebody administers the service, or is going to.
    pub administered: HashSet<OdsCode>,
    /// Practices that wait for another launch of the service.
    pub elsewhere: HashSet<OdsCode>,
    /// Accounts by username: what they are called, and whether they belong to the registration team.
    pub accounts: HashMap<String, (String, bool)>,
}

/// What is wrong with nominations that were read, line by line.
pub(super) fn judge(
    nominations: &[Nomination],
    known: &Known,
    service: Service,
) -> BTreeMap<u64, Rejected> {
    let mut faults = BTreeMap::new();
    let mut seen = Seen::default();
    for nomination in nominations {
        let why = seen
            .against(nomination, service)
            .or_else(|| against(nomination, known, service));
        if let Some(reason) = why {
            let line = nomination.line;
            faults.insert(line, Rejected { line, reason });
        }
    }
    faults
}

/// What the lines before said.
#[derive(Default)]
struct Seen<'a> {
    /// The line of a person at a practice.
    places: HashMap<(&'a OdsCode, &'a str), u64>,
    /// What an address was called first, and in which line.
    names: HashMap<&'a str, (String, u64)>,
    /// How many there are at a practice.
    counts: HashMap<&'a OdsCode, usize>,
}

impl<'a> Seen<'a> {
    fn against(&mut self, nomination: &'a Nomination, service: Service) -> Option<String> {
        let (practice, email) = (&nomination.practice, nomination.email.as_ref());
        let line = nomination.line;
        if let Some(before) = self.places.get(&(practice, email)) {
            return Some(
                [
                    "the same person at the same practice as in line ",
                    &before.to_string(),
                ]
                .concat(),
            );
        }
        self.places.insert((practice, email), line);
        let name = nomination.name.full();
        let (called, first) = self
            .names
            .entry(email)
            .or_insert_with(|| (name.clone(), line));
        if !same_name(called, &name) {
            let first = first.to_string();
            return Some(
                [
                    email,
                    " is called ",
                    called,
                    " in line ",
                    &first,
                    ": one of the two is wrong",
                ]
                .concat(),
            );
        }
        let count = self.counts.entry(practice).or_default();
        *count += 1;
        let limit = service.administrator().limit()?;
        (*count > limit).then(|| {
            let limit = limit.to_string();
            [
                practice.as_ref(),
                " has ",
                &limit,
                " nominations already, and no practice has more",
            ]
            .concat()
        })
    }
}

fn against(nomination: &Nomination, known: &Known, service: Service) -> Option<String> {
    let code = nomination.practice.as_ref();
    match known.practices.get(&nomination.practice) {
        None => return Some([code, " is not a practice that is known here"].concat()),
        Some(true) => return Some([code, " has closed"].concat()),
        Some(false) => {}
    }
    if known.administered.contains(&nomination.practice) {
        let name = service.name();
        return Some(
            [
                code,
                " has an administrator of ",
                name,
                " already, who can make others",
            ]
            .concat(),
        );
    }
    if known.elsewhere.contains(&nomination.practice) {
        return Some([code, " is already in another launch of ", service.name()].concat());
    }
    let email = nomination.email.as_ref();
    match known.accounts.get(email) {
        Some((_, true)) => Some([email, " belongs to the registration team"].concat()),
        Some((name, false)) if !same_name(name, &nomination.name.full()) => Some(
            [
                email,
                " is the username of ",
                name,
                ": correct the name or the address",
            ]
            .concat(),
        ),
        _ => None,
    }
}

/// Whether two names are one, however they are written.
fn same_name(a: &str, b: &str) -> bool {
    let plain = |name: &str| {
        let letters = name.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    plain(a) == plain(b)
}

/// What is done with a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An officer approves it.
    Approve,
    /// An officer takes it back.
    Withdraw,
    /// An officer takes one nomination back.
    WithdrawOne,
}

/// Why it can't be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LaunchRefusal {
    /// The officer has approved it already, or put it in.
    SameOfficer,
    /// It is live, or its day has come.
    Live,
    Withdrawn,
    /// Nothing waits for an approval.
    Approved,
}

impl LaunchRefusal {
    /// As people are told.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::SameOfficer => {
                "You added this launch or have approved it. Another registration officer has to approve it."
            }
            Self::Live => {
                "This launch is live. Change the administrators in their practice's role table, or ask for a certification."
            }
            Self::Withdrawn => "This launch was withdrawn. Put the file in again.",
            Self::Approved => "Two officers have approved this launch already.",
        }
    }
}

/// What decides about a launch.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    pub state: LaunchState,
    pub first: Option<UserId>,
    pub go_live: Date,
}

/// Where a launch stands after a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct After {
    pub state: LaunchState,
    pub first: Option<UserId>,
    pub second: Option<UserId>,
}

impl Standing {
    /// Where it stands after `officer` has done `step`.
    pub(super) fn after(
        self,
        step: Step,
        officer: UserId,
        today: Date,
    ) -> Result<After, LaunchRefusal> {
        match self.state {
            LaunchState::Withdrawn => return Err(LaunchRefusal::Withdrawn),
            LaunchState::Live => return Err(LaunchRefusal::Live),
            LaunchState::Approved if today >= self.go_live => return Err(LaunchRefusal::Live),
            LaunchState::Proposed | LaunchState::Approved => {}
        }
        let (state, first) = (self.state, self.first);
        let stays = After {
            state,
            first,
            second: None,
        };
        match (step, first) {
            (Step::Approve, _) if state == LaunchState::Approved => Err(LaunchRefusal::Approved),
            (Step::Approve, Some(first)) if first == officer => Err(LaunchRefusal::SameOfficer),
            (Step::Approve, None) => Ok(After {
                first: Some(officer),
                ..stays
            }),
            (Step::Approve, Some(_)) => Ok(After {
                state: LaunchState::Approved,
                second: Some(officer),
                ..stays
            }),
            (Step::Withdraw, _) => Ok(After {
                state: LaunchState::Withdrawn,
                ..stays
            }),
            (Step::WithdrawOne, _) => Ok(stays),
        }
    }
}

#[cfg(test)]
mod tests;
