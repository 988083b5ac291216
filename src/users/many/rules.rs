//! What becomes of each person of a file, or every fault of it. Whatever the order of the lines, it is the same: what several of
//! them want together is counted before any of them gets it.

mod fault;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) use fault::{AtLine, Fault};

use super::file::Line;
use crate::{
    access::{
        Apart, Column, DesiredRoles, Grant, Holder, MembershipStatus, Permissions, Plan, Refusal,
        Role, Subject, Terms, holders_of, plan,
    },
    base::{
        clock::new_id,
        dates::Date,
        ids::{OdsCode, UserId},
        text::{Email, PersonName, Phone},
    },
    users::{
        create::NewUser,
        role_sets::{RoleSet, plain},
    },
};

/// An account that has one of the addresses.
#[derive(Clone, Debug)]
pub(super) struct Account {
    pub id: UserId,
    /// First and last name.
    pub name: String,
    pub registration_officer: bool,
    /// Whether the actor may know more of them than that there is an account.
    pub known: bool,
    /// Their place at the practice, and its version.
    pub place: Option<(MembershipStatus, i64)>,
    /// What they hold there.
    pub grants: Vec<Grant>,
}

/// What the program knows of a practice and of the people of a file.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub practice: OdsCode,
    pub name: String,
    pub closed: bool,
    /// Everyone there who holds a limited or critical role.
    pub holders: Vec<Holder>,
    pub apart: Vec<Apart>,
    /// By username.
    pub accounts: HashMap<String, Account>,
    pub sets: Vec<RoleSet>,
}

/// Who somebody of a file is.
#[derive(Clone, Debug)]
pub(super) enum Who {
    /// They get an account.
    New(NewUser),
    /// They have one. Whether the actor may know their name.
    There { email: Email, known: bool },
}

/// Somebody for whom something changes.
#[derive(Debug)]
pub(super) struct Joining {
    pub line: u64,
    pub who: Who,
    pub plan: Plan,
}

/// What a file comes to.
#[derive(Debug, Default)]
pub(super) struct Decided {
    pub joining: Vec<Joining>,
    /// The lines of those who have everything already, with their addresses.
    pub unchanged: Vec<(u64, String)>,
}

/// A line that was understood.
struct Understood<'a> {
    line: &'a Line,
    email: Email,
    roles: BTreeSet<Role>,
    account: Option<&'a Account>,
}

/// Decides about all lines. `default`: the set for those without roles.
pub(super) fn decide(
    lines: &[Line],
    default: Option<&RoleSet>,
    known: &Known,
    permissions: &Permissions,
    today: Date,
) -> Result<Decided, Vec<AtLine>> {
    let mut faults = Vec::new();
    let understood = known.understand_all(lines, default, &mut faults);
    let short = known.short_of(&understood, permissions);
    let mut decided = Decided::default();
    let mut holders = known.holders.clone();
    for one in understood {
        let short = short.iter().filter(|(role, _)| one.wants(**role));
        let short: Vec<_> = short.map(|(_, fault)| one.line.at(fault.clone())).collect();
        if !short.is_empty() {
            faults.extend(short);
            faults.extend(one.name().err().unwrap_or_default());
            continue;
        }
        match known.plan(&one, &holders, permissions, today) {
            Ok(plan) => {
                plan.take_effect(&mut holders, today);
                match one.joining(plan) {
                    Ok(joining) => decided.joining.push(joining),
                    Err(wrong) => faults.extend(wrong),
                }
            }
            Err(refusals) if refusals == [Refusal::NothingChanged] => {
                let email = one.email.as_ref().to_owned();
                decided.unchanged.push((one.line.number, email));
            }
            Err(refusals) => {
                let at = |refusal| one.line.at(Fault::Access(refusal));
                faults.extend(refusals.into_iter().map(at));
                faults.extend(one.name().err().unwrap_or_default());
            }
        }
    }
    if faults.is_empty() && decided.joining.is_empty() {
        faults.push(AtLine {
            line: 0,
            why: Fault::NothingChanges,
        });
    }
    if faults.is_empty() {
        Ok(decided)
    } else {
        // Those of one line stay in the order in which they were found.
        faults.sort_by_key(|fault| fault.line);
        Err(faults)
    }
}

