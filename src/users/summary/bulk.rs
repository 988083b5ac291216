//! Deciding one change for several people: each by the rules for one person, all of them together or none.

use std::collections::BTreeMap;

use super::{
    refused::Refused,
    store::{Everyone, Somebody},
};
use crate::{
    access::{
        Column, DesiredRoles, Holder, MembershipStatus, Permissions, Plan, Refusal, Role, Subject,
        Terms, list, plan,
    },
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
        text::{Reason, isolated, known_as},
    },
    practices::{Practice, PracticeStatus},
    ui::{Check, CheckGroup, FormState, addresses},
    users::roles::check_of,
};

/// A person who was selected, and the version of their place that the sender saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub user: UserId,
    pub version: i64,
}

/// What is to be done for each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BulkChange {
    pub role: Role,
    pub give: bool,
}

/// What will be done.
#[derive(Debug, Default)]
pub(crate) struct Several {
    /// For whom something changes, and what.
    pub plans: Vec<Plan>,
    /// Those for whom something does, as they are named to the reader.
    pub changed: Vec<String>,
    /// Those for whom nothing does.
    pub unchanged: Vec<String>,
}

/// What is said to a form that no page of this program has sent.
const UNREADABLE: &str =
    "The people you selected could not be read. Reload the page and try again.";

/// Reads the boxes that were ticked.
pub(crate) fn read_chosen(people: &[String]) -> Result<Vec<Chosen>, AppError> {
    let read = |text: &String| {
        let (user, version) = text.split_once(':')?;
        Some(Chosen {
            user: user.parse().ok()?,
            version: version.parse().ok()?,
        })
    };
    let chosen: Option<Vec<_>> = people.iter().map(read).collect();
    let mut chosen = chosen.ok_or_else(|| AppError::Invalid(UNREADABLE.to_owned()))?;
    chosen.sort_by_key(|person| person.user);
    chosen.dedup_by_key(|person| person.user);
    Ok(chosen)
}

/// Reads the role and the reason, or says everything that is missing.
pub(crate) fn read_change(
    chosen: &[Chosen],
    which: &str,
    reason: &str,
) -> Result<(Role, Reason), FormState> {
    let mut form_state = FormState::default();
    if chosen.is_empty() {
        form_state = form_state.and_wrong("people", "Select at least one person");
    }
    let role = Role::from_code(which);
    if role.is_none() {
        form_state = form_state.and_wrong("which", "Choose a role");
    }
    let reason = Reason::if_any(reason);
    if let Err(why) = reason {
        form_state = form_state.and_wrong("reason", why);
    }
    match (role, reason) {
        (Some(role), Ok(reason)) if form_state.errors.is_empty() => Ok((role, reason)),
        _ => Err(form_state),
    }
}

/// Decides the change for everyone selected, in the order of their names. A place that one of them takes or leaves
/// counts for the next.
pub(crate) fn plan_several(
    everyone: &Everyone,
    chosen: &[Chosen],
    change: BulkChange,
    terms: &Terms,
    permissions: &Permissions,
    today: Date,
) -> Result<Several, Vec<Refused>> {
    let mut several = Several::default();
    let mut refused = Vec::new();
    let mut holders = holders(everyone);
    let versions = chosen.iter().map(|chosen| (chosen.user, chosen.version));
    let versions: BTreeMap<_, _> = versions.collect();
    let selected = everyone.people.iter();
    let selected = selected.filter_map(|person| Some((person, *versions.get(&person.user)?)));
    let mut known = 0;
    for (person, version) in selected {
        known += 1;
        let subject = person.subject();
        let named = known_as(&person.name, &person.email);
        let column = column(everyone, person, &holders);
        let planned = desired(&column, version, change, &subject, permissions)
            .and_then(|wanted| plan(&[column], &[wanted], terms, &subject, permissions, today));
        match planned {
            Ok(plan) => {
                plan.take_effect(&mut holders, today);
                several.changed.push(named);
                several.plans.push(plan);
            }
            Err(refusals) if refusals == [Refusal::NothingChanged] => several.unchanged.push(named),
            Err(refusals) => {
                let person = |refusal| Refused::Person(subject.clone(), named.clone(), refusal);
                refused.extend(refusals.into_iter().map(person));
            }
        }
    }
    if known < chosen.len() {
        refused.push(Refused::Stranger);
    }
    if several.plans.is_empty() && refused.is_empty() {
        refused.push(Refused::NothingChanges(change));
    }
    if refused.is_empty() {
        Ok(several)
    } else {
        Err(gather(refused, &several, change))
    }
}

