//! Retirement and resignation: nobody confirms them, and they end the links with all practices, which are told.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    super::{
        apply::{apply, steps_of},
        entry::Gp,
        follow,
        people::people_at,
        request::{note, record, tell},
        tell_gps::tell_gps,
    },
    Ask, LinkAsked,
};
use crate::{
    base::{clock::new_id, dates::Date, error::AppError, ids::OdsCode},
    database::{Failure, Query, Tx},
    history::Action,
    mail::LinkNews,
    performers::{
        Leaving, LinkRequest, WaitsFor,
        escalation::EscalationLevel,
        rules::{AssignmentChange, Entry, LinkRefusal, plan},
    },
    practices,
};

impl Ask<'_> {
    pub(super) async fn leave_list(
        &self,
        tx: &mut Tx,
        gp: &Gp,
        entry: &Entry,
        last: Date,
        why: Leaving,
    ) -> Result<LinkAsked, Failure> {
        if let Some(id) = self.told_before(tx, last).await? {
            return Ok(LinkAsked::There { id, new: false });
        }
        let planned = match self.plan_everywhere(entry, last, why) {
            Ok(planned) => planned,
            Err(refusal) => return Ok(LinkAsked::Refused(refusal)),
        };
        self.withdraw_open(tx).await?;
        let (mut own, mut places) = (None, BTreeSet::new());
        for (practice, steps) in planned {
            let id = self.inform(tx, gp, &practice).await?;
            let number = &gp.number;
            apply(tx, &steps_of(number, steps), Some(id)).await?;
            if practice == *self.practice {
                own = Some(id);
            }
            places.insert((number.clone(), practice));
        }
        let followed = follow(tx, self.audit, &places, "Leaves the Performers List").await?;
        tell_gps(tx, self.audit, &followed).await?;
        let id = own.ok_or(Failure::Public(AppError::NotFound))?;
        Ok(LinkAsked::There { id, new: true })
    }

    /// What the same form said before: a second click says nothing new.
    async fn told_before(&self, tx: &mut Tx, last: Date) -> Result<Option<Uuid>, Failure> {
        let told: Option<(Uuid,)> = tx
            .optional(
                Query::new(
                    "SELECT id FROM link_request
                     WHERE gmc_number = $1 AND ods = $2 AND state = 'told' AND on_day = $3",
                )
                .bind(self.entry.gmc_number())
                .bind(self.practice)
                .bind(last),
            )
            .await?;
        Ok(told.map(|(id,)| id))
    }

    /// What happens at each practice where there is something to end.
    fn plan_everywhere(
        &self,
        entry: &Entry,
        last: Date,
        why: Leaving,
    ) -> Result<Vec<(OdsCode, Vec<AssignmentChange>)>, LinkRefusal> {
        let practices: BTreeSet<_> = entry
            .assignments
            .iter()
            .map(|known| &known.practice)
            .chain([self.practice])
            .collect();
        let mut planned = Vec::new();
        for practice in practices {
            let wanted = LinkRequest::Leave { last, why };
            match plan(entry, practice, false, wanted, self.audit.today, new_id()) {
                Ok(steps) => planned.push((practice.clone(), steps)),
                Err(LinkRefusal::NotLinked { .. }) if practice != self.practice => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok(planned)
    }

    /// Whoever leaves the list asks for nothing else any more.
    async fn withdraw_open(&self, tx: &mut Tx) -> Result<(), Failure> {
        let open: Vec<(Uuid,)> = tx
            .all(
                Query::new("SELECT id FROM link_request WHERE gmc_number = $1 AND state = 'open'")
                    .bind(self.entry.gmc_number()),
            )
            .await?;
        for (id,) in open {
            tx.execute(
                Query::new(
                    "UPDATE link_request SET state = 'withdrawn', waits_for = 'nobody', decided_at = $2, decided_by = $3
                     WHERE id = $1",
                )
                .bind(id)
                .bind(self.audit.at)
                .bind(&self.audit.by_name),
            )
            .await?;
            note(tx, self.audit, id, "withdrawn", "").await?;
        }
        Ok(())
    }

    /// Tells a practice, and gives what stands for it.
    async fn inform(&self, tx: &mut Tx, gp: &Gp, practice: &OdsCode) -> Result<Uuid, Failure> {
        let audit = self.audit;
        let request = self
            .insert(
                tx,
                practice,
                WaitsFor::Nobody,
                EscalationLevel::Registration,
            )
            .await?;
        let name = practices::store::name_of(tx, practice).await?;
        let action = Action::LinkTold;
        record(tx, audit, &request, gp, &name, action, "").await?;
        note(tx, audit, request.id, "informed", "").await?;
        let people = people_at(tx, practice, gp.user, audit.today).await?;
        let told = if people.reviewers.is_empty() {
            people.administrators
        } else {
            people.reviewers
        };
        tell(tx, audit, &request, gp, &name, LinkNews::Information, &told).await?;
        Ok(request.id)
    }
}
