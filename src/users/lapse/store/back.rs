//! Bringing back people whose places have lapsed, one or several at once: each as after any other leaving.

use std::fmt::Debug;

use super::super::model::Back;
use crate::{
    access::{Actor, Refusal},
    base::ids::OdsCode,
    database::{Failure, Tx},
    ui::{Check, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::store::{Go, LeaveAction},
        roles,
    },
    web::Request,
};

/// Bringing people back, all of them or none.
pub(in crate::users::lapse) struct BringBack<'a> {
    pub practice: &'a OdsCode,
    pub people: &'a [Back],
}

impl<'a> BringBack<'a> {
    fn each(&self) -> impl Iterator<Item = Go<'a>> + Send + use<'a> {
        let practice = self.practice;
        let people = self.people.iter();
        people.map(move |back| Go {
            user: back.user,
            practice,
            version: back.version,
            also: &[],
            step: LeaveAction::Return,
        })
    }
}

impl ConfirmedChange for BringBack<'_> {
    type Plan = ();
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.practice, self.people)
    }

    fn confirm(&mut self) {}

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<(), NotMade> {
        let mut refusals = Vec::new();
        for go in self.each() {
            match go.plan(tx, by).await {
                Ok(_) => {}
                Err(NotMade::Refused(more)) => {
                    let new = |one: &Refusal| !refusals.contains(one);
                    let more: Vec<_> = more.into_iter().filter(new).collect();
                    refusals.extend(more);
                }
                Err(other) => return Err(other),
            }
        }
        if refusals.is_empty() {
            Ok(())
        } else {
            Err(NotMade::Refused(refusals))
        }
    }

    /// It is not shown first.
    fn preview(&self, (): &(), _by: Acting<'_>) -> Check {
        Check::default()
    }

    /// One after the other: a limited role that two of them held may have one place.
    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, (): ()) -> Result<(), Failure> {
        for go in self.each() {
            let plan = match go.plan(tx, by).await {
                Ok(plan) => plan,
                Err(NotMade::Refused(refusals)) => return Err(Failure::Refused(refusals)),
                Err(NotMade::Failed(failure)) => return Err(failure),
                // Coming back is decided on, always.
                Err(NotMade::Instead(_)) => continue,
            };
            go.apply(tx, by, plan).await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        roles::store::record(request, actor, by.audit, None, &reasons).await?;
        Ok(Outcome::Form(roles::form_state(&reasons)))
    }
}