/// The roles that somebody has at the practice after the change.
fn desired(
    column: &Column,
    version: i64,
    change: BulkChange,
    subject: &Subject,
    permissions: &Permissions,
) -> Result<DesiredRoles, Vec<Refusal>> {
    // The rules leave alone what a form could not have sent; here it was asked for, so it is refused.
    if let Err(locked) = column.locked(change.role, permissions, subject.user) {
        return Err(vec![column.not_yours(change.role, locked)]);
    }
    let held = column.grants.iter().map(|grant| grant.role);
    let mut ticked: Vec<Role> = held.filter(|role| *role != change.role).collect();
    if change.give {
        ticked.push(change.role);
    }
    Ok(DesiredRoles {
        practice: column.practice.clone(),
        version,
        ticked,
    })
}

/// Everyone's places as they are now.
fn holders(everyone: &Everyone) -> Vec<Holder> {
    everyone
        .people
        .iter()
        .flat_map(|person| {
            person
                .grants
                .iter()
                .filter(|grant| grant.role.is_critical() || grant.role.limit().is_some())
                .map(|grant| Holder {
                    role: grant.role,
                    user: person.user,
                    name: isolated(&person.name).into_owned(),
                    works: person.status.is_open(),
                    period: grant.period(),
                })
        })
        .collect()
}

fn column(everyone: &Everyone, person: &Somebody, holders: &[Holder]) -> Column {
    let practice = &everyone.practice;
    Column {
        practice: practice.ods.clone(),
        name: practice.name.clone(),
        closed: practice.status == PracticeStatus::Closed,
        membership: Some(person.status),
        version: person.version,
        grants: person.grants.clone(),
        holders: holders.to_vec(),
        apart: everyone.apart.clone(),
    }
}

/// Says once what is wrong with the selection as a whole: when others of it took the last places, naming them as
/// holders would mislead.
fn gather(refused: Vec<Refused>, several: &Several, change: BulkChange) -> Vec<Refused> {
    let is_full =
        |refused: &Refused| matches!(refused, Refused::Person(_, _, Refusal::Full { .. }));
    let without = refused.iter().filter(|refused| is_full(refused)).count();
    let free = several.plans.len();
    if without == 0 {
        return refused;
    }
    if free == 0 {
        // Nobody selected found a place: the holders named are those who hold the role now. Once is enough.
        let mut seen = false;
        return refused
            .into_iter()
            .filter(|refused| !is_full(refused) || !std::mem::replace(&mut seen, true))
            .collect();
    }
    let mut gathered: Vec<_> = refused
        .into_iter()
        .filter(|refused| !is_full(refused))
        .collect();
    gathered.push(Refused::TooMany {
        role: change.role,
        free,
        wanted: free + without,
    });
    gathered
}

/// The list that is read before the save: who gains or loses the role, by name, and what follows.
pub(crate) fn check_several(
    several: &Several,
    change: BulkChange,
    terms: &Terms,
    practice: &Practice,
) -> Check {
    let names = several.changed.clone();
    let count = match names.len() {
        1 => "1 person".to_owned(),
        count => [&count.to_string(), " people"].concat(),
    };
    let (verb, preposition) = if change.give {
        ("Add ", " for ")
    } else {
        ("Remove ", " from ")
    };
    let mut group = CheckGroup {
        title: [verb, change.role.name(), preposition, &count].concat(),
        ..CheckGroup::default()
    };
    if change.give {
        group.add = names;
    } else {
        group.remove = names;
    }
    let mut check = Check {
        groups: vec![group],
        ..Check::default()
    };
    for (plan, named) in several.plans.iter().zip(&several.changed) {
        check.confirmations.extend(check_of(plan).confirmations);
        check.notes.extend(notes(plan, named, practice));
    }
    check.tell_reason(&terms.reason);
    if !several.unchanged.is_empty() {
        check
            .notes
            .push(["Nothing changes for ", &list(&several.unchanged), "."].concat());
    }
    check
}

/// What follows for one person that the reader may not expect.
fn notes(plan: &Plan, named: &str, practice: &Practice) -> Vec<String> {
    let mut notes = Vec::new();
    for column in plan.columns() {
        for role in column.uncovers.iter().filter(|role| !role.administers()) {
            let facts = role.facts();
            let who = ["Nobody at ", &practice.name, " will hold ", facts.name].concat();
            notes.push([&who, ": ", facts.uncovered, "."].concat());
        }
        if column.membership == Some(MembershipStatus::Deactivated) {
            notes.push([named, " was deactivated and becomes active again."].concat());
        }
    }
    notes
}

/// The address that a save leads to: the view it was made from.
pub(crate) fn location(practice: &OdsCode, back: &str, idempotency_key: &str) -> String {
    let asked = super::FilterQuery::from_query(back.trim_start_matches('?')).address("");
    let mark = if asked.is_empty() { "?" } else { "&" };
    let users = addresses::practice_page(practice, "users");
    [&users, &asked, mark, "done=", idempotency_key].concat()
}
