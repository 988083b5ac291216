//! Answering what is proposed about somebody: an administrator of the practice that follows gives the roles they tick there, by
//! the same rules as in the role table, or declines.

use std::{collections::BTreeSet, fmt::Debug};

use uuid::Uuid;

use super::{
    people::fates,
    stored::{Stored, Successor},
};
use crate::{
    access::{
        Actor, Administers, Column, DesiredRoles, Plan, Refusal, Role, Service, Subject, Terms,
        plan,
    },
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, NewEvent, append_all},
    successions::fate::{Fate, names},
    ui::{Check, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        roles::store::{apply, read_columns, read_subject, refused, tell_changed},
    },
    web::{AuditContext, Request},
};

/// What an administrator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::successions) enum Answer {
    /// These roles are given. What else is proposed of the same services is declined.
    Accept(BTreeSet<Role>),
    Decline,
}

/// One answer about one person, for the services that whoever answers administers.
pub(in crate::successions) struct Answering<'a> {
    pub id: Uuid,
    /// The practice that ends, as it was read before: it never changes.
    pub ends: OdsCode,
    /// The practice that follows.
    pub practice: &'a OdsCode,
    pub user: UserId,
    pub answer: Answer,
    /// For which services.
    pub permits: &'a [Administers],
}

/// What an answer does.
pub(in crate::successions) struct Planned {
    stored: Stored,
    subject: Subject,
    /// The services it answers for, each with the roles that are given.
    services: Vec<(Service, Vec<Role>)>,
    declined: Vec<Role>,
    /// Nothing, where no role is given.
    gives: Option<Plan>,
}

const OVER: &str = "This can no longer be answered. The page shows its status now";
const ANSWERED: &str = "There is nothing left to answer about this person. If somebody else has just answered, the page shows it";
const NOT_PROPOSED: &str =
    "Only roles that are proposed can be given here. Administrator roles never move";
const NOTHING: &str = "Tick at least one role, or press Decline";

/// What is proposed about somebody to a practice that follows, and waits for an answer there: not what they have there already,
/// and no service that was answered about.
pub(super) fn waits(fate: &Fate, held: &BTreeSet<Role>, answered: &BTreeSet<Service>) -> Vec<Role> {
    let open = |role: &Role| !held.contains(role) && !answered.contains(&role.service());
    fate.moves.iter().copied().filter(open).collect()
}

impl ConfirmedChange for Answering<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    fn waits_at(&self) -> Vec<OdsCode> {
        vec![self.practice.clone(), self.ends.clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.id, self.practice, self.user, &self.answer)
    }

    fn confirm(&mut self) {
        // It is not shown first: the ticks are the whole of it, and it takes nothing away.
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let stored = self.open(tx, by.audit.today).await?;
        let not_found = || Failure::Public(AppError::NotFound);
        let subject = read_subject(tx, self.user).await?.ok_or_else(not_found)?;
        let here = std::slice::from_ref(self.practice);
        let columns = read_columns(tx, self.user, here, by.audit.today).await?;
        let column = columns.first().ok_or_else(not_found)?;
        let mut open = self.waiting(tx, by, &stored, column).await?;
        open.retain(|role| {
            let mut permits = self.permits.iter();
            permits.any(|permit| permit.service() == role.service())
        });
        let ticked = self.ticked(by, column, &open)?;
        let gives = if ticked.is_empty() {
            None
        } else {
            Some(self.give(by, &stored, &subject, &columns, &ticked)?)
        };
        let declined = open.iter().copied();
        Ok(Planned {
            services: by_service(&open, &ticked),
            declined: declined.filter(|role| !ticked.contains(role)).collect(),
            stored,
            subject,
            gives,
        })
    }

    fn preview(&self, _plan: &Planned, _by: Acting<'_>) -> Check {
        Check::default()
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, planned: Planned) -> Result<(), Failure> {
        if let Some(plan) = &planned.gives {
            apply(tx, by.audit, plan).await?;
            tell_changed(tx, by.audit, std::slice::from_ref(plan)).await?;
        }
        self.insert(tx, by.audit, &planned.services).await?;
        let successor = planned.stored.successor(self.practice)?;
        self.append(tx, by.audit, &planned, successor).await?;
        if planned.declined.is_empty() {
            return Ok(());
        }
        let declined = names(&planned.declined);
        planned
            .stored
            .tell_declined(tx, by.audit, successor, self.user, declined)
            .await
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let shown = std::iter::empty();
        refused(request, actor, by.audit, self.user, shown, reasons).await
    }
}

