//! Somebody's place at a practice, and leaving it.

use uuid::Uuid;

use super::who_to_ask;
use crate::{
    access::{Column, Grant, Holder, LeavePlan, Leaving, Refusal, Role, Subject, leave, list},
    accountant_links,
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    sign_in::revoke::revoke_after_the_last_place,
    users::{
        confirmed::Acting,
        leave::rules::{Cut, OwnEnds, cut_short},
        roles::store::{read_columns, read_subject},
    },
};

/// What somebody else holds no more, by what was decided before in the same change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Everything(UserId),
    Role(UserId, Role),
}

impl Ended {
    /// Whether it is what this holder held.
    pub(crate) fn is(&self, holder: &Holder) -> bool {
        match *self {
            Self::Everything(user) => holder.user == user,
            Self::Role(user, role) => holder.user == user && holder.role == role,
        }
    }
}

/// A user's place at a practice, about which an actor decides.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub user: UserId,
    pub practice: &'a OdsCode,
    pub by: Acting<'a>,
}

impl At<'_> {
    pub(crate) async fn read(&self, tx: &mut Tx) -> Result<(Subject, Column), Failure> {
        let practice = std::slice::from_ref(self.practice);
        let subject = read_subject(tx, self.user).await?;
        let column = read_columns(tx, self.user, practice, self.by.audit.today)
            .await?
            .pop();
        subject
            .zip(column)
            .ok_or(Failure::Public(AppError::NotFound))
    }

    /// Decides that the user leaves, after what has `ended` for others.
    pub(crate) async fn plan(
        &self,
        tx: &mut Tx,
        leaving: Leaving,
        ended: &[Ended],
    ) -> Result<LeavePlan, Failure> {
        let (subject, mut column) = self.read(tx).await?;
        column
            .holders
            .retain(|holder| !ended.iter().any(|ended| ended.is(holder)));
        let (permissions, today) = (self.by.permissions, self.by.audit.today);
        leave(subject, column, leaving, permissions, today).map_err(Failure::Refused)
    }

    /// Lets somebody leave as planned, at one practice or at several. One letter tells them.
    pub(crate) async fn leave(
        tx: &mut Tx,
        by: Acting<'_>,
        plans: &[LeavePlan],
    ) -> Result<(), Failure> {
        for plan in plans {
            Self::leave_one(tx, by, plan).await?;
        }
        tell_left(tx, by, plans).await
    }

    async fn leave_one(tx: &mut Tx, by: Acting<'_>, plan: &LeavePlan) -> Result<(), Failure> {
        let (subject, column, leaving) = (&plan.subject, &plan.column, &plan.leaving);
        let at = At {
            user: subject.user,
            practice: &column.practice,
            by,
        };
        let mut dates = Vec::new();
        match leaving.last_day {
            None => at.end(tx, &plan.end).await?,
            Some(day) => {
                let cut = cut_short(&plan.end, &at.own_ends(tx).await?, day);
                dates = at.redate(tx, &cut).await?;
            }
        }
        at.write_place(tx, leaving).await?;
        if leaving.last_day.is_none() {
            revoke_after_the_last_place(tx, at.user, by.audit.at).await?;
        }
        let held = || column.grants.iter().map(|grant| grant.role);
        let (action, detail) = match leaving.last_day {
            None => (
                Action::Deactivated,
                Detail {
                    before: held().collect(),
                    after: plan.stay.clone(),
                    ..Detail::default()
                },
            ),
            Some(day) => (
                Action::LastDaySet,
                Detail {
                    note: note(&["The last day is ", &day.in_words()].concat(), &dates),
                    ..Detail::default()
                },
            ),
        };
        at.record(tx, subject, column, action, detail, &leaving.reason)
            .await?;
        if leaving.last_day.is_none() {
            accountant_links::follow(tx, by.audit, &[(at.user, at.practice)]).await?;
        }
        Ok(())
    }

    async fn write_place(&self, tx: &mut Tx, leaving: &Leaving) -> Result<(), Failure> {
        let place = match leaving.last_day {
            None => Query::new(
                "UPDATE membership SET status = 'deactivated', since = $3, reason = $4, leaves_on = NULL,
                                       version = version + 1
                 WHERE user_id = $1 AND ods = $2",
            )
            .bind(self.user)
            .bind(self.practice)
            .bind(self.by.audit.at)
            .bind(&leaving.reason),
            Some(day) => Query::new(
                "UPDATE membership SET leaves_on = $3, reason = $4, version = version + 1
                 WHERE user_id = $1 AND ods = $2",
            )
            .bind(self.user)
            .bind(self.practice)
            .bind(day)
            .bind(&leaving.reason),
        };
        tx.execute(place).await?;
        Ok(())
    }

    /// Ends grants at once.
    async fn end(&self, tx: &mut Tx, grants: &[Grant]) -> Result<(), Failure> {
        for grant in grants {
            tx.execute(
                Query::new("UPDATE role_grant SET ended_at = $2, ended_by = $3 WHERE id = $1")
                    .bind(grant.id)
                    .bind(self.by.audit.at)
                    .bind(self.by.audit.by),
            )
            .await?;
        }
        Ok(())
    }

    /// The last days that grants had before the last day of the place cut them short.
    pub(super) async fn own_ends(&self, tx: &mut Tx) -> Result<OwnEnds, Failure> {
        let rows: Vec<(Uuid, Option<Date>)> = tx
            .all(
                Query::new(
                    "SELECT id, NULLIF(cut_from, '') FROM role_grant
                     WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL AND cut_from IS NOT NULL",
                )
                .bind(self.user)
                .bind(self.practice),
            )
            .await?;
        Ok(rows.into_iter().collect())
    }

    /// Writes last days. Gives what became of each, in words.
    pub(super) async fn redate(&self, tx: &mut Tx, cuts: &[Cut]) -> Result<Vec<String>, Failure> {
        let mut words = Vec::new();
        for cut in cuts {
            let own = cut.own.map(|day| day.to_string()).unwrap_or_default();
            tx.execute(
                Query::new("UPDATE role_grant SET ends_on = $2, cut_from = $3 WHERE id = $1")
                    .bind(cut.grant)
                    .bind(cut.dates.after.last)
                    .bind(cut.shorter.then_some(own)),
            )
            .await?;
            words.extend(cut.dates.in_words());
        }
        Ok(words)
    }

    pub(super) async fn record(
        &self,
        tx: &mut Tx,
        subject: &Subject,
        column: &Column,
        action: Action,
        detail: Detail,
        reason: &str,
    ) -> Result<(), Failure> {
        let event = NewEvent {
            action,
            subject: Some((self.user, &subject.name)),
            practice: Some(self.practice),
            detail: Detail {
                version: column.version + 1,
                ..detail
            },
            reason,
        };
        append(tx, self.by.audit, event).await
    }
}

/// Tells somebody that their access ends.
async fn tell_left(tx: &mut Tx, by: Acting<'_>, plans: &[LeavePlan]) -> Result<(), Failure> {
    let Some(first) = plans.first() else {
        return Ok(());
    };
    let user = first.subject.user;
    let mut ask: Vec<_> = plans
        .iter()
        .flat_map(|plan| who_to_ask(&plan.column, user, by.audit.today))
        .collect();
    ask.sort_unstable();
    ask.dedup();
    let places: Vec<_> = plans.iter().map(|plan| &*plan.column.name).collect();
    let letter = |name| Letter::Deactivated {
        name,
        practice: list(&places),
        last_day: first.leaving.last_day.map(Date::in_words),
        ask,
    };
    mail::tell(tx, by.audit, user, letter).await
}

/// What the record says of days that came and went.
pub(super) fn note(first: &str, dates: &[String]) -> String {
    let all = Some(first.to_owned()).filter(|first| !first.is_empty());
    all.into_iter()
        .chain(dates.iter().cloned())
        .collect::<Vec<_>>()
        .join(". ")
}

pub(super) fn stale(column: &Column) -> Failure {
    let practice = column.name.clone();
    Failure::Refused(vec![Refusal::Stale { practice }])
}
