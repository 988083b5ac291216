//! Making a request.

use super::{StoredRoleRequest, can_answer, names, notify_level};
use crate::{
    access::{Actor, Column, Role, Service, WorksAt},
    base::{
        clock::{new_id, working_days_after},
        error::AppError,
        ids::OdsCode,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    requests::rules::{Decider, EscalationLevel},
    users::roles::store::read_columns,
    web::AuditContext,
};

/// A request for roles: one for each service and those who decide, because others answer for each.
pub(in crate::requests) struct Ask<'a> {
    pub actor: &'a Actor,
    pub permit: &'a WorksAt,
    pub roles: Vec<Role>,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Ask<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let practice = std::slice::from_ref(self.permit.practice());
        let columns = read_columns(tx, self.actor.id, practice, self.audit.today).await?;
        let column = columns.first().ok_or(Failure::Public(AppError::NotFound))?;
        for service in Service::ALL {
            for decider in Decider::ALL {
                let asked = |role: &Role| self.roles.contains(role);
                let roles: Vec<Role> = decider.roles(service).filter(asked).collect();
                if !roles.is_empty() && !self.is_open(tx, service, decider).await? {
                    self.ask(tx, column, (service, decider), &roles).await?;
                }
            }
        }
        Ok(())
    }
}

impl Ask<'_> {
    /// Whether the actor waits for an answer of the same people: then a second request is not made.
    async fn is_open(
        &self,
        tx: &mut Tx,
        service: Service,
        decider: Decider,
    ) -> Result<bool, Failure> {
        let open: Option<(i32,)> = tx
            .optional(
                Query::new(
                    "SELECT 1 FROM role_request
                     WHERE user_id = $1 AND ods = $2 AND service = $3 AND decider = $4 AND state = 'open'",
                )
                .bind(self.actor.id)
                .bind(self.permit.practice())
                .bind(service.code())
                .bind(decider.code()),
            )
            .await?;
        Ok(open.is_some())
    }

    async fn ask(
        &self,
        tx: &mut Tx,
        column: &Column,
        (service, decider): (Service, Decider),
        roles: &[Role],
    ) -> Result<(), Failure> {
        let (user, today) = (self.actor.id, self.audit.today);
        let people = can_answer(column, user, service, decider, today);
        let level = EscalationLevel::Service.with(!people.is_empty());
        let id = new_id();
        let codes: Vec<_> = roles.iter().map(|role| role.code()).collect();
        tx.execute(
            Query::new(
                "INSERT INTO role_request (id, user_id, ods, service, decider, roles, reason, asked_at, step,
                                           due_on, state, decided_by, answer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', '', '')",
            )
            .bind(id)
            .bind(user)
            .bind(self.permit.practice())
            .bind(service.code())
            .bind(decider.code())
            .bind(codes.join(" "))
            .bind(self.reason)
            .bind(self.audit.at)
            .bind(level.step())
            .bind(working_days_after(today, level.working_days())),
        )
        .await?;
        let event = NewEvent {
            action: Action::RolesAsked,
            subject: Some((user, &self.actor.name)),
            practice: Some(self.permit.practice()),
            detail: Detail {
                note: names(roles).join(", "),
                ..Detail::default()
            },
            reason: self.reason,
        };
        append(tx, self.audit, event).await?;
        let request = StoredRoleRequest::find(tx, id)
            .await?
            .ok_or(Failure::Public(AppError::NotFound))?;
        notify_level(tx, self.audit, &request, &column.name, level, &people).await
    }
}
