//! The record of how invented people came to their roles, chained as if it had been written day by day.

use super::{
    load::Loading,
    model::{Person, Place, Who},
    tables::Table,
};
use crate::{
    access::{OdsCode, Role},
    dates::{Date, Instant},
    history::{
        Action, Detail,
        store::{Stored, chain_of},
    },
    server::{Failure, Value, date_of},
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
        let event = Stored {
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

    fn event(&mut self, event: Stored, hash: [u8; 32]) {
        self.tables.push(Table::Event, event.into_row(hash));
    }

    /// Writes a practice's chain: one event for all that one person did for another at one moment. Gives the version
    /// that each place has reached.
    pub(super) fn record(&mut self, ods: &OdsCode, places: &[Place]) -> Result<Vec<i64>, Failure> {
        let mut held: Vec<Vec<Role>> = vec![Vec::new(); places.len()];
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
            after.extend(&step.added);
            after.sort_unstable();
            *version += 1;
            let detail = Detail {
                before: std::mem::replace(before, after.clone()),
                after,
                starts_on: step.starts_on,
                ends_on: step.ends_on,
                version: *version,
                ..Detail::default()
            };
            seq += 1;
            let event = Stored {
                chain: ods.to_string(),
                seq,
                at: step.at.0,
                actor_id: step.by.id.map(|id| id.0),
                actor_name: step.by.name.clone(),
                subject_id: Some(place.user.0),
                subject_name: place.name.clone(),
                ods: Some(ods.to_string()),
                action: Action::RolesChanged.code().to_owned(),
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
        // A place that nothing was recorded of has been there since its beginning.
        Ok(versions.into_iter().map(|version| version.max(1)).collect())
    }
}

/// What one person changed of another's roles at one moment.
struct Step<'a> {
    at: Instant,
    place: usize,
    by: &'a Who,
    reason: &'a str,
    starts_on: Option<Date>,
    ends_on: Option<Date>,
    added: Vec<Role>,
    removed: Vec<Role>,
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
                .push(given.role);
            if let Some((at, by)) = &given.ended {
                step(&mut own, index, *at, by, &place.reason, (None, None))
                    .removed
                    .push(given.role);
            }
        }
        steps.extend(own);
    }
    steps.sort_by_key(|step| (step.at, step.place));
    steps
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
            == (at, by, reason, starts_on, ends_on)
    };
    let index = own.iter().position(same).unwrap_or_else(|| {
        own.push(Step {
            at,
            place,
            by,
            reason,
            starts_on,
            ends_on,
            added: Vec::new(),
            removed: Vec::new(),
        });
        own.len() - 1
    });
    &mut own[index]
}
