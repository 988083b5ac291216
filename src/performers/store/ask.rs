//! A GP asks.

mod leave_list;

use uuid::Uuid;

use super::{
    people::people_at,
    read_entry, read_gp,
    request::{StoredLinkRequest, note, notify_level, record},
};
use crate::{
    access::OwnEntry,
    base::{
        clock::new_id,
        error::AppError,
        ids::{OdsCode, case_reference},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    performers::{
        LinkRequest, Sessions, WaitsFor,
        escalation::EscalationLevel,
        rules::{LinkRefusal, plan},
    },
    practices,
    web::AuditContext,
};

/// What a GP asks for about a practice.
pub(crate) struct Ask<'a> {
    pub entry: &'a OwnEntry,
    pub practice: &'a OdsCode,
    pub wanted: LinkRequest,
    pub audit: &'a AuditContext,
}

/// Outcome.
#[derive(Debug)]
pub(crate) enum LinkAsked {
    /// It was made, or one about the same practice waits already: this one.
    There {
        id: Uuid,
        /// Whether it was made just now.
        new: bool,
    },
    /// It can't be.
    Refused(LinkRefusal),
}

impl UnitOfWork for Ask<'_> {
    type Done = LinkAsked;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<LinkAsked, Failure> {
        let number = self.entry.gmc_number();
        let not_found = || Failure::Public(AppError::NotFound);
        let gp = read_gp(tx, number).await?.ok_or_else(not_found)?;
        let entry = read_entry(tx, number).await?.ok_or_else(not_found)?;
        let (name, closed) = practices::store::name_and_closed(tx, self.practice)
            .await?
            .ok_or_else(not_found)?;
        if let LinkRequest::Leave { last, why } = self.wanted
            && why.for_information()
        {
            return self.leave_list(tx, &gp, &entry, last, why).await;
        }
        if let Some(open) = StoredLinkRequest::open(tx, number, self.practice).await? {
            let id = open.id;
            return Ok(LinkAsked::There { id, new: false });
        }
        let today = self.audit.today;
        if let Err(refusal) = plan(&entry, self.practice, closed, self.wanted, today, new_id()) {
            return Ok(LinkAsked::Refused(refusal));
        }
        let people = people_at(tx, self.practice, gp.user, today).await?;
        let level = EscalationLevel::on(today, today, people.there());
        let request = self
            .insert(tx, self.practice, WaitsFor::Practice, level)
            .await?;
        note(tx, self.audit, request.id, "asked", "").await?;
        let action = Action::LinkAsked;
        record(tx, self.audit, &request, &gp, &name, action, "").await?;
        notify_level(tx, self.audit, &request, &gp, &name, level, &people).await?;
        let id = request.id;
        Ok(LinkAsked::There { id, new: true })
    }
}

impl Ask<'_> {
    /// Notes a request: one that waits, or one that nobody has to decide.
    async fn insert(
        &self,
        tx: &mut Tx,
        practice: &OdsCode,
        waits_for: WaitsFor,
        level: EscalationLevel,
    ) -> Result<StoredLinkRequest, Failure> {
        let (id, wanted) = (new_id(), &self.wanted);
        let leaving = match wanted {
            LinkRequest::Leave { why, .. } => Some(why.code().to_owned()),
            _ => None,
        };
        let today = self.audit.today;
        let due = level.next(today, today).map(|(_, day)| day.to_string());
        let (state, decided_at) = match waits_for {
            WaitsFor::Nobody => ("told", Some(self.audit.at.0)),
            _ => ("open", None),
        };
        tx.execute(
            Query::new(
                "INSERT INTO link_request (id, reference, gmc_number, ods, kind, gp_type, half_sessions, leaving, on_day,
                                           asked_at, waits_for, step, due_on, state, decided_at, decided_by, answer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, '', '')",
            )
            .bind(id)
            .bind(case_reference("PL", id))
            .bind(self.entry.gmc_number())
            .bind(practice)
            .bind(wanted.kind().code())
            .bind(wanted.gp_type().map(|kind| kind.code().to_owned()))
            .bind(wanted.sessions().map(Sessions::halves))
            .bind(leaving)
            .bind(wanted.day())
            .bind(self.audit.at)
            .bind(waits_for.code())
            .bind(level.step())
            .bind(due.unwrap_or_default())
            .bind(state)
            .bind(decided_at),
        )
        .await?;
        let stored = StoredLinkRequest::find(tx, id).await?;
        stored.ok_or(Failure::Public(AppError::NotFound))
    }
}
