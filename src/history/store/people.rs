//! Whom a name in the whole record may mean.

use crate::{
    base::ids::UserId,
    database::{Db, Failure, Query},
};

/// Those of all users who are found by these words, each in one of its forms, whole or begun: no more than `most`.
pub(in crate::history) async fn people_called(
    db: &Db,
    words: &[Vec<String>],
    most: usize,
) -> Result<Vec<UserId>, Failure> {
    let mut query = Query::new("SELECT u.id FROM app_user u WHERE 1 = 1");
    for forms in words {
        query
            .push(" AND u.id IN (SELECT user_id FROM user_token WHERE ")
            .push_beginnings("token", forms)
            .push(")");
    }
    query
        .push(" LIMIT ")
        .push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    let found: Vec<(UserId,)> = db.all(query).await?;
    Ok(found.into_iter().map(|(user,)| user).collect())
}
