//! The record of how invented people came to their roles, chained as if it had been written day by day.

use super::{
    load::Loading,
    model::{Given, Person, Place, Who},
    tables::Table,
};
use crate::{
    access::{MembershipStatus, Role},
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{Failure, Value},
    history::{
        Action, Detail, Held, Standing,
        store::{
            StoredEvent, chain_of,
            standing::{Source, why},
        },
    },
};

impl Loading {
    /// Records that an account was made, in the chain it belongs to.
    pub(super) fn account(
        &mut self,
        action: Action,
        person: &Person,
        by: &Who,
    ) -> Result<(), Failure> {
        let chain = chain_of(None, Some(person.id));
        let (seq, before) = self
            .account_chains
            .get(&chain)
            .map_or((0, Vec::new()), |(seq, hash)| (*seq, hash.to_vec()));
        let event = StoredEvent {
            chain: chain.clone(),
            seq: seq + 1,
            at: person.created_at.0,
            actor_id: by.id.map(|id| id.0),
            actor_name: by.name.clone(),
            subject_id: Some(person.id.0),
            subject_name: person.name(),
            ods: None,
            action: action.code().to_owned(),
            detail: serde_json::to_string(&Detail::default()).map_err(Failure::internal)?,
            reason: String::new(),
            request_id: self.id(person.created_at).to_string(),
        };
        let hash = event.hash(&before);
        self.account_chains.insert(chain, (event.seq, hash));
        self.event(event, hash);
        Ok(())
    }

    fn event(&mut self, event: StoredEvent, hash: [u8; 32]) {
        self.tables.push(Table::Event, event.into_row(hash));
    }

    /// Writes a practice's chain: one event for all that one person did for another at one moment. Gives the version
    /// that each place has reached.
    pub(super) fn record(&mut self, ods: &OdsCode, places: &[Place]) -> Result<Vec<i64>, Failure> {
        let mut held: Vec<Vec<Role>> = vec![Vec::new(); places.len()];
        let mut standings = vec![Standing::default(); places.len()];
        let mut versions = vec![0i64; places.len()];
        let (mut seq, mut hash) = (0, Vec::new());
        for step in steps(places) {
            let Some((place, (before, version))) = places
                .get(step.place)
                .zip(held.get_mut(step.place).zip(versions.get_mut(step.place)))
            else {
                continue;
            };
            let mut after = before.clone();
            after.retain(|role| !step.removed.contains(role));
            after.extend(step.added.iter().map(|given| given.role));
            after.sort_unstable();
            *version += 1;
            let Some(standing) = standings.get_mut(step.place) else {
                continue;
            };
            step.follow(place, standing);
            let detail = Detail {
                before: std::mem::replace(before, after.clone()),
                after,
                starts_on: step.starts_on,
                ends_on: step.ends_on,
                version: *version,
                standing: Some(standing.clone()),
                ..Detail::default()
            };
            seq += 1;
            let event = StoredEvent {
                chain: ods.to_string(),
                seq,
                at: step.at.0,
                actor_id: step.by.and_then(|by| by.id).map(|id| id.0),
                actor_name: step.by.map(|by| by.name.clone()).unwrap_or_default(),
                subject_id: Some(place.user.0),
                subject_name: place.name.clone(),
                ods: Some(ods.to_string()),
                action: step.action.code().to_owned(),
                detail: serde_json::to_string(&detail).map_err(Failure::internal)?,
                reason: step.reason.to_owned(),
                request_id: self.id(step.at).to_string(),
            };
            let next = event.hash(&hash);
            self.event(event, next);
            hash = next.to_vec();
        }
        if seq > 0 {
            self.tables
                .push(Table::Chain, [ods.into(), seq.into(), Value::Bytes(hash)]);
        }
        Ok(versions)
    }
}

/// What one person changed of another's roles at one moment.
struct Step<'a> {
    at: Instant,
    place: usize,
    /// Nobody by hand, if nobody is known.
    by: Option<&'a Who>,
    reason: &'a str,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
    action: Action,
    added: Vec<&'a Given>,
    removed: Vec<Role>,
}

impl Step<'_> {
    /// What it makes of how the person stands at the practice.
    fn follow(&self, place: &Place, standing: &mut Standing) {
        standing
            .grants
            .retain(|grant| !self.removed.iter().any(|role| role.code() == grant.role));
        standing.grants.extend(self.added.iter().map(|given| Held {
            role: given.role.code().to_owned(),
            first: given.starts_on.to_string(),
            last: given.ends_on.map(|last| last.to_string()),
            mark: source(given).mark(),
        }));
        standing.grants.sort_unstable();
        if self.action == Action::Deactivated {
            standing.left_at = Some(place.since);
            standing.why = why(&place.reason);
        }
    }
}

/// Everything that was done for the people of one practice, in the order of time.
fn steps(places: &[Place]) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for (index, place) in places.iter().enumerate() {
        let mut own: Vec<Step<'_>> = Vec::new();
        for given in &place.grants {
            let later = (given.starts_on > date_of(given.at)).then_some(given.starts_on);
            let dates = (later, given.ends_on);
            step(&mut own, index, given.at, &given.by, &given.reason, dates)
                .added
                .push(given);
            if let Some((at, by)) = &given.ended {
                step(&mut own, index, *at, by, &place.reason, (None, None))
                    .removed
                    .push(given.role);
            }
        }
        own.sort_by_key(|step| step.at);
        let left = place.status == MembershipStatus::Deactivated;
        match own.last_mut() {
            // Whoever leaves loses the roles with it.
            Some(last) if left && last.at == place.since && last.added.is_empty() => {
                last.action = Action::Deactivated;
            }
            Some(_) if !left => {}
            _ => own.push(came_or_left(place, index)),
        }
        steps.extend(own);
    }
    steps.sort_by_key(|step| (step.at, step.place));
    steps
}

/// Where a role comes from, as the record keeps it.
fn source(given: &Given) -> Source<'_> {
    Source {
        origin: given.origin.code(),
        by: given.by.id,
        at: given.at,
        reason: &given.reason,
    }
}

/// That somebody left, or came without a role.
fn came_or_left(place: &Place, index: usize) -> Step<'_> {
    let left = place.status == MembershipStatus::Deactivated;
    let last = place.grants.last();
    Step {
        at: place.since,
        place: index,
        by: last.and_then(|given| Some(&given.ended.as_ref()?.1)),
        reason: &place.reason,
        starts_on: None,
        ends_on: None,
        action: if left {
            Action::Deactivated
        } else {
            Action::RolesChanged
        },
        added: Vec::new(),
        removed: Vec::new(),
    }
}

/// The step among a person's `own` that a change belongs to, a new one if there is none yet.
fn step<'s, 'a>(
    own: &'s mut Vec<Step<'a>>,
    place: usize,
    at: Instant,
    by: &'a Who,
    reason: &'a str,
    (starts_on, ends_on): (Option<Date>, Option<Date>),
) -> &'s mut Step<'a> {
    let same = |step: &Step<'a>| {
        (step.at, step.by, step.reason, step.starts_on, step.ends_on)
            == (at, Some(by), reason, starts_on, ends_on)
    };
    let index = own.iter().position(same).unwrap_or_else(|| {
        own.push(Step {
            at,
            place,
            by: Some(by),
            reason,
            starts_on,
            ends_on,
            action: Action::RolesChanged,
            added: Vec::new(),
            removed: Vec::new(),
        });
        own.len() - 1
    });
    &mut own[index]
}
