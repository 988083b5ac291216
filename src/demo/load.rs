//! Writing invented practices and people, with the record of how each came to their roles.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::rows::Rows;
use crate::{
    access::{MembershipStatus, OdsCode, Origin, Role, UserId},
    dates::{Date, Instant},
    history::{
        Action, Detail,
        store::{Stored, chain_of},
    },
    practices::tokens::Findable,
    server::{Failure, Tx, date_of},
    users::tokens::Names,
};

/// An invented practice.
#[derive(Clone, Debug)]
pub(super) struct Practice {
    pub ods: OdsCode,
    pub name: String,
    pub closed_on: Option<Date>,
    pub address: String,
    pub town: String,
    pub postcode: String,
    pub telephone: String,
    /// Code and name.
    pub pcn: Option<(OdsCode, String)>,
}

/// An invented person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: UserId,
    pub email: String,
    pub title: &'static str,
    pub first: String,
    pub last: String,
    pub phone: String,
    pub gmc: Option<String>,
    pub officer: bool,
    pub password_hash: Option<&'static str>,
    pub created_at: Instant,
    pub last_sign_in_at: Option<Instant>,
}

impl Person {
    pub(super) fn name(&self) -> String {
        [self.first.as_str(), &self.last].join(" ")
    }
}

/// Who did something: an account and its name, or nobody by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub id: Option<UserId>,
    pub name: String,
}

impl Who {
    pub(super) fn person(person: &Person) -> Self {
        Self {
            id: Some(person.id),
            name: person.name(),
        }
    }

    pub(super) fn by_itself(name: &str) -> Self {
        Self {
            id: None,
            name: name.to_owned(),
        }
    }
}

/// A person's place at a practice.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub user: UserId,
    /// The person's name, for the record.
    pub name: String,
    pub status: MembershipStatus,
    pub since: Instant,
    pub reason: String,
    pub grants: Vec<Given>,
}

/// A role held at a place.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub role: Role,
    pub origin: Origin,
    pub by: Who,
    pub at: Instant,
    pub reason: String,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub ended: Option<(Instant, Who)>,
}

/// Collects rows and sends them in few statements, those first that others refer to.
#[derive(Debug)]
pub(super) struct Loading {
    pcns: Rows,
    practices: Rows,
    practice_tokens: Rows,
    pcn_members: Rows,
    people: Rows,
    places: Rows,
    grants: Rows,
    user_tokens: Rows,
    events: Rows,
    chains: Rows,
    known_pcns: BTreeSet<OdsCode>,
    /// The newest event of each chain of accounts.
    account_chains: BTreeMap<String, (i64, [u8; 32])>,
    ids: u64,
}

