//! Users in the database.

use super::tokens::Names;
use crate::{
    access::{OdsCode, UserId, UserPlace},
    server::{Failure, Query, Tx},
};

/// How a user stands at each of their practices.
pub(crate) async fn user_places(tx: &mut Tx, user: UserId) -> Result<Vec<UserPlace>, Failure> {
    let places: Vec<(OdsCode, bool, bool)> = tx
        .all(
            Query::new(
                "SELECT ods, status <> 'deactivated', accepted_at IS NOT NULL FROM membership
                 WHERE user_id = $1 ORDER BY ods",
            )
            .bind(user),
        )
        .await?;
    let place = |(practice, open, accepted)| UserPlace {
        practice,
        open,
        accepted,
    };
    Ok(places.into_iter().map(place).collect())
}

/// Makes the address among `names` the username, unless somebody else has it.
pub(crate) async fn readdress(
    tx: &mut Tx,
    user: UserId,
    names: &Names<'_>,
) -> Result<bool, Failure> {
    let taken: Option<(UserId,)> = tx
        .optional(
            Query::new("SELECT id FROM app_user WHERE email = $1 AND id <> $2")
                .bind(names.email)
                .bind(user),
        )
        .await?;
    if taken.is_some() {
        return Ok(false);
    }
    let change = Query::new("UPDATE app_user SET email = $2 WHERE id = $1");
    tx.execute(change.bind(user).bind(names.email)).await?;
    write_tokens(tx, user, names).await?;
    Ok(true)
}

/// Replaces the words a user is found by.
pub(crate) async fn write_tokens(
    tx: &mut Tx,
    user: UserId,
    names: &Names<'_>,
) -> Result<(), Failure> {
    tx.execute(Query::new("DELETE FROM user_token WHERE user_id = $1").bind(user))
        .await?;
    let sort_name = names.sort_name();
    for token in names.tokens() {
        tx.execute(
            Query::new(
                "INSERT INTO user_token (token, sort_name, user_id) VALUES ($1, $2, $3)
                 ON CONFLICT (token, sort_name, user_id) DO NOTHING",
            )
            .bind(token)
            .bind(&sort_name)
            .bind(user),
        )
        .await?;
    }
    Ok(())
}
