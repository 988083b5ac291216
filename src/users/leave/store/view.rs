//! What the page shows.

use super::remembered;
use crate::{
    access::{Actor, MembershipStatus, Role, SeesPractice},
    base::{
        clock::{in_words, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    users::{
        leave::LeaveView,
        roles::store::{read_columns, read_subject},
    },
    web::Request,
};

#[derive(sqlx::FromRow)]
struct Row {
    since: Instant,
    reason: String,
    leaves_on: Option<Date>,
}

impl Row {
    async fn read(tx: &mut Tx, user: UserId, practice: &OdsCode) -> Result<Self, Failure> {
        let query = Query::new(
            "SELECT since, reason, leaves_on FROM membership WHERE user_id = $1 AND ods = $2",
        );
        Ok(tx.one(query.bind(user).bind(practice)).await?)
    }
}

/// A user's place at a practice, for those who see the practice.
pub(in crate::users::leave) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &SeesPractice,
    user: UserId,
) -> Result<LeaveView, Failure> {
    let practice = permit.practice();
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let not_found = || Failure::Public(AppError::NotFound);
    let subject = read_subject(&mut tx, user).await?.ok_or_else(not_found)?;
    let mut columns = read_columns(&mut tx, user, std::slice::from_ref(practice), today).await?;
    let column = columns.pop().ok_or_else(not_found)?;
    let status = column.membership.ok_or_else(not_found)?;
    let row = Row::read(&mut tx, user, practice).await?;
    let deactivated = status == MembershipStatus::Deactivated;
    let roles: Vec<_> = if deactivated {
        let remembered = remembered(&mut tx, user, practice, today).await?;
        remembered.iter().map(|one| one.role).collect()
    } else {
        column.grants.iter().map(|grant| grant.role).collect()
    };
    let permissions = actor.permissions();
    let names = |roles: &[Role]| roles.iter().map(|role| role.name().to_owned()).collect();
    let not_yours: Vec<_> = roles
        .iter()
        .copied()
        .filter(|role| column.locked(*role, &permissions, user).is_err())
        .collect();
    // Taking a last day back prolongs every role that it cut short.
    let mut prolonged = roles
        .iter()
        .filter(|role| !deactivated || !not_yours.contains(role));
    let asks_code = prolonged.any(|role| role.administers())
        && actor.recent_factor(request.app.clock.now()).is_none();
    let last_day = row.leaves_on.filter(|_| !deactivated).map(Date::in_words);
    Ok(LeaveView {
        user,
        name: isolated(&subject.name).into_owned(),
        practice: practice.clone(),
        practice_name: column.name.clone(),
        status,
        since: in_words(row.since),
        reason: row.reason,
        last_day: last_day.unwrap_or_default(),
        roles: names(&roles),
        not_yours: names(&not_yours),
        asks_code,
        version: column.version,
        idempotency_key: new_id().to_string(),
    })
}
