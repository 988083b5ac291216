//! Leaving a practice in the database.

mod at;
mod come_back;
mod due;
mod go;
mod view;

pub(crate) use at::{At, Ended};
pub(crate) use due::{after_the_end, deactivate_due};
pub(super) use go::{Go, LeaveAction};
pub(super) use view::{HAS_LEFT, leaving, view};

use std::collections::BTreeMap;

use crate::{
    access::{Actor, Column, Remembered, Role},
    base::{
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    users::{leave::rules::read_place, roles::store::may_change},
    web::Request,
};

/// Where else somebody leaves, read from a form: practices of the actor's, each with the version that was shown.
pub(super) async fn also(
    request: &Request,
    actor: &Actor,
    user: UserId,
    sent: &[String],
) -> Result<Vec<(OdsCode, i64)>, Failure> {
    let places: Option<Vec<_>> = sent.iter().map(|place| read_place(place)).collect();
    let places = places.ok_or_else(AppError::unreadable_form)?;
    for (practice, _) in &places {
        let permit = actor.see_practice(practice);
        may_change(request, actor, Some(user), permit).await?;
    }
    Ok(places)
}

/// The roles that ended when the user left, which can be brought back: those whose own last day is not over.
async fn remembered(
    tx: &mut Tx,
    user: UserId,
    practice: &OdsCode,
    today: Date,
) -> Result<Vec<Remembered>, Failure> {
    let mut all = remembered_of(tx, &[user], practice, today).await?;
    Ok(all.remove(&user).unwrap_or_default())
}

/// The same of several, each with their own.
pub(in crate::users) async fn remembered_of(
    tx: &mut Tx,
    users: &[UserId],
    practice: &OdsCode,
    today: Date,
) -> Result<BTreeMap<UserId, Vec<Remembered>>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT g.user_id, g.role, g.starts_on, NULLIF(COALESCE(g.cut_from, g.ends_on), '')
         FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ods = $1 AND m.status = 'deactivated'
           AND (g.ended_at = m.since OR g.ended_at IS NOT NULL AND g.ends_on = m.leaves_on) AND g.user_id IN ",
    )
    .bind(practice);
    query.push_list(users.iter().copied());
    let rows: Vec<(UserId, Role, Date, Option<Date>)> = tx.all(query).await?;
    let mut all: BTreeMap<UserId, Vec<Remembered>> = BTreeMap::new();
    for (user, role, starts_on, ends_on) in rows {
        if ends_on.is_none_or(|day| day >= today) {
            all.entry(user).or_default().push(Remembered {
                role,
                starts_on: Some(starts_on).filter(|day| *day > today),
                ends_on,
            });
        }
    }
    for roles in all.values_mut() {
        roles.sort_unstable();
        roles.dedup_by_key(|remembered| remembered.role);
    }
    Ok(all)
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
