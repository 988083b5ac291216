//! One change for several people as it is shown and saved: all of it or nothing.

use std::fmt::Debug;

use super::{
    bulk::{self, BulkChange, Chosen, Several, plan_several},
    refused::{Refused, form_state},
    store,
};
use crate::{
    access::{Actor, Refusal, SeesPractice, Terms},
    base::{error::AppError, ids::OdsCode},
    database::{Db, Failure, Tx},
    history,
    practices::Practice,
    ui::{Check, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade, WhyNot},
        roles::store::{apply, asks_code, kept_apart, tell_changed},
    },
    web::{AuditContext, Request},
};

/// One role, given to or taken from several people.
pub(crate) struct ChangeSeveral<'a> {
    pub permit: &'a SeesPractice,
    /// For whom.
    pub chosen: &'a [Chosen],
    pub change: BulkChange,
    /// Why, and what was confirmed.
    pub terms: Terms,
}

impl WhyNot for Refused {
    fn is_unconfirmed(&self) -> bool {
        self.waits()
    }

    fn form_state(reasons: &[Self]) -> FormState {
        form_state(reasons)
    }
}

impl ConfirmedChange for ChangeSeveral<'_> {
    type Plan = (Practice, Several);
    type WhyNot = Refused;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (
            self.permit.practice(),
            self.chosen,
            self.change,
            &self.terms,
        )
    }

    fn confirm(&mut self) {
        self.terms.accepts_no_administrator = true;
    }

    async fn plan(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
    ) -> Result<(Practice, Several), NotMade<Refused>> {
        let today = by.audit.today;
        let mut everyone = store::read(tx, self.permit, today).await?;
        store::identify(tx, &mut everyone, self.change.role).await?;
        everyone.apart = kept_apart(tx).await?;
        let (chosen, change, permissions) = (self.chosen, self.change, by.permissions);
        let several = plan_several(&everyone, chosen, change, &self.terms, permissions, today)
            .map_err(NotMade::Refused)?;
        Ok((everyone.practice, several))
    }

    fn preview(&self, (practice, several): &(Practice, Several), by: Acting<'_>) -> Check {
        let mut plans = several.plans.iter();
        Check {
            asks_code: plans.any(|plan| asks_code(plan, by.audit)),
            ..bulk::check_several(several, self.change, &self.terms, practice)
        }
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        (_, several): (Practice, Several),
    ) -> Result<(), Failure> {
        for plan in &several.plans {
            apply(tx, by.audit, plan).await?;
            tell_changed(tx, by.audit, std::slice::from_ref(plan)).await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        request: &Request,
        _actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refused>,
    ) -> Result<Outcome, Failure> {
        told(&request.app.db, self, by.audit, &reasons).await
    }
}

/// What a refused change is answered with. What somebody else did in the meantime is told; an attempt at something
/// the actor has no right to is recorded.
async fn told(
    db: &Db,
    asked: &ChangeSeveral<'_>,
    audit: &AuditContext,
    refused: &[Refused],
) -> Result<Outcome, Failure> {
    let practice = asked.permit.practice();
    let mut form_state = form_state(refused);
    let mut tx = db.read().await?;
    for refused in refused {
        let Refused::Person(subject, _, Refusal::Stale { .. }) = refused else {
            continue;
        };
        let Some(seen) = asked
            .chosen
            .iter()
            .find(|chosen| chosen.user == subject.user)
        else {
            continue;
        };
        let lines = history::since(&mut tx, subject.user, practice, seen.version).await?;
        form_state
            .edit_conflict
            .extend(lines.iter().map(history::Line::in_words));
    }
    drop(tx);
    for refused in refused {
        if let Refused::Person(subject, _, refusal @ Refusal::NotYours { .. }) = refused {
            let whom = Some((subject.user, subject.name.as_str()));
            history::refuse(db, audit, whom, Some(practice), &refusal.to_string()).await?;
        }
    }
    if refused.contains(&Refused::Stranger) {
        return Err(AppError::Invalid([&Refused::Stranger.sentence(), "."].concat()).into());
    }
    Ok(Outcome::Form(form_state))
}