impl Answering<'_> {
    /// The succession, if it can still be answered.
    async fn open(&self, tx: &mut Tx, today: Date) -> Result<Stored, NotMade> {
        let stored = Stored::find(tx, self.id).await?;
        stored.successor(self.practice)?;
        let until = stored.standing.read_until;
        if !stored.state().is_answered() || until.is_some_and(|day| day < today) {
            return Err(instead("", OVER));
        }
        Ok(stored)
    }

    /// The roles about which nobody has answered.
    async fn waiting(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        stored: &Stored,
        column: &Column,
    ) -> Result<Vec<Role>, NotMade> {
        let (effective_on, today) = (stored.standing.effective_on, by.audit.today);
        let fates = fates(tx, &stored.practice, effective_on, today).await?;
        let fate = fates.iter().find(|fate| fate.user == self.user);
        let fate = fate.ok_or_else(|| instead("", ANSWERED))?;
        let answered = answered(tx, self.id, self.practice, self.user).await?;
        let held = column.grants.iter().map(|grant| grant.role).collect();
        Ok(waits(fate, &held, &answered))
    }

    /// The ticked roles, if they may be given: they are among the `open` ones. What the actor does not decide about is refused
    /// as anywhere else, and recorded.
    fn ticked(
        &self,
        by: Acting<'_>,
        column: &Column,
        open: &[Role],
    ) -> Result<BTreeSet<Role>, NotMade> {
        let ticked = match &self.answer {
            Answer::Accept(ticked) if ticked.is_empty() => return Err(instead("roles", NOTHING)),
            Answer::Accept(ticked) => ticked.clone(),
            Answer::Decline => BTreeSet::new(),
        };
        for role in ticked.iter().filter(|role| !open.contains(role)) {
            if let Err(locked) = column.locked(*role, by.permissions, self.user) {
                return Err(NotMade::Refused(vec![column.not_yours(*role, locked)]));
            }
        }
        if open.is_empty() {
            return Err(instead("", ANSWERED));
        }
        if !ticked.iter().all(|role| open.contains(role)) {
            return Err(instead("roles", NOT_PROPOSED));
        }
        Ok(ticked)
    }

    /// Plans that the ticked roles come to what the person has at the practice. They begin with the day on which the other
    /// one ends.
    fn give(
        &self,
        by: Acting<'_>,
        stored: &Stored,
        subject: &Subject,
        columns: &[Column],
        ticked: &BTreeSet<Role>,
    ) -> Result<Plan, NotMade> {
        let held = columns.iter().flat_map(|column| &column.grants);
        let mut roles = ticked.clone();
        roles.extend(held.map(|grant| grant.role));
        let wanted = DesiredRoles {
            practice: self.practice.clone(),
            version: columns.first().map_or(0, |column| column.version),
            ticked: roles.into_iter().collect(),
        };
        let (today, begins) = (by.audit.today, stored.standing.effective_on);
        let terms = Terms {
            starts_on: Some(begins).filter(|day: &Date| *day > today),
            reason: [&stored.reference, ": had this at ", &stored.named()].concat(),
            ..Terms::default()
        };
        plan(columns, &[wanted], &terms, subject, by.permissions, today).map_err(NotMade::Refused)
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        services: &[(Service, Vec<Role>)],
    ) -> Result<(), Failure> {
        for (service, roles) in services {
            let codes: Vec<_> = roles.iter().map(|role| role.code()).collect();
            tx.execute(
                Query::new(
                    "INSERT INTO succession_answer (succession, ods, user_id, service, roles, answered_by, answered_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                )
                .bind(self.id)
                .bind(self.practice)
                .bind(self.user)
                .bind(service.code())
                .bind(codes.join(" "))
                .bind(audit.by)
                .bind(audit.at),
            )
            .await?;
        }
        Ok(())
    }

    /// Both practices have it in their record: at the one that ends without the roles, which are the other one's business.
    async fn append(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        planned: &Planned,
        successor: &Successor,
    ) -> Result<(), Failure> {
        let stored = &planned.stored;
        let (step, said) = if planned.gives.is_some() {
            ("accept", " takes them on")
        } else {
            ("decline", " does not take them on")
        };
        let there = [&successor.named(), said].concat();
        let given: Vec<_> = planned
            .services
            .iter()
            .flat_map(|(_, roles)| roles)
            .copied()
            .collect();
        let mut here = ["From ", &stored.named()].concat();
        for (what, roles) in [(". Given: ", &given), (". Declined: ", &planned.declined)] {
            if !roles.is_empty() {
                here = [&here, what, &names(roles).join(", ")].concat();
            }
        }
        let event = |practice, note: &str| NewEvent {
            action: Action::SuccessionAnswered,
            subject: Some((self.user, planned.subject.name.as_str())),
            practice: Some(practice),
            detail: stored.detail(step, note),
            reason: "",
        };
        let events = vec![event(&stored.practice, &there), event(self.practice, &here)];
        append_all(tx, audit, events).await
    }
}

fn instead(field: &str, why: &str) -> NotMade {
    NotMade::Instead(Outcome::Form(FormState::wrong(field, why)))
}

/// The roles that are given, by the services for which it is answered.
fn by_service(open: &[Role], ticked: &BTreeSet<Role>) -> Vec<(Service, Vec<Role>)> {
    let of = |service| move |role: &Role| role.service() == service;
    let answered = Service::ALL
        .into_iter()
        .filter(|service| open.iter().any(of(*service)));
    let given = |service| ticked.iter().copied().filter(of(service)).collect();
    answered.map(|service| (service, given(service))).collect()
}

/// The services about which it was answered whether somebody moves to a practice.
async fn answered(
    tx: &mut Tx,
    succession: Uuid,
    practice: &OdsCode,
    user: UserId,
) -> Result<BTreeSet<Service>, Failure> {
    let query =
        "SELECT service FROM succession_answer WHERE succession = $1 AND ods = $2 AND user_id = $3";
    let query = Query::new(query).bind(succession).bind(practice).bind(user);
    let rows: Vec<(Service,)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(service,)| service).collect())
}
