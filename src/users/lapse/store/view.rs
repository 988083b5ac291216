//! What the page shows.

use super::{
    super::{
        model::{Soon, UnusedView},
        rules::{Standing, standings},
    },
    Row, places,
    tell::{fate, unused},
};
use crate::{
    access::{Actor, SeesPractice},
    base::{clock::new_id, dates::Date, error::AppError, text::isolated},
    database::Failure,
    practices,
    users::left::store as left,
    web::Request,
};

/// Of those who have left, who has lapsed.
const LAPSED: &str = " AND EXISTS (SELECT 1 FROM lapse l
    WHERE l.user_id = m.user_id AND l.ods = m.ods AND l.lapsed_at = m.since)";

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
    let about = practices::store::find_in(&mut tx, practice, today)
        .await?
        .ok_or(AppError::NotFound)?;
    let (lapsed, _) = left::people(&mut tx, actor, &about, LAPSED, today).await?;
    let administrators = lapsed.iter().any(|one| one.administers);
    Ok(UnusedView {
        practice: practice.clone(),
        name: about.name,
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