/// For each line whose address another one has too: those others.
fn again(lines: &[Line]) -> BTreeMap<u64, Vec<u64>> {
    let mut by_address = BTreeMap::<String, Vec<u64>>::new();
    for line in lines {
        if let Ok(email) = Email::parse(&line.email) {
            let same = by_address.entry(email.as_ref().to_owned()).or_default();
            same.push(line.number);
        }
    }
    let mut again = BTreeMap::new();
    for same in by_address.values().filter(|same| same.len() > 1) {
        for line in same {
            let others = same.iter().filter(|other| *other != line);
            again.insert(*line, others.copied().collect());
        }
    }
    again
}

impl Line {
    fn at(&self, why: Fault) -> AtLine {
        AtLine {
            line: self.number,
            why,
        }
    }
}

impl Known {
    /// What the lines say, and what is wrong with them.
    fn understand_all<'a>(
        &'a self,
        lines: &'a [Line],
        default: Option<&RoleSet>,
        faults: &mut Vec<AtLine>,
    ) -> Vec<Understood<'a>> {
        let again = again(lines);
        let mut understood = Vec::with_capacity(lines.len());
        for line in lines {
            let mut wrong = Vec::new();
            understood.extend(self.understand(line, default, &mut wrong));
            if let Some(others) = again.get(&line.number) {
                wrong.push(Fault::Again(others.clone()));
            }
            faults.extend(wrong.into_iter().map(|why| line.at(why)));
        }
        understood
    }

    /// What a line says, or what is wrong with it.
    fn understand<'a>(
        &'a self,
        line: &'a Line,
        default: Option<&RoleSet>,
        wrong: &mut Vec<Fault>,
    ) -> Option<Understood<'a>> {
        let email = match Email::parse(&line.email) {
            Ok(email) => Some(email),
            Err(_) if line.email.is_empty() => {
                wrong.push(Fault::NoEmail);
                None
            }
            Err(_) => {
                wrong.push(Fault::NotAnEmail(line.email.clone()));
                None
            }
        };
        let mut roles = BTreeSet::new();
        for name in &line.roles {
            match self.named(name) {
                Some(named) => roles.extend(named),
                None => wrong.push(Fault::UnknownRole(name.clone())),
            }
        }
        if line.roles.is_empty() {
            roles.extend(default.iter().flat_map(|set| &set.roles));
        }
        if roles.is_empty() && line.roles.is_empty() {
            wrong.push(Fault::NoRole);
        }
        let account = email
            .as_ref()
            .and_then(|email| self.accounts.get(email.as_ref()));
        // Nobody has an account without a good address: then they need a name as well.
        if email.is_none() {
            wrong.extend(wrong_name(line));
        }
        let email = email?;
        if roles.is_empty() {
            if account.is_none() {
                wrong.extend(wrong_name(line));
            }
            return None;
        }
        Some(Understood {
            line,
            email,
            roles,
            account,
        })
    }

    /// The roles that a word of a line means: those of a set, or one by its name or its code.
    fn named(&self, name: &str) -> Option<Vec<Role>> {
        let key = plain(name);
        let set = self.sets.iter().find(|set| plain(&set.name) == key);
        if let Some(set) = set {
            return Some(set.roles.clone());
        }
        let is = |role: &Role| plain(role.name()) == key || plain(role.code()) == key;
        Role::all().find(is).map(|role| vec![role])
    }

    /// The limited roles that more people want than there are places, and what each of them is told. Roles that the actor does not
    /// give are refused as that.
    fn short_of(
        &self,
        understood: &[Understood<'_>],
        permissions: &Permissions,
    ) -> BTreeMap<Role, Fault> {
        let mut short = BTreeMap::new();
        let nobody = UserId(uuid::Uuid::nil());
        let gives = |role: &Role| permissions.may_give(&self.practice, *role, nobody).is_ok();
        for role in Role::all().filter(gives) {
            let Some(limit) = role.limit() else { continue };
            let wants = understood.iter().filter(|one| one.wants(role));
            let wanted: BTreeSet<_> = wants.map(|one| one.email.as_ref()).collect();
            let held = holders_of(&self.holders, role, nobody).count();
            let free = limit.saturating_sub(held);
            // Where there is no place at all, the rules name those who hold it.
            if free > 0 && wanted.len() > free {
                let wanted = wanted.len();
                short.insert(role, Fault::TooFewPlaces { role, free, wanted });
            }
        }
        short
    }

    /// What changes for somebody, by the rules for one user.
    fn plan(
        &self,
        one: &Understood<'_>,
        holders: &[Holder],
        permissions: &Permissions,
        today: Date,
    ) -> Result<Plan, Vec<Refusal>> {
        let place = one.account.and_then(|account| account.place);
        let grants = one.account.map(|account| account.grants.clone());
        let column = Column {
            practice: self.practice.clone(),
            name: self.name.clone(),
            closed: self.closed,
            membership: place.map(|(status, _)| status),
            version: place.map_or(0, |(_, version)| version),
            grants: grants.unwrap_or_default(),
            holders: holders.to_vec(),
            apart: self.apart.clone(),
        };
        let held = column.grants.iter().map(|grant| grant.role);
        let wanted = DesiredRoles {
            practice: self.practice.clone(),
            version: column.version,
            ticked: held.chain(one.roles.iter().copied()).collect(),
        };
        let (subject, terms) = (one.subject(), Terms::default());
        plan(&[column], &[wanted], &terms, &subject, permissions, today)
    }
}

