//! A grant's dates in the database.

use uuid::Uuid;

use super::DatesView;
use crate::{
    access::{Actor, Column, NewDates, Permissions, Redating, Refusal, Role, SeesPractice, redate},
    base::{
        clock::new_id,
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    users::roles::store::{end_due, read_columns, read_subject, use_idempotency_key},
    web::{AuditContext, Request},
};

/// What the page shows: for those who decide about the role, of users who have a place at the practice.
pub(super) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &SeesPractice,
    user: UserId,
    role: Role,
) -> Result<DatesView, Failure> {
    let today = request.app.clock.today();
    let practice = permit.practice();
    let mut tx = request.app.db.read().await?;
    let subject = read_subject(&mut tx, user).await?;
    let column = read_column(&mut tx, user, practice, today).await?;
    let (Some(subject), Some(column)) = (subject, column) else {
        return Err(AppError::NotFound.into());
    };
    if column.membership.is_none() {
        return Err(AppError::NotFound.into());
    }
    let permissions = actor.permissions();
    if let Err(locked) = permissions.may_decide(practice, role, user) {
        let refusal = Refusal::NotYours {
            role,
            at: practice.clone(),
            practice: column.name,
            locked,
        };
        return Err(AppError::Forbidden([&refusal.to_string(), "."].concat()).into());
    }
    Ok(DatesView {
        user,
        name: isolated(&subject.name).into_owned(),
        practice: practice.clone(),
        grant: column.grant(role).cloned(),
        practice_name: column.name,
        role,
        version: column.version,
        reason_needed: permissions.registration_officer && !permissions.administers_at(practice),
        today,
        idempotency_key: new_id().to_string(),
    })
}

async fn read_column(
    tx: &mut Tx,
    user: UserId,
    practice: &OdsCode,
    today: Date,
) -> Result<Option<Column>, Failure> {
    let columns = read_columns(tx, user, std::slice::from_ref(practice), today).await?;
    Ok(columns.into_iter().next())
}

/// What a change would do as things are now.
pub(super) async fn preview(
    tx: &mut Tx,
    user: UserId,
    dates: &NewDates,
    permissions: &Permissions,
    today: Date,
) -> Result<Redating, Failure> {
    let column = read_column(tx, user, &dates.practice, today).await?;
    redate(column.as_ref(), dates, user, permissions, today).map_err(Failure::Refused)
}

/// A change of one grant's dates: decided and done in one transaction.
pub(super) struct Redate<'a> {
    /// Whose grant.
    pub user: UserId,
    /// Which, and its new dates.
    pub dates: &'a NewDates,
    /// What the actor may decide.
    pub permissions: &'a Permissions,
    /// Who and when.
    pub audit: &'a AuditContext,
    /// The form.
    pub idempotency_key: Uuid,
    /// Where the first save of this form leads.
    pub location: &'a str,
}

impl UnitOfWork for Redate<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.dates.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let content = (self.user, self.dates);
        if !use_idempotency_key(
            tx,
            self.idempotency_key,
            &content,
            self.audit,
            self.location,
        )
        .await?
        {
            return Ok(());
        }
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(Failure::Public(AppError::NotFound))?;
        let practice = &self.dates.practice;
        end_due(tx, std::slice::from_ref(practice), self.audit).await?;
        let redating = preview(
            tx,
            self.user,
            self.dates,
            self.permissions,
            self.audit.today,
        )
        .await?;
        if redating.dates.prolongs_an_administrator() && self.audit.recent_factor.is_none() {
            return Err(Failure::Refused(vec![Refusal::not_fresh()]));
        }
        self.apply(tx, &redating).await?;
        let event = NewEvent {
            action: Action::DatesChanged,
            subject: Some((self.user, &subject.name)),
            practice: Some(practice),
            detail: Detail {
                before: redating.held.clone(),
                after: redating.held.clone(),
                dates: Some(redating.dates),
                version: redating.version + 1,
                ..Detail::default()
            },
            reason: &self.dates.reason,
        };
        append(tx, self.audit, event).await
    }
}

impl Redate<'_> {
    /// Writes the dates and moves the place's version. Who gave the role, when and why stays as it was.
    async fn apply(&self, tx: &mut Tx, redating: &Redating) -> Result<(), Failure> {
        let moved = tx
            .execute(
                Query::new(
                    "UPDATE membership SET version = version + 1
                     WHERE user_id = $1 AND ods = $2 AND version = $3",
                )
                .bind(self.user)
                .bind(&self.dates.practice)
                .bind(redating.version),
            )
            .await?;
        let after = redating.dates.after;
        let written = tx
            .execute(
                Query::new(
                    "UPDATE role_grant SET starts_on = $2, ends_on = $3, cut_from = NULL
                     WHERE id = $1 AND ended_at IS NULL",
                )
                .bind(redating.grant)
                .bind(after.first)
                .bind(after.last),
            )
            .await?;
        if moved == 1 && written == 1 {
            return Ok(());
        }
        let practice = redating.practice_name.clone();
        Err(Failure::Refused(vec![Refusal::Stale { practice }]))
    }
}

#[cfg(test)]
mod tests;
