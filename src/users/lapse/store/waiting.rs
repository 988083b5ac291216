//! What waits for those who manage access: people whose place lapses soon.

use crate::{
    access::Actor,
    base::ids::OdsCode,
    database::{Failure, Query, Tx},
};

/// The practices that `actor` administers where places lapse soon: code, name, how many. As the last round found it, without
/// those who have logged in since.
pub(crate) async fn waiting(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Vec<(OdsCode, String, i64)>, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, CAST(count(*) AS BIGINT) FROM lapse l
         JOIN membership m ON m.user_id = l.user_id AND m.ods = l.ods
         JOIN app_user u ON u.id = l.user_id
         JOIN practice p ON p.ods = l.ods
         WHERE m.status <> 'deactivated' AND m.since <= l.used_at AND COALESCE(u.last_sign_in_at, 0) <= l.used_at
           AND p.status = 'active' AND l.ods IN ",
    );
    query
        .push_list(actor.administered().map(|place| &place.practice))
        .push(" GROUP BY p.ods, p.name ORDER BY p.name, p.ods");
    Ok(tx.all(query).await?)
}
