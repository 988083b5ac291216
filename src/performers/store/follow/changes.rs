//! Deciding what follows at many places before any of it is written.

use uuid::Uuid;

use super::known::{FollowState, Held};
use crate::{
    access::{MembershipStatus, Period, Redated, Role},
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    history::Detail,
    performers::rules::{Following, Implied, follow},
};

/// What becomes of somebody's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Move {
    /// They come, for the first time.
    Come,
    /// They come back.
    Return,
    /// Nothing holds them here any more.
    Go,
    /// The place stays as it is.
    Stay,
}

/// A place at which something follows.
pub(super) struct PlaceChange {
    pub user: UserId,
    pub name: String,
    pub gmc_number: GmcNumber,
    pub practice: OdsCode,
    pub has_signed_in: bool,
    pub moves: Move,
    pub following: Following,
    /// The case by which the assignment of today came about.
    pub case: Option<String>,
    pub detail: Detail,
    /// Whether the link has ended and roles that were given by hand are left.
    pub leaves_others: bool,
}

impl PlaceChange {
    /// What follows at one place; nothing, where everything is as it should be.
    pub(super) fn at(
        known: &FollowState,
        gmc_number: &GmcNumber,
        practice: &OdsCode,
        today: Date,
    ) -> Option<Self> {
        let account = known.accounts.get(gmc_number)?;
        let entry = known.entries.get(gmc_number)?;
        let key = (account.user, practice.clone());
        let nothing = Held::default();
        let held = known.held.get(&key).unwrap_or(&nothing);
        let following = follow(entry.implies(practice, today), &held.automatic, today);
        if following.is_nothing() {
            return None;
        }
        let place = known.places.get(&key).copied();
        let mut of_today = entry
            .at(practice)
            .filter(|known| known.period.includes(today));
        let over = following.add.is_none() && !following.end.is_empty();
        Some(Self {
            user: account.user,
            name: account.name.clone(),
            gmc_number: gmc_number.clone(),
            practice: practice.clone(),
            has_signed_in: account.has_signed_in,
            moves: moves(place, &following, held),
            case: of_today.find_map(|assignment| known.references.get(&assignment.id).cloned()),
            detail: detail(place, &following, held),
            leaves_others: over && !held.others.is_empty(),
            following,
        })
    }

    /// The roles that end.
    pub(super) fn ended(&self) -> Vec<Role> {
        self.following.end.iter().map(|grant| grant.role).collect()
    }
}

fn moves(place: Option<(MembershipStatus, i64)>, following: &Following, held: &Held) -> Move {
    let gives = following.add.is_some();
    let all_end = following.end.len() == held.automatic.len() && !held.automatic.is_empty();
    match place {
        None => Move::Come,
        // Whoever was deactivated while linked is not brought back by another type of the same link.
        Some((MembershipStatus::Deactivated, _)) if gives && held.automatic.is_empty() => {
            Move::Return
        }
        Some((MembershipStatus::Active | MembershipStatus::Invited, _))
            if !gives && all_end && held.others.is_empty() =>
        {
            Move::Go
        }
        Some(_) => Move::Stay,
    }
}

/// What the record says of it.
fn detail(place: Option<(MembershipStatus, i64)>, following: &Following, held: &Held) -> Detail {
    let mut before: Vec<Role> = held.others.clone();
    before.extend(held.automatic.iter().map(|grant| grant.role));
    let ended = |role: &Role| following.end.iter().any(|grant| grant.role == *role);
    let mut after: Vec<Role> = before.iter().copied().filter(|role| !ended(role)).collect();
    after.extend(following.add.map(|implied| implied.role));
    before.sort_unstable();
    after.sort_unstable();
    Detail {
        before,
        after,
        ends_on: following.add.and_then(|Implied { last, .. }| last),
        dates: following
            .redate
            .and_then(|(id, last)| redated(held, id, last)),
        version: place.map_or(0, |(_, version)| version) + 1,
        ..Detail::default()
    }
}

fn redated(held: &Held, id: Uuid, last: Option<Date>) -> Option<Redated> {
    let grant = held.automatic.iter().find(|grant| grant.id == id)?;
    let before = *held.periods.get(&id)?;
    Some(Redated {
        role: grant.role,
        before,
        after: Period { last, ..before },
    })
}
