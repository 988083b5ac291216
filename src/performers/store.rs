//! The Performers List in the database. Every step is one transaction with its event, its mail and the roles that
//! follow.

mod apply;
mod ask;
mod decide;
mod due;
mod entry;
mod escalate;
mod follow;
mod nudge;
mod people;
mod read;
mod reconcile;
mod request;
mod tell_gps;
mod tell_practices;

pub(super) use apply::apply;
pub(crate) use ask::{Ask, LinkAsked};
pub(super) use decide::{Answer, Decide, Decided};
pub(crate) use due::follow_due;
pub(super) use entry::{ASSIGNMENT, AssignmentRow};
use entry::{read_entry, read_gp};
pub(crate) use escalate::escalate;
pub(crate) use follow::Followed;
pub(super) use follow::{follow, would_follow};
pub(crate) use nudge::{Nudge, Nudged};
pub(crate) use read::{
    LINKS, LINKS_END, entry_in_short, gp_links, links_here, links_in, requests_waiting, tasks,
};
pub(super) use read::{my_entry, practice_view, question_view, request_view};
pub(crate) use reconcile::disagreements;
pub(super) use reconcile::{Reconciled, reconcile};
pub(super) use tell_gps::tell_gps;
pub(super) use tell_practices::tell_practices;

#[cfg(test)]
mod tests;
