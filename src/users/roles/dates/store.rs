//! A grant's dates in the database.

use std::fmt::Debug;

use super::{DatesView, check_of};
use crate::{
    access::{Actor, Column, NewDates, RedatePlan, Refusal, Role, SeesPractice, Subject, redate},
    base::{
        clock::new_id,
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    ui::{Check, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        roles::store::{read_columns, read_subject, refused, tell_redated},
    },
    web::Request,
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
        let refusal = column.not_yours(role, locked);
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
        reason_needed: permissions.registration_officer() && !permissions.administers_at(practice),
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

/// A change of one grant's dates.
pub(super) struct Redate {
    pub user: UserId,
    /// Which, and its new dates.
    pub dates: NewDates,
}

impl ConfirmedChange for Redate {
    type Plan = (Subject, RedatePlan);
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.dates.practice.clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.user, &self.dates)
    }

    fn confirm(&mut self) {
        self.dates.accepts_no_administrator = true;
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<(Subject, RedatePlan), NotMade> {
        let today = by.audit.today;
        let column = read_column(tx, self.user, &self.dates.practice, today).await?;
        let redating = redate(
            column.as_ref(),
            &self.dates,
            self.user,
            by.permissions,
            today,
        )
        .map_err(NotMade::Refused)?;
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(AppError::NotFound)?;
        Ok((subject, redating))
    }

    fn preview(&self, (_, redating): &(Subject, RedatePlan), by: Acting<'_>) -> Check {
        check_of(redating, by.audit.recent_factor.is_some())
    }

    async fn apply(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        (subject, redating): (Subject, RedatePlan),
    ) -> Result<(), Failure> {
        if redating.dates.prolongs_an_administrator() && by.audit.recent_factor.is_none() {
            return Err(Failure::Refused(vec![Refusal::not_fresh()]));
        }
        write(tx, &redating).await?;
        let event = NewEvent {
            action: Action::DatesChanged,
            subject: Some((redating.user, &subject.name)),
            practice: Some(&redating.practice),
            detail: Detail {
                before: redating.held.clone(),
                after: redating.held.clone(),
                dates: Some(redating.dates),
                version: redating.version + 1,
                ..Detail::default()
            },
            reason: &redating.reason,
        };
        append(tx, by.audit, event).await?;
        tell_redated(tx, by.audit, &redating).await
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let shown = std::iter::once((&self.dates.practice, self.dates.version));
        let mut outcome = refused(request, actor, by.audit, self.user, shown, reasons).await?;
        if let Outcome::Form(form_state) = &mut outcome {
            // There are no boxes on this page.
            let errors = form_state.errors.iter_mut();
            for error in errors.filter(|error| error.field == "roles") {
                error.field.clear();
            }
        }
        Ok(outcome)
    }
}

/// Writes the dates and moves the place's version. Who gave the role, when and why stays as it was.
async fn write(tx: &mut Tx, redating: &RedatePlan) -> Result<(), Failure> {
    let moved = tx
        .execute(
            Query::new(
                "UPDATE membership SET version = version + 1
                 WHERE user_id = $1 AND ods = $2 AND version = $3",
            )
            .bind(redating.user)
            .bind(&redating.practice)
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

#[cfg(test)]
mod tests;
