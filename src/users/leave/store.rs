//! Leaving a practice in the database.

mod at;
mod due;
mod go;
mod view;

pub(crate) use at::At;
pub(crate) use due::{after_the_end, deactivate_due};
pub(in crate::users) use go::{Go, LeaveAction};
pub(super) use view::view;

use crate::{
    access::{Column, Role},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
};

/// A role that ended when the user left, with the days it was to be in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::users) struct Remembered {
    pub role: Role,
    /// Its first day, if that is still to come.
    starts_on: Option<Date>,
    /// Its own last day, whatever the last day of the place made of it.
    ends_on: Option<Date>,
}

/// The roles that ended when the user left, which can be brought back: those whose own last day is not over.
pub(in crate::users) async fn remembered(
    tx: &mut Tx,
    user: UserId,
    practice: &OdsCode,
    today: Date,
) -> Result<Vec<Remembered>, Failure> {
    let rows: Vec<(Role, Date, Option<Date>)> = tx
        .all(
            Query::new(
                "SELECT DISTINCT g.role, g.starts_on, NULLIF(COALESCE(g.cut_from, g.ends_on), '')
                 FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
                 WHERE g.user_id = $1 AND g.ods = $2 AND m.status = 'deactivated'
                   AND (g.ended_at = m.since OR g.ended_at IS NOT NULL AND g.ends_on = m.leaves_on)",
            )
            .bind(user)
            .bind(practice),
        )
        .await?;
    let mut roles: Vec<_> = rows
        .into_iter()
        .filter(|(_, _, ends_on)| ends_on.is_none_or(|day| day >= today))
        .map(|(role, starts_on, ends_on)| Remembered {
            role,
            starts_on: Some(starts_on).filter(|day| *day > today),
            ends_on,
        })
        .collect();
    roles.sort_unstable();
    roles.dedup_by_key(|remembered| remembered.role);
    Ok(roles)
}

/// Who at the practice manages access, other than the user.
fn who_to_ask(column: &Column, user: UserId, today: Date) -> Vec<String> {
    let mut names: Vec<_> = column
        .holders
        .iter()
        .filter(|holder| holder.role.administers() && holder.user != user && holder.in_force(today))
        .map(|holder| holder.name.clone())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