impl Loading {
    /// Nothing yet. `tokens` is the table that takes the words people are found by.
    pub(super) fn new(tokens: &'static str) -> Self {
        Self {
            pcns: Rows::new("INSERT INTO pcn (code, name, sub_icb) VALUES", 3),
            practices: Rows::new(
                "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone,
                                       opened_on, closed_on) VALUES",
                12,
            ),
            practice_tokens: Rows::new("INSERT INTO practice_token (token, ods) VALUES", 2),
            pcn_members: Rows::new(
                "INSERT INTO pcn_member (ods, pcn, joined_on) VALUES",
                3,
            ),
            people: Rows::new(
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                                       is_registration_officer, password_hash, created_at, last_sign_in_at) VALUES",
                12,
            ),
            places: Rows::new(
                "INSERT INTO membership (user_id, ods, status, since, reason, version) VALUES",
                6,
            ),
            grants: Rows::new(
                "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_by, granted_at,
                                         reason, starts_on, ends_on, ended_at, ended_by) VALUES",
                14,
            ),
            user_tokens: Rows::new(tokens, 3),
            events: Rows::new(
                "INSERT INTO history_event (chain, seq, at, actor_id, actor_name, subject_id, subject_name, ods, action,
                                            detail, reason, request_id, hash) VALUES",
                13,
            ),
            chains: Rows::new("INSERT INTO history_chain (chain, seq, hash) VALUES", 3),
            known_pcns: BTreeSet::new(),
            account_chains: BTreeMap::new(),
            ids: 0,
        }
    }

    /// Sends what has come together, and with `all` the last of it.
    pub(super) async fn send(&mut self, tx: &mut Tx, all: bool) -> Result<(), Failure> {
        if all {
            for (chain, (seq, hash)) in std::mem::take(&mut self.account_chains) {
                self.chains.push([chain.into(), seq.into(), hash.into()]);
            }
        }
        // Rows that others refer to do not wait.
        self.pcns.send(tx, true).await?;
        self.practices.send(tx, true).await?;
        self.practice_tokens.send(tx, all).await?;
        self.pcn_members.send(tx, all).await?;
        self.people.send(tx, true).await?;
        self.places.send(tx, true).await?;
        self.grants.send(tx, all).await?;
        self.user_tokens.send(tx, all).await?;
        self.events.send(tx, all).await?;
        self.chains.send(tx, all).await?;
        Ok(())
    }

    /// Adds a practice that nobody works at yet.
    pub(super) fn practice(&mut self, practice: &Practice) {
        let opened_on = "1974-04-01";
        let status = if practice.closed_on.is_some() {
            "closed"
        } else {
            "active"
        };
        self.practices.push([
            (&practice.ods).into(),
            (&practice.name).into(),
            status.into(),
            (&practice.address).into(),
            (&practice.town).into(),
            (&practice.postcode).into(),
            "ZZ9".into(),
            "ZZ9".into(),
            "ZZ9".into(),
            (&practice.telephone).into(),
            opened_on.into(),
            practice.closed_on.into(),
        ]);
        if let Some((code, name)) = &practice.pcn {
            if self.known_pcns.insert(code.clone()) {
                self.pcns.push([code.into(), name.into(), "ZZ9".into()]);
            }
            self.pcn_members
                .push([(&practice.ods).into(), code.into(), "2019-07-01".into()]);
        }
        let found_by = Findable {
            ods: &practice.ods,
            name: &practice.name,
            town: &practice.town,
            postcode: &practice.postcode,
            pcns: practice.pcn.as_slice(),
        };
        for token in found_by.tokens() {
            self.practice_tokens
                .push([token.into(), (&practice.ods).into()]);
        }
    }

    /// Adds a person who belongs to `practices`.
    pub(super) fn person(&mut self, person: &Person, practices: &[OdsCode]) {
        let names = Names {
            first: &person.first,
            last: &person.last,
            email: &person.email,
            gmc: person.gmc.as_deref(),
        };
        let sort_name = names.sort_name();
        let codes = practices.iter().map(|code| code.to_string().to_lowercase());
        for token in names.tokens().into_iter().chain(codes) {
            self.user_tokens
                .push([token.into(), (&sort_name).into(), person.id.into()]);
        }
        self.people.push([
            person.id.into(),
            (&person.email).into(),
            person.title.into(),
            (&person.first).into(),
            (&person.last).into(),
            sort_name.into(),
            (&person.phone).into(),
            person.gmc.clone().into(),
            person.officer.into(),
            person.password_hash.map(str::to_owned).into(),
            person.created_at.into(),
            person.last_sign_in_at.map(|at| at.0).into(),
        ]);
    }

    /// Adds everyone's place at one practice, their roles and the practice's record.
    pub(super) fn places(&mut self, ods: &OdsCode, places: &[Place]) -> Result<(), Failure> {
        let versions = self.record(ods, places)?;
        let mut holders: BTreeMap<Role, i64> = BTreeMap::new();
        for (place, version) in places.iter().zip(versions) {
            self.places.push([
                place.user.into(),
                ods.into(),
                place.status.code().into(),
                place.since.into(),
                (&place.reason).into(),
                version.into(),
            ]);
            for given in &place.grants {
                self.grant(ods, place.user, given, &mut holders);
            }
        }
        Ok(())
    }

    fn grant(
        &mut self,
        ods: &OdsCode,
        user: UserId,
        given: &Given,
        holders: &mut BTreeMap<Role, i64>,
    ) {
        let limit = i64::from(given.role.facts().limit);
        let slot = (limit > 0).then(|| {
            let taken = holders.entry(given.role).or_default();
            if given.ended.is_none() {
                *taken += 1;
            }
            // A grant that has ended takes no place; it once had one of them.
            (*taken).max(1)
        });
        let id = self.id(given.at);
        self.grants.push([
            id.into(),
            user.into(),
            ods.into(),
            given.role.into(),
            limit.into(),
            slot.into(),
            given.origin.code().into(),
            given.by.id.into(),
            given.at.into(),
            (&given.reason).into(),
            given.starts_on.into(),
            given.ends_on.into(),
            given.ended.as_ref().map(|(at, _)| at.0).into(),
            given.ended.as_ref().and_then(|(_, who)| who.id).into(),
        ]);
    }

    /// An identifier that sorts by the moment it belongs to and is the same every time.
    pub(super) fn id(&mut self, at: Instant) -> Uuid {
        self.ids += 1;
        let mut random = [0u8; 10];
        let mixed = super::random::Random::new(self.ids).next();
        random[2..].copy_from_slice(&mixed.to_be_bytes());
        let millis = u64::try_from(at.0 / 1000).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

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
        self.events.push([
            event.chain.into(),
            event.seq.into(),
            event.at.into(),
            event.actor_id.map(UserId).into(),
            event.actor_name.into(),
            event.subject_id.map(UserId).into(),
            event.subject_name.into(),
            event.ods.into(),
            event.action.into(),
            event.detail.into(),
            event.reason.into(),
            event.request_id.into(),
            hash.into(),
        ]);
    }

    /// Writes a practice's chain: one event for all that one person did for another at one moment. Gives the version
    /// that each place has reached.
    fn record(&mut self, ods: &OdsCode, places: &[Place]) -> Result<Vec<i64>, Failure> {
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
                note: String::new(),
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
            self.chains
                .push([ods.into(), seq.into(), crate::server::Value::Bytes(hash)]);
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