impl Understood<'_> {
    /// Whether it gives somebody a role that they have not got.
    fn wants(&self, role: Role) -> bool {
        let grants = self.account.map(|account| account.grants.as_slice());
        let held = |grant: &Grant| grant.role == role;
        self.roles.contains(&role) && !grants.unwrap_or_default().iter().any(held)
    }

    /// Whose roles.
    fn subject(&self) -> Subject {
        match self.account {
            Some(account) => Subject {
                user: account.id,
                name: account.name.clone(),
                registration_officer: account.registration_officer,
            },
            None => Subject {
                user: UserId(new_id()),
                name: crate::base::text::full_name(&self.line.first, &self.line.last),
                registration_officer: false,
            },
        }
    }

    /// The name of somebody who gets an account, or what is wrong with it; none for somebody who has one.
    fn name(&self) -> Result<Option<PersonName>, Vec<AtLine>> {
        if self.account.is_some() {
            return Ok(None);
        }
        let wrong = |_| {
            let wrong = wrong_name(self.line).into_iter();
            wrong.map(|why| self.line.at(why)).collect()
        };
        PersonName::read("", &self.line.first, &self.line.last)
            .map(Some)
            .map_err(wrong)
    }

    fn joining(self, plan: Plan) -> Result<Joining, Vec<AtLine>> {
        let name = self.name()?;
        let who = match (name, self.account) {
            (Some(name), None) => Who::New(NewUser {
                email: self.email,
                name,
                phone: Phone::default(),
            }),
            (_, account) => Who::There {
                email: self.email,
                known: account.is_some_and(|account| account.known),
            },
        };
        Ok(Joining {
            line: self.line.number,
            who,
            plan,
        })
    }
}

/// What is wrong with the name of somebody who gets an account.
fn wrong_name(line: &Line) -> Vec<Fault> {
    let read = PersonName::read("", &line.first, &line.last);
    let wrong = read.err().unwrap_or_default().into_iter();
    wrong
        .map(|(field, why)| Fault::Name(why.of(field)))
        .collect()
}
