//! Steps of a form that are not entering something and not submitting it.

use super::{Form, record, side_of, stage_after, stale, tell};
use crate::{
    access::{Actor, FormSide},
    base::ids::OdsCode,
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::PensionNews,
    pensions::rules::{Stage, Step},
    web::AuditContext,
};

/// One step.
pub(crate) struct TakeStep<'a> {
    pub actor: &'a Actor,
    /// The form as it was seen.
    pub form: &'a Form,
    pub step: Step,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for TakeStep<'_> {
    type Done = Stage;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Stage, Failure> {
        let audit = self.audit;
        let (form, ties) = Form::for_actor(tx, self.actor, self.form.id, audit.today).await?;
        let side = side_of(self.actor, &ties)?;
        let stage = stage_after(&form, self.step, &side)?;
        let decides = side == FormSide::Desk;
        let query = "UPDATE pension_form SET state = $3, reason = $4, version = version + 1,
                            changed_at = CASE WHEN $5 THEN changed_at ELSE $6 END,
                            changed_by = CASE WHEN $5 THEN changed_by ELSE $7 END,
                            decided_at = CASE WHEN $5 THEN $6 ELSE decided_at END,
                            decided_by = CASE WHEN $5 THEN $7 ELSE decided_by END,
                            ready_at = CASE WHEN $8 THEN $6 ELSE ready_at END,
                            ready_by = CASE WHEN $8 THEN $7 ELSE ready_by END
                     WHERE id = $1 AND version = $2";
        // Why it was rejected is read until it is submitted again.
        let reason = match self.step {
            Step::Revert | Step::Ready | Step::TakeBack => &form.reason,
            _ => self.reason,
        };
        let query = Query::new(query)
            .bind(form.id)
            .bind(self.form.version)
            .bind(stage.code())
            .bind(reason)
            .bind(decides)
            .bind(audit.at)
            .bind(audit.by)
            .bind(stage == Stage::Ready);
        if tx.execute(query).await? != 1 {
            return Err(stale().into());
        }
        let action = match self.step {
            Step::Approve => Action::PensionFormApproved,
            Step::Reject => Action::PensionFormRejected,
            _ => Action::PensionFormMoved,
        };
        let words = match action {
            Action::PensionFormMoved => stage.words(),
            _ => "",
        };
        record(tx, audit, &form, (action, words), self.reason).await?;
        self.tell(tx, &form, &side).await.map(|()| stage)
    }
}

impl TakeStep<'_> {
    /// Writes to those whose turn it is, and to those who asked for what was decided.
    async fn tell(&self, tx: &mut Tx, form: &Form, side: &FormSide) -> Result<(), Failure> {
        let by = &self.audit.by_name;
        let news = match self.step {
            Step::Ready => PensionNews::Ready,
            Step::Approve => PensionNews::Approved,
            Step::Reject => PensionNews::Rejected,
            _ => return Ok(()),
        };
        let mut to = Vec::new();
        if news == PensionNews::Ready {
            if *side == FormSide::Accountant {
                to.push(form.member_id);
            }
            to.extend(tell::authorised(tx, form.member_id, &form.of(), self.audit.today).await?);
        } else {
            to.push(form.member_id);
            to.extend(form.declared_by);
            to.extend(tell::accountants(tx, form.member_id, &form.of(), self.audit.today).await?);
        }
        tell::write(tx, self.audit, &form.about(), to, (news, by, self.reason)).await
    }
}
