//! The pensions desk: which officers belong to it, and what waits for it.

use super::{Form, SELECT_IN_SHORT};
use crate::{
    access::{Actor, ManagesOfficers, PensionsDesk},
    base::{clock::in_words, dates::Instant, error::AppError, ids::UserId, text::full_name},
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    pensions::views::DeskLine,
    web::AuditContext,
};

/// Whether the actor is an officer of the desk.
pub(in crate::pensions) async fn on_desk(tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
    if !actor.registration_officer {
        return Ok(false);
    }
    let query = "SELECT EXISTS (SELECT 1 FROM pensions_desk WHERE officer_id = $1)";
    let (on_desk,): (bool,) = tx.one(Query::new(query).bind(actor.id)).await?;
    Ok(on_desk)
}

/// The officers of the registration team, and since when each belongs to the desk; empty for those who don't.
pub(in crate::pensions) async fn desk_officers(
    tx: &mut Tx,
) -> Result<Vec<(UserId, String, String)>, Failure> {
    let query = "SELECT u.id, u.first_name, u.last_name, d.given_at
                 FROM app_user u LEFT JOIN pensions_desk d ON d.officer_id = u.id
                 WHERE u.is_registration_officer AND u.password_hash IS NOT NULL ORDER BY u.sort_name, u.id";
    let officers: Vec<(UserId, String, String, Option<Instant>)> =
        tx.all(Query::new(query)).await?;
    let line = |(id, first, last, since): (_, String, String, Option<Instant>)| {
        (
            id,
            full_name(&first, &last),
            since.map(in_words).unwrap_or_default(),
        )
    };
    Ok(officers.into_iter().map(line).collect())
}

/// Gives an officer the desk, or takes it from them.
pub(crate) struct GiveDesk<'a> {
    pub permit: &'a ManagesOfficers,
    pub officer: UserId,
    pub given: bool,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for GiveDesk<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let query =
            "SELECT first_name, last_name FROM app_user WHERE id = $1 AND is_registration_officer";
        let found: Option<(String, String)> =
            tx.optional(Query::new(query).bind(self.officer)).await?;
        let (first, last) = found.ok_or(AppError::NotFound)?;
        let change = if self.given {
            Query::new(
                "INSERT INTO pensions_desk (officer_id, given_at, given_by) VALUES ($1, $2, $3)
                 ON CONFLICT (officer_id) DO NOTHING",
            )
            .bind(self.officer)
            .bind(self.audit.at)
            .bind(self.permit.by())
        } else {
            Query::new("DELETE FROM pensions_desk WHERE officer_id = $1").bind(self.officer)
        };
        if tx.execute(change).await? == 0 {
            return Ok(());
        }
        let name = full_name(&first, &last);
        let action = if self.given {
            Action::PensionsDeskGiven
        } else {
            Action::PensionsDeskEnded
        };
        let event = NewEvent {
            action,
            subject: Some((self.officer, &name)),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        append(tx, self.audit, event).await
    }
}

/// How many the desk's page shows.
const SHOWN: i64 = 200;

/// What waits for the desk, the oldest first, or what it has decided, the newest first; with how many they are.
pub(in crate::pensions) async fn queue(
    tx: &mut Tx,
    _desk: PensionsDesk,
    decided: bool,
) -> Result<(Vec<DeskLine>, i64), Failure> {
    let (condition, order) = if decided {
        (
            " WHERE f.state IN ('approved', 'rejected')",
            " ORDER BY f.decided_at DESC, f.id DESC LIMIT ",
        )
    } else {
        (
            " WHERE f.state = 'declared'",
            " ORDER BY f.declared_at, f.id LIMIT ",
        )
    };
    let mut query = Query::new(SELECT_IN_SHORT);
    query.push(condition).push(order).push_bind(SHOWN);
    let forms: Vec<Form> = tx.all(query).await?;
    let mut count = Query::new("SELECT COUNT(*) FROM pension_form f");
    count.push(condition);
    let (count,): (i64,) = tx.one(count).await?;
    Ok((forms.into_iter().map(line).collect(), count))
}

fn line(form: Form) -> DeskLine {
    DeskLine {
        id: form.id,
        member: form.member(),
        title: form.title(),
        stage: form.state,
        declared: form.declared_at.map(in_words).unwrap_or_default(),
        decided: form.decided_at.map(in_words).unwrap_or_default(),
        reference: form.reference.unwrap_or_default(),
    }
}

/// How many forms wait for the desk, if the actor belongs to it.
pub(super) async fn desk_waiting(tx: &mut Tx, actor: &Actor) -> Result<Option<i64>, Failure> {
    if !on_desk(tx, actor).await? {
        return Ok(None);
    }
    let query = "SELECT COUNT(*) FROM pension_form WHERE state = 'declared'";
    let (count,): (i64,) = tx.one(Query::new(query)).await?;
    Ok(Some(count))
}
