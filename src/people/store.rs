//! People in the database.

use crate::{
    access::{Role, UserPlace},
    base::{
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::Names,
        text::full_name,
    },
    database::{Failure, Query, Tx, bulk},
    web::AuditContext,
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

/// The account that has this username.
pub(crate) async fn user_with(tx: &mut Tx, username: &str) -> Result<Option<UserId>, Failure> {
    let found: Option<(UserId,)> = tx
        .optional(Query::new("SELECT id FROM app_user WHERE email = $1").bind(username))
        .await?;
    Ok(found.map(|(id,)| id))
}

/// The name and the username of somebody.
pub(crate) async fn name_and_username(
    tx: &mut Tx,
    user: UserId,
) -> Result<(String, String), Failure> {
    let found: Option<(String, String, String)> = tx
        .optional(
            Query::new("SELECT first_name, last_name, email FROM app_user WHERE id = $1")
                .bind(user),
        )
        .await?;
    let (first, last, username) = found.ok_or(AppError::NotFound)?;
    Ok((full_name(&first, &last), username))
}

/// Somebody who gets an account.
pub(crate) struct NewAccount<'a> {
    pub id: UserId,
    pub title: &'a str,
    pub first: &'a str,
    pub last: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// Whether they belong to the registration team.
    pub officer: bool,
    /// Of their first password; without one the account opens nothing yet.
    pub password_hash: Option<&'a str>,
}

/// Makes an account.
pub(crate) async fn new_account(
    tx: &mut Tx,
    account: &NewAccount<'_>,
    now: Instant,
) -> Result<(), Failure> {
    let names = Names {
        title: account.title,
        first: account.first,
        last: account.last,
        email: account.email,
        gmc: None,
    };
    tx.execute(
        Query::new(
            "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                   is_registration_officer, password_hash, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(account.id)
        .bind(account.email)
        .bind(account.title)
        .bind(account.first)
        .bind(account.last)
        .bind(names.sort_name())
        .bind(account.phone)
        .bind(account.officer)
        .bind(account.password_hash.map(str::to_owned))
        .bind(now),
    )
    .await?;
    write_tokens(tx, account.id, &names).await
}

/// Makes the address among `names` the username, unless somebody else has it.
pub(crate) async fn readdress(
    tx: &mut Tx,
    user: UserId,
    names: &Names<'_>,
) -> Result<bool, Failure> {
    let has_it = user_with(tx, names.email).await?;
    if has_it.is_some_and(|id| id != user) {
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
    let tokens = names.tokens().into_iter();
    let rows = tokens.map(|token| [token.into(), (&sort_name).into(), user.into()]);
    bulk::insert(
        tx,
        "INSERT INTO user_token (token, sort_name, user_id) VALUES",
        rows.collect(),
        " ON CONFLICT (token, sort_name, user_id) DO NOTHING",
    )
    .await?;
    Ok(())
}

/// Somebody who manages access at a practice.
#[derive(Debug, sqlx::FromRow)]
pub(crate) struct Administrator {
    pub id: UserId,
    pub email: String,
    pub first_name: String,
    pub last_name: String,
    /// At how many of those practices whoever acts has a place too.
    shared: i64,
}

impl Administrator {
    /// Whether whoever acts is a colleague of theirs there.
    pub(crate) fn is_colleague(&self) -> bool {
        self.shared > 0
    }
}

/// Those who manage access where somebody works, but for them and whoever acts.
pub(crate) async fn administrators_beside(
    tx: &mut Tx,
    user: UserId,
    audit: &AuditContext,
) -> Result<Vec<Administrator>, Failure> {
    let mut query = Query::new(
        "SELECT u.id, u.email, u.first_name, u.last_name, CAST(count(here.user_id) AS BIGINT) AS shared
         FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         JOIN membership place ON place.ods = g.ods
         JOIN app_user u ON u.id = g.user_id
         LEFT JOIN membership here ON here.ods = g.ods AND here.user_id = $3
         WHERE place.user_id = $1 AND place.status <> 'deactivated' AND m.status = 'active' AND g.user_id <> $1
           AND g.ended_at IS NULL AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.role IN ",
    )
    .bind(user)
    .bind(audit.today)
    .bind(audit.by);
    query
        .push_list(Role::all().filter(|role| role.administers()))
        .push(" GROUP BY u.id, u.email, u.first_name, u.last_name ORDER BY u.id");
    let mut found: Vec<Administrator> = tx.all(query).await?;
    found.retain(|administrator| Some(administrator.id) != audit.by);
    Ok(found)
}
