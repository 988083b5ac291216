//! Whom a name in the whole record may mean.

use crate::{
    base::{
        ids::UserId,
        search_words::{MOST_WORDS, range_end},
    },
    database::{Db, Failure, Query},
};

/// Those of all users who are found by these words, whole or begun: no more than `most`.
pub(in crate::history) async fn people_called(
    db: &Db,
    words: &[String],
    most: usize,
) -> Result<Vec<UserId>, Failure> {
    let mut query = Query::new("SELECT u.id FROM app_user u WHERE 1 = 1");
    for word in words.iter().take(MOST_WORDS) {
        query
            .push(" AND u.id IN (SELECT user_id FROM user_token WHERE token >= ")
            .push_bind(word)
            .push(" AND token < ")
            .push_bind(range_end(word))
            .push(")");
    }
    query
        .push(" LIMIT ")
        .push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    let found: Vec<(UserId,)> = db.all(query).await?;
    Ok(found.into_iter().map(|(user,)| user).collect())
}
