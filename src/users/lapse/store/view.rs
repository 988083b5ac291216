//! What the page shows.

use super::{
    super::{
        model::{Lapsed, Soon, UnusedView},
        rules::{Standing, standings},
    },
    Row, places,
    tell::{fate, unused},
};
use crate::{
    access::{Actor, Role, SeesPractice, list},
    base::{
        clock::{date_of, new_id},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::{full_name, isolated},
    },
    database::{Failure, Query, Tx},
    practices,
    users::{leave::store::remembered, roles::store::read_columns},
    web::Request,
};

/// How many of those who have lapsed are listed.
const AT_MOST: i64 = 200;

/// The accounts of a practice that nobody uses.
pub(in crate::users::lapse) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &SeesPractice,
) -> Result<UnusedView, Failure> {
    let (practice, after) = (permit.practice(), request.app.unused);
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let rows = places(&mut tx, practice, today).await?;
    let places: Vec<_> = rows.iter().map(Row::place).collect();
    let standings = standings(&places, after, today);
    let mut soon: Vec<_> = rows
        .iter()
        .zip(&standings)
        .filter_map(|(row, standing)| one_soon(row, standing))
        .collect();
    soon.sort_by_key(|(on, _)| *on);
    let (mut lapsed, mut administrators) = (Vec::new(), false);
    for row in gone(&mut tx, practice).await? {
        let (one, administers) = one_lapsed(&mut tx, actor, practice, row, today).await?;
        lapsed.push(one);
        administrators |= administers;
    }
    Ok(UnusedView {
        practice: practice.clone(),
        name: practices::store::name_of(&mut tx, practice).await?,
        days: after.days,
        invitation_days: after.invitation_days,
        soon: soon.into_iter().map(|(_, one)| one).collect(),
        lapsed,
        asks_code: administrators && actor.recent_factor(request.app.clock.now()).is_none(),
        idempotency_key: new_id().to_string(),
    })
}

/// Somebody whose place lapses soon, or stays although its day has come; with the day.
fn one_soon(row: &Row, standing: &Standing) -> Option<(Date, Soon)> {
    let (on, alone) = match standing {
        Standing::Due { on, alone, .. } => (*on, alone.as_slice()),
        Standing::Stays { since, alone } => (*since, alone.as_slice()),
        // The next round says so.
        Standing::Lapses => (row.used_on(), &[][..]),
        Standing::InUse => return None,
    };
    let one = Soon {
        user: row.user_id,
        name: isolated(&row.name()).into_owned(),
        username: row.email.clone(),
        unused: unused(row),
        fate: match standing {
            Standing::Lapses => "Their access ends within an hour".to_owned(),
            _ => fate(row, on, alone),
        },
    };
    Some((on, one))
}

/// Somebody whose place has lapsed.
#[derive(sqlx::FromRow)]
struct Gone {
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    since: Instant,
    reason: String,
}

async fn gone(tx: &mut Tx, practice: &OdsCode) -> Result<Vec<Gone>, Failure> {
    let query = Query::new(
        "SELECT m.user_id, u.first_name, u.last_name, u.email, m.since, m.reason
         FROM lapse l
         JOIN membership m ON m.user_id = l.user_id AND m.ods = l.ods
         JOIN app_user u ON u.id = l.user_id
         WHERE l.ods = $1 AND m.status = 'deactivated' AND m.since = l.lapsed_at
         ORDER BY m.since DESC, u.sort_name, u.id LIMIT $2",
    );
    Ok(tx.all(query.bind(practice).bind(AT_MOST)).await?)
}

/// Somebody who has lapsed, and whether bringing them back makes them an administrator.
async fn one_lapsed(
    tx: &mut Tx,
    actor: &Actor,
    practice: &OdsCode,
    row: Gone,
    today: Date,
) -> Result<(Lapsed, bool), Failure> {
    let permissions = actor.permissions();
    let held = remembered(tx, row.user_id, practice, today).await?;
    let column = read_columns(tx, row.user_id, std::slice::from_ref(practice), today)
        .await?
        .pop();
    let (yours, others): (Vec<Role>, Vec<Role>) =
        held.iter().map(|one| one.role).partition(|role| {
            let column = column.as_ref();
            column.is_some_and(|column| column.locked(*role, &permissions, row.user_id).is_ok())
        });
    let names = |roles: &[Role]| list(&roles.iter().map(|role| role.name()).collect::<Vec<_>>());
    let lapsed = Lapsed {
        user: row.user_id,
        name: isolated(&full_name(&row.first_name, &row.last_name)).into_owned(),
        username: row.email,
        since: date_of(row.since).in_words(),
        reason: row.reason,
        yours: names(&yours),
        others: names(&others),
        version: column.map_or(0, |column| column.version),
    };
    Ok((lapsed, yours.iter().any(|role| role.administers())))
}
