//! Approving that a practice ends, and taking it back.

use uuid::Uuid;

use super::{people::fates, stored::Stored};
use crate::{
    access::Registration,
    base::{error::AppError, ids::OdsCode},
    database::{Failure, Tx, UnitOfWork},
    mail::SuccessionNews,
    practices::store::name_and_closed,
    successions::{model::State, rules::Step},
    web::AuditContext,
};

/// What an officer decides about a plan.
pub(in crate::successions) struct Decide<'a> {
    pub permit: &'a Registration,
    pub id: Uuid,
    /// Where it is about, as it was read before: its practices never change.
    pub practices: Vec<OdsCode>,
    pub step: Step,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

impl Stored {
    /// Whether all practices that follow are still open: one may have closed since it was planned.
    async fn can_still_follow(&self, tx: &mut Tx) -> Result<(), Failure> {
        for successor in &self.successors {
            let known = name_and_closed(tx, &successor.ods).await?;
            if known.is_none_or(|(_, closed)| closed) {
                let told = [
                    &successor.named(),
                    " has closed since this was planned. Withdraw it and plan it again.",
                ];
                return Err(AppError::Invalid(told.concat()).into());
            }
        }
        Ok(())
    }
}

impl UnitOfWork for Decide<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.practices.clone()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut stored = Stored::find(tx, self.id).await?;
        let before = stored.state();
        if self.step == Step::Approve {
            stored.can_still_follow(tx).await?;
        }
        let officer = Some(self.permit.officer());
        stored
            .go(tx, self.audit, self.step, officer, self.reason)
            .await?;
        let news = match (self.step, before) {
            (Step::Approve, _) => SuccessionNews::Announced,
            // Nobody was told of what one officer alone had planned.
            (_, State::Planned) => return Ok(()),
            _ => SuccessionNews::Withdrawn,
        };
        let (effective_on, today) = (stored.standing.effective_on, self.audit.today);
        for fate in fates(tx, &stored.practice, effective_on, today).await? {
            stored
                .tell_user(tx, self.audit, &fate, news, self.reason)
                .await?;
        }
        let to_administrators = match news {
            SuccessionNews::Announced => SuccessionNews::ToSuccessor,
            other => other,
        };
        stored
            .tell_administrators(tx, self.audit, to_administrators, self.reason)
            .await?;
        if self.step == Step::Approve && effective_on <= today {
            stored.take_effect(tx, self.audit).await?;
        }
        Ok(())
    }
}
