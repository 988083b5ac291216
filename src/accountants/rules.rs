//! Who may be named as whose accountant, and who may take theirs along.

use std::collections::{HashMap, HashSet};

use super::model::Named;
use crate::{
    access::{Refusal, check_days},
    accountant_links::{LinkState, Why},
    base::{
        dates::{Date, Instant},
        ids::UserId,
    },
    ui::FormState,
    users::confirmed::WhyNot,
};

/// What the program knows of those whom a naming concerns.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// By name and code.
    pub practice: String,
    pub closed: bool,
    /// The members of the practice, by name.
    pub members: HashMap<UserId, String>,
    /// The account of the accountant, if there is one, and whether it belongs to the registration team.
    pub accountant: Option<(UserId, bool)>,
    /// Members who have an open link with the accountant there.
    pub linked: HashSet<UserId>,
}

/// Why an accountant is not named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotNamed {
    /// The rules of access say no, or the days are wrong.
    Access(Refusal),
    /// The practice, which has closed.
    Closed(String),
    /// No member was chosen.
    Nobody,
    /// Somebody is no GP and no non-GP partner at the practice.
    NoMember(String),
    /// A member would be their own accountant.
    Oneself(String),
    /// The accountant belongs to the registration team.
    Officer,
    /// A member has an open link with the accountant.
    Linked(String),
    /// There is no account with the address, and no name for one.
    NoName,
}

/// The same with the line of a file that says it; 0 on a form without lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AtLine {
    pub line: u64,
    pub why: NotNamed,
}

impl NotNamed {
    /// The field that it belongs to.
    fn field(&self) -> &'static str {
        match self {
            Self::Access(Refusal::StartsInThePast | Refusal::StartsTooFarAway) => "starts",
            Self::Access(
                Refusal::EndsInThePast | Refusal::EndsTooFarAway | Refusal::EndsBeforeItStarts,
            ) => "ends",
            Self::Access(_) | Self::Closed(_) => "",
            Self::Nobody | Self::NoMember(_) | Self::Linked(_) => "people",
            Self::Oneself(_) | Self::Officer => "email",
            Self::NoName => "last_name",
        }
    }

    /// As people are told.
    pub(super) fn sentence(&self) -> String {
        let told = |parts: &[&str]| parts.concat();
        match self {
            Self::Access(refusal) => refusal.to_string(),
            Self::Closed(practice) => told(&[
                practice,
                " has closed, so nobody can be given access there",
            ]),
            Self::Nobody => "Choose the members the accountant acts for".to_owned(),
            Self::NoMember(who) => told(&[
                who,
                " is not a GP or a non-GP partner at this practice. Check the list of its members",
            ]),
            Self::Oneself(name) => told(&[
                "This is the address of ",
                name,
                ", and nobody can be their own accountant",
            ]),
            Self::Officer => {
                "This address belongs to someone in the registration team, who cannot be an accountant. Use \
                 another address of theirs"
                    .to_owned()
            }
            Self::Linked(name) => told(&[
                name,
                " already has this accountant, or the accountant has been asked. See the list of accountants",
            ]),
            Self::NoName => "There is no account with this email address yet. Enter the name of the accountant, so that we \
                             can make one"
                .to_owned(),
        }
    }
}

impl From<Refusal> for AtLine {
    fn from(refusal: Refusal) -> Self {
        Self {
            line: 0,
            why: NotNamed::Access(refusal),
        }
    }
}

impl WhyNot for AtLine {
    fn is_unconfirmed(&self) -> bool {
        false
    }

    fn form_state(reasons: &[Self]) -> FormState {
        let told = |form_state: FormState, reason: &Self| {
            let why = reason.why.sentence();
            match reason.line {
                0 => form_state.and_wrong(reason.why.field(), why),
                line => {
                    form_state.and_wrong("file", ["Line ", &line.to_string(), ": ", &why].concat())
                }
            }
        };
        reasons.iter().fold(FormState::default(), told)
    }
}

