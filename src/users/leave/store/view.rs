//! What the page shows.

use super::{Go, LeaveAction, remembered};
use crate::{
    access::{
        Actor, Column, Leaving, MembershipStatus, Origin, Role, SeesPractice, UserPlace, list,
    },
    base::{
        clock::{in_words, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    people::store::user_places,
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        leave::{LeaveView, OtherPlace},
        roles::{
            MOST_COLUMNS,
            store::{read_columns, read_subject},
        },
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
    let automatic = Some(automatic(&column)).filter(|_| deactivated);
    let others = others(&mut tx, actor, practice, user, today).await?;
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
        automatic: names(&automatic.unwrap_or_default()),
        others,
        leaving: None,
        asks_code,
        version: column.version,
        idempotency_key: new_id().to_string(),
    })
}

/// The roles from the Performers List, which give access again once somebody is back at a practice that is open.
fn automatic(column: &Column) -> Vec<Role> {
    let grants = column.grants.iter().filter(|_| !column.closed);
    grants
        .filter(|grant| grant.origin == Origin::PerformersList)
        .map(|grant| grant.role)
        .collect()
}

/// Why somebody leaves now, where the reader gives no other reason.
pub(in crate::users::leave) const HAS_LEFT: &str = "Has left";

/// Where else `user` works, as far as `actor` sees it: at most as many as a page shows.
async fn others(
    tx: &mut Tx,
    actor: &Actor,
    practice: &OdsCode,
    user: UserId,
    today: Date,
) -> Result<Vec<OtherPlace>, Failure> {
    let sees = |place: &UserPlace| {
        place.open && place.practice != *practice && actor.see_practice(&place.practice).is_ok()
    };
    let places = user_places(tx, user).await?.into_iter().filter(sees);
    let mine: Vec<_> = places.map(|place| place.practice).collect();
    let columns = read_columns(tx, user, &mine, today).await?;
    let other = |column: Column| {
        let ends = column.grants.iter();
        let ends = ends.filter(|grant| grant.origin != Origin::PerformersList);
        OtherPlace {
            roles: list(&ends.map(|grant| grant.role.name()).collect::<Vec<_>>()),
            practice: column.practice,
            name: column.name,
            version: column.version,
        }
    };
    Ok(columns.into_iter().map(other).take(MOST_COLUMNS).collect())
}

/// The same place with what it does if the user leaves there now, or there and at all the others. Where a last day is set the
/// page asks about that first.
pub(in crate::users::leave) async fn leaving(
    request: &Request,
    actor: &Actor,
    view: LeaveView,
    everywhere: bool,
) -> Result<LeaveView, Failure> {
    if !view.last_day.is_empty() {
        return Ok(view);
    }
    let (permissions, audit) = (actor.permissions(), request.audit(actor));
    let by = Acting {
        permissions: &permissions,
        audit: &audit,
    };
    let others = view.others.iter().filter(|_| everywhere);
    let also: Vec<_> = others
        .map(|other| (other.practice.clone(), other.version))
        .collect();
    let go = Go {
        user: view.user,
        practice: &view.practice,
        version: view.version,
        also: &also,
        step: LeaveAction::Leave(Leaving {
            version: view.version,
            last_day: None,
            reason: HAS_LEFT.to_owned(),
            accepts_no_administrator: true,
        }),
    };
    let mut tx = request.app.db.read().await?;
    let leaving = match go.plan(&mut tx, by).await {
        Ok(plan) => Some(go.preview(&plan, by)),
        // The page says how they stand.
        Err(NotMade::Refused(_) | NotMade::Instead(_)) => None,
        Err(NotMade::Failed(failure)) => return Err(failure),
    };
    Ok(LeaveView { leaving, ..view })
}
