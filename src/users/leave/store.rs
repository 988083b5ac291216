//! Leaving a practice in the database.

mod due;
mod go;
mod view;

pub(crate) use due::deactivate_due;
pub(crate) use go::At;
pub(super) use go::{Go, Step, foresee};
pub(super) use view::view;

use crate::{
    access::{Column, OdsCode, Role, UserId},
    server::{Failure, Query, Tx},
};

/// The roles that ended when the user left, which can be brought back.
async fn remembered(tx: &mut Tx, user: UserId, practice: &OdsCode) -> Result<Vec<Role>, Failure> {
    let codes: Vec<(String,)> = tx
        .all(
            Query::new(
                "SELECT DISTINCT g.role FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
                 WHERE g.user_id = $1 AND g.ods = $2 AND m.status = 'deactivated'
                   AND (g.ended_at = m.since OR g.ended_at IS NOT NULL AND g.ends_on = m.leaves_on)",
            )
            .bind(user)
            .bind(practice),
        )
        .await?;
    let mut roles: Vec<_> = codes
        .iter()
        .filter_map(|(code,)| Role::from_code(code))
        .collect();
    roles.sort_unstable();
    Ok(roles)
}

/// Who at the practice manages access, other than the user.
fn who_to_ask(column: &Column, user: UserId, today: crate::dates::Date) -> Vec<String> {
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
