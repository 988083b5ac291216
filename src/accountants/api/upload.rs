//! What a file of accountants comes to: namings that the rules allow, or every fault with its line.

use std::collections::{BTreeMap, HashMap, hash_map::Entry};

use crate::{
    access::{Actor, Administers, Service},
    accountants::{
        file::{Line, Lines},
        rules::{AtLine, NotNamed},
        store::{self, Members, Naming},
    },
    base::ids::{OdsCode, UserId},
    database::{Failure, Tx},
    ods::{Rejected, told_lines},
    ui::FormState,
    web::Request,
};

/// The namings of a file, one for each practice, accountant and scope.
pub(super) async fn namings(
    request: &Request,
    actor: &Actor,
    read: Lines,
) -> Result<Result<Vec<Naming>, FormState>, Failure> {
    let mut tx = request.app.db.read().await?;
    let good = read.lines.len();
    let mut faults: BTreeMap<u64, String> = read.faults.into_iter().map(by_line).collect();
    let mut known = KnownMembers::default();
    let mut namings: Vec<Naming> = Vec::new();
    for line in read.lines {
        match known.member(&mut tx, actor, &line).await? {
            Ok((permit, member)) => add(&mut namings, &permit, member, line),
            Err(why) => {
                faults.insert(line.number, why);
            }
        }
    }
    for naming in &namings {
        let planned = naming.plan(&mut tx, request.app.clock.today()).await?;
        for AtLine { line, why } in planned.err().unwrap_or_default() {
            faults.entry(line).or_insert_with(|| why.sentence());
        }
    }
    if faults.is_empty() {
        Ok(Ok(namings))
    } else {
        Ok(Err(told(&faults, good)))
    }
}

fn by_line(fault: Rejected) -> (u64, String) {
    (fault.line, fault.reason)
}

/// The members of the practices of a file, by username; nothing for a practice where the actor names nobody.
#[derive(Default)]
struct KnownMembers(HashMap<OdsCode, Option<MembersAt>>);

/// Where, and its members by username.
type MembersAt = (Administers, HashMap<String, UserId>);

impl KnownMembers {
    /// The member whom a line names, or why that can't be.
    async fn member(
        &mut self,
        tx: &mut Tx,
        actor: &Actor,
        line: &Line,
    ) -> Result<Result<(Administers, UserId), String>, Failure> {
        let code = line.practice.as_ref();
        let at = match self.0.entry(line.practice.clone()) {
            Entry::Occupied(there) => there.into_mut(),
            Entry::Vacant(free) => {
                let permit = actor.administer(&line.practice, Service::Gpp);
                let members = match permit {
                    Err(_) => None,
                    Ok(permit) => {
                        let members = store::members(tx, &permit).await?.into_iter();
                        let by_email = members.map(|member| (member.email, member.id));
                        Some((permit, by_email.collect()))
                    }
                };
                free.insert(members)
            }
        };
        let Some((permit, members)) = at else {
            let why = "you do not administer GP Payments and Pensions at ";
            return Ok(Err([why, code].concat()));
        };
        let member = members.get(line.member.as_ref());
        let missing = || NotNamed::NoMember(line.member.as_ref().to_owned()).sentence();
        Ok(member
            .map(|member| (permit.clone(), *member))
            .ok_or_else(missing))
    }
}

/// Puts a line to the others of its accountant.
fn add(namings: &mut Vec<Naming>, permit: &Administers, member: UserId, line: Line) {
    let same = |naming: &&mut Naming| {
        naming.permit.practice() == permit.practice()
            && naming.accountant.email == line.accountant.email
            && naming.scope == line.scope
    };
    let place = (member, line.number);
    if let Some(Naming {
        members: Members::These(these),
        ..
    }) = namings.iter_mut().find(same)
    {
        these.push(place);
        return;
    }
    namings.push(Naming {
        permit: permit.clone(),
        accountant: line.accountant,
        members: Members::These(vec![place]),
        scope: line.scope,
        starts_on: None,
        ends_on: None,
    });
}

/// Every line that can't be used.
fn told(faults: &BTreeMap<u64, String>, good: usize) -> FormState {
    let count = faults.len();
    let head = match count {
        1 => "Nothing was saved: 1 line can't be used.".to_owned(),
        _ => [
            "Nothing was saved: ",
            &count.to_string(),
            " lines can't be used.",
        ]
        .concat(),
    };
    let head = if good == 0 {
        "Nothing was saved: no line can be used.".to_owned()
    } else {
        head
    };
    let reject = |(line, reason): (&u64, &String)| Rejected {
        line: *line,
        reason: reason.clone(),
    };
    let faults: Vec<_> = faults.iter().map(reject).collect();
    let head = FormState::wrong("file", head);
    told_lines(&faults).fold(head, |told, line| told.and_wrong("file", line))
}