/// Everything against naming an accountant for these members, each with their line.
pub(super) fn judge(
    named: &Named,
    members: &[(UserId, u64)],
    (starts_on, ends_on): (Option<Date>, Option<Date>),
    known: &Known,
    today: Date,
) -> Vec<AtLine> {
    let first = members.first().map_or(0, |(_, line)| *line);
    let mut reasons = Vec::new();
    let mut against = |line, why| reasons.push(AtLine { line, why });
    if known.closed {
        against(first, NotNamed::Closed(known.practice.clone()));
    }
    if members.is_empty() {
        against(0, NotNamed::Nobody);
    }
    for (member, line) in members {
        let Some(name) = known.members.get(member) else {
            against(*line, NotNamed::NoMember("Somebody".to_owned()));
            continue;
        };
        if known.accountant.is_some_and(|(id, _)| id == *member) {
            against(*line, NotNamed::Oneself(name.clone()));
        } else if known.linked.contains(member) {
            against(*line, NotNamed::Linked(name.clone()));
        }
    }
    match known.accountant {
        Some((_, true)) => against(first, NotNamed::Officer),
        None if named.name.is_none() => against(first, NotNamed::NoName),
        _ => {}
    }
    for refusal in check_days(starts_on, ends_on, today) {
        against(first, NotNamed::Access(refusal));
    }
    reasons
}

/// For how long an accountant may be taken along after a place has ended.
pub(super) const TAKEN_WITHIN: i64 = 366 * Instant::DAY;

/// Why an accountant can't be taken along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotTaken {
    /// The link did not end because the member's place did.
    EndedOtherwise,
    /// It never was confirmed.
    NeverConfirmed,
    TooLate,
    /// The accountant acts for the member there already.
    Linked,
    Closed,
    /// The accountant belongs to the registration team by now.
    Officer,
}

impl NotTaken {
    /// As people are told.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::EndedOtherwise => {
                "You can only keep an accountant whose link ended because you left the practice. Ask a user \
                 administrator of your practice to name your accountant"
            }
            Self::NeverConfirmed => {
                "This accountant never confirmed the link. Ask a user administrator of your practice to name them"
            }
            Self::TooLate => {
                "This link ended more than a year ago. Ask a user administrator of your practice to name your accountant"
            }
            Self::Linked => {
                "This accountant already acts for you at this practice, or has been asked to"
            }
            Self::Closed => "This practice has closed, so nobody can be given access there",
            Self::Officer => {
                "This person belongs to the registration team now, and cannot be an accountant"
            }
        }
    }
}

/// What decides whether an accountant is taken along from a link to another practice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Past {
    pub state: LinkState,
    pub why: Option<Why>,
    pub confirmed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    /// Whether the two have an open link at the other practice, or one was made from this already.
    pub linked: bool,
    /// Whether the other practice has closed.
    pub closed: bool,
    /// Whether the accountant belongs to the registration team.
    pub officer: bool,
}

/// Whether the accountant of a link that is over may be taken along. The member has to be one at the other practice: that is what
/// their permit says.
pub(super) fn may_take(past: Past, now: Instant) -> Result<(), NotTaken> {
    let (LinkState::Ended, Some(Why::MemberLeft), Some(ended_at)) =
        (past.state, past.why, past.ended_at)
    else {
        return Err(NotTaken::EndedOtherwise);
    };
    if past.confirmed_at.is_none() {
        return Err(NotTaken::NeverConfirmed);
    }
    if now.0 - ended_at.0 > TAKEN_WITHIN {
        return Err(NotTaken::TooLate);
    }
    match past {
        Past { linked: true, .. } => Err(NotTaken::Linked),
        Past { closed: true, .. } => Err(NotTaken::Closed),
        Past { officer: true, .. } => Err(NotTaken::Officer),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
