//! Somebody got a place at another practice, or left the Performers List: practices where they worked are asked whether
//! they still do. The question waits among the tasks of those who manage access there (`requests`).

use crate::{
    base::ids::{OdsCode, UserId},
    database::{Failure, Query, Tx},
    web::AuditContext,
};

/// Asks every practice but `new` where the user works. None learns where the new place is.
pub(crate) async fn ask_whether_still_here(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    new: &OdsCode,
) -> Result<(), Failure> {
    // Whoever has just come is here.
    let here = "DELETE FROM still_here WHERE user_id = $1 AND ods = $2";
    tx.execute(Query::new(here).bind(user).bind(new)).await?;
    tx.execute(
        Query::new(
            "INSERT INTO still_here (user_id, ods, asked_at)
             SELECT user_id, ods, $3 FROM membership
             WHERE user_id = $1 AND ods <> $2 AND status <> 'deactivated' AND leaves_on IS NULL AND since < $3
             ON CONFLICT DO NOTHING",
        )
        .bind(user)
        .bind(new)
        .bind(audit.at),
    )
    .await?;
    Ok(())
}

/// Asks those practices where these GPs have a place without a link on the Performers List, other than the new ones
/// they are given here. Where there is a link, the list itself says that they work there.
pub(crate) async fn ask_where_unlinked(
    tx: &mut Tx,
    audit: &AuditContext,
    new: &[(UserId, &OdsCode)],
) -> Result<(), Failure> {
    if new.is_empty() {
        return Ok(());
    }
    let mut here = Query::new("DELETE FROM still_here WHERE (user_id, ods) IN ");
    here.push_pairs(new);
    tx.execute(here).await?;
    let mut query = Query::new(
        "INSERT INTO still_here (user_id, ods, asked_at)
         SELECT m.user_id, m.ods, $1 FROM membership m
         WHERE m.status <> 'deactivated' AND m.leaves_on IS NULL AND m.since < $1
           AND NOT EXISTS (SELECT 1 FROM performer f JOIN assignment a ON a.gmc_number = f.gmc_number
                           WHERE f.user_id = m.user_id AND a.ods = m.ods AND a.stage <> 'cancelled'
                             AND (a.ends_on IS NULL OR a.ends_on >= $2)) AND m.user_id IN ",
    )
    .bind(audit.at)
    .bind(audit.today);
    query.push_list(new.iter().map(|(user, _)| *user));
    query
        .push(" AND (m.user_id, m.ods) NOT IN ")
        .push_pairs(new);
    query.push(" ON CONFLICT DO NOTHING");
    tx.execute(query).await?;
    Ok(())
}

/// Asks at these places, where something else says that somebody may have left.
pub(crate) async fn ask_at(
    tx: &mut Tx,
    audit: &AuditContext,
    places: &[(UserId, &OdsCode)],
) -> Result<(), Failure> {
    if places.is_empty() {
        return Ok(());
    }
    let mut query = Query::new(
        "INSERT INTO still_here (user_id, ods, asked_at)
         SELECT user_id, ods, $1 FROM membership
         WHERE status <> 'deactivated' AND leaves_on IS NULL AND (user_id, ods) IN ",
    )
    .bind(audit.at);
    query.push_pairs(places).push(" ON CONFLICT DO NOTHING");
    tx.execute(query).await?;
    Ok(())
}
