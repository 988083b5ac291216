//! Making a request.

use super::{Managers, Stored, names, tell_turn};
use crate::{
    access::{Actor, Column, OdsCode, Role, Service, WorksAt},
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    requests::rules::Turn,
    server::{Failure, Query, Stamp, Tx, Work, new_id, working_days_after},
    users::roles::store::read_columns,
};

/// A request for roles: one for each service, because others answer for each.
pub(in crate::requests) struct Ask<'a> {
    pub actor: &'a Actor,
    pub permit: &'a WorksAt,
    pub roles: Vec<Role>,
    pub reason: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for Ask<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let practice = std::slice::from_ref(self.permit.practice());
        let columns = read_columns(tx, self.actor.id, practice, self.stamp.today).await?;
        let column = columns.first().ok_or(Failure::Told(AppError::NotFound))?;
        for service in Service::ALL {
            let of_service = self.roles.iter().filter(|role| role.service() == service);
            let roles: Vec<Role> = of_service.copied().collect();
            if !roles.is_empty() && !self.is_open(tx, service).await? {
                self.ask(tx, column, service, &roles).await?;
            }
        }
        Ok(())
    }
}

impl Ask<'_> {
    /// Whether the actor waits for an answer about the service: then a second request is not made.
    async fn is_open(&self, tx: &mut Tx, service: Service) -> Result<bool, Failure> {
        let open: Option<(i32,)> = tx
            .optional(
                Query::new(
                    "SELECT 1 FROM role_request WHERE user_id = $1 AND ods = $2 AND service = $3 AND state = 'open'",
                )
                .bind(self.actor.id)
                .bind(self.permit.practice())
                .bind(service.code()),
            )
            .await?;
        Ok(open.is_some())
    }

    async fn ask(
        &self,
        tx: &mut Tx,
        column: &Column,
        service: Service,
        roles: &[Role],
    ) -> Result<(), Failure> {
        let (user, today) = (self.actor.id, self.stamp.today);
        let managers = Managers::of(column, user, service, today);
        let turn = Turn::Service.with(managers.there());
        let id = new_id();
        let codes: Vec<_> = roles.iter().map(|role| role.code()).collect();
        tx.execute(
            Query::new(
                "INSERT INTO role_request (id, user_id, ods, service, roles, reason, asked_at, step, due_on, state,
                                           decided_by, answer)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', '', '')",
            )
            .bind(id)
            .bind(user)
            .bind(self.permit.practice())
            .bind(service.code())
            .bind(codes.join(" "))
            .bind(self.reason)
            .bind(self.stamp.at)
            .bind(turn.step())
            .bind(working_days_after(today, turn.working_days())),
        )
        .await?;
        let event = NewEvent {
            action: Action::RolesAsked,
            subject: Some((user, &self.actor.name)),
            practice: Some(self.permit.practice()),
            detail: Detail {
                note: names(roles.iter().copied()).join(", "),
                ..Detail::default()
            },
            reason: self.reason,
        };
        append(tx, self.stamp, event).await?;
        let request = Stored::find(tx, id)
            .await?
            .ok_or(Failure::Told(AppError::NotFound))?;
        let (asker, place) = (&self.actor.name, &column.name);
        tell_turn(tx, self.stamp, &request, asker, place, turn, &managers).await
    }
}
