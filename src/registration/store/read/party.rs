//! A case as those see it whom it concerns.

use crate::{
    base::{clock::in_words, ids::UserId, text::isolated},
    registration::{
        model::{Party, State},
        store::{case::Case, links::CaseLink},
        views::{PartyAction, PartyView},
    },
};

/// A case as the reader of a link sees it.
pub(crate) fn party_view(case: &Case, link: &CaseLink, account: Option<UserId>) -> PartyView {
    let party = case.party(link.party);
    let must_log_in =
        party.is_some_and(|party| party.user_id.is_some() && party.user_id != account);
    let may = may(case, link.party, link.party == case.form.asks_as());
    let confirms = may.iter().any(|one| {
        matches!(
            one,
            PartyAction::ConfirmAsNominee | PartyAction::ConfirmAsAuthoriser
        )
    });
    PartyView {
        reference: case.reference.clone(),
        practice: case.at(),
        nominee: isolated(&case.form.nominee.name()).into_owned(),
        asker: isolated(&case.form.asker().name()).into_owned(),
        roles: case
            .roles
            .iter()
            .map(|role| role.name().to_owned())
            .collect(),
        why: case.form.reason(),
        asked: in_words(case.asked_at),
        state: case.state().words().to_owned(),
        next: case.what_is_next(),
        since: in_words(case.since),
        reader: link.party.words().to_owned(),
        log_in: if confirms && must_log_in {
            link.email.clone()
        } else {
            String::new()
        },
        asked_for: if case.state() == State::Information {
            case.told.clone()
        } else {
            String::new()
        },
        may,
    }
}

/// What the reader of a link can do.
fn may(case: &Case, party: Party, asks: bool) -> Vec<PartyAction> {
    let mut may = Vec::new();
    let waits = case.state() == State::Confirming && !case.standing.confirmed.contains(&party);
    match party {
        Party::Nominee if waits => may.push(PartyAction::ConfirmAsNominee),
        Party::Authoriser if waits => may.push(PartyAction::ConfirmAsAuthoriser),
        Party::Outgoing if waits => may.push(PartyAction::ConfirmAsOutgoing),
        _ => {}
    }
    if asks {
        match case.state() {
            State::Administrators => may.push(PartyAction::Unreachable),
            State::Expired => may.push(PartyAction::AskAgain),
            State::Information => may.push(PartyAction::Inform),
            _ => {}
        }
        if case.state().is_open() && case.state() != State::Disputed {
            may.push(PartyAction::Withdraw);
        }
    }
    if case.state().is_open() && case.state() != State::Disputed && party != Party::Requester {
        may.push(PartyAction::Object);
    }
    may
}
